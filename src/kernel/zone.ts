/** Clock times in a reader's time zone. */
import type { Millis } from './clock.ts';

const parts = (at: Millis, timeZone: string, options: Intl.DateTimeFormatOptions): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...options }).formatToParts(at).map((p) => [p.type, p.value]),
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
