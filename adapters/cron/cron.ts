/** When cron expressions come due: pure arithmetic over node-cron's fields, in a time zone, right across clock changes. */
import { createRequire } from 'node:module';
import type { Calendar } from '../../src/chat/schedules.ts';
import type { Millis } from '../../src/kernel/clock.ts';
import { instantsOn, localDay } from './zone-time.ts';

/** 29 February on a given weekday comes round within 28 years, 40 across a century that is no leap year. */
const daysAhead = 40 * 366;
const dayLength = 86_400_000;

/** Whether the calendar can work with it: five fields, or a name like @daily. */
export const isCron = (cron: string): boolean => table(cron) !== undefined;

/**
 * The first time after `after`; undefined when there is none, or when the expression or the zone is none.
 * A local time that a clock change skips comes as much later; one that it repeats comes once, unless the hours are `*`.
 */
export const nextRun = (cron: string, zone: string, after: Millis): Millis | undefined => runs(cron, zone, after).next().value;

/** All times in (from, to], oldest first, at most `max`: the newest ones where there are more. */
export function runsBetween(cron: string, zone: string, from: Millis, to: Millis, max: number): Millis[] {
  const due = table(cron);
  const [first, last] = [localDay(from, zone), localDay(to, zone)];
  if (!due || first === undefined || last === undefined) return [];
  const found = new Set<Millis>();
  for (let day = last; day >= first - dayLength && found.size < max; day -= dayLength)
    for (const at of timesOn(day, due, zone)) if (at > from && at <= to) found.add(at);
  return [...found].sort((a, b) => a - b).slice(-max);
}

export const calendar: Calendar = { next: nextRun, between: runsBetween };

/** All times after `after`, ascending. */
function* runs(cron: string, zone: string, after: Millis): Generator<Millis, undefined> {
  const due = table(cron);
  const today = due && localDay(after, zone);
  if (!due || today === undefined) return undefined;
  let last = after;
  // A day early: a skipped hour of the evening lands in the next day.
  for (let day = today - dayLength; day < today + daysAhead * dayLength; day += dayLength) {
    for (const at of timesOn(day, due, zone)) {
      if (at <= last) continue;
      last = at;
      yield at;
    }
  }
  return undefined;
}

/** What comes due on a local day, ascending; a skipped hour may land in the next one. */
const timesOn = (day: Millis, due: Table, zone: string): Millis[] =>
  due.onDay(day) ? instantsOn(day, due.times, zone, due.everyHour) : [];

interface Table {
  /** Whether it is due on a day: midnight UTC stands for the local day. */
  onDay(day: Millis): boolean;
  /** Milliseconds from midnight by the clock, ascending. */
  times: Millis[];
  /** Every hour that really passes counts, a repeated one too. */
  everyHour: boolean;
}

const tables = new Map<string, Table | undefined>();
const keptAtMost = 200;

function table(cron: string): Table | undefined {
  if (tables.has(cron)) return tables.get(cron);
  if (tables.size >= keptAtMost) tables.clear();
  const made = read(cron);
  tables.set(cron, made);
  return made;
}

/** Loaded when it is first needed: most bots have no schedules. */
const load = (): typeof import('node-cron') => createRequire(import.meta.url)('node-cron');

function read(cron: string): Table | undefined {
  const nodeCron = load();
  const fields = cron.trim().split(/\s+/);
  if ((fields.length !== 5 && !cron.trim().startsWith('@')) || !nodeCron.validate(cron)) return undefined;
  const { minute, hour, dayOfMonth, month, dayOfWeek } = nodeCron.parse(cron);
  const days = nodeCron.createTask(`0 0 0 ${dayOfMonth} ${month} ${dayOfWeek}`, () => {}, { timezone: 'UTC' });
  days.destroy();
  return {
    onDay: (day) => days.match(new Date(day)),
    times: hour.flatMap((h) => minute.map((m) => (h * 60 + m) * 60_000)).sort((a, b) => a - b),
    everyHour: hour.length === 24,
  };
}
