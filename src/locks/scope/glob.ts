/** A pattern for one name of a path (`*.rs`, `[ab]?`): what it matches, and the shortest name that two patterns share. */
import { type Fault, isFault } from './faults.ts';
import { fold } from './fold.ts';
import { anyLetter, commonLetter, hasLetter, isJoining, type Letter, type Letters, oneLetter, onlyLetter, readLetters } from './letters.ts';

/** Any letters, also none. */
const star = '*';
type Part = typeof star | Letters;

export interface Glob {
  readonly kind: 'glob';
  readonly key: string;
  readonly parts: readonly Part[];
  /** How every match starts and ends, folded. */
  readonly head: string;
  readonly tail: string;
  /** Nothing but head, one star, tail. */
  readonly isSimple: boolean;
}

export const isPattern = (text: string): boolean => /[*?[]/.test(text);
/** A pattern that may as well be the path of a file: `[id].tsx`. */
export const isOnlyLetters = (text: string): boolean => text.includes('[') && !/[*?]/.test(text);

export function readGlob(text: string): Glob | Fault {
  const stars = text.replace(/\*+/g, star);
  const pattern = [...stars];
  const parts: Part[] = [];
  let literal = '';
  const flush = (): void => {
    parts.push(...literalParts(literal));
    literal = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const letter = pattern[at]!;
    if (!isPattern(letter)) {
      if (literal === '' && parts.length > 0 && isJoining(letter)) return 'loose accent';
      literal += letter;
      at += 1;
      continue;
    }
    flush();
    if (letter === '[') {
      const read = readLetters(pattern, at);
      if (isFault(read)) return read;
      parts.push(read.letters);
      at = read.end;
      continue;
    }
    if (letter === '?') parts.push(anyLetter);
    else if (parts.at(-1) !== star) parts.push(star);
    at += 1;
  }
  flush();
  const head = literalStart(parts);
  const tail = literalStart(parts.toReversed()).reverse();
  const isSimple = parts.length === head.length + tail.length + 1 && parts[head.length] === star;
  return { kind: 'glob', key: fold(stars), parts, head: head.join(''), tail: tail.join(''), isSimple };
}

/** As it is compared, and beside it as it was written, where folding keeps letters apart. */
function literalParts(text: string): Letters[] {
  const keys = [...fold(text)];
  const shown = [...text];
  return keys.map((key, at) => oneLetter(key, keys.length === shown.length ? shown[at]! : key));
}

function literalStart(parts: readonly Part[]): string[] {
  const letters = parts.map((part) => (part === star ? undefined : onlyLetter(part)));
  const end = letters.indexOf(undefined);
  return (end < 0 ? letters : letters.slice(0, end)) as string[];
}

/** Whether every name matches. */
export const matchesAll = ({ parts }: Glob): boolean =>
  parts.includes(star) && parts.every((part) => part === star || part === anyLetter) && parts.filter((part) => part !== star).length <= 1;

/** No name is empty, `.` or `..`; a star can always take letters that make another of it. */
export const matchesNothing = (glob: Glob): boolean => !glob.parts.includes(star) && commonName(glob, glob) === undefined;

/** Whether the folded name of a file matches. */
export function matches(glob: Glob, key: string): boolean {
  if (!key.startsWith(glob.head) || !key.endsWith(glob.tail)) return false;
  return glob.isSimple ? key.length >= glob.head.length + glob.tail.length : matchesParts(glob.parts, [...key]);
}

/** On a mismatch the last star takes one letter more. */
function matchesParts(parts: readonly Part[], name: readonly string[]): boolean {
  let part = 0;
  let at = 0;
  let lastStar = -1;
  let taken = 0;
  while (at < name.length) {
    const here = parts[part];
    if (here === star) {
      lastStar = part;
      taken = at;
      part += 1;
    } else if (here !== undefined && hasLetter(here, name[at]!)) {
      part += 1;
      at += 1;
    } else if (lastStar >= 0) {
      part = lastStar + 1;
      taken += 1;
      at = taken;
    } else return false;
  }
  while (parts[part] === star) part += 1;
  return part === parts.length;
}

/** Whether there is a name that both match. */
export function globsMeet(a: Glob, b: Glob): boolean {
  if (!(a.head.startsWith(b.head) || b.head.startsWith(a.head)) || !(a.tail.endsWith(b.tail) || b.tail.endsWith(a.tail))) return false;
  return (a.isSimple && b.isSimple) || commonName(a, b) !== undefined;
}

interface Rest {
  readonly length: number;
  readonly letter?: Letter;
  readonly then?: Rest;
}

/** Dots that the name consists of so far; `named` once it can be a name: none is empty, `.` or `..`. */
const named = 3;
const dotsAfter = (dots: number, { key }: Letter): number => (key === '.' ? Math.min(dots + 1, named) : named);

/** A shortest name that both match. The two patterns are walked side by side, each pair of places once. */
export function commonName(a: Glob, b: Glob): string | undefined {
  const width = b.parts.length + 1;
  const known = new Array<Rest | null | undefined>((a.parts.length + 1) * width * (named + 1)).fill(undefined);
  const from = (i: number, j: number, dots: number): Rest | null => {
    const state = (i * width + j) * (named + 1) + dots;
    const found = known[state];
    if (found !== undefined) return found;
    const rest = search(i, j, dots);
    known[state] = rest;
    return rest;
  };
  const search = (i: number, j: number, dots: number): Rest | null => {
    const x = a.parts[i];
    const y = b.parts[j];
    if (x === undefined && y === undefined) return dots === named ? { length: 0 } : null;
    const take = (letter: Letter | undefined, nextI: number, nextJ: number): Rest | null =>
      letter ? follow(letter, from(nextI, nextJ, dotsAfter(dots, letter))) : null;
    if (x !== star && y !== star) return x && y ? take(commonLetter(x, y), i + 1, j + 1) : null;
    // A star ends here, or takes the letter of the other side.
    let best: Rest | null = null;
    if (x === star) best = from(i + 1, j, dots);
    if (y === star) best = shorter(best, from(i, j + 1, dots));
    if (x === star && y === star) return dots === named ? best : shorter(best, take(commonLetter(anyLetter, anyLetter), i, j));
    if (x === star && y !== undefined && y !== star) return shorter(best, take(commonLetter(y, anyLetter), i, j + 1));
    if (y === star && x !== undefined && x !== star) return shorter(best, take(commonLetter(x, anyLetter), i + 1, j));
    return best;
  };
  return spelled(from(0, 0, 0));
}

const follow = (letter: Letter, then: Rest | null): Rest | null => then && { length: then.length + 1, letter, then };
const shorter = (a: Rest | null, b: Rest | null): Rest | null => (a && (!b || a.length <= b.length) ? a : b);

function spelled(name: Rest | null): string | undefined {
  if (!name) return undefined;
  let key = '';
  let shown = '';
  for (let rest: Rest | undefined = name; rest?.letter; rest = rest.then) {
    key += rest.letter.key;
    shown += rest.letter.shown;
  }
  // Letters of two spellings may join to a third.
  return fold(shown) === key ? shown : key;
}
