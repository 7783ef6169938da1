/** Clock times in a reader's time zone. The process's own zone costs next to nothing; any other one makes Node load 8 MB of locale data. */
import type { Millis } from './clock.ts';

/** The zone of the process, once it is told. */
let own: string | undefined;

/** Makes `zone` (a valid IANA name) the zone of this process: its times are then made without Intl. */
export function useZone(zone: string): void {
  process.env.TZ = zone;
  // So V8 shows a name that it takes for none, like america/chicago, which Intl knows.
  own = /\(GMT(?:[+-]00:00)?\)$/.test(new Date().toString()) ? undefined : zone;
}

/** `09:49` */
export function clockTime(at: Millis, timeZone: string): string {
  const { hour, minute } = parts(at, timeZone);
  return `${hour}:${minute}`;
}

/** `2026-11-22 09:49` */
export function dateTime(at: Millis, timeZone: string): string {
  const { year, month, day, hour, minute } = parts(at, timeZone);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** `CST`, or `GMT+1` where the zone has no short name in English. */
export const zoneName = (at: Millis, timeZone: string): string =>
  timeZone === own
    ? ownName(new Date(at))
    : (formatter(timeZone, { timeZoneName: 'short' })
        .formatToParts(at)
        .find((p) => p.type === 'timeZoneName')?.value ?? timeZone);

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute';

function parts(at: Millis, timeZone: string): Record<Part, string> {
  if (timeZone === own) return ownParts(new Date(at));
  const found = formatter(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  return Object.fromEntries(found.formatToParts(at).map((p) => [p.type, p.value])) as Record<Part, string>;
}

/** One formatter takes far longer to make than to use; zones and shapes are few. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(options).join()}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...options });
  formatters.set(key, made);
  return made;
}

const two = (value: number): string => String(value).padStart(2, '0');

const ownParts = (date: Date): Record<Part, string> => ({
  year: String(date.getFullYear()),
  month: two(date.getMonth() + 1),
  day: two(date.getDate()),
  hour: two(date.getHours()),
  minute: two(date.getMinutes()),
});

/** The short names that English has (CLDR, en); a Node with another locale says long names in that one, and gets the offset. */
const shortNames: { readonly [long: string]: string } = {
  'Coordinated Universal Time': 'UTC',
  'Eastern Standard Time': 'EST',
  'Eastern Daylight Time': 'EDT',
  'Central Standard Time': 'CST',
  'Central Daylight Time': 'CDT',
  'Mountain Standard Time': 'MST',
  'Mountain Daylight Time': 'MDT',
  'Pacific Standard Time': 'PST',
  'Pacific Daylight Time': 'PDT',
  'Alaska Standard Time': 'AKST',
  'Alaska Daylight Time': 'AKDT',
  'Hawaii-Aleutian Standard Time': 'HST',
  'Hawaii-Aleutian Daylight Time': 'HDT',
  'Atlantic Standard Time': 'AST',
  'Atlantic Daylight Time': 'ADT',
};

function ownName(date: Date): string {
  const long = /\((.*)\)$/.exec(date.toString())?.[1] ?? '';
  const short = shortNames[long];
  if (short !== undefined) return short;
  const ahead = -date.getTimezoneOffset();
  const minutes = Math.abs(ahead) % 60;
  const hours = Math.trunc(Math.abs(ahead) / 60);
  return ahead === 0 ? 'GMT' : `GMT${ahead < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : `:${two(minutes)}`}`;
}
