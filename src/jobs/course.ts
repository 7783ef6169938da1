/** The way of a job from the queue to its end, as far as the bot has a part in it. */
import type { Clock, Millis } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { readEvents } from './directory/events.ts';
import { withdraw, writeEnd, writeRecord } from './directory/marks.ts';
import { listen } from './follow/alive.ts';
import { isToBeSwept, settleEnd, sweep } from './follow/dead.ts';
import type { JobIndex } from './index-port.ts';
import type { JobNews } from './job.ts';
import { hasEnded, type Live, release, stateNow } from './live.ts';
import type { Observer } from './observe.ts';
import { plan } from './queue.ts';
import type { Registry } from './registry.ts';
import type { Runner } from './runner.ts';
import type { End } from './spec.ts';
import { askRunner } from './start.ts';
import { jobOf } from './summary.ts';

export interface CourseDeps {
  clock: Clock;
  runners: readonly Runner[];
  observer: Observer;
  index: JobIndex;
  registry: Registry;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
  tell: (news: JobNews) => void;
}

export interface Course {
  /** Starts what may start now, and tells the others why they wait. */
  advance(): void;
  /** Reads what is new in the directory. True when there is an events.jsonl. */
  look(live: Live): boolean;
  /** `coming`: a shim may come; `there`: one is there. */
  follow(live: Live, shim: 'coming' | 'there'): void;
  /** Its shim is gone: what end was it? */
  settle(live: Live): void;
  /** It has this end. `told` false: only its place in the queue is still held. */
  finish(live: Live, end: End, told?: boolean): void;
  /** The bot has taken the place of its shim. */
  withdrawn(live: Live): void;
  /** Ends a job that no shim has yet. False: a shim was first. */
  cancelWaiting(live: Live): boolean;
  close(): void;
}

/** Until something that failed for want of disk space, or processes that could not be ended, are tried again. */
const again: Millis = 5000;
/** From the end of a pane to that of its session, generously. */
const paneEnds: Millis = 500;
/** So long a record that was made when a job was asked for is one of its start. */
const fresh: Millis = 1000;

