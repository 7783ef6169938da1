/** The words of a sentence about claims, and what people say between its paths. */
import { isNoPath } from '../locks/desk/no-path.ts';
import { spanWords } from './span-words.ts';

export interface Word {
  raw: string;
  /** Without its quotes. */
  text: string;
  /** In small letters, without what ends it. Empty where quotes protect the word, or the mark of `kept`. */
  key: string;
  isQuoted: boolean;
  at: number;
}

export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/(["'`])((?:(?!\1).)+)\1[.,;:!?…]*(?=\s|$)|\S+/gs)].map((match) => {
    const [raw, quote, inner = ''] = match;
    const isQuoted = quote !== undefined;
    const key = isQuoted || raw.startsWith(mark) ? '' : raw.toLowerCase().replace(/(?<=[^.,;:!?…])[.,;:!?…]+$/, '');
    return { raw, text: isQuoted ? inner : raw, key, isQuoted, at: match.index };
  });
}

/** As it was written, quotes and all, but for what ends it. */
export const said = (words: readonly Word[]): string =>
  words
    .map((word) => word.raw)
    .join(' ')
    .replace(/(?<!\b[ap]\.m)[.,;:!?…\s]+$/i, '');

/** Whether a word is written as only paths are. */
export const looksLikePath = (word: string): boolean =>
  word.startsWith(mark) || (/[/*]|[\p{L}\p{N}_-]\.[a-z]\w{0,9}$|^\.[a-z][\w-]+$/iu.test(word) && !unlikePath.test(word));

/** Whether a word of the sentence is one, quoted ones too. */
export const isPath = ({ isQuoted, raw }: Word): boolean => isQuoted || looksLikePath(raw.replace(/[.,;:!?…]+$/, ''));

/** Ends a part of a sentence. */
export const isLast = ({ raw }: Word): boolean => /[,;]$/.test(raw);

export const setOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));
export const because = setOf('because cause coz cuz bc -');
export const untils = setOf('until till til by');
export const reasons = setOf('for to while so when once after');
export const pronouns = setOf('it that them those');
export const joins = setOf('and & + , ; plus');
export const articles = setOf('the my our these all both');
export const folders = setOf('folder directory dir folders directories dirs subtree');
export const files = setOf('file files path paths');
export const fillers = setOf('please pls plz thanks thx now exclusively');
export const outs = setOf('except excluding without but not');
/** Other words that begin something new. */
export const others = setOf('as shared before from');
const grammar = [because, untils, reasons, pronouns, joins, articles, folders, files, fillers, setOf('from everything mine longer')];

/** Before a path that would be read as another word where a line keeps no quotes round it. To scopes it is nothing. */
export const mark = '././';
/** The path as no sentence takes it for another word. */
export const kept = (path: string): string => (/^[^\s"'./\\~:][^\s"']*$/u.test(path) && isOtherwise(path) ? mark + path : path);
export const isOtherwise = (path: string): boolean =>
  /^[-#]|[.,;:!?…]$/.test(path) || spanWords(path) !== undefined || isNoPath(path) || grammar.some((set) => set.has(path.toLowerCase()));

/** Links, numbers and dates, clock times, versions, spans, what is short for words, `and/or`. */
const unlikePath =
  /:\/\/|^[\d.:/%+-]+$|^v?\d+(?:\.\d+)+|^\d+(?:\.\d+)?[a-z]{1,4}$|^\d+\/\d+[a-z]*$|^[a-z]\.(?:[a-z]\.?)*$|^(?:and\/or|s?he\/\w+|his\/her|him\/her|they\/them|n\/a|w\/o?|i\/o|c\/o|y\/n|yes\/no|tcp\/ip|on\/off|either\/or|and\/\w+|or\/\w+)$/i;
