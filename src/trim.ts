/** Gives back memory that is not needed any more: after the start, and after the last job. A bot then waits for weeks. */
import type { Jobs } from './jobs/job.ts';
import { isOver } from './jobs/state.ts';
import type { Clock, Millis, Timer } from './kernel/clock.ts';

/** Reports are made and told by then. */
const afterJob: Millis = 3000;

/** Never while a job runs: it may be a benchmark. Does nothing in a Node that was started without --expose-gc. */
export function startTrim({ clock, jobs }: { clock: Clock; jobs: Pick<Jobs, 'list' | 'subscribe'> }): { stop(): void } {
  let timer: Timer | undefined;
  const trimIn = (span: Millis): void => {
    timer?.cancel();
    timer = clock.after(span, () => {
      if (jobs.list().every(({ state }) => isOver(state))) trim();
    });
  };
  jobs.subscribe(({ news }) => {
    if (news === 'ended') trimIn(afterJob);
  });
  trimIn(0);
  return { stop: () => timer?.cancel() };
}

/** All that V8 can do without; also the code of functions that only the start has used. Takes some 50 ms. */
const trim = (): void => void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
