/** Gives back memory that is not needed any more: after the start, and after the last job. A bot then waits for weeks. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Jobs } from './jobs/job.ts';
import { isOver } from './jobs/state.ts';
import type { Clock, Millis, Timer } from './kernel/clock.ts';

/** Reports are made and told by then. */
const afterJob: Millis = 3000;
/** V8 drops the code of a function that this many collections in a row have found unused. */
const collections = 8;

/** Never while a job runs: it may be a benchmark. Does nothing in a Node that was started without --expose-gc. */
export function startTrim({ clock, jobs }: { clock: Clock; jobs: Pick<Jobs, 'list' | 'subscribe'> }): { stop(): void } {
  let timer: Timer | undefined;
  const trimIn = (span: Millis): void => {
    timer?.cancel();
    timer = clock.after(span, () => {
      if (jobs.list().every(({ state }) => isOver(state))) void trim();
    });
  };
  jobs.subscribe(({ news }) => {
    if (news === 'ended') trimIn(afterJob);
  });
  trimIn(0);
  return { stop: () => timer?.cancel() };
}

async function trim(): Promise<void> {
  for (let n = 0; n < collections; n++) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    // A collection takes 10 ms; a command that arrives meanwhile waits for one of them only.
    await turn();
  }
}
