/** Times in a sentence about claims: how many of its words they are, also where nobody could tell what time that is. */
import { because, fillers, isLast, isPath, joins, others, outs, reasons, said, setOf, untils, type Word } from './said-words.ts';
import { spanWords } from './span-words.ts';
import { startsLikeTime } from './time-words.ts';

/** `option`: which takes it. Said in words that are no time, it is refused there. */
export interface Time {
  /** `more`: added to the time that there is already, where the command can do that; else it is from now, as with `for`. */
  option: 'for' | 'until' | 'more';
  text: string;
  /** How many words that is. */
  count: number;
  /** A path stands right behind it, and may be meant as a part of it. */
  isUnsure?: true;
}

/** No time takes more. */
const mostWords = 8;

/** How many of the first words are one span of time. */
export function spanAt(words: readonly Word[]): number {
  const first = words.slice(0, mostWords);
  if (!first.some(({ key }) => /\d|sec|min|hour|hr|day|week|wk|month|year|yr|fortnight/.test(key))) return 0;
  for (let count = first.length; count > 0; count--) {
    const some = first.slice(0, count);
    if (some.every(({ key }) => key !== '') && spanWords(said(some)) !== undefined) return count;
  }
  return 0;
}

/** How long, as it is said after `for`, or by itself: `2h`, `all day`, `a few hours`, which is not to be read. */
export function howLong(words: readonly Word[], isFor = true): Time | undefined {
  const [first] = words;
  if (!first) return undefined;
  if (isFor && first.isQuoted && spanWords(first.text) !== undefined) return { option: 'for', text: first.text, count: 1 };
  const day = dayAt(words);
  if (day > 0) return { option: 'until', text: 'end of day', count: day };
  const span = spanAt(words);
  const vague = vagueAt(words);
  // `an hour or two`
  const count = vague > span && words[span]?.key !== 'to' ? vague : span;
  const some = words.slice(0, count);
  if (count === 0 || (!isFor && ((count > span && !hasUnit(some)) || (count === 1 && units.has(first.key)))))
    return isFor && asTime.test(first.key) ? { option: 'for', text: said([first]), count: 1 } : undefined;
  return moreOrFor(words, count);
}

/** Written as only times are, also where it is none: `1e9h`, `1:30`. */
const asTime = /^\d[\d.,:e+-]*(?::\d+|(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)(?:\d[\da-z]*)?)$/;

/** `another hour`, `2 more hours`, `+1h`, `2h longer`. */
function moreOrFor(words: readonly Word[], count: number): Time {
  const text = said(words.slice(0, count));
  const isLonger = /^(?:longer|more)$/.test(words[count]?.key ?? '');
  if (!isLonger && !/^(?:another\b|\+)|\bmore\b/i.test(text)) return { option: 'for', text, count };
  const less = text
    .replace(/^another (?=[a-z]+$)/i, '1 ')
    .replace(/^(?:another |\+ ?)/i, '')
    .replace(/ more\b/i, '');
  return { option: 'more', text: less, count: isLonger ? count + 1 : count };
}

const moreOf = (words: readonly Word[], count: number): Time => ({ ...moreOrFor(words, count), option: 'more' });

/** Till when, as it is said after `until`. `by 2h` is a span, and more of it where there is some. */
export function tillWhen(words: readonly Word[], by = false): Time | undefined {
  const [first] = words;
  if (!first) return undefined;
  if (first.isQuoted)
    return startsLikeTime(first.text) || spanWords(first.text) !== undefined ? { option: 'until', text: first.text, count: 1 } : undefined;
  const count = endOf(words);
  const text = said(words.slice(0, count));
  const isUnsure = count > 0 && words[count] !== undefined && isPath(words[count]) && !isLast(words[count - 1]!);
  const found = { text, count, ...(isUnsure && { isUnsure }) };
  // `by a few hours`, which is not to be read.
  const vague = by && isNumber(first) ? vagueAt(words) : 0;
  if (vague > 0 && words.slice(0, vague).some(({ key }) => units.has(key))) return moreOf(words, vague);
  if (by && spanAt(words.slice(0, count)) === count) return { ...found, ...moreOf(words, count) };
  return startsLikeTime(text) || vagueEnd.test(text) ? { option: 'until', ...found } : undefined;
}

