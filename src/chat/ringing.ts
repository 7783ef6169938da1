/** When, where and whether a person's phone is to ring: what they asked for, and their quiet hours. Pure. */
import type { Millis } from '../kernel/clock.ts';
import { day, hour, minute } from '../kernel/durations.ts';
import { clockTime } from '../kernel/zone.ts';
import { type RingKind, type RingWay, type Settings, usualWay } from './store.ts';

export interface Ring {
  way: RingWay;
  /** Not before then: quiet hours. Undefined: now. */
  holdUntil?: Millis;
}

/** `wake`: a failure or stall that may wake its person. */
export function ringOf(kind: RingKind, settings: Settings, at: { now: Millis; wake: boolean }): Ring {
  const way = settings.notify?.[kind] ?? usualWay(kind);
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
  const begun = now - (now % minute);
  // A clock may be changed on the way: only a look at it tells when it shows the end, or has jumped over it.
  let at = Math.max(begun, begun + ahead(time, to) * minute - longestChange);
  for (let shown = minutes(clockTime(at, zone)); at < begun + day + longestChange; ) {
    const before = shown;
    at += minute;
    shown = minutes(clockTime(at, zone));
    const moved = ahead(before, shown);
    if (shown === to || (moved < 720 && ahead(before, to) < moved)) break;
  }
  return at;
}

/** By how much a clock is set on or back, at the most. */
const longestChange = 3 * hour;
/** Minutes from one time of day to the next other. */
const ahead = (from: number, to: number): number => (to - from + 1440) % 1440;

const minutes = (time: string): number => {
  const [hour = 0, min = 0] = time.split(':').map(Number);
  return hour * 60 + min;
};
