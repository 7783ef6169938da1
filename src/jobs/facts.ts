/** Everything that a report may say about a job, as its directory tells it. Reports are pure functions of this. */
import type { Millis } from '../kernel/clock.ts';
import type { Untrusted } from '../kernel/text.ts';
import type { Job } from './job.ts';
import type { Record } from './record.ts';
import type { Cancel, End, Exit, JobEvent, Step } from './spec.ts';

export type StepState =
  | { is: 'not run' }
  | { is: 'running'; since: Millis }
  | { is: 'ended'; exit: Exit; took: Millis }
  /** The job ended while it ran, and nobody saw how: the shim was killed. */
  | { is: 'cut off' };

export interface StepFacts {
  step: Step;
  state: StepState;
  /** Rows of progress seen in its output so far. */
  rows?: number;
  /** Rows to expect: from earlier runs of the same recipe and options, else from the recipe. */
  of?: number;
}

/** A result file of a step. `content` is parsed JSON; nothing in it has been checked yet. */
export interface ResultFile {
  phase: string;
  format: string;
  /** Path relative to the job directory. */
  file: string;
  read: /** `notTaken`: how many figures in it are no numbers (null in `content`), and how many keys were left out. */
    | { ok: true; content: unknown; bytes: number; notTaken?: { figures: number; keys: number } }
    | { ok: false; why: 'missing' | 'not a regular file' | 'too large' | 'not JSON' | 'unreadable'; detail?: string };
}

/** The line that tells why: the first that a pattern of `errors` matched, with its place in the code if one stands near, and how many more. */
export interface Quote {
  line: Untrusted;
  where?: Untrusted;
  more: number;
}

export interface Facts {
  job: Job;
  events: JobEvent[];
  end?: End;
  record?: Record;
  recordEnd?: Record;
  cancel?: Cancel;
  steps: StepFacts[];
  results: ResultFile[];
  /** Output of steps whose `result` is wanted but not there: for rows that were printed. Stamps removed; by step, bounded. */
  printed: { step: number; text: Untrusted }[];
  quote?: Quote;
  /** Last lines of the log, stamps removed. */
  tail: Untrusted[];
  /** Bytes of log, and bytes that it does not hold (disk full, log limit). */
  log: { path: string; bytes: number; missing: number };
  /** How long earlier succeeded runs of the same recipe, options and host took, newest first. */
  earlier: Millis[];
}