/** What is said after `until` and is no time, which nobody can wait for here: `until bob is back`. */
export function tillWhat(words: readonly Word[]): Time {
  const end = words.findIndex(({ key }, i) => i > 0 && (because.has(key) || key.startsWith('(') || isLast(words[i - 1]!)));
  const count = end < 0 ? words.length : end;
  return { option: 'until', text: said(words.slice(0, count)), count };
}

/** Until where a time may go on. */
function endOf(words: readonly Word[]): number {
  const end = words.findIndex((word, i) => {
    const { key } = word;
    if (i === 0) return false;
    // `quarter to 6`
    if (
      key === 'to' &&
      partOfHour.test(words[i - 1]!.key) &&
      /^\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$/.test(words[i + 1]?.key ?? '')
    )
      return false;
    if (key === 'so' && words[i - 1]!.key === 'or') return false;
    if (enders.some((set) => set.has(key))) return true;
    return isPath(word) || key.startsWith('(') || (isLast(words[i - 1]!) && !startsLikeTime(said(words.slice(i))));
  });
  return end < 0 ? words.length : end;
}
const enders = [because, reasons, untils, joins, others, outs, fillers];
const partOfHour = /^(?:quarter|five|ten|twenty|[125]0|2?5)$/;

/** How many words say that it is for the rest of the day. */
function dayAt(words: readonly Word[]): number {
  for (let count = Math.min(6, words.length); count > 0; count--)
    if (wholeDay.test(said(words.slice(0, count))) && isEnd(words, count)) return count;
  return 0;
}

/** How many words speak of time, where nothing but that is said, or so many of some unit. */
function vagueAt(words: readonly Word[]): number {
  let count = 0;
  while (count < Math.min(words.length, mostWords)) {
    const [word, next] = [words[count]!, words[count + 1]];
    if (!isOfTime(word) && !(count > 0 && next && /^(?:or|to|and)$/.test(word.key) && isNumber(next))) break;
    count += 1;
    if (isLast(word)) break;
  }
  const some = words.slice(0, count);
  if (some.some(({ key }, i) => i > 0 && units.has(key) && some.slice(0, i).some(isNumber))) return count;
  return some.some((word) => cores.has(word.key) || units.has(word.key) || isFigure(word)) && isEnd(words, count) ? count : 0;
}

const isFigure = ({ key }: Word): boolean => /^-?\d+(?:[.,/]\d+)?$/.test(key);
const isNumber = (word: Word): boolean => isFigure(word) || amounts.has(word.key);
const isOfTime = (word: Word): boolean =>
  isNumber(word) || units.has(word.key) || cores.has(word.key) || around.has(word.key) || /^\d+(?:h|hrs?|m|mins?)$/.test(word.key);
const hasUnit = (words: readonly Word[]): boolean =>
  words.some(({ key }) => units.has(key) || /^(?:forever|ever|eternity|night|afternoon|morning|evening|weekend|overnight)$/.test(key));

/** Whether something new begins there. */
function isEnd(words: readonly Word[], at: number): boolean {
  const [before, next] = [words[at - 1], words[at]];
  if (!before || !next || isLast(before)) return true;
  return enders.some((set) => set.has(next.key)) || next.key.startsWith('(') || isPath(next);
}

const wholeDay = /^(?:today|all day(?: long| today)?|(?:the )?(?:whole|entire|rest of the) day|the day|the rest of today)$/i;
/** After `until`, without any time. */
const vagueEnd =
  /^(?:further notice|for ?ever|ever|later|soon|whenever|never|then|yesterday|last \S+|an?other time|some(?:time| time| point))\b/i;
const amounts = setOf(
  'a an few couple several some many half quarter two three four five six seven eight nine ten twelve fifteen twenty thirty forty fifty sixty ninety',
);
const units = setOf('sec secs second seconds min mins minute minutes hour hours hr hrs day days week weeks wk wks month months year years');
const cores = setOf(
  'ever forever eternity life good time overnight while bit moment weekend tonight today tomorrow tmrw tmr tmw yesterday morning afternoon evening night noon lunch ' +
    'monday tuesday wednesday thursday friday saturday sunday',
);
const around = setOf(
  'the this that next last whole entire rest of all little long longer short more most max maybe about around roughly like least now one again',
);
