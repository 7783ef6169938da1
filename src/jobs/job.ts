/** A job as the rest of the program sees it, and what jobs have to say. */
import type { Millis } from '../kernel/clock.ts';
import type { PersonId, Place } from '../kernel/people.ts';
import type { Outcome } from '../kernel/result.ts';
import type { Category, Exclusive, JobEvent, Spec, Step } from './spec.ts';
import type { JobState } from './state.ts';

/** Why a job waits: its place in the queue (from 1) and whom it waits for. */
export interface Waiting {
  position: number;
  reason: string;
}

export interface Job {
  id: number;
  /** Absolute path of the job directory. */
  dir: string;
  spec: Spec;
  state: JobState;
  waiting?: Waiting;
}

/** The little that lists need of a job; of finished ones only this is kept in memory. */
export interface JobSummary {
  id: number;
  dir: string;
  recipe: string;
  category: Category;
  exclusive: Exclusive;
  canonical: string;
  requester: PersonId;
  place: Place;
  key: string;
  createdAt: Millis;
  state: JobState;
  commit?: string;
  schedule?: string;
  waiting?: Waiting;
  host?: string;
  /** What its steps took together, milliseconds by the monotonic clock. */
  took?: Millis;
  /** Rows of progress that each step had printed in the end; absent where none were looked for. */
  rows?: (number | null)[];
}

/** A job that is asked for: everything of a Spec that the asker decides. `steps` still hold `{out}`: the directory is not known yet. */
export interface Draft extends Omit<Spec, 'v' | 'id' | 'tag' | 'createdAt' | 'host' | 'worktree' | 'commit' | 'after' | 'steps'> {
  steps: Step[];
  /** The environment of the job, all of it. */
  env: Record<string, string>;
}

/** What jobs tell: values that chat subscribes to. Every `ended` is told at least once after a restart, until report.md exists. */
export type JobNews =
  | { news: 'created' | 'changed'; job: Job }
  | { news: 'event'; job: Job; event: JobEvent }
  | { news: 'ended'; job: Job }
  | { news: 'recovered'; job: Job };

/** The heart, as chat sees it. Methods that end in a promise do I/O; the others answer from memory. */
export interface Jobs {
  /** Starts or queues; asking again with the same key gives the same job. */
  start(draft: Draft): Promise<Outcome<Job>>;
  /** Ends a job and all that it started; a queued one is withdrawn. Repeating it is harmless. */
  cancel(id: number, by: PersonId, why: string): Promise<Outcome<void>>;
  /** Puts a waiting job in front of the others. */
  first(id: number, by: PersonId): Promise<Outcome<void>>;
  get(id: number): JobSummary | undefined;
  /** Newest first. */
  list(): readonly JobSummary[];
  /** Reads the directory. */
  read(id: number): Promise<Outcome<Job>>;
  /** Job already started with this key. */
  byKey(key: string): JobSummary | undefined;
  subscribe(listen: (news: JobNews) => void): void;
}
