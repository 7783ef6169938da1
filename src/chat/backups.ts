/** Once an hour, over all starts, the database is pruned and copied; never while a job has the whole host. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { hour, minute } from '../kernel/durations.ts';

export interface Backups {
  /** Resolves once no copy is under way. */
  stop(): Promise<void>;
}

export function startBackups(deps: {
  clock: Clock;
  /** When the newest copy was made. */
  last: Millis | undefined;
  prune: () => void;
  backup: () => Promise<unknown>;
  busy: () => boolean;
  failed: (cause: unknown) => void;
}): Backups {
  let timer: Timer;
  let underWay = Promise.resolve();
  const wait = (span: number): void => {
    timer = deps.clock.after(span, tick);
  };
  async function work(): Promise<void> {
    try {
      deps.prune();
      await deps.backup();
    } catch (cause) {
      deps.failed(cause);
    }
  }
  function tick(): void {
    const busy = deps.busy();
    if (!busy) underWay = underWay.then(work);
    wait(busy ? 5 * minute : hour);
  }
  const due = (deps.last ?? Number.NEGATIVE_INFINITY) + hour - deps.clock.now();
  wait(Math.min(hour, Math.max(0, due)));
  return {
    stop() {
      timer.cancel();
      return underWay;
    },
  };
}
