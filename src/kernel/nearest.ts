/** The nearest of some names to a mistyped one. */
import { distance } from 'fastest-levenshtein';

/** Longer words are no slip of a finger. */
const longest = 40;

/** The name that `word` was most likely meant to be; undefined when none is near. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > longest) return undefined;
  const wanted = word.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const apart = swapped(wanted, name) ? 1 : distance(wanted, name);
    if (!best || apart < best.distance) best = { name, distance: apart };
  }
  return best && best.distance <= slips(wanted, best.name) ? best.name : undefined;
}

/** How many letters may be wrong: one in a short word, more in a long one; never all of them. */
const slips = (a: string, b: string): number =>
  Math.min(Math.max(1, Math.floor(Math.max(a.length, b.length) / 3)), Math.min(a.length, b.length) - 1);

/** Two neighbouring letters changed places. */
function swapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const i = [...a].findIndex((char, at) => char !== b[at]);
  return i >= 0 && a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}
