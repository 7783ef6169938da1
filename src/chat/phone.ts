/** Text as a phone types it, made plain: dashes, quotes and spaces that keyboards put in by themselves. */
import { done, type Outcome, refuse } from '../kernel/result.ts';

/** UTF-16 units. Nobody types more; a pasted log is not a command. */
export const longestLine = 4000;

const spaces = /[\s\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]+/g;
const invisible = /[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g;
const doubleQuotes = /[\u201c-\u201f\u00ab\u00bb\u2033]/g;
const singleQuotes = /[\u2018-\u201b\u2032]/g;
/** A long dash in front of a word is what a phone makes of `--`. */
const longDashWord = /(^|[\s"'])[-\u2010-\u2015\u2212]*[\u2012-\u2015][-\u2010-\u2015\u2212]*(?=\p{L})/gu;
const dashes = /[\u2010-\u2015\u2212]/g;
const forbidden = /[\p{Cc}\p{Cs}\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** The line in plain characters, without spaces around it. Idempotent. Refuses what no keyboard types. */
export function plainLine(text: string): Outcome<string> {
  if (text.length > longestLine)
    return refuse('line too long', `That line has ${text.length} characters, I read at most ${longestLine}. Nothing was done.`, 'help');
  const plain = text
    .replace(invisible, '')
    .replace(spaces, ' ')
    .replace(doubleQuotes, '"')
    .replace(singleQuotes, "'")
    .replace(longDashWord, '$1--')
    .replace(dashes, '-')
    .trim();
  if (forbidden.test(plain))
    return refuse('control characters', 'That line holds control characters that cannot be typed or seen. Nothing was done.', 'help');
  return done(plain);
}
