/** Brings a job's shim to life: asks runners one after the other until events.jsonl is there, or makes sure that it never will be. */
import type { Clock, Millis } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { withdraw } from './directory/marks.ts';
import { ring } from './follow/bell.ts';
import { hasEnded, hasStarted, type Live } from './live.ts';
import type { Runner } from './runner.ts';

/** How long a shim may take from being asked for to its first event, milliseconds. */
const patience: Millis = 4000;

export interface StartDeps {
  clock: Clock;
  runners: readonly Runner[];
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
  /** Reads what is new in the directory. True once a shim has it, or had it. */
  look(live: Live): boolean;
  /** Its shim is gone. */
  died(live: Live): void;
  /** Nobody will run it: events.jsonl is the bot's. */
  withdrawn(live: Live): void;
}

/** Asks the next runner in turn: the first one twice, each other once. `asks` of the job counts. */
export async function askRunner(live: Live, deps: StartDeps, last = 'no runner is configured'): Promise<void> {
  const [first, ...others] = deps.runners;
  const turn = first ? [first, first, ...others] : [];
  const runner = turn[live.asks];
  if (!runner) return giveUp(live, deps, last);
  live.asks += 1;
  const ask = live.asks;
  // Set before asking: a tmux server that is stopped does not answer at all.
  live.timer?.cancel();
  live.timer = deps.clock.after(patience, () => overdue(live, deps, runner));
  crashPoint('runner.before-start');
  const outcome = await runner.start({ id: live.id, dir: live.dir });
  crashPoint('runner.after-start');
  if (outcome.ok || live.asks !== ask || hasStarted(live) || hasEnded(live)) return;
  deps.log('warn', `job ${live.id}: ${runner.name} did not start it: ${outcome.refusal.message}`, outcome.refusal.cause);
  // Refused outright: asking the same once more would give the same answer.
  while (turn[live.asks] === runner) live.asks += 1;
  await askRunner(live, deps, outcome.refusal.message);
}

function overdue(live: Live, deps: StartDeps, runner: Runner): void {
  live.timer = undefined;
  const begun = deps.look(live);
  if (hasStarted(live) || hasEnded(live)) return;
  if (ring(live.dir, false) === 'heard') {
    // A shim is there and has not got to its first event: a busy or stopped host.
    live.timer = deps.clock.after(patience, () => overdue(live, deps, runner));
    return;
  }
  // It died between making events.jsonl and its first line: it may have run, and nobody may run it again.
  if (begun) {
    deps.died(live);
    return;
  }
  deps.log('warn', `job ${live.id}: no shim ${patience / 1000} s after ${runner.name} was asked`);
  void askRunner(live, deps, `its shim did not come up within ${patience / 1000} s`);
}

function giveUp(live: Live, deps: StartDeps, why: string): void {
  live.timer?.cancel();
  live.timer = undefined;
  if (withdraw(live.dir, { at: deps.clock.now(), reason: 'start failed', why })) deps.withdrawn(live);
  else deps.look(live);
}