export function createCourse(deps: CourseDeps): Course {
  const { clock, registry, log, tell } = deps;
  let closed = false;

  function advance(): void {
    if (closed) return;
    const { start, waiting } = plan(registry.queue());
    for (const [id, why] of waiting) {
      const live = registry.live.get(id)!;
      const same = live.waiting?.position === why.position && live.waiting.reason === why.reason;
      live.asked = 'queued';
      if (same) continue;
      live.waiting = why;
      changed(live);
    }
    for (const id of start) launch(registry.live.get(id)!);
  }

  function launch(live: Live): void {
    const isFresh = live.waiting === undefined && Math.abs(clock.now() - live.spec.createdAt) < fresh;
    live.asked = 'starting';
    live.waiting = undefined;
    follow(live, 'coming');
    changed(live);
    if (hasEnded(live)) return;
    const ask = () => askRunner(live, { clock, runners: deps.runners, log, look, died: settle, withdrawn });
    (isFresh ? ask() : recordAgain(live).then(() => (closed || hasEnded(live) ? undefined : ask()))).catch((error) =>
      log('error', `job ${live.id}: start`, error),
    );
  }

  /** Commit and host may have changed while it waited, also while no bot was there. */
  async function recordAgain(live: Live): Promise<void> {
    try {
      writeRecord(live.dir, await deps.observer.atStart(live.spec.workspace));
    } catch (error) {
      log('warn', `job ${live.id}: its record is that of when it was asked for`, error);
    }
  }

  function follow(live: Live, shim: 'coming' | 'there'): void {
    if (live.alive) return;
    try {
      live.alive = listen(live.dir, shim, { rang: () => look(live), paneGone: () => showAgain(live), died: () => settle(live) });
    } catch (error) {
      log('error', `job ${live.id}: its directory was changed: alive cannot be opened`, error);
      live.timer?.cancel();
      live.timer = clock.after(again, () => settle(live));
    }
  }

  /** Once: where it fails, attaching tries again. A moment later, for the session that had the pane may still be ending. */
  function showAgain(live: Live): void {
    clock.after(paneEnds, async () => {
      if (closed || hasEnded(live)) return;
      const shown = await deps.runners[0]?.reopen(live);
      if (shown?.ok === false) log('warn', `job ${live.id}: no viewer: ${shown.refusal.message}`, shown.refusal.cause);
    });
  }

  function look(live: Live): boolean {
    if (closed || hasEnded(live)) return true;
    const before = stateNow(live);
    const { events, offset, there } = readEvents(live.dir, live.offset);
    live.offset = offset;
    for (const event of events) {
      live.events.push(event);
      if (event.type === 'started') startSeen(live);
    }
    if (events.length === 0) return there;
    registry.refresh(live);
    const job = jobOf(live);
    for (const event of events) tell({ news: 'event', job, event });
    if (job.state.is !== before.is) tell({ news: 'changed', job });
    return there;
  }

  function startSeen(live: Live): void {
    crashPoint('job.started-seen');
    live.waiting = undefined;
    live.timer?.cancel();
    live.timer = undefined;
  }

  function settle(live: Live): void {
    if (closed || live.settling || hasEnded(live)) return;
    look(live);
    live.settling = true;
    try {
      finish(live, settleEnd(live, clock.now()));
    } catch (error) {
      log('error', `job ${live.id}: its end could not be written; tried again in ${again / 1000} s`, error);
      live.timer = clock.after(again, () => {
        live.settling = false;
        settle(live);
      });
    }
  }

  function finish(live: Live, end: End, told = true): void {
    release(live);
    live.end = end;
    live.waiting = undefined;
    const summary = registry.refresh(live);
    const held = isToBeSwept(end, live.events);
    if (!held) registry.live.delete(live.id);
    if (told) {
      registry.unreported.set(live.id, live);
      const job = jobOf(live);
      tell({ news: 'changed', job });
      tell({ news: 'ended', job });
      // It starts programs: the report comes before that.
      setImmediate(() => closeViewers(live));
    }
    remember(() => deps.index.put(summary));
    if (held) void clear(live);
    else advance();
  }

  function closeViewers(live: Live): void {
    for (const runner of deps.runners) void runner.close(live).catch((error) => log('warn', `job ${live.id}: viewer not closed`, error));
  }

  /** Its place in the queue is held until all that it left is gone. */
  async function clear(live: Live): Promise<void> {
    const left = await sweep(live).catch((error) => {
      log('error', `job ${live.id}: its processes could not be ended`, error);
      return [{ pid: 0, name: 'unknown' }];
    });
    if (closed) return;
    if (left.length > 0) {
      log('warn', `job ${live.id}: still there: ${left.map((p) => `${p.name} (${p.pid})`).join(', ')}`);
      live.timer = clock.after(again, () => void clear(live));
      return;
    }
    registry.live.delete(live.id);
    advance();
  }

  function withdrawn(live: Live): void {
    look(live);
    const end: End = { v: 1, at: clock.now(), outcome: 'withdrawn' };
    try {
      writeEnd(live.dir, end);
    } catch (error) {
      // The event alone says as much: the next start writes the end after it.
      log('warn', `job ${live.id}: withdrawn, but its end could not be written`, error);
    }
    finish(live, end);
  }

  function cancelWaiting(live: Live): boolean {
    const why = live.cancel ? `cancelled by ${live.cancel.by}: ${live.cancel.why}` : 'cancelled';
    const ours = withdraw(live.dir, { at: clock.now(), reason: 'cancelled', why });
    if (ours) withdrawn(live);
    return ours;
  }

  function changed(live: Live): void {
    registry.refresh(live);
    tell({ news: 'changed', job: jobOf(live) });
  }

  function remember(put: () => void): void {
    try {
      put();
    } catch (error) {
      log('warn', 'the index of jobs could not be written; it is made again at the next start', error);
    }
  }

  return {
    advance,
    look,
    follow,
    settle,
    finish,
    withdrawn,
    cancelWaiting,
    close() {
      closed = true;
      for (const live of registry.live.values()) release(live);
    },
  };
}
