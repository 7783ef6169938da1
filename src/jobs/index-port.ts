/** What is remembered of jobs that are over, so that a start need not read ten thousand directories. It can be rebuilt from them at any time. */
import type { JobSummary } from './job.ts';

export interface JobIndex {
  /** Replaces what was known of these jobs: of all or none of them. */
  put(...jobs: JobSummary[]): void;
  all(): JobSummary[];
}
