/** A job as programs see it: in the JSON of `say` and `jobs --json`. Pure. */
import type { JobSummary } from './job.ts';
import type { JobState } from './state.ts';

export interface JobObject {
  id: number;
  recipe: string;
  state: JobState['is'];
  /** Absolute. */
  dir: string;
  /** Null while it runs, when a signal ended it, and when nobody saw its end. */
  exitCode: number | null;
  signal: string | null;
}

export function jobObject({ id, recipe, state, dir }: Pick<JobSummary, 'id' | 'recipe' | 'state' | 'dir'>): JobObject {
  const exit = state.is === 'succeeded' ? { code: 0 } : 'exit' in state ? state.exit : undefined;
  return {
    id,
    recipe,
    state: state.is,
    dir,
    exitCode: exit && 'code' in exit ? exit.code : null,
    signal: exit && 'signal' in exit ? exit.signal : null,
  };
}
