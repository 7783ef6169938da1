/** Recurring jobs: each run is a line in the inbox under `<schedule>@<nominal UTC time>`, so that it is worked once whatever is killed. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { utcStamp } from '../kernel/ids.ts';
import { clip } from '../kernel/text.ts';
import { dateTime, zoneName } from '../kernel/zone.ts';
import type { Incoming } from './adapter.ts';
import type { NewMessage, Schedule, Store } from './store.ts';

/** When a cron expression comes due; implemented by adapters/cron. */
export interface Calendar {
  /** The first time after `after`. Undefined: never again. */
  next(cron: string, zone: string, after: Millis): Millis | undefined;
  /** All times in (from, to], oldest first, at most `max`. */
  between(cron: string, zone: string, from: Millis, to: Millis, max: number): Millis[];
}

/** The number of the schedule that said this line; `inbox`: `<adapter>:schedule:<number>@<time>`. Undefined: a person did. */
export const scheduleOf = (inbox: string): string | undefined => /^[^:]+:schedule:(\d+)@/.exec(inbox)?.[1];

/** A run that comes due this much too late was missed, not late: the bot was down or the host asleep. */
const grace = 60_000;
/** Until what could not be written is tried again, ms. */
const afterBreak = 5000;
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
  log: (level: 'error', message: string, detail?: unknown) => void;
}): Schedules {
  const { store, clock, calendar } = deps;
  let timer: Timer | undefined;

  const next = (schedule: Schedule): Millis | undefined =>
    calendar.next(schedule.cron, schedule.zone, Math.max(schedule.last ?? schedule.createdAt, clock.now() - grace));

  /** What could not be written (a full disk) is tried again: a run that was received already is not received twice. */
  function guarded(work: () => void): void {
    timer?.cancel();
    try {
      work();
    } catch (cause) {
      deps.log('error', 'schedules wait: they could not be worked', cause);
      timer = clock.after(afterBreak, fire);
    }
  }

  const refresh = (): void => guarded(watch);
  const fire = (): void =>
    guarded(() => {
      runDue();
      watch();
    });

  function watch(): void {
    for (const schedule of store.schedules()) tellMissed(schedule);
    const soonest = Math.min(...store.schedules().flatMap((schedule) => next(schedule) ?? []));
    timer = Number.isFinite(soonest) ? clock.after(soonest - clock.now(), fire) : undefined;
  }

  function runDue(): void {
    const now = clock.now();
    for (const schedule of store.schedules()) {
      const due = next(schedule);
      if (due !== undefined && due <= now) run(schedule, due);
    }
  }

  function run(schedule: Schedule, nominal: Millis): void {
    const id = eventOf(schedule, nominal);
    deps.receive({
      id,
      place: schedule.place,
      sender: schedule.person,
      as: schedule.person,
      text: schedule.canonical,
      at: nominal,
      addressed: true,
    });
    store.transaction(() => store.apply([{ change: 'scheduled run', id: schedule.id, nominal }], schedule.person, id));
  }

  function tellMissed(schedule: Schedule): void {
    const due = calendar.between(schedule.cron, schedule.zone, schedule.last ?? schedule.createdAt, clock.now() - grace, countedAtMost);
    const latest = due.at(-1);
    if (latest === undefined) return;
    // Received, though a kill or a full disk kept it from being marked: that one was not missed.
    const missed = due.filter((at) => !store.inbox.get(`${schedule.place.adapter}:${eventOf(schedule, at)}`));
    store.transaction(() => {
      if (missed.length > 0) store.outbox.put(missedMessage(schedule, missed));
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

/** The event id of one run; a run that is received again is known by it. */
const eventOf = ({ id }: Schedule, nominal: Millis): string => `schedule:${id}@${utcStamp(nominal)}`;

/** `missed`: nominal times, oldest first, at least one. */
function missedMessage({ id, place, zone, canonical }: Schedule, missed: readonly Millis[]): NewMessage {
  const latest = missed.at(-1)!;
  const count = missed.length === countedAtMost ? `${countedAtMost} or more runs` : missed.length === 1 ? 'a run' : `${missed.length} runs`;
  return {
    key: `missed/${id}@${utcStamp(latest)}`,
    place,
    kind: 'message',
    rings: false,
    card: {
      title: clip(`MISSED ${count} of ${canonical}`, 60),
      lines: [`Last was due ${dateTime(latest, zone)} ${zoneName(latest, zone)}; I was away`, 'Not run late. To run it now:', canonical],
      buttons: [{ label: 'Run now', sends: canonical }],
    },
  };
}
