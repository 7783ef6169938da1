/** What follows the verb in a sentence about claims: paths, for how long, why, to whom. Words stay as they were written. */
import { spanWords } from './span-words.ts';
import { startsLikeTime } from './time-words.ts';

export interface ClaimSaid {
  paths: string[];
  /** On purpose no path is named: `it`, `everything`. */
  unnamed?: 'it' | 'all';
  lease?: string;
  to?: string;
  for?: string;
  until?: string;
  why?: string;
  /** Until somebody else is done. */
  waits?: true;
}

export interface Reading {
  /** A command: all other words are paths. Otherwise a sentence, in which a word has to look like one. */
  isCommand?: true;
  /** In a sentence, single words are paths too: `done with docs`. */
  plain?: true;
  /** After `to` comes a name, not what is to be done. */
  toName?: true;
  /** Spans may lack their `for`: `keep docs another hour`. */
  bareSpans?: true;
}

/** Undefined: that is no talk of claims. */
export function claimSaid(text: string, reading: Reading): ClaimSaid | undefined {
  if (everything.test(text)) return { paths: [], unnamed: 'all' };
  const lease = leaseNumber.exec(text);
  const words = wordsOf(text.slice((lease ?? claimOn.exec(text))?.[0].length ?? 0));
  const found: ClaimSaid = { paths: [], ...(lease ? { lease: lease[1]! } : {}) };
  for (let i = 0; i < words.length; ) {
    const taken = wordsAt(words, i, found, reading);
    if (taken === 0) return undefined;
    i += taken;
  }
  return found.unnamed && found.paths.length > 0 ? undefined : found;
}

