/** When and for how long, in people's words: `6pm`, `tomorrow noon`, `half an hour`. Read whole or not at all, in the reader's zone. */
import type { Component, ParsedResult } from 'chrono-node/en';
import type { Millis } from '../kernel/clock.ts';
import { day, hour, minute, second } from '../kernel/durations.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import { dateTime, zoneName } from '../kernel/zone.ts';
import { spanWords } from './span-words.ts';

export { spanWords } from './span-words.ts';

export interface Reader {
  now: Millis;
  /** IANA name. */
  zone: string;
  /** What was not done, to end a refusal with: `Nothing was claimed.` */
  nothing?: string;
}

export interface Moment {
  at: Millis;
  /** Echoed to the reader; it reads as the same moment. */
  said: string;
}

/**
 * The moment that `text` says. Codes of refusals: `past`, and `unreadable` for what is no time, or is one only in part.
 * A time of day is one of today, unless another day is named.
 */
export async function untilWords(text: string, reader: Reader): Promise<Outcome<Moment>> {
  const words = text.trim().replace(/\s+/g, ' ').replace(fillers, '');
  const span = spanWords(words.replace(/^in /i, '').replace(/ (?:from now|later)$/i, ''));
  if ((span !== undefined && span <= 0) || /^(?:right )?now$/i.test(words)) return refused('past', 'That is no time to come.', reader);
  const at = span === undefined ? await momentOf(words, reader) : span < longest ? reader.now + span : undefined;
  if (at === undefined) return refused('unreadable', `I cannot read "${clip(visible(text), 40)}" as a time.`, reader);
  const said = momentSaid(at, reader);
  if (at > reader.now) return done({ at, said });
  const today = /^today (\S+)/.exec(said);
  return refused('past', today ? `It is past ${today[1]}.` : `${said} is past.`, reader);
}

/** `17h` is five in the afternoon to half of Europe, and seventeen hours to the others: the clock time that may be meant, `17:00`. */
export function clockOrSpan(text: string): string | undefined {
  const [, hours = '', minutes = '00'] = /^([01]?\d|2[0-4])h([0-5]\d)?$/i.exec(text.trim()) ?? [];
  return hours === '' ? undefined : `${hours.padStart(2, '0')}:${minutes}`;
}

/** `today 18:00 CST`, `tomorrow 12:00 CST`, `Thu 18:00 CST` within a week, else `2026-12-24 12:00 CST`. */
export function momentSaid(at: Millis, { now, zone }: Pick<Reader, 'now' | 'zone'>): string {
  const [date, clock] = dateTime(at, zone).split(' ') as [string, string];
  const midnight = Date.parse(`${date}Z`);
  const ahead = (midnight - Date.parse(`${dateTime(now, zone).slice(0, 10)}Z`)) / day;
  const near = ahead > 1 && ahead < 7 ? weekdays[new Date(midnight).getUTCDay()]! : date;
  return `${ahead === 0 ? 'today' : ahead === 1 ? 'tomorrow' : near} ${clock} ${zoneName(at, zone)}`;
}

/** Whether a sentence goes on with a time after `until`, or with what is waited for (`until the parser works`). */
export const startsLikeTime = (text: string): boolean => timeStart.test(text);

type Components = ParsedResult['start'];
/** Minutes ahead of UTC. */
type Zones = { readonly [name: string]: number };

