/** Clock times in a reader's time zone. */
import type { Millis } from './clock.ts';

/** One formatter takes far longer to make than to use; zones and shapes are few. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.entries(options).join()}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...options });
  formatters.set(key, made);
  return made;
}

const parts = (at: Millis, timeZone: string, options: Intl.DateTimeFormatOptions): Record<string, string> =>
  Object.fromEntries(
    formatter(timeZone, options)
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  );

/** `09:49` */
export function clockTime(at: Millis, timeZone: string): string {
  const { hour, minute } = parts(at, timeZone, { hour: '2-digit', minute: '2-digit' });
  return `${hour}:${minute}`;
}

/** `CST`, or `GMT+1` where the zone has no short name in English. */
export const zoneName = (at: Millis, timeZone: string): string => parts(at, timeZone, { timeZoneName: 'short' }).timeZoneName ?? timeZone;

/** `2026-11-22 09:49` */
export function dateTime(at: Millis, timeZone: string): string {
  const { year, month, day } = parts(at, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' });
  return `${year}-${month}-${day} ${clockTime(at, timeZone)}`;
}
