/** Who may start now, and why the others wait: first come, first served, and nothing overtakes a waiting job that it conflicts with. Pure. */
import type { Waiting } from './job.ts';
import type { Exclusive } from './spec.ts';

export interface Running {
  id: number;
  recipe: string;
  exclusive: Exclusive;
  /** Absolute path of the git top level. */
  worktree: string;
}

export interface Queued extends Running {
  agent: boolean;
  /** When it was put in front of the others; the newest such mark is in front of all. */
  first?: number;
}

export interface Plan {
  /** In the order in which they are to be started. */
  start: number[];
  waiting: Map<number, Waiting>;
}

export function plan({ waiting, running }: { waiting: readonly Queued[]; running: readonly Running[] }): Plan {
  const start: number[] = [];
  const told = new Map<number, Waiting>();
  const ahead: Running[] = [...running];
  for (const job of waiting.toSorted(order)) {
    const conflicting = ahead.filter((other) => conflict(job, other));
    if (conflicting.length === 0) start.push(job.id);
    else told.set(job.id, { position: told.size + 1, reason: reason(job, conflicting) });
    ahead.push(job);
  }
  return { start, waiting: told };
}

/** `host` runs beside nothing, `worktree` not in the same worktree, `none` beside all but `host`. */
export function conflict(one: Running, other: Running): boolean {
  if (one.exclusive === 'host' || other.exclusive === 'host') return true;
  return one.exclusive === 'worktree' && other.exclusive === 'worktree' && one.worktree === other.worktree;
}

function order(a: Queued, b: Queued): number {
  return (b.first ?? 0) - (a.first ?? 0) || Number(a.agent) - Number(b.agent) || a.id - b.id;
}

/** `after 41 bench (whole host)`, `after 41 lint +2 (needs whole host)`: fits behind a job's name on a phone. */
function reason(job: Running, [first, ...others]: readonly Running[]): string {
  const more = others.length > 0 ? ` +${others.length}` : '';
  const why = first!.exclusive === 'host' ? 'whole host' : job.exclusive === 'host' ? 'needs whole host' : 'same worktree';
  return `after ${first!.id} ${first!.recipe}${more} (${why})`;
}