/** More than people plan, less than a calendar has room for. */
const longest = 100 * 365 * day;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const fillers = /^(?:(?:until|till|til|by|for|at|about|around|before) )+/i;
const timeStart =
  /^(?:(?:at|about|around|the|this|next|in|a|an) )*(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?= ?(?:o'?clock|[ap]\.?m\b|hours?|hrs?|min|days?|weeks?)|$)|(?:quarter|twenty|ten|five) (?:to|past) |(?:noon|midday|midnight|lunch(?:time)?|tonight|today|tomorrow|tmrw?|tmw|2moro|(?:mon|tues?|weds|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|eod|eow|cob|end of|close of business|day after|weekend|morning|afternoon|evening|night|half|hour|week|month|day|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b)/i;

const refused = (code: string, message: string, { nothing }: Reader) =>
  refuse(code, nothing === undefined ? message : `${message} ${nothing}`);

const hours = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** As the library has them too, but at hours at which people who work mean them. */
const meant: readonly (readonly [RegExp, string])[] = [
  [/\b(?:tmr|tmrr?w|tmw|2mor?row?)\b/i, 'tomorrow'],
  [/\bweds\b/i, 'wed'],
  [/(?<=\d)([ap])\b(?!\.)/i, '$1m'],
  ...hours.map(
    (name, n) =>
      [
        new RegExp(`^((?:(?:half|quarter|twenty(?:[- ]five)?|ten|five|\\d\\d?) (?:past|to) )?)${name}(?= o'?clock$|$| ?[ap]\\.?m\\b)`, 'i'),
        `$1${n + 1}`,
      ] as const,
  ),
  ...['five', 'ten', 'quarter', 'twenty', 'twenty[- ]five'].flatMap((name, n) => {
    const minutes = 5 * (n + 1);
    const said = (words: string): RegExp => new RegExp(`^(?:${name}|${minutes}) ${words}\\b`, 'i');
    return [
      [said('past (\\d\\d?)'), `$1:${String(minutes).padStart(2, '0')}`] as const,
      ...Array.from({ length: 12 }, (_, to) => [said(`to ${to + 1}`), `${to || 12}:${60 - minutes}`] as const),
    ];
  }),
  [/^half past (\d\d?)\b/i, '$1:30'],
  [/\bday after tomorrow\b/i, 'the day after tomorrow'],
  [/^(?:the )+(?=the )/i, ''],
  [/\b(?:eow|(?:the )?end of (?:the |this )?week|(?:the |this )?weekend)\b/i, 'friday 18:00'],
  [/^next week$/i, 'next monday'],
  [/\b(?:eod|cob|(?:the )?end of (?:the |my )?(?:working )?day|close of business)\b/i, '18:00'],
  [/^(?:(?:later )?today|the (?:rest of the )?day)$/i, 'today 18:00'],
  [/\btonight\b(?!.*\d)/i, 'today 20:00'],
  [/\btonight\b/i, 'today'],
  [/\b(?:lunch ?time|lunch|midday|noon)\b/i, '12:00'],
  [/\b(?:this )?morning\b(?!.*\d)/i, '09:00'],
  [/\b(?:this )?afternoon\b(?!.*\d)/i, '15:00'],
  [/\b(?:this )?(?:evening|night)\b(?!.*\d)/i, '20:00'],
  // The end of the day that is named.
  [/\b(?:midnight|24:00)\b/i, '00:00'],
  [/^(\d\d?)$/, '$1:00'],
  [/\b(today|tomorrow|(?:mon|tue|wed|thu|fri|sat|sun)\w*) (\d\d?)$/i, '$1 $2:00'],
  [/^(\d\d?) (today|tomorrow)$/i, '$1:00 $2'],
  [/^(\d\d?)\.(\d\d)$/, '$1:$2'],
];

async function momentOf(words: string, { now, zone }: Reader): Promise<Millis | undefined> {
  if (words === '' || words.length > 80) return undefined;
  const today = dateTime(now, zone).slice(0, 10);
  const plain = meant.reduce((text, [pattern, as]) => text.replace(pattern, as), ofMonth(inPartOfDay(words), today));
  if (isEitherWay(plain)) return undefined;
  const zones = zonesOf(plain, { now, zone });
  const found = await read(plain, today, zones);
  if (!found || !isSaidZone(found, plain, zones)) return undefined;
  const at = (name: Component): number => found.get(name)!;
  const date = dayOf(found, Date.parse(`${today}Z`));
  const [clockHour, clockMinute, clockSecond] = found.isCertain('hour') ? [at('hour'), at('minute'), at('second')] : [12, 0, 0];
  const wall = date + clockHour * hour + clockMinute * minute + (/\b(?:midnight|24:00)\b/i.test(words) ? day : 0);
  if (!(Math.abs(wall - now) < longest)) return undefined;
  const momentAt = (shown: Millis): Millis =>
    (found.isCertain('timezoneOffset') ? shown - at('timezoneOffset') * minute : fromWall(shown, zone)) + clockSecond * second;
  // `5` is 17:00 when it is past 5, and before 17:00. But `9:00` in the morning is that of the clock.
  const isAfternoon = /^\d\d?(?: o'?clock)?$|^[a-z]+(?: o'?clock)?$/i.test(words) && dateTime(now, zone).slice(11) >= '12';
  const isSecondHalf =
    /^(?:[1-9]|1[01])(?::\d\d)?(?: o'?clock)?$/.test(plain) &&
    momentAt(wall) <= now &&
    momentAt(wall + 12 * hour) > now &&
    (clockHour < 7 || isAfternoon);
  return momentAt(isSecondHalf ? wall + 12 * hour : wall);
}

/** `7:30 tomorrow morning`, `6 in the evening`: which half of the day a time of twelve hours is in. */
function inPartOfDay(words: string): string {
  const [clock, more] = words.match(clockInWords) ?? [];
  const [said, part = ''] = / ?\b(?:(?:in|at) )?(?:the |this )?(morning|afternoon|evening|night|tonight)\b(?: at\b)?/i.exec(words) ?? [];
  const isTwelve = clock !== undefined && /^(?:[1-9]|1[0-2])(?!\d)/.test(clock);
  if (clock === undefined || more !== undefined || said === undefined || !(isTwelve || clock.includes(':'))) return words;
  const [hourOf] = clock.split(':');
  const isLate = /night/i.test(part) && (Number(hourOf) < 5 || hourOf === '12');
  const half = !isTwelve ? '' : /morning/i.test(part) || isLate ? 'am' : 'pm';
  return words
    .replace(said, /tonight/i.test(part) ? ' today' : '')
    .replace(clock, `${clock}${half}`)
    .trim();
}
const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const clockInWords = new RegExp(
  `(?<![\\d.:/-]|(?:${months})[a-z]* )\\d\\d?(?::\\d\\d)?(?=\\s|$)(?! (?:[ap]\\.?m?\\b|${months}|[a-z]+ (?:to|past)))`,
  'gi',
);

/** `the 26th`, of this month, or of the next one when it is past. */
const ofMonth = (words: string, today: string): string =>
  words.replace(/^(?:on )?(?:the )?(\d\d?)(?:st|nd|rd|th)(?= at\b|$| \d| noon)/i, (_, date: string) => {
    const month = Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)) - (Number(date) < Number(today.slice(8)) ? 0 : 1));
    return `${new Date(month).toISOString().slice(0, 8)}${date.padStart(2, '0')}`;
  });

