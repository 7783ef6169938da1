/** Local times of a zone as instants. A local time is written as the UTC instant with the same digits. */
import type { Millis } from '../../src/kernel/clock.ts';

const dayLength = 86_400_000;
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
  return time === undefined ? undefined : Math.floor(time / dayLength) * dayLength;
}

/**
 * The instants with these local times of one day, ascending. A skipped time is as much later as the clock jumped; of a repeated one
 * the first counts, or with `both` each.
 */
export function instantsOn(day: Millis, times: readonly Millis[], zone: string, both: boolean): Millis[] {
  const [from, to] = [day - dayLength, day + 2 * dayLength];
  const [before, after] = [offsetAt(from, zone), offsetAt(to, zone)];
  if (before === after) return times.map((time) => day + time - before);
  const change = { before, after, at: changeIn(from, to, zone) };
  return times.flatMap((time) => instantsOf(day + time, change, both)).sort((a, b) => a - b);
}

function instantsOf(time: Millis, change: { before: Millis; after: Millis; at: Millis }, both: boolean): Millis[] {
  const [early, late] = [time - change.before, time - change.after];
  const found = [...(early < change.at ? [early] : []), ...(late >= change.at ? [late] : [])];
  if (found.length === 0) return [early];
  return both ? found : found.slice(0, 1);
}

/** The first instant of (from, to] with the offset that `to` has. */
function changeIn(from: Millis, to: Millis, zone: string): Millis {
  const offset = offsetAt(to, zone);
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offsetAt(middle, zone) === offset) to = middle;
    else from = middle;
  }
  return to;
}

const offsetAt = (at: Millis, zone: string): Millis => (local(at, zone) ?? at) - at;
