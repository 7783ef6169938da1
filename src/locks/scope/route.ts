/** One way to write a scope, without braces: the names from the top folder down, some of them patterns. It covers all below what it matches. */
import { bytes } from './braces.ts';
import { type Fault, isFault, limits } from './faults.ts';
import { fold } from './fold.ts';
import { type Glob, globsMeet, isOnlyLetters, isPattern, matches, matchesAll, matchesNothing, readGlob } from './glob.ts';

export interface Name {
  readonly kind: 'name';
  readonly key: string;
  readonly shown: string;
}
/** `**`: any number of folders, also none. */
export interface Deep {
  readonly kind: 'deep';
  readonly key: string;
}
export type Segment = Name | Glob | Deep;
export type Route = readonly Segment[];

const deep: Deep = { kind: 'deep', key: '**' };
const nameOf = (shown: string): Name => ({ kind: 'name', key: fold(shown), shown });

/** What means another place to a browser, git or a shell. */
const foreign: readonly (readonly [RegExp, Fault])[] = [
  [/^[a-z][a-z\d+.-]+:\/\//i, 'web address'],
  [/^:[(!^/:]/, 'path magic'],
  [/^\/|^[a-z]:(?:\/|$)/i, 'absolute path'],
  [/^~(?:\/|$)/, 'home path'],
];

/** The route, and beside a pattern with `[` the path that is spelled like it, as git has it: `app/[id]/page.tsx` is a file to many. */
export function readRoutes(text: string): Route[] | Fault {
  const names = resolved(text);
  // Also where `./` or `a/../` stood before it.
  const elsewhere = foreign.find(([form]) => form.test(text) || (!isFault(names) && form.test(names.join('/'))));
  if (elsewhere) return elsewhere[1];
  if (isFault(names)) return names;
  if (names.some((name) => bytes(name) > limits.name)) return 'name too long';
  const twin = isOnlyLetters(text) ? [names.map(nameOf)] : [];
  const route = routeOf(names);
  if (isFault(route)) return route === 'matches nothing' && twin.length > 0 ? twin : route;
  return [route, ...twin];
}

/** As far as it can be told from names in which nothing else is wrong. */
export function routeOf(names: readonly string[]): Route | Fault {
  const segments = names.map(readSegment);
  const fault = segments.find(isFault);
  if (fault) return fault;
  const route = withoutNeedless(segments as Segment[]);
  if (route.length > limits.patternDepth && route.some(({ kind }) => kind !== 'name')) return 'pattern too deep';
  return route.some((segment) => segment.kind === 'glob' && matchesNothing(segment)) ? 'matches nothing' : route;
}

function resolved(text: string): string[] | Fault {
  const names: string[] = [];
  for (const name of text.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') {
      names.push(name);
      continue;
    }
    const left = names.pop();
    if (left === undefined) return 'outside the repository';
    if (isPattern(left)) return 'dots after a pattern';
  }
  return names;
}

const readSegment = (name: string): Segment | Fault => (name === '**' ? deep : isPattern(name) ? readGlob(name) : nameOf(name));

/** `a/**` is `a` with what lies below, and twice any number is any number. */
function withoutNeedless(segments: readonly Segment[]): Segment[] {
  const kept = segments.filter((segment, at) => segment.kind !== 'deep' || segments[at + 1]?.kind !== 'deep');
  return kept.at(-1)?.kind === 'deep' ? kept.slice(0, -1) : kept;
}

/** `.` for the whole repository. Routes of one key are the same. */
export const routeKey = (route: Route): string => route.map(({ key }) => key).join('/') || '.';

/** Whether every file of the repository lies in it: `.`, `*`, `**` + `/*`. */
export const isEverything = (route: Route): boolean => {
  const [first, ...more] = route.filter(({ kind }) => kind !== 'deep');
  return first === undefined || (more.length === 0 && first.kind === 'glob' && matchesAll(first));
};

/** Its path, when it is no pattern; `.` for the whole repository. */
export const plainPath = (route: Route): string | undefined =>
  route.every((segment) => segment.kind === 'name') ? route.map(({ shown }) => shown).join('/') || '.' : undefined;

/** The names of a path of git's, folded. */
export const keysOf = (path: string): string[] =>
  fold(path)
    .split('/')
    .filter((name) => name !== '' && name !== '.');

/** Whether a path with these names lies in it. */
export function routeCovers(route: Route, keys: readonly string[]): boolean {
  // Places in the route where the walk may stand after so many names.
  let places = new Set(standing(route, 0));
  for (const key of keys) {
    if (places.has(route.length)) return true;
    const next = new Set<number>();
    for (const place of places) {
      const segment = route[place]!;
      const isTaken = segment.kind === 'deep' || matchesSegment(segment, key);
      if (isTaken) for (const each of standing(route, segment.kind === 'deep' ? place : place + 1)) next.add(each);
    }
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(route.length);
}

/** `**` may also be passed by. */
const standing = (route: Route, place: number): number[] => (route[place]?.kind === 'deep' ? [place, place + 1] : [place]);

export const matchesSegment = (segment: Name | Glob, key: string): boolean =>
  segment.kind === 'name' ? segment.key === key : matches(segment, key);

/** Whether one name can be both. */
export function segmentsMeet(a: Name | Glob, b: Name | Glob): boolean {
  if (a.kind === 'name') return matchesSegment(b, a.key);
  return b.kind === 'name' ? matches(a, b.key) : globsMeet(a, b);
}

/**
 * Whether a path lies in both. Where one ends, all below it is its own. From a `**` on they always meet: it takes what the other
 * still asks for, and what comes after it lies below the other.
 */
export function routesMeet(a: Route, b: Route): boolean {
  const common = Math.min(a.length, b.length);
  for (let at = 0; at < common; at += 1) {
    const [x, y] = [a[at]!, b[at]!];
    if (x.kind === 'deep' || y.kind === 'deep') return true;
    if (!segmentsMeet(x, y)) return false;
  }
  return true;
}
