/** A job in a line or a title of a list. */
import type { View } from '../src/chat/command.ts';
import type { JobSummary } from '../src/jobs/job.ts';
import { isOver } from '../src/jobs/state.ts';
import { formatDuration } from '../src/kernel/durations.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { stateWord, tookOf } from '../src/reports/status-words.ts';

export const titleOf = (text: string): string => clip(visible(text), 60);
export const lineOf = (text: string): string => clip(visible(text), 40);

/** `42 bench --linked` */
export const named = (job: JobSummary): string => `${job.id} ${visible(job.canonical, { maxLength: 40 })}`;

/** `FAILED 43 build · 4m12s · ada`, with the commit only where there is room: it is the least of it. */
export function rowOf(job: JobSummary, view: Pick<View, 'now'>): string {
  const took = tookOf(job.state, view.now);
  const stalled = job.state.is === 'running' && job.state.stalled;
  return lineOf(
    [
      `${stalled ? 'STALLED' : stateWord[job.state.is]} ${named(job)}`,
      ...(took === undefined ? [] : [formatDuration(took)]),
      job.requester,
    ].join(' · '),
  );
}

export const isWaiting = ({ state }: JobSummary): boolean => state.is === 'created' || state.is === 'queued';
export const isRunning = (job: JobSummary): boolean => !isOver(job.state) && !isWaiting(job);

/** `most` lines, the last of them `+N more` where there are more. */
export const firstLines = (lines: readonly string[], most: number): string[] =>
  lines.length > most ? [...lines.slice(0, most - 1), `+${lines.length - most + 1} more`] : [...lines];
