/** When, where and whether a person's phone is to ring: what they asked for, and their quiet hours. Pure. */
import type { Millis } from '../kernel/clock.ts';
import { day, minute } from '../kernel/durations.ts';
import { clockTime } from '../kernel/zone.ts';
import type { RingKind, RingWay, Settings } from './store.ts';

export interface Ring {
  way: RingWay;
  /** Not before then: quiet hours. Undefined: now. */
  holdUntil?: Millis;
}

/** `wake`: a failure or stall that may wake its person. */
export function ringOf(kind: RingKind, settings: Settings, at: { now: Millis; wake: boolean }): Ring {
  const way = settings.notify?.[kind] ?? 'room';
  const wakes = at.wake && kind !== 'done';
  const end = way === 'off' || wakes ? undefined : quietUntil(settings.quiet, at.now);
  return { way, ...(end !== undefined && { holdUntil: end }) };
}

/** When the quiet hours end that `now` is in; undefined: it is in none. */
export function quietUntil(quiet: Settings['quiet'], now: Millis): Millis | undefined {
  if (!quiet) return undefined;
  const { zone } = quiet;
  const [from, to, time] = [minutes(quiet.from), minutes(quiet.to), minutes(clockTime(now, zone))];
  const isQuiet = from <= to ? time >= from && time < to : time >= from || time < to;
  if (!isQuiet) return undefined;
  const end = now - (now % minute) + ((to - time + 1440) % 1440) * minute;
  // Where the clock changes on the way, the hands tell by how much.
  const off = ((minutes(clockTime(end, zone)) - to + 2160) % 1440) - 720;
  return Math.max(now + 1, Math.min(end - off * minute, now + day));
}

const minutes = (time: string): number => {
  const [hour = 0, min = 0] = time.split(':').map(Number);
  return hour * 60 + min;
};
