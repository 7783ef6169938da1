/** Gives back the memory that only the start has needed: a bot then waits for weeks. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock, Millis } from './kernel/clock.ts';

/** Enough for what follows a start: jobs taken up, messages that waited, a first command. */
const after: Millis = 3000;
/** V8 drops the code of a function that this many collections in a row have found unused. */
const collections = 8;

/** Once, a while after now; not while `busy`. Does nothing in a Node that was started without --expose-gc. */
export function startTrim({ clock, busy }: { clock: Clock; busy: () => boolean }): { stop(): void } {
  const timer = clock.after(after, () => {
    if (!busy()) void trim();
  });
  return { stop: () => timer.cancel() };
}

async function trim(): Promise<void> {
  for (let n = 0; n < collections; n++) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    // A collection takes 10 ms; a command that arrives meanwhile waits for one of them only.
    await turn();
  }
}
