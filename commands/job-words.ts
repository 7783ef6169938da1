/** A job in a line or a title of a list. */
import type { View } from '../src/chat/command.ts';
import type { JobSummary } from '../src/jobs/job.ts';
import { isOver } from '../src/jobs/state.ts';
import { formatDuration } from '../src/kernel/durations.ts';
import { clip, columns, visible } from '../src/kernel/text.ts';
import { stateWord, tookOf } from '../src/reports/status-words.ts';

export const titleOf = (text: string): string => clip(visible(text), 60);
export const lineOf = (text: string): string => clip(visible(text), 40);

/** `42 bench --linked` */
export const named = (job: JobSummary): string => `${job.id} ${visible(job.canonical, { maxLength: 40 })}`;

/** `FAILED 43 build · 4m12s · ada`. Where there is too little room its options are cut, and never how long and who. */
export function rowOf(job: JobSummary, view: Pick<View, 'now'>, room = 40): string {
  const took = tookOf(job.state, view.now);
  const stalled = job.state.is === 'running' && job.state.stalled;
  const end = [...(took === undefined ? [] : [formatDuration(took)]), visible(job.requester, { maxLength: 16 })]
    .map((word) => ` · ${word}`)
    .join('');
  return `${clip(`${stalled ? 'STALLED' : stateWord[job.state.is]} ${named(job)}`, room - columns(end))}${end}`;
}

export const isWaiting = ({ state }: JobSummary): boolean => state.is === 'created' || state.is === 'queued';
export const isRunning = (job: JobSummary): boolean => !isOver(job.state) && !isWaiting(job);

/** With its title a list has at most 12 lines. */
export const linesOfList = 11;

/** `most` lines, the last of them `+N more` where there are more; only what is shown is put into words. */
export const firstLines = <T>(items: readonly T[], most: number, words: (item: T) => string = String): string[] =>
  items.length > most ? [...items.slice(0, most - 1).map(words), `+${items.length - most + 1} more`] : items.map(words);
