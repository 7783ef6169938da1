/** A scope: what one word of a claim takes hold of. Read from what people write; compared without case, kept as it was written. */
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { bytes, writtenOut } from './braces.ts';
import { type Fault, isFault, limits, refusePath } from './faults.ts';
import { isPattern } from './glob.ts';
import { isEverything, keysOf, plainPath, type Route, readRoutes, routeCovers, routeKey, routeOf, routesMeet } from './route.ts';
import { type Witness, witness } from './witness.ts';

export interface Scope {
  /** As it was written, to the letter. */
  readonly given: string;
  /** Scopes of one key are the same; only for comparing. */
  readonly key: string;
  /** It takes the whole repository: the command asks twice. */
  readonly isWhole: boolean;
  /** The ways that its braces leave; a path lies in the scope if it lies in one. */
  readonly routes: readonly Route[];
}

/** `x`, `x/` and `x/**` are one scope: x with all below it. Patterns: `*` `?` `[abc]` within a name, `**` for folders, `{a,b}`. */
export function parseScope(given: string): Outcome<Scope> {
  const read = readScope(given);
  return isFault(read) ? refusePath(given, read) : done(read);
}

/** All of them or none; what is named twice is taken once. */
export function parseScopes(words: readonly string[]): Outcome<Scope[]> {
  if (words.length === 0) return refuse('no path', 'No path was named. Nothing was claimed. Write one or more, such as docs/ src/main.rs.');
  if (words.length > limits.scopes)
    return refuse(
      'too many paths',
      `That names ${words.length} paths; a claim holds at most ${limits.scopes}. Nothing was claimed. Write the folders they are in.`,
    );
  const scopes = new Map<string, Scope>();
  for (const word of words) {
    const read = parseScope(word);
    if (!read.ok) return read;
    if (!scopes.has(read.value.key)) scopes.set(read.value.key, read.value);
  }
  return done([...scopes.values()]);
}

function readScope(given: string): Scope | Fault {
  if (isOrdinary(given)) return ordinary(given);
  const unreadable = faultOfText(given);
  if (unreadable) return unreadable;
  const texts = writtenOut(given.normalize('NFC').replaceAll('\\', '/'));
  if (isFault(texts)) return texts;
  const routes = new Map<string, Route>();
  for (const text of texts) {
    const read = readRoutes(text.normalize('NFC'));
    if (isFault(read)) return read;
    for (const route of read) routes.set(kindKey(route), route);
  }
  if (partsOf([...routes.values()]) > limits.patternParts) return 'pattern too long';
  return scopeOf(
    given,
    [...routes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, route]) => route),
  );
}

const scopeOf = (given: string, routes: readonly Route[]): Scope => ({
  given,
  key: [...new Set(routes.map(routeKey))].join('\n'),
  isWhole: routes.some(isEverything),
  routes,
});

/** Nothing in it needs a second look: nearly every claim in a file of thousands is so, and most patterns are. */
const isOrdinary = (text: string): boolean => text.length <= limits.name && /^(?:(?!\.\.?(?:\/|$))[\w.+=*?-]+(?:\/|$))+$/.test(text);
const withoutSlash = (text: string): string => (text.endsWith('/') ? text.slice(0, -1) : text);

function ordinary(given: string): Scope | Fault {
  const path = withoutSlash(given);
  const names = path.split('/');
  if (isPattern(path)) {
    const route = routeOf(names);
    return isFault(route) ? route : scopeOf(given, [route]);
  }
  const key = path.toLowerCase();
  const keys = key.split('/');
  return { given, key, isWhole: false, routes: [names.map((shown, at) => ({ kind: 'name', key: keys[at]!, shown }))] };
}

/** The key of a scope that is one path of at most `limits.name` letters; undefined where more must be read to tell. */
export const ordinaryKey = (given: string): string | undefined =>
  isOrdinary(given) && !isPattern(given) ? withoutSlash(given).toLowerCase() : undefined;

const partsOf = (routes: readonly Route[]): number =>
  routes.flat().reduce((sum, segment) => sum + (segment.kind === 'glob' ? segment.parts.length : 0), 0);

/** The file `[ab]` and the pattern `[ab]` are spelled alike. A scope that has the one has the other, so its key needs only one. */
const kindKey = (route: Route): string => `${routeKey(route)}\n${route.map(({ kind }) => kind).join()}`;

const unreadable: readonly (readonly [RegExp, Fault])[] = [
  [/\ufffd/, 'broken text'],
  [/\0/, 'zero byte'],
  [/[\n\r\v\f\x85\u2028\u2029]/, 'line break'],
  [/\p{Cc}/u, 'control character'],
  // Variation selector 16 only asks for the coloured form of an emoji.
  [/[[\p{Cf}\p{DI}]--\ufe0f]/v, 'invisible character'],
];

function faultOfText(text: string): Fault | undefined {
  if (text.trim() === '') return 'empty path';
  if (!text.isWellFormed()) return 'broken text';
  if (bytes(text) > limits.path) return 'path too long';
  return unreadable.find(([form]) => form.test(text))?.[1];
}

/** Whether a path lies in both. */
export const meets = (a: Scope, b: Scope): boolean => a.routes.some((x) => b.routes.some((y) => routesMeet(x, y)));

/** A shortest path that lies in both, undefined when there is none. The same whichever comes first. */
export function overlap(a: Scope, b: Scope): string | undefined {
  let best: Witness | undefined;
  for (const x of a.routes) {
    for (const y of b.routes) {
      const found = leads(x, a, y, b) ? witness(x, y) : witness(y, x);
      if (found && (!best || isBefore(found, best))) best = found;
    }
  }
  return best && (best.names.join('/') || '.');
}

/** The route that spells out more names lends its spelling. */
function leads(x: Route, a: Scope, y: Route, b: Scope): boolean {
  const [more, less] = [x, y].map((route) => route.filter(({ kind }) => kind === 'name').length);
  return more !== less ? more! > less! : a.given <= b.given;
}

const isBefore = (a: Witness, b: Witness): boolean => (a.cost !== b.cost ? a.cost < b.cost : a.names.join('/') < b.names.join('/'));

/** Whether a path of the repository, as git names it, lies in the scope. */
export function covers(scope: Scope, path: string): boolean {
  const keys = keysOf(path);
  return scope.routes.some((route) => routeCovers(route, keys));
}

/** The path of a scope that is no pattern; `.` for the whole repository. */
export const pathOf = ({ routes }: Scope): string | undefined => (routes.length === 1 ? plainPath(routes[0]!) : undefined);
