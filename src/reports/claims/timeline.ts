/** The claims of a week as rows of bars: one for each holder and their paths, or for each holder where that is too much. */
import type { Millis } from '../../kernel/clock.ts';
import { day, minute } from '../../kernel/durations.ts';
import { columns } from '../../kernel/text.ts';
import { dateTime } from '../../kernel/zone.ts';
import type { Held } from '../../locks/store.ts';
import { pathsWords, personWords, weekdays } from './claim-words.ts';

/** How a bar ends: still held, or by what. `given`: by its holder, or as they wished. */
export type End = 'open' | 'given' | 'expired' | 'taken';

export interface Bar {
  from: Millis;
  until: Millis;
  isShared: boolean;
  end: End;
}

export interface Row {
  name: string;
  paths: readonly string[];
  claims: number;
  /** Earliest first; none overlap but those of unlike modes. */
  bars: readonly Bar[];
}

export interface Timeline {
  from: Millis;
  until: Millis;
  rows: readonly Row[];
  /** Rows that there is no room for, and how many claims those are. */
  more: { rows: number; claims: number };
  claims: number;
  open: number;
}

const span = 7 * day;
const mostRows = 20;

/** Undefined: nothing was held. */
export function timelineOf(held: readonly Held[], now: Millis): Timeline | undefined {
  const from = now - span;
  const seen = held.filter(({ since, until = now }) => since <= now && until >= from && until >= since);
  if (seen.length === 0) return undefined;
  const byPaths = rowsBy(seen, now, ({ holder, paths }) => JSON.stringify([holder.id, ...paths]));
  const rows = byPaths.length <= mostRows ? byPaths : rowsBy(seen, now, ({ holder }) => holder.id);
  const rest = rows.slice(mostRows);
  return {
    from,
    until: now,
    rows: rows.slice(0, mostRows),
    more: { rows: rest.length, claims: rest.reduce((sum, { claims }) => sum + claims, 0) },
    claims: leases(seen),
    open: leases(seen.filter(({ until }) => until === undefined)),
  };
}

/** What is held now first, then what ended last. */
function rowsBy(held: readonly Held[], now: Millis, keyOf: (held: Held) => string): Row[] {
  const rows = [...Map.groupBy(held, keyOf).values()].map((those): Row => {
    const bars = joined(those.map((one) => barOf(one, now)).sort((a, b) => a.from - b.from || a.until - b.until));
    return { name: those[0]!.holder.id, paths: [...new Set(those.flatMap(({ paths }) => paths))], claims: leases(those), bars };
  });
  const lastOf = ({ bars }: Row): Millis => Math.max(...bars.map(({ until, end }) => (end === 'open' ? now + 1 : until)));
  const firstOf = ({ bars }: Row): Millis => bars[0]!.from;
  return rows.sort((a, b) => lastOf(b) - lastOf(a) || firstOf(b) - firstOf(a) || (a.name < b.name ? -1 : 1));
}

/** A part that was given back early is told with its lease; so is the rest of it. */
const leases = (held: readonly Held[]): number => new Set(held.map(({ lease }) => lease)).size;

const barOf = ({ since, until, mode, how }: Held, now: Millis): Bar => ({
  from: Math.max(since, now - span),
  until: Math.min(until ?? now, now),
  isShared: mode === 'shared',
  end: until === undefined ? 'open' : how === 'expired' ? 'expired' : how === 'stolen' || how === 'broken' ? 'taken' : 'given',
});

/** Overlapping ones of one mode are one bar, which ends as the last of them. */
function joined(bars: readonly Bar[]): Bar[] {
  const out: Bar[] = [];
  for (const bar of bars) {
    const at = out.findLastIndex(({ isShared }) => isShared === bar.isShared);
    const before = out[at];
    if (!before || bar.from > before.until || (bar.from === before.until && before.end !== 'given')) out.push(bar);
    else if (bar.end === 'open' || bar.until >= before.until) out[at] = { ...bar, from: before.from };
  }
  return out;
}

/** The first moment of each day between the two, in that zone, and of the one in which they begin: its own. */
export function daysBetween(from: Millis, until: Millis, zone: string): { at: Millis; label: string }[] {
  const dateOf = (at: Millis): string => dateTime(at, zone).slice(0, 10);
  const days = [{ at: from, label: labelOf(dateOf(from)) }];
  for (let at = nextDay(from, dateOf); at < until; at = nextDay(at, dateOf)) days.push({ at, label: labelOf(dateOf(at)) });
  return days;
}

/** To the minute, by halves: a clock that is set at midnight makes a day begin at another hour. */
function nextDay(after: Millis, dateOf: (at: Millis) => string): Millis {
  const today = dateOf(after);
  let [low, high] = [Math.floor(after / minute), Math.floor(after / minute) + 26 * 60];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dateOf(middle * minute) === today) low = middle;
    else high = middle;
  }
  return high * minute;
}

/** `Mon 23` */
const labelOf = (date: string): string => `${weekdays[new Date(date).getUTCDay()]!} ${date.slice(8)}`;

/** `ada · docs/ +2` */
export function nameOf({ name, paths }: Row, width: number): string {
  const who = personWords(name, 22);
  return `${who} · ${pathsWords(paths, width - columns(who) - 3)}`;
}
