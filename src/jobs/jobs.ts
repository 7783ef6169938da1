/** The heart: starts, follows, ends and remembers jobs. The directories are the truth; everything here can be made again from them. */
import type { Clock } from '../kernel/clock.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { type Untrusted, untrusted } from '../kernel/text.ts';
import { createCourse } from './course.ts';
import { createDirectory } from './directory/create.ts';
import { gatherFacts } from './directory/facts.ts';
import { lastLines } from './directory/log.ts';
import { logsFolder } from './directory/logs.ts';
import { writeCancel, writeFirst, writePartial, writeReport } from './directory/marks.ts';
import { readDirectory } from './directory/read.ts';
import { fillOut } from './expand.ts';
import type { Facts } from './facts.ts';
import { ring } from './follow/bell.ts';
import type { JobIndex } from './index-port.ts';
import type { Draft, Job, JobNews, Jobs } from './job.ts';
import { isWaiting, type Live, liveOf, stateNow } from './live.ts';
import type { Observer } from './observe.ts';
import { type Recovered, recover } from './recover.ts';
import { createRegistry, durationOf, isBusy } from './registry.ts';
import type { Runner } from './runner.ts';
import { isOver } from './state.ts';
import { jobOf } from './summary.ts';

export interface JobsDeps {
  /** The logs folder; absolute. */
  logs: string;
  clock: Clock;
  /** In the order in which they are asked. */
  runners: readonly Runner[];
  observer: Observer;
  hostName: string;
  index: JobIndex;
  /** No job is started with less free space than this, bytes. */
  diskMin: number;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

export interface JobsHeart extends Jobs {
  /** To be called once, before anything is started; what is started before that waits for it. */
  recover(): Promise<Recovered>;
  facts(id: number): Promise<Outcome<Facts>>;
  /** The last lines of the log, stamps removed. */
  tail(id: number, lines: number): Promise<Outcome<Untrusted[]>>;
  /** The path of report.md; it is written once, after the partial results. */
  writeReport(id: number, markdown: string, partials?: readonly { file: string; text: string }[]): Promise<Outcome<string>>;
  /** A job that wants the whole host runs: the bot's own work waits. */
  busy(): boolean;
  /** Opens a viewer again for a running job. */
  reopen(id: number): Promise<Outcome<void>>;
  /** Lets go of all jobs; they go on. */
  close(): void;
}

export function createJobs(deps: JobsDeps): JobsHeart {
  const { clock, index, log, runners } = deps;
  const logs = logsFolder(deps.logs);
  const registry = createRegistry();
  const listeners: ((news: JobNews) => void)[] = [];
  const starting = new Map<string, Promise<Outcome<Job>>>();
  const course = createCourse({ clock, runners, observer: deps.observer, index, registry, log, tell });
  let recovered: Promise<Recovered> | undefined;

  function tell(news: JobNews): void {
    for (const listen of listeners) listen(news);
  }

  function recoverOnce(): Promise<Recovered> {
    recovered ??= (async () => {
      const result = recover({ logs, index, registry, course, runners, log, tell });
      course.advance();
      return result;
    })();
    return recovered;
  }

  function start(draft: Draft): Promise<Outcome<Job>> {
    const pending = starting.get(draft.key);
    if (pending) return pending;
    const started = startNew(draft).finally(() => starting.delete(draft.key));
    starting.set(draft.key, started);
    return started;
  }

  async function startNew(draft: Draft): Promise<Outcome<Job>> {
    await recoverOnce();
    const known = registry.byKey(draft.key);
    if (known) return read(known.id);
    const { observer, hostName, diskMin } = deps;
    const created = await createDirectory(draft, { logs, now: clock.now(), hostName, observer, diskMin, fillOut });
    if (!created.ok) return created;
    const live = liveOf(created.value);
    registry.live.set(live.id, live);
    registry.refresh(live);
    tell({ news: 'created', job: jobOf(live) });
    live.asked = 'queued';
    course.advance();
    return done(jobOf(live));
  }

  async function cancel(id: number, by: string, why: string): Promise<Outcome<void>> {
    const found = openJob(id);
    if (!found.ok) return stateOf(id)?.is === 'cancelled' ? done(undefined) : found;
    const live = found.value;
    const cancelled = { at: clock.now(), by, why };
    try {
      writeCancel(live.dir, cancelled);
    } catch (cause) {
      return refuse('not written', `Job ${id} was not stopped: its directory cannot be written.`, `stop ${id}`, cause);
    }
    live.cancel ??= { v: 1, ...cancelled };
    if (ring(live.dir) === 'heard' || course.look(live) || course.cancelWaiting(live)) return done(undefined);
    // A shim came up just now; it looks at cancel.json before its first step, and hears the bell.
    ring(live.dir);
    return done(undefined);
  }

  async function first(id: number, by: string): Promise<Outcome<void>> {
    const found = openJob(id);
    if (!found.ok) return found;
    const live = found.value;
    if (!isWaiting(live)) return refuse('not waiting', `Job ${id} does not wait any more: it is ${stateNow(live).is}.`, `status ${id}`);
    const marks = [...registry.live.values()].map((job) => job.first ?? 0);
    // Also with a clock that was set back the newest mark is the greatest.
    const at = Math.max(clock.now(), ...marks.map((mark) => mark + 1));
    try {
      writeFirst(live.dir, at, by);
    } catch (cause) {
      return refuse('not written', `Job ${id} was not put first: its directory cannot be written.`, `first ${id}`, cause);
    }
    live.first = at;
    course.advance();
    return done(undefined);
  }

  async function read(id: number): Promise<Outcome<Job>> {
    const live = await directoryOf(id);
    return live.ok ? done(jobOf(live.value)) : live;
  }

  async function facts(id: number): Promise<Outcome<Facts>> {
    const found = await directoryOf(id);
    if (!found.ok) return found;
    const live = found.value;
    const summary = registry.get(id)!;
    const earlier = registry.earlier(summary);
    const gathered = await gatherFacts({
      job: jobOf(live),
      directory: live,
      counted: live.counted,
      earlier: earlier.map(durationOf).filter((took) => took > 0),
      expected: earlier.find((s) => s.rows)?.rows ?? [],
    });
    if (isOver(gathered.job.state) && !summary.rows && live.counted.size > 0) {
      const counted = { ...registry.get(id)!, rows: gathered.steps.map(({ rows }) => rows ?? null) };
      registry.put(counted);
      index.put(counted);
    }
    return done(gathered);
  }

  async function tail(id: number, lines: number): Promise<Outcome<Untrusted[]>> {
    const found = await directoryOf(id);
    if (!found.ok) return found;
    course.look(found.value);
    return done((await lastLines(found.value.dir, found.value.events, lines)).map(untrusted));
  }

  /** The job with all that its directory says; of one that is not over, what is in memory. */
  async function directoryOf(id: number): Promise<Outcome<Live>> {
    const known = registry.live.get(id) ?? registry.unreported.get(id);
    if (known) return done(known);
    const summary = registry.get(id);
    if (!summary) return noSuchJob(id);
    const directory = readDirectory(summary.dir);
    return directory.ok ? done(liveOf(directory.value)) : directory;
  }

  function openJob(id: number): Outcome<Live> {
    const live = registry.live.get(id);
    const state = stateOf(id);
    if (!state) return noSuchJob(id);
    return live && !isOver(stateNow(live))
      ? done(live)
      : refuse('job is over', `Job ${id} is over: it ${words(state.is)}.`, `report ${id}`);
  }

  const stateOf = (id: number) => registry.get(id)?.state;
  const noSuchJob = (id: number) => refuse('no such job', `There is no job ${id}.`, 'jobs');

  return {
    start,
    cancel,
    first,
    get: registry.get,
    list: registry.list,
    read,
    byKey: registry.byKey,
    subscribe: (listen) => void listeners.push(listen),
    recover: recoverOnce,
    facts,
    tail,
    async writeReport(id, markdown, partials = []) {
      const summary = registry.get(id);
      if (!summary) return noSuchJob(id);
      try {
        for (const partial of partials) writePartial(summary.dir, partial);
        const path = writeReport(summary.dir, markdown);
        registry.unreported.delete(id);
        return done(path);
      } catch (cause) {
        return refuse('not written', `The report of job ${id} could not be written into its directory.`, `report ${id}`, cause);
      }
    },
    busy: () => isBusy(registry),
    async reopen(id) {
      const found = openJob(id);
      return found.ok ? (runners[0]?.reopen(found.value) ?? done(undefined)) : found;
    },
    close: course.close,
  };
}

const words = (is: string): string => (is === 'lost' || is === 'signaled' || is === 'cancelled' ? `was ${is}` : is.replace('_', ' '));