/** All of `plain`, as one moment that depends on nothing but the day. */
async function read(plain: string, today: string, timezones: Zones): Promise<Components | undefined> {
  // Loading it takes tens of milliseconds.
  const { casual } = await import('chrono-node/en');
  const [year, month, date] = today.split('-').map(Number) as [number, number, number];
  // Noon, which is there on every day of every zone.
  const [found, more] = casual.parse(plain, new Date(year, month - 1, date, 12), { timezones });
  if (!found || more || found.end || found.text !== plain) return undefined;
  const isRelative = ['result/relativeDateAndTime', 'casualReference/now'].some((tag) => found.tags().has(tag));
  const iso = /\b\d{4}-(\d\d?)-/.exec(plain);
  // It takes the 13th month for a day.
  if (isRelative || /\b(?:last|past|ago)\b/i.test(plain) || (iso && Number(iso[1]) !== found.start.get('month'))) return undefined;
  return found.start;
}

/** `get` and `mart` are zones too, but not what people mean by them. */
function isSaidZone(found: Components, plain: string, zones: Zones): boolean {
  const [, name = 'UTC'] = / ([a-z]{2,5})$/.exec(plain) ?? [];
  return !found.isCertain('timezoneOffset') || /^(?:utc|gmt)$/i.test(name) || Object.hasOwn(zones, name.toUpperCase());
}

/** Midnight of it, as if in UTC. A weekday is the next one, from today on; so is a date without a year. NaN for a mere month. */
function dayOf(found: Components, today: Millis): Millis {
  if (!(['weekday', 'day', 'month', 'year'] as const).some((part) => found.isCertain(part))) return today;
  const [year, month, date] = [found.get('year')!, found.get('month')! - 1, found.get('day')!];
  const named = Date.UTC(year, month, date);
  if (!found.isCertain('day')) return !found.isCertain('weekday') ? Number.NaN : named < today ? named + 7 * day : named;
  return named < today && !found.isCertain('year') ? Date.UTC(year + 1, month, date) : named;
}

/** `3/4` is in March or in April. */
function isEitherWay(words: string): boolean {
  const [, a, , b] = /(?<![\d:./+-])(\d\d?)([/.-])(\d\d?)(?=$|[ ,]|\2\d)/.exec(words) ?? [];
  return a !== undefined && a !== b && Number(a) <= 12 && Number(b) <= 12;
}

/** The names that the reader's own zone has over the year mean that zone. */
function zonesOf(plain: string, { now, zone }: Reader): Zones {
  if (!/ [A-Za-z]{2,5}$/.test(plain)) return {};
  return Object.fromEntries([now - 182 * day, now + 182 * day, now].map((at) => [zoneName(at, zone), offsetAt(at, zone) / minute]));
}

const offsetAt = (at: Millis, zone: string): Millis => wallOf(at, zone) - Math.floor(at / minute) * minute;
/** What the clock on the wall shows, as if it were UTC. */
const wallOf = (at: Millis, zone: string): Millis => Date.parse(`${dateTime(at, zone).replace(' ', 'T')}Z`);

/** When the clock on the wall shows that. The later one, where it does so twice, or never because it is put forward over it. */
function fromWall(wall: Millis, zone: string): Millis {
  const moments = [wall - day, wall + day].map((around) => wall - offsetAt(around, zone));
  const shown = moments.filter((at) => wallOf(at, zone) === wall);
  return Math.max(...(shown.length > 0 ? shown : moments));
}
