/** When micro-reports are due: the nth of a job is due n times `every` after its start. One timer for the nearest of all jobs. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';

export interface Cadence {
  /** From now on this job's reports fall due; what is overdue falls due once, at once. Repeating it is harmless. */
  follow(job: number, since: Millis, places: readonly { key: string; every: Millis }[]): void;
  forget(job: number): void;
  stop(): void;
}

interface Followed {
  since: Millis;
  /** `told`: the number of the last report of each place. */
  places: { key: string; every: Millis; told: number }[];
}

const numberAt = (now: Millis, since: Millis, every: Millis): number => Math.max(0, Math.floor((now - since) / every));

/** The next due time after `now`. */
export const nextDue = (now: Millis, since: Millis, every: Millis): Millis => since + (numberAt(now, since, every) + 1) * every;

export function createCadence(deps: { clock: Clock; due: (job: number, places: { key: string; n: number }[]) => void }): Cadence {
  const { clock } = deps;
  const jobs = new Map<number, Followed>();
  let timer: Timer | undefined;

  const number = (since: Millis, every: Millis): number => numberAt(clock.now(), since, every);

  function fire(): void {
    for (const [job, { since, places }] of jobs) {
      const due = places.filter((place) => number(since, place.every) > place.told);
      for (const place of due) place.told = number(since, place.every);
      if (due.length)
        deps.due(
          job,
          due.map(({ key, told }) => ({ key, n: told })),
        );
    }
    arm();
  }

  function arm(): void {
    timer?.cancel();
    const soonest = Math.min(
      ...[...jobs.values()].flatMap(({ since, places }) => places.map(({ every }) => nextDue(clock.now(), since, every))),
    );
    timer = Number.isFinite(soonest) ? clock.after(soonest - clock.now(), fire) : undefined;
  }

  return {
    follow(job, since, places) {
      if (jobs.get(job)?.since === since) return;
      jobs.set(job, { since, places: places.map((place) => ({ ...place, told: 0 })) });
      fire();
    },
    forget(job) {
      if (jobs.delete(job)) arm();
    },
    stop() {
      timer?.cancel();
      jobs.clear();
    },
  };
}
