/** Local times of a zone as instants. A local time is written as the UTC instant with the same digits. */
import type { Millis } from '../../src/kernel/clock.ts';

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function format(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, make(zone));
  return formats.get(zone);
}

function make(timeZone: string): Intl.DateTimeFormat | undefined {
  const digits = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', hourCycle: 'h23', ...digits });
  } catch {
    return undefined;
  }
}

/** The local time at an instant. Undefined: there is no such zone. */
function local(at: Millis, zone: string): Millis | undefined {
  const parts = Object.fromEntries((format(zone)?.formatToParts(at) ?? []).map(({ type, value }) => [type, Number(value)]));
  if (parts.year === undefined) return undefined;
  return Date.UTC(parts.year, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second) + (((at % 1000) + 1000) % 1000);
}

/** Midnight, in UTC digits, of the local day. */
export function localDay(at: Millis, zone: string): Millis | undefined {
  const time = local(at, zone);
  return time === undefined ? undefined : Math.floor(time / 86_400_000) * 86_400_000;
}

/** The instants with this local time. A skipped one is as much later as the clock jumped; of a repeated one the first, or with `both` each. */
export function instantsOf(time: Millis, zone: string, both: boolean): Millis[] {
  const offsets = [-1, 1].map((side) => offsetAt(time + side * 86_400_000, zone));
  const found = [...new Set(offsets.map((offset) => time - offset))].filter((at) => local(at, zone) === time).sort((a, b) => a - b);
  if (found.length === 0) return [time - offsets[0]!];
  return both ? found : found.slice(0, 1);
}

const offsetAt = (at: Millis, zone: string): Millis => (local(at, zone) ?? at) - at;
