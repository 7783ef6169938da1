/** Sets of letters, folded: what one place of a pattern may stand for. */
import { type Fault, limits } from './faults.ts';
import { fold } from './fold.ts';

export interface Letters {
  /** All letters but these. */
  readonly isExcept: boolean;
  /** The letter as it is compared, and as it was written. */
  readonly of: ReadonlyMap<string, string>;
}

export interface Letter {
  readonly key: string;
  readonly shown: string;
}

export const anyLetter: Letters = { isExcept: true, of: new Map() };
export const oneLetter = (key: string, shown: string): Letters => ({ isExcept: false, of: new Map([[key, shown]]) });
export const hasLetter = (letters: Letters, key: string): boolean => letters.of.has(key) !== letters.isExcept;

/** The letter, where there is only one. */
export const onlyLetter = (letters: Letters): string | undefined =>
  letters.of.size === 1 && !letters.isExcept ? letters.of.keys().next().value : undefined;

/** A letter of both, a dot only if nothing else is: no file is called `.` or `..`. */
export function commonLetter(a: Letters, b: Letters): Letter | undefined {
  if (a.isExcept && b.isExcept) return standIn(a, b);
  const [few, many] = a.isExcept ? [b, a] : [a, b];
  let dot: Letter | undefined;
  for (const [key, shown] of few.of) {
    if (!hasLetter(many, key)) continue;
    if (key !== '.') return { key, shown };
    dot = { key, shown };
  }
  return dot;
}

/** Ordinary letters first; Chinese ones have no case, join with nothing, and are more than two patterns can name. */
function standIn(a: Letters, b: Letters): Letter {
  const isFree = (key: string): boolean => !a.of.has(key) && !b.of.has(key);
  const usual = [...'xyzabcdefghijklmnopqrstuvw0123456789_'].find(isFree);
  let code = 0x4e00;
  while (usual === undefined && !isFree(String.fromCodePoint(code))) code += 1;
  const key = usual ?? String.fromCodePoint(code);
  return { key, shown: key };
}

/** Joins the letter before it, so that it is no letter by itself. */
export const isJoining = (letter: string): boolean => /[\p{M}\u1160-\u11ff]/u.test(letter);

/** The set that starts at `[`, and where the pattern goes on; `end` is undefined when it has no `]`. */
export function readLetters(pattern: readonly string[], start: number): { letters: Letters; end: number } | Fault {
  const isExcept = /^[!^]$/.test(pattern[start + 1] ?? '');
  const first = start + (isExcept ? 2 : 1);
  // As everywhere: a `]` at the beginning is a letter.
  const end = pattern.indexOf(']', first + 1);
  if (end < 0) return 'open bracket';
  const of = new Map<string, string>();
  for (let at = first; at < end; at += 1) {
    const from = pattern[at]!;
    const isRange = pattern[at + 1] === '-' && at + 2 < end;
    if (from === '[' && pattern[at + 1] === ':') return 'named class';
    if (!isRange) {
      if (isJoining(from)) return 'loose accent';
      of.set(fold(from), from);
      continue;
    }
    const range = readRange(from, pattern[at + 2]!);
    if (typeof range === 'string') return range;
    for (const letter of range) of.set(fold(letter), letter);
    at += 2;
  }
  return { letters: { isExcept, of }, end: end + 1 };
}

/** The range means the same when its ends are folded: `[A-Z]` does, `[A-z]` names much that nobody thinks of. */
function readRange(from: string, to: string): string[] | Fault {
  const range = between(from, to);
  if (typeof range === 'string') return range;
  const folded = between(fold(from), fold(to));
  if (typeof folded === 'string') return folded;
  const keys = new Set(folded.map(fold));
  if (range.some((letter) => !keys.has(fold(letter))) || new Set(range.map(fold)).size !== keys.size) return 'bad range';
  return range.some(isJoining) ? 'loose accent' : range;
}

function between(from: string, to: string): string[] | Fault {
  const [first, last] = [from.codePointAt(0)!, to.codePointAt(0)!];
  if (first > last) return 'bad range';
  if (last - first >= limits.range) return 'long range';
  return Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n));
}