/** Whether a word is written as only paths are. */
export const looksLikePath = (word: string): boolean =>
  word.startsWith(mark) || (/[/*]|[\p{L}\p{N}_-]\.[a-z]\w{0,9}$|^\.[a-z][\w-]+$/iu.test(word) && !unlikePath.test(word));

/** Where options begin, unless a reason comes first: what is in a reason is no option. The length of the text if there are none. */
export function optionsAt(text: string): number {
  const first = wordsOf(text).find(({ key }) => key.startsWith('--') || because.has(key));
  return first?.key.startsWith('--') ? first.at : text.length;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const because = words('because cause coz cuz -');
export const isBecause = (word: string): boolean => because.has(word.toLowerCase());
const untils = words('until till til by');
export const startsTime = (word: string): boolean => word.toLowerCase() === 'for' || untils.has(word.toLowerCase());
const afterTime = words('for to while so when once after');
const pronouns = words('it that them those');
const joins = words('and & + , ; plus');
const articles = words('the my our these all');
const folders = words('folder directory dir folders directories dirs subtree');
const files = words('file files path paths');
const nobody = words('me you it him her us them someone anyone anybody everyone nobody');
const grammar = [
  because,
  untils,
  afterTime,
  pronouns,
  joins,
  articles,
  folders,
  files,
  words('from everything mine longer please pls plz thanks thx now'),
];
/** What people have, need and are done with that is no path. */
const ordinary = words(
  'a an this i you he she we they me him her us bob be is are was not no yes ok at in on up out off over back by of with about later soon now then today tonight tomorrow ' +
    'time minute minutes moment second hour day week idea ideas question questions answer answers ball floor keys key point clue problem problems issue issues bug bugs ' +
    'work meeting meetings call calls lunch dinner breakfast coffee tea beer break help advice feedback review reviews credit thanks kudos attention access info details ' +
    'phone door window keyboard homework stuff things thing life money sleep rest standup duty charge town office vacation holiday leave board line first next last here there ' +
    'cares knows else what who which anything something nothing everybody everyone someone somebody anyone anybody nobody more less better easy care going posted going calm quiet fun it’s its',
);
const everything =
  /^(?:everything|all(?: of (?:it|them))?|(?:all )?(?:of )?(?:the|my|our) (?:claims?|locks?|leases?)|all (?:claims|locks|leases)|mine)$/i;
const leaseNumber = /^(?:(?:the |my )?(?:lease|claim|lock) #?|#)(\d+)(?= |$)/i;
/** `my claim on` */
const claimOn = /^(?:(?:the|my|our|\S+'s) )?(?:claims?|locks?|leases?|hold) (?:on|of|to|for|over) /i;
const wholeDay = /^(?:today|the (?:whole |rest of the )?day|the rest of today)$/i;
/** Links, numbers and dates, clock times, versions, spans, what is short for words, `and/or`. */
const unlikePath =
  /:\/\/|^[\d.:/%+-]+$|^v?\d+(?:\.\d+)+|^\d+(?:\.\d+)?[a-z]{1,4}$|^[a-z]\.(?:[a-z]\.?)*$|^(?:and\/or|s?he\/\w+|his\/her|him\/her|they\/them|n\/a|w\/o?|i\/o|c\/o|y\/n|yes\/no|tcp\/ip|on\/off|either\/or|and\/\w+|or\/\w+)$/i;

interface Word {
  raw: string;
  /** Without its quotes. */
  text: string;
  /** In small letters, without what ends it. Empty where quotes protect the word, or the mark of `kept`. */
  key: string;
  isQuoted: boolean;
  at: number;
}

/** Takes in what begins with word `i`, and says how many words that is; 0 where they make no sense. */
function wordsAt(words: readonly Word[], i: number, found: ClaimSaid, reading: Reading): number {
  const { key } = words[i]!;
  const after = words.slice(i + 1);
  const take = (part: Partial<ClaimSaid> | undefined, count = words.length - i): number => {
    if (part) Object.assign(found, part);
    return part ? count : 0;
  };
  const isNamed = found.paths.length > 0 || found.unnamed !== undefined || found.lease !== undefined;
  if (because.has(key)) return take(why(after));
  if (after.length > 0) {
    if (key === 'while' || key === 'so') return take(why(words.slice(i)));
    if (key === 'when' || key === 'once' || key === 'after') return take({ waits: true });
    if (key === 'from') return 2;
    if (key === 'to') return reading.toName ? take(...nameIn(after)) : take(purpose(after));
    if (key === 'for') return forAt(after, take);
    if (untils.has(key)) {
      const end = after.findIndex(({ key: next }) => because.has(next) || afterTime.has(next));
      const time = end < 0 ? after : after.slice(0, end);
      if (key === 'by' && spanAt(time) === time.length) return take({ for: said(time) }, 1 + time.length);
      if (startsLikeTime(said(time))) return take({ until: said(time) }, 1 + time.length);
      if (key !== 'by') return take(why(words.slice(i)));
    }
  }
  const span = reading.bareSpans || (isNamed && /^\d/.test(key)) ? spanAt(words.slice(i)) : 0;
  if (span > 1 || (span === 1 && /^\d.*[a-z]/.test(key))) return take({ for: said(words.slice(i, i + span)) }, span);
  if (pronouns.has(key)) return take({ unnamed: 'it' }, 1);
  if (joins.has(key)) return 1;
  const isThe = articles.has(words[i - 1]?.key ?? '');
  if (after.length > 0 && (articles.has(key) || (isThe && (folders.has(key) || files.has(key))))) return 1;
  if (isNamed && (folders.has(key) || (files.has(key) && !reading.isCommand))) return 1;
  // Single words are a list only where something stands between them.
  const before = words[i - 1];
  const isNext = !before || isThe || joins.has(before.key) || /[,;]$/.test(before.raw);
  // `the docs folder`
  const isFolder = isThe && folders.has(after[0]?.key ?? '');
  const path = pathOf(words[i]!, isFolder ? { ...reading, plain: true } : reading, isNext);
  return path === undefined ? 0 : found.paths.push(path) && 1;
}

/** After `for`: a span of time, or a reason. */
function forAt(after: readonly Word[], take: (part: Partial<ClaimSaid>, count?: number) => number): number {
  const span = spanAt(after);
  if (span > 0) return take({ for: said(after.slice(0, span)) }, 1 + span);
  if (after[0]!.key === 'now' || after[0]!.key === 'me') return 2;
  return take(wholeDay.test(said(after)) ? { until: 'end of day' } : purpose(after));
}

/** What is to be done, and perhaps for how long at the end. */
function purpose(words: readonly Word[]): Partial<ClaimSaid> {
  for (const [i, { key }] of words.entries()) {
    const end = words.slice(i + 1);
    if (i === 0 || end.length === 0) continue;
    if (key === 'for' && spanAt(end) === end.length) return { ...why(words.slice(0, i)), for: said(end) };
    if (untils.has(key) && startsLikeTime(said(end))) return { ...why(words.slice(0, i)), until: said(end) };
  }
  return why(words);
}

const why = (words: readonly Word[]): Partial<ClaimSaid> => {
  const text = words.length === 1 ? words[0]!.text.replace(/[.,;:!?…]+$/, '') : said(words);
  return text === '' ? {} : { why: text };
};

/** `to bob`, `to the team`: the name, and how many words that is with its `to`. */
function nameIn(after: readonly Word[]): [{ to: string } | undefined, number] {
  const at = articles.has(after[0]!.key) ? 1 : 0;
  const name = after[at]?.text.replace(/[.,;:!?…]+$/, '') ?? '';
  const isName = /^[@<\p{L}\p{N}_][^\s"'`]*$/u.test(name) && !nobody.has(name.toLowerCase()) && !isOtherwise(name);
  return [isName ? { to: name } : undefined, 2 + at];
}

/** How many of the first words are one span of time. */
function spanAt(words: readonly Word[]): number {
  const first = words.slice(0, 8);
  if (!first.some(({ key }) => /\d|sec|min|hour|hr|day|week|wk|month|year|yr|fortnight/.test(key))) return 0;
  for (let count = first.length; count > 0; count--) {
    const some = first.slice(0, count);
    if (some.every(({ key }) => key !== '') && spanWords(said(some)) !== undefined) return count;
  }
  return 0;
}

function pathOf(word: Word, { isCommand, plain }: Reading, isNext: boolean): string | undefined {
  if (word.isQuoted) return kept(word.text);
  if (word.raw.startsWith(mark)) return word.raw;
  const text = word.raw.replace(isCommand ? /[.!…,;]*[,;]$/ : /(?<!\/\.*)[.,;:!?…]+$/, '');
  if (text === '' || /["`]|^'/.test(text)) return undefined;
  if (isCommand || looksLikePath(text)) return text;
  return plain && isNext && /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(text) && !ordinary.has(text.toLowerCase()) ? text : undefined;
}

/** Before a path that would be read as another word where a line keeps no quotes round it. To scopes it is nothing. */
const mark = '././';
/** The path as no sentence takes it for another word. */
export const kept = (path: string): string => (/^[^\s"'./\\~:][^\s"']*$/u.test(path) && isOtherwise(path) ? mark + path : path);
const isOtherwise = (path: string): boolean =>
  /^[-#]|[.,;:!?…]$/.test(path) || spanWords(path) !== undefined || grammar.some((set) => set.has(path.toLowerCase()));

/** As it was written, quotes and all, but for what ends it. */
const said = (words: readonly Word[]): string =>
  words
    .map((word) => word.raw)
    .join(' ')
    .replace(/(?<!\b[ap]\.m)[.,;:!?…\s]+$/i, '');

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/(["'`])((?:(?!\1).)+)\1[.,;:!?…]*(?=\s|$)|\S+/gs)].map((match) => {
    const [raw, quote, inner = ''] = match;
    const isQuoted = quote !== undefined;
    const key = isQuoted || raw.startsWith(mark) ? '' : raw.toLowerCase().replace(/(?<=[^.,;:!?…])[.,;:!?…]+$/, '');
    return { raw, text: isQuoted ? inner : raw, key, isQuoted, at: match.index };
  });
}
