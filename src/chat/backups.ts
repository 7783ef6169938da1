/** Once an hour the database is pruned and copied; never while a job has the whole host. */
import type { Clock, Timer } from '../kernel/clock.ts';
import { hour, minute } from '../kernel/durations.ts';

export function startBackups(deps: {
  clock: Clock;
  prune: () => void;
  backup: () => Promise<unknown>;
  busy: () => boolean;
  failed: (cause: unknown) => void;
}): { stop(): void } {
  let timer: Timer;
  const wait = (span: number): void => {
    timer = deps.clock.after(span, tick);
  };
  async function work(): Promise<void> {
    deps.prune();
    await deps.backup();
  }
  function tick(): void {
    const busy = deps.busy();
    if (!busy) work().catch(deps.failed);
    wait(busy ? 5 * minute : hour);
  }
  wait(minute);
  return { stop: () => timer.cancel() };
}
