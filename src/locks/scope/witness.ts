/** A shortest path that lies in two routes: what is shown when claims clash. */
import { commonName, type Glob, matches } from './glob.ts';
import { type Name, plainPath, type Route, routesMeet, type Segment } from './route.ts';

export interface Witness {
  /** Fewer names come first, then fewer letters. */
  readonly cost: number;
  readonly names: readonly string[];
}

/** Longer than any path. */
const name = 2 ** 16;

/** Undefined when they do not meet. Names that both spell out are spelled as `a` has them. */
export function witness(a: Route, b: Route): Witness | undefined {
  if (!routesMeet(a, b)) return undefined;
  if (plainPath(a) !== undefined && plainPath(b) !== undefined) return plain((a.length >= b.length ? a : b) as Name[]);
  return search(a, b);
}

const plain = (route: readonly Name[]): Witness => {
  const names = route.map(({ shown }) => shown);
  return { cost: costOf(names), names };
};

const costOf = (names: readonly string[]): number => names.reduce((sum, each) => sum + costOfName(each), 0);
const costOfName = (text: string): number => name + [...text].length;

interface Rest {
  readonly cost: number;
  readonly name?: string;
  readonly then?: Rest;
}

/** The two routes are walked side by side, each pair of places once. */
function search(a: Route, b: Route): Witness | undefined {
  const width = b.length + 1;
  const known = new Array<Rest | null | undefined>((a.length + 1) * width).fill(undefined);
  const from = (i: number, j: number): Rest | null => {
    const found = known[i * width + j];
    if (found !== undefined) return found;
    const rest = step(i, j);
    known[i * width + j] = rest;
    return rest;
  };
  const take = (text: string | undefined, i: number, j: number): Rest | null => (text === undefined ? null : follow(text, from(i, j)));
  const step = (i: number, j: number): Rest | null => {
    const x = a[i];
    const y = b[j];
    if (!x && !y) return { cost: 0 };
    let best: Rest | null = null;
    if (x?.kind === 'deep') best = from(i + 1, j);
    if (y?.kind === 'deep') best = cheaper(best, from(i, j + 1));
    // A `**`, and a route that has ended, take any name of the other.
    if (isName(x) && isName(y)) return take(commonOf(x, y), i + 1, j + 1);
    if (isName(x)) return cheaper(best, take(shortestName(x), i + 1, j));
    if (isName(y)) return cheaper(best, take(shortestName(y), i, j + 1));
    return best;
  };
  const found = from(0, 0);
  return found ? { cost: found.cost, names: spelled(found) } : undefined;
}

const isName = (segment: Segment | undefined): segment is Name | Glob => segment !== undefined && segment.kind !== 'deep';
const follow = (text: string, then: Rest | null): Rest | null => then && { cost: costOfName(text) + then.cost, name: text, then };
const cheaper = (a: Rest | null, b: Rest | null): Rest | null => (a && (!b || a.cost <= b.cost) ? a : b);
const shortestName = (segment: Name | Glob): string | undefined => (segment.kind === 'name' ? segment.shown : commonName(segment, segment));

function commonOf(a: Name | Glob, b: Name | Glob): string | undefined {
  if (a.kind === 'glob' && b.kind === 'glob') return commonName(a, b);
  if (a.kind === 'name') return (b.kind === 'name' ? a.key === b.key : matches(b, a.key)) ? a.shown : undefined;
  return commonOf(b, a);
}

function spelled(found: Rest): string[] {
  const names: string[] = [];
  for (let rest: Rest | undefined = found; rest?.name !== undefined; rest = rest.then) names.push(rest.name);
  return names;
}
