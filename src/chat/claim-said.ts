/** What follows the verb in a sentence about claims: paths, for how long, why, to whom. Words stay as they were written. */
import { isNoPath } from '../locks/desk/no-path.ts';
import { howLong, spanAt, type Time, tillWhat, tillWhen } from './said-times.ts';
import {
  articles,
  because,
  files,
  fillers,
  folders,
  isLast,
  isOtherwise,
  isPath,
  joins,
  kept,
  looksLikePath,
  mark,
  outs,
  pronouns,
  reasons,
  said,
  setOf,
  untils,
  type Word,
  wordsOf,
} from './said-words.ts';
import { startsLikeTime } from './time-words.ts';

export { kept, looksLikePath } from './said-words.ts';

export interface ClaimSaid {
  paths: string[];
  /** On purpose no path is named: `it`, `my claim`, `everything`, `both`. */
  unnamed?: 'it' | 'own' | 'all' | 'both';
  lease?: string;
  to?: string;
  /** Who has it, as the speaker thinks. */
  whom?: string;
  /** All that were said, in their order: of two, none is meant more than the other. */
  times: [option: Time['option'], text: string][];
  why?: string;
  /** The reason was not said as one. */
  isLoose?: true;
  /** Until somebody else is done. */
  waits?: true;
  shared?: true;
  as?: string;
  /** What is to be left out. */
  except?: string;
  /** When it is to begin. */
  from?: string;
  /** Not all of it was understood for certain. */
  isUnsure?: true;
}

export interface Reading {
  /** A command: other words are paths, unless they are clearly none. Otherwise a sentence, in which a word has to look like one. */
  isCommand?: true;
  /** In a sentence, single words are paths too: `done with docs`. */
  plain?: true;
  /** After `to` comes a name, not what is to be done. */
  toName?: true;
  /** After `to` may come one. */
  givesTo?: true;
  /** After `from` comes who has it. */
  fromWhom?: true;
  /** Spans may lack their `for`, also where nothing is named before: `keep another hour`. */
  bareSpans?: true;
}

/** Undefined: that is no talk of claims. */
export function claimSaid(text: string, reading: Reading): ClaimSaid | undefined {
  if (everything.test(text)) return { paths: [], unnamed: ownOf(text), times: [] };
  const { start, ...its } = startOf(text, reading);
  const words = wordsOf(text.slice(start));
  const found: ClaimSaid = { paths: [], times: [], ...its };
  let isTalk = false;
  for (let i = 0; i < words.length; ) {
    const taken = wordsAt(words, i, found, reading);
    const left = taken === 0 && reading.isCommand ? aside(words, i, found, reading) : taken;
    if (left === 0) return undefined;
    isTalk ||= taken === 0 && found.paths.length === 0;
    i += left;
  }
  // `claim in a minute`
  if (isTalk && !found.paths.some(looksLikePath)) return undefined;
  if (!found.unnamed || found.paths.length === 0) return found;
  const { unnamed: _, ...named } = found;
  return reading.isCommand && !reading.bareSpans ? { ...named, isUnsure: true } : undefined;
}

/** Whether a word of that is clearly no path: then it is no line that means each of its words. */
export const holdsTalk = (text: string): boolean =>
  wordsOf(text).some(
    ({ key, raw }) => key !== '' && (isNoPath(key) || reasons.has(key) || untils.has(key) || pronouns.has(key) || /[!?]$/.test(raw)),
  );

/** Where options begin, unless a reason comes first: what is in a reason is no option. The length of the text if there are none. */
export function optionsAt(text: string): number {
  const words = wordsOf(text);
  const first = words.find(({ key }, i) => key.startsWith('--') || (because.has(key) && !isDash(words, i)));
  return first?.key.startsWith('--') ? first.at : text.length;
}

export const isBecause = (word: string): boolean => because.has(word.toLowerCase());
export const startsTime = (word: string): boolean => word.toLowerCase() === 'for' || untils.has(word.toLowerCase());

const nobody = setOf('me you it him her us them i we he she they who someone anyone anybody everyone nobody');
/** What people have, need and are done with that is no path. */
const ordinary = setOf(
  'a back off out over up bob minute moment time idea ideas question questions answer answers ball floor keys key point clue problem problems issue issues bug bugs ' +
    'work meeting meetings call calls lunch dinner breakfast coffee tea beer break help advice feedback review reviews credit thanks kudos attention access info details ' +
    'phone door window keyboard homework stuff things thing life money sleep rest standup duty charge town office vacation holiday leave board line first next last here there ' +
    'care cares knows cover action steps heart hope list agenda five else everything more less better easy going posted calm quiet fun by from about job jobs turn turns part ' +
    'place notes note pictures sides mic subject',
);
const everything =
  /^(?:everything|(?:all|both)(?: of (?:it|them|those|these))?|everything (?:that )?i (?:have|hold|own|claimed)|(?:all )?(?:of )?(?:the|my|our) (?:claims?|locks?|leases?)|all (?:claims|locks|leases)|mine)$/i;
