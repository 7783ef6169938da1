/** All jobs in memory: whole ones while they are not over, summaries of all. No I/O. */
import type { Millis } from '../kernel/clock.ts';
import type { JobSummary } from './job.ts';
import { hasEnded, isWaiting, type Live } from './live.ts';
import type { Queued, Running } from './queue.ts';
import { summaryOf } from './summary.ts';

export interface Registry {
  /** Not over, or over with processes that are still being ended. */
  readonly live: Map<number, Live>;
  /** Over, and not reported yet: what was read of it need not be read again. */
  readonly unreported: Map<number, Live>;
  get(id: number): JobSummary | undefined;
  byKey(key: string): JobSummary | undefined;
  put(summary: JobSummary): void;
  /** Brings the summary of a live job up to date. */
  refresh(live: Live): JobSummary;
  /** Newest first. */
  list(): readonly JobSummary[];
  /** Waiting and running jobs, as the queue sees them. */
  queue(): { waiting: Queued[]; running: Running[] };
  /** Earlier succeeded runs of the same recipe, options and host, newest first. */
  earlier(of: Pick<JobSummary, 'id' | 'recipe' | 'canonical' | 'host'>): JobSummary[];
}

/** How many earlier runs tell how long one takes. */
const remembered = 20;

export function createRegistry(): Registry {
  const live = new Map<number, Live>();
  const summaries = new Map<number, JobSummary>();
  const keys = new Map<string, number>();
  let sorted: readonly JobSummary[] | undefined;

  const put = (summary: JobSummary): void => {
    summaries.set(summary.id, summary);
    keys.set(summary.key, summary.id);
    sorted = undefined;
  };
  const list = (): readonly JobSummary[] => {
    sorted ??= [...summaries.values()].sort((a, b) => b.id - a.id);
    return sorted;
  };
  const asRunning = ({ id, spec }: Live): Running => ({
    id,
    recipe: spec.recipe,
    exclusive: spec.exclusive,
    worktree: spec.worktree,
  });

  return {
    live,
    unreported: new Map(),
    get: (id) => summaries.get(id),
    byKey(key) {
      const id = keys.get(key);
      return id === undefined ? undefined : summaries.get(id);
    },
    put,
    refresh(job) {
      const { rows } = summaries.get(job.id) ?? {};
      const summary = { ...summaryOf(job), ...(rows && { rows }) };
      put(summary);
      return summary;
    },
    list,
    queue() {
      const all = [...live.values()];
      return {
        waiting: all
          .filter(isWaiting)
          .map((job) => ({ ...asRunning(job), agent: job.spec.agent, ...(job.first !== undefined && { first: job.first }) })),
        running: all.filter((job) => !isWaiting(job)).map(asRunning),
      };
    },
    earlier: ({ id, recipe, canonical, host }) =>
      list()
        .filter((s) => s.state.is === 'succeeded' && s.id !== id && s.recipe === recipe && s.canonical === canonical && s.host === host)
        .slice(0, remembered),
  };
}

/** By the monotonic clock where it is known, and never negative. */
export function durationOf({ took, state }: JobSummary): Millis {
  if (took !== undefined && took > 0) return took;
  return state.is === 'succeeded' ? Math.max(0, state.at - state.since) : 0;
}

export const isBusy = (registry: Registry): boolean =>
  [...registry.live.values()].some((job) => job.spec.exclusive === 'host' && !isWaiting(job));

/** Jobs whose shim may be alive. */
export const following = (registry: Registry): Live[] => [...registry.live.values()].filter((job) => !isWaiting(job) && !hasEnded(job));
