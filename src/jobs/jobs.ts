/** The heart: starts, follows, ends and remembers jobs. The directories are the truth; everything here can be made again from them. */
import type { Clock } from '../kernel/clock.ts';
import { done, type Outcome } from '../kernel/result.ts';
import { createCourse } from './course.ts';
import { createDirectory } from './directory/create.ts';
import { logsFolder } from './directory/logs.ts';
import { fillOut } from './expand.ts';
import type { JobIndex } from './index-port.ts';
import { createInquiry, type Inquiry } from './inquiry.ts';
import type { Draft, Job, JobNews, Jobs } from './job.ts';
import { liveOf } from './live.ts';
import type { Observer } from './observe.ts';
import { type Recovered, recover } from './recover.ts';
import { createRegistry, isBusy } from './registry.ts';
import type { Runner } from './runner.ts';
import { createSteering, openJob } from './steering.ts';
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

export interface JobsHeart extends Jobs, Inquiry {
  /** To be called once, before anything is started; what is started before that waits for it. */
  recover(): Promise<Recovered>;
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
  const steering = createSteering({ clock, registry, course });
  const inquiry = createInquiry({ registry, index, course });
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
    if (known) return inquiry.read(known.id);
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

  return {
    ...inquiry,
    ...steering,
    start,
    get: registry.get,
    list: registry.list,
    byKey: registry.byKey,
    subscribe: (listen) => void listeners.push(listen),
    recover: recoverOnce,
    busy: () => isBusy(registry),
    async reopen(id) {
      const found = openJob(registry, id);
      return found.ok ? (runners[0]?.reopen(found.value) ?? done(undefined)) : found;
    },
    close: course.close,
  };
}
