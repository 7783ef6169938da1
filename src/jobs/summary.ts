/** The little of a job that is kept in memory and in the index. Pure. */
import type { Millis } from '../kernel/clock.ts';
import type { Job, JobSummary, Waiting } from './job.ts';
import type { End, JobEvent, Spec } from './spec.ts';
import { type Asked, stateOf } from './state.ts';

/** What is known of a job: its directory, and what has been asked for it. */
export interface Known {
  dir: string;
  spec: Spec;
  asked: Asked;
  events: readonly JobEvent[];
  end?: End | undefined;
  waiting?: Waiting | undefined;
}

export const jobOf = (known: Known): Job => ({
  id: known.spec.id,
  dir: known.dir,
  spec: known.spec,
  state: stateOf(known),
  ...(known.waiting && { waiting: known.waiting }),
});

export function summaryOf(known: Known): JobSummary {
  const { id, recipe, category, exclusive, asked, requester, place, key, createdAt, host, commit, schedule } = known.spec;
  return {
    id,
    dir: known.dir,
    recipe,
    category,
    exclusive,
    canonical: asked.canonical,
    requester,
    place,
    key,
    createdAt,
    state: stateOf(known),
    host,
    took: tookOf(known.events),
    ...(commit !== undefined && { commit }),
    ...(schedule !== undefined && { schedule }),
    ...(known.waiting && { waiting: known.waiting }),
  };
}

/** How long the steps took together, by the monotonic clock: right also when the wall clock was set meanwhile. */
const tookOf = (events: readonly JobEvent[]): Millis =>
  events.reduce((sum, event) => sum + (event.type === 'step-end' ? Math.max(0, event.took) : 0), 0);
