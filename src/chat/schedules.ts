/** Recurring jobs: each run is a line in the inbox under `<schedule>@<nominal UTC time>`, so that it is worked once whatever is killed. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { utcStamp } from '../kernel/ids.ts';
import { dateTime, zoneName } from '../kernel/zone.ts';
import type { Incoming } from './adapter.ts';
import type { Schedule, Store } from './store.ts';

/** When a cron expression comes due; implemented by adapters/cron. */
export interface Calendar {
  /** The first time after `after`. Undefined: never again. */
  next(cron: string, zone: string, after: Millis): Millis | undefined;
  /** All times in (from, to], oldest first, at most `max`. */
  between(cron: string, zone: string, from: Millis, to: Millis, max: number): Millis[];
}

/** A run that comes due this much too late was missed, not late: the bot was down or the host asleep. */
const grace = 60_000;
/** More missed runs than this are not counted one by one. */
const countedAtMost = 100;

export interface Schedules {
  /** Tells what was missed while nobody watched, then waits for what comes. Also to be called whenever schedules change. */
  refresh(): void;
  next(schedule: Schedule): Millis | undefined;
  stop(): void;
}

export function createSchedules(deps: {
  store: Store;
  clock: Clock;
  calendar: Calendar;
  receive: (incoming: Incoming) => void;
  wakeOutbox: () => void;
}): Schedules {
  const { store, clock, calendar } = deps;
  let timer: Timer | undefined;

  const next = (schedule: Schedule): Millis | undefined =>
    calendar.next(schedule.cron, schedule.zone, Math.max(schedule.last ?? schedule.createdAt, clock.now() - grace));

  function refresh(): void {
    timer?.cancel();
    for (const schedule of store.schedules()) tellMissed(schedule);
    const soonest = Math.min(...store.schedules().flatMap((schedule) => next(schedule) ?? []));
    timer = Number.isFinite(soonest) ? clock.after(soonest - clock.now(), fire) : undefined;
  }

  function fire(): void {
    const now = clock.now();
    for (const schedule of store.schedules()) {
      const due = next(schedule);
      if (due !== undefined && due <= now) run(schedule, due);
    }
    refresh();
  }

  function run(schedule: Schedule, nominal: Millis): void {
    const id = `${schedule.id}@${utcStamp(nominal)}`;
    deps.receive({
      id: `schedule:${id}`,
      place: schedule.place,
      sender: schedule.person,
      as: schedule.person,
      text: schedule.canonical,
      at: nominal,
      addressed: true,
    });
    store.transaction(() => store.apply([{ change: 'scheduled run', id: schedule.id, nominal }], schedule.person, `schedule:${id}`));
  }

  function tellMissed(schedule: Schedule): void {
    const missed = calendar.between(schedule.cron, schedule.zone, schedule.last ?? schedule.createdAt, clock.now() - grace, countedAtMost);
    const latest = missed.at(-1);
    if (latest === undefined) return;
    const count =
      missed.length === countedAtMost ? `${countedAtMost} or more runs` : missed.length === 1 ? 'a run' : `${missed.length} runs`;
    store.transaction(() => {
      store.outbox.put({
        key: `missed/${schedule.id}@${utcStamp(latest)}`,
        place: schedule.place,
        kind: 'message',
        rings: false,
        card: {
          title: `MISSED ${count} of ${schedule.canonical}`,
          lines: [
            `Last was due ${dateTime(latest, schedule.zone)} ${zoneName(latest, schedule.zone)}; I was away`,
            'Not run late. To run it now:',
            schedule.canonical,
          ],
          buttons: [{ label: 'Run now', sends: schedule.canonical }],
        },
      });
      store.apply(
        [{ change: 'scheduled run', id: schedule.id, nominal: latest }],
        schedule.person,
        `missed:${schedule.id}@${utcStamp(latest)}`,
      );
    });
    deps.wakeOutbox();
  }

  return { refresh, next, stop: () => timer?.cancel() };
}