const ownOf = (text: string): 'own' | 'all' | 'both' => (both.test(text) ? 'both' : /^(?:the|my|our) \S+[^s]$/i.test(text) ? 'own' : 'all');
const leaseNumber = /^(?:(?:the |my )?(?:lease|claim|lock) #?|#)(\d+)(?= |$)/i;
/** `my claim on` */
const claimOn = /^(?:(?:the|my|our|(\S+)'s) )?(?:claims?|locks?|leases?|hold) (?:on|of|to|for|over) /i;
const itsClaim = /^(?:the|my|our|this|that) (?:claim|lock|lease)(?= )/i;
const allClaims =
  /^(?:everything|(?:all |both )?(?:of )?(?:the |my |our )?(?:claims|locks|leases)|(?:all|both)(?: of (?:it|them|those|these))?)(?= )/i;
const both = /^both\b/i;
const wholeRepo = /^(?:the )?(?:whole|entire|full) (?:repo|repository|project|tree|codebase|checkout|workspace)$/i;

/** `lease 7`, `my claim on`, `everything`: which claims are meant, where no path tells. */
function startOf(text: string, { toName }: Reading): { start: number } & Pick<ClaimSaid, 'lease' | 'unnamed' | 'whom'> {
  const lease = leaseNumber.exec(text);
  if (lease) return { start: lease[0].length, lease: lease[1]! };
  const its = itsClaim.exec(text) ?? allClaims.exec(text);
  if (its) {
    const [first, ...rest] = wordsOf(text.slice(its[0].length));
    const { key } = first!;
    const isTime = key === 'for' ? howLong(rest) !== undefined : untils.has(key) || howLong([first!, ...rest], false) !== undefined;
    if (isTime || because.has(key) || outs.has(key) || (key === 'to' && toName))
      return { start: its[0].length, unnamed: itsClaim.test(text) ? 'it' : both.test(text) ? 'both' : 'all' };
  }
  const [on, whom] = claimOn.exec(text) ?? [''];
  return { start: on.length, ...(whom !== undefined && { whom }) };
}

/** What is waited for: that somebody else is done. */
const isWait = /\b(?:done|finished|through|free|available|released|ready|gives|releases)\b/i;

/** A dash in front of a time says no reason. */
const isDash = (words: readonly Word[], i: number): boolean =>
  words[i]!.key === '-' &&
  words[i + 1] !== undefined &&
  (startsTime(words[i + 1]!.key) || howLong(words.slice(i + 1), false) !== undefined);

/** Takes in what begins with word `i`, and says how many words that is; 0 where they make no sense. */
function wordsAt(words: readonly Word[], i: number, found: ClaimSaid, reading: Reading): number {
  const { key } = words[i]!;
  const before = words[i - 1];
  const after = words.slice(i + 1);
  const take = (part: Partial<ClaimSaid> | undefined, count = words.length - i): number => {
    if (part) Object.assign(found, part);
    return part ? count : 0;
  };
  const takeTime = (time: Time, lead: number): number => {
    addTime(found, time);
    return lead + time.count;
  };
  const isNamed = found.paths.length > 0 || found.unnamed !== undefined || found.lease !== undefined;
  if (because.has(key)) return isDash(words, i) ? 1 : take(why(after));
  if (after.length > 0) {
    if (key === 'while' || key === 'so') return take(why(words.slice(i)));
    if (key === 'from' || ((key === 'after' || key === 'at' || key === 'in' || key === 'between') && isNamed)) {
      const from = beginAt(words, i, found, reading);
      if (from > 0) return from;
    }
    if (key === 'when' || key === 'once' || key === 'after')
      return take(isWait.test(said(after)) ? { waits: true } : { waits: true, isUnsure: true });
    if (key === 'to') return toAt(after, found, reading, take);
    if (key === 'for') return forAt(after, found, take);
    if (untils.has(key)) {
      const time = tillWhen(after, key === 'by');
      if (time) return takeTime(time, 1);
      if (key !== 'by') return takeTime(tillWhat(after), 1);
    }
    // The whole of that day.
    if (/^(?:through|thru)$/.test(key) && isNamed) {
      const time = tillWhen(after);
      if (time) return takeTime(/^[a-z]+$/i.test(time.text) ? { ...time, text: `${time.text} eod` } : time, 1);
    }
    if (key === 'before' && isNamed) {
      const time = tillWhen(after);
      if (time) return takeTime({ ...time, isUnsure: true }, 1);
    }
    if (outs.has(key)) {
      const count = leftOut(words, i, found);
      if (count > 0) return count;
    }
    if (key === 'as' && (isNamed || reading.isCommand !== true)) {
      const count = asWhom(after, found);
      if (count > 0) return count;
    }
  }
  if (isNamed || reading.bareSpans) {
    const time = howLong(words.slice(i), false);
    if (time) return takeTime(time, 0);
  }
  if (isNamed && dayOrClock.test(said(words.slice(i, i + 1)))) {
    const time = tillWhen(words.slice(i));
    if (time) return takeTime({ ...time, isUnsure: true }, 0);
  }
  if (key === 'shared') return take(isNamed ? { shared: true } : { shared: true, isUnsure: true }, 1);
  if (key === 'wait' && isNamed && after.length === 0) return take({ waits: true, isUnsure: true });
  if (key.startsWith('(') && isNoPath(key.replace(/\)$/, ''))) return inBrackets(words, i, found);
  if (pronouns.has(key)) return take({ unnamed: 'it' }, 1);
  if (joins.has(key) || (reading.isCommand && fillers.has(key))) return 1;
  // Which of them, is theirs to say: all are named in the question.
  if (key === 'or' && found.paths.length > 0 && after[0] && !isNoPath(after[0].key)) return take({ isUnsure: true }, 1);
  const whole = [3, 2].find((count) => wholeRepo.test(said(words.slice(i, i + count))));
  if (whole) return found.paths.push('.') && whole;
  const lead = leadAt(words, i);
  if (lead > 0) return lead;
  const isThe = before !== undefined && (articles.has(before.key) || /^(?:whole|entire|of)$/.test(before.key));
  if (after.length > 0 && isThe && (folders.has(key) || files.has(key))) return 1;
  if (isNamed && (folders.has(key) || (files.has(key) && !reading.isCommand))) return 1;
  // Single words are a list only where something stands between them.
  const isNext =
    !before ||
    (found.whom !== undefined && found.paths.length === 0) ||
    isThe ||
    joins.has(before.key) ||
    before.key === 'or' ||
    isLast(before);
  if (reading.isCommand && !isPath(words[i]!)) {
    // What is said after the time, without an `and`, tells why.
    // The last word of a hand-over is a name.
    const isName = reading.toName === true && after.length === 0 && found.to === undefined;
    if ((isNoPath(key) && !isName) || untils.has(key) || reasons.has(key) || (found.times.length > 0 && !(before && joins.has(before.key))))
      return 0;
    if (/[^!?][!?]+$/.test(words[i]!.raw)) found.isUnsure = true;
  }
  // `docs/: api pages`
  if (reading.isCommand && after.length > 0 && /[^:]:$/.test(words[i]!.raw) && !words[i]!.isQuoted) {
    found.paths.push(words[i]!.raw.slice(0, -1));
    return take({ ...why(after), isLoose: true, isUnsure: true });
  }
  // `the docs folder`
  const isFolder = isThe && folders.has(after[0]?.key ?? '');
  const path = pathOf(words[i]!, isFolder ? { ...reading, plain: true } : reading, isNext);
  return path === undefined ? 0 : found.paths.push(path) && 1;
}

/** What nobody can tell is taken for a reason, and asked about. */
function aside(words: readonly Word[], i: number, found: ClaimSaid, { bareSpans, toName, fromWhom }: Reading): number {
  // A second receiver, or one that nobody can be.
  if (toName && words[i]!.key === 'to') return 0;
  if (/["'`]/.test(words[i]!.raw.replace(/(?<=\p{L})'(?=\p{L})/gu, '')) && !words[i]!.isQuoted) return 0;
  if (/^[!?.,;:…]+$/.test(words[i]!.raw)) {
    found.isUnsure = true;
    return 1;
  }
  const { paths, why } = found;
  // `keep me posted`: nobody holds that.
  if (bareSpans && paths.length === 0) return 0;
  // `ask bob if docs/ is free`
  if (fromWhom && !paths.some(looksLikePath) && words.slice(i + 1).some(isPath)) {
    const [whom] = paths;
    Object.assign(found, { paths: [], isUnsure: true, ...(whom !== undefined && { whom }) });
    return 1;
  }
  const { key } = words[i]!;
  const saysNothing = key === 'or' || (i === words.length - 1 && (untils.has(key) || reasons.has(key)));
  if (paths.length > 0 && why === undefined && !saysNothing) Object.assign(found, purpose(words.slice(i), found));
  found.isUnsure = true;
  return paths.length > 0 ? words.length - i : 1;
}

/** A second time that is another one stands beside the first. */
function addTime(found: ClaimSaid, { option, text, isUnsure }: Time): void {
  if (!found.times.some(([name, other]) => name === option && other === text)) found.times.push([option, text]);
  if (isUnsure) found.isUnsure = true;
}

/** `from 2 to 4`, `at 5pm`, `in 2 hours`: when it is to begin. `from bob`: who has it, which only some ask. */
function beginAt(words: readonly Word[], i: number, found: ClaimSaid, { fromWhom, bareSpans }: Reading): number {
  const [{ key }, after] = [words[i]!, words.slice(i + 1)];
  if (key === 'from' && after[0]!.key === 'now') return after[1]?.key === 'on' ? 3 : 2;
  if (key === 'between' && after[1]?.key === 'and' && after[2] && startsLikeTime(after[0]!.key)) {
    found.from = said(words.slice(i, i + 4));
    return 4;
  }
  const time = tillWhen(after);
  const isSpan = key === 'in' && spanAt(after) > 0;
  if (isSpan || (time && time.option === 'until' && !(key === 'in' && bareSpans))) {
    const count = isSpan ? spanAt(after) : time!.count;
    const from = after.slice(0, count);
    found.from = `${key === 'from' ? '' : `${key} `}${from[0]!.isQuoted ? from[0]!.text : said(from)}`;
    const [to, end] = [after[count], tillWhen(after.slice(count + 1))];
    if (to?.key !== 'to' || !end) return 1 + count;
    addTime(found, end);
    return 2 + count + end.count;
  }
  if (key !== 'from') return 0;
  const [name, count] = nameIn(after);
  if (name) found.whom = name.to;
  if (!fromWhom) found.isUnsure = true;
  return name ? count : 2;
}

type Take = (part: Partial<ClaimSaid> | undefined, count?: number) => number;

function toAt(after: readonly Word[], found: ClaimSaid, { toName, givesTo }: Reading, take: Take): number {
  // Of two receivers none is meant more than the other.
  if (toName) return found.to === undefined ? take(...nameIn(after)) : 0;
  const [to, count] = nameIn(after);
  return givesTo && to && count === after.length + 1 ? take(to, count) : take(purpose(after, found));
}

/** After `for`: a span of time, or a reason. */
function forAt(after: readonly Word[], found: ClaimSaid, take: Take): number {
  const time = howLong(after);
  if (time && !/^now$/i.test(time.text)) {
    addTime(found, time);
    return 1 + time.count;
  }
  if (after[0]!.key === 'now' || after[0]!.key === 'me') return 2;
  return take(purpose(after, found));
}

/** What is to be done, and perhaps for how long at the end. */
function purpose(words: readonly Word[], found: ClaimSaid): Partial<ClaimSaid> {
  for (const [i, { key }] of words.entries()) {
    const end = words.slice(i + 1);
    if (
      i > 0 &&
      /^\d/.test(key) &&
      spanAt(words.slice(i)) === end.length + 1 &&
      !/^(?:in|of|every|after|within|the|last|than|per)$/.test(words[i - 1]!.key)
    ) {
      addTime(found, { option: 'for', text: said(words.slice(i)), count: end.length + 1, isUnsure: true });
      return { ...why(words.slice(0, i)), isLoose: true };
    }
    if (i === 0 || end.length === 0) continue;
    const isUntil = untils.has(key) && (key !== 'by' || startsLikeTime(said(end)));
    const time = key === 'for' ? howLong(end) : isUntil ? untilEnd(end) : undefined;
    if (time?.count !== end.length) continue;
    addTime(found, time);
    return { ...why(words.slice(0, i)), isLoose: true };
  }
  return { ...why(words), isLoose: true };
}

const untilEnd = (words: readonly Word[]): Time => ({ option: 'until', text: said(words), count: words.length });

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

/** `as codex-2`: for whom, where nothing follows that goes on with it. `as well` says nothing. */
function asWhom(after: readonly Word[], found: ClaimSaid): number {
  const name = after[0]!.text.replace(/[.,;:!?…]+$/, '').replace(/^@/, '');
  if (name.toLowerCase() === 'well') return 2;
  const next = after[1];
  const goesOn = next !== undefined && !isLast(after[0]!) && !isPath(next) && !isNew(next.key);
  if (goesOn || !/^[a-z0-9][a-z0-9._-]*$/i.test(name) || isOtherwise(name)) return 0;
  found.as = name;
  return 2;
}
const isNew = (key: string): boolean =>
  [because, untils, reasons, joins, fillers, outs].some((set) => set.has(key)) || key === 'shared' || key.startsWith('(');

/** `except docs/api`, `but not src/`: a claim takes whole paths, which its command says. */
function leftOut(words: readonly Word[], i: number, found: ClaimSaid): number {
  const start = words.findIndex(({ key }, at) => at > i && !outs.has(key) && !articles.has(key) && key !== 'for');
  if (start < 0) return 0;
  const list = words.slice(start);
  const end = list.findIndex((word, at) => at > 0 && !isPath(word) && !joins.has(word.key) && !joins.has(list[at - 1]!.key));
  const [first, next] = list;
  const isOne = end === 1 ? isNew(next!.key) : list.length === 1;
  if (!isPath(first!) && (!isOne || words[start - 1]!.key === 'but' || isNoPath(first!.key) || isNew(first!.key))) return 0;
  const text = said(end < 0 ? list : list.slice(0, end));
  found.except = found.except === undefined ? text : `${found.except} ${text}`;
  return start - i + (end < 0 ? list.length : end);
}

/** `(2h)` is a time; else nobody can tell. */
function inBrackets(words: readonly Word[], i: number, found: ClaimSaid): number {
  const close = words.findIndex(({ raw }, at) => at >= i && /\)[.,;:!?…]*$/.test(raw));
  const end = close < 0 ? words.length : close + 1;
  const text = words
    .slice(i, end)
    .map(({ raw }) => raw)
    .join(' ')
    .replace(/^\(|\)[.,;:!?…]*$/g, '');
  const inner = wordsOf(text);
  const [first] = inner;
  const lead = first && startsTime(first.key) ? 1 : 0;
  const rest = inner.slice(lead);
  const time = lead && untils.has(first!.key) ? tillWhen(rest, first!.key === 'by') : howLong(rest, lead > 0);
  if (time && time.count === rest.length) addTime(found, time);
  else {
    if (found.why === undefined && text !== '') found.why = text;
    Object.assign(found, { isLoose: true, isUnsure: true });
  }
  return end - i;
}

/** `the`, `all of`, `everything in`: what may stand before a path. */
function leadAt(words: readonly Word[], i: number): number {
  const [key, next, last] = [words[i]!.key, words[i + 1]?.key, words[i + 2]];
  if (next === undefined) return 0;
  const isAll = articles.has(key) || key === 'everything' || key === 'anything';
  if (isAll && next === 'of' && last) return 2;
  if ((isAll || files.has(key)) && /^(?:in|inside|under|below|within)$/.test(next) && last && isPath(last)) return 2;
  if (articles.has(key)) return 1;
  return /^(?:whole|entire)$/.test(key) ? (next === 'of' ? 2 : 1) : 0;
}

const dayOrClock =
  /^(?:tomorrow|tmrw?|tmw|2moro|tonight|yesterday|noon|midday|midnight|lunch ?time|eod|eow|cob|morning|afternoon|evening|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d\d?(?::\d\d)?(?:am|pm)|\d\d?:\d\d)$/i;

function pathOf(word: Word, { isCommand, plain }: Reading, isNext: boolean): string | undefined {
  if (word.isQuoted) return kept(word.text);
  if (word.raw.startsWith(mark)) return word.raw;
  const end = !isCommand
    ? /(?:(?<!\/\.*)\.|(?<=[^./]\/)\.$|[,;:!?…])[.,;:!?…]*$/
    : isPath(word)
      ? /!+$|[.!…,;]*[,;]$/
      : /(?<=.)[!?]+$|[.!…,;]*[,;]$/;
  const text = /^(?:\.\.?\/?)+$/.test(word.raw) ? word.raw : word.raw.replace(end, '');
  if (text === '' || /["`]|^'/.test(text)) return undefined;
  if (isCommand || looksLikePath(text) || text === '.') return text;
  return plain && isNext && /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(text) && !isTalk(text.toLowerCase()) ? text : undefined;
}

const isTalk = (word: string): boolean => ordinary.has(word) || isNoPath(word);
