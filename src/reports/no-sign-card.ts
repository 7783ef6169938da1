/** The two cards about silence: the one that a platform posts when this host says nothing any more, and the one that says it is back. */
import type { Millis } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/durations.ts';
import type { PersonId } from '../kernel/people.ts';
import { visible } from '../kernel/text.ts';
import { clockTime, zoneName } from '../kernel/zone.ts';
import type { Card } from './card.ts';
import { line, title } from './context.ts';

export interface RunningJob {
  id: number;
  recipe: string;
  /** `wasm 31/45` */
  progress?: string;
}

/** So many jobs are named. */
const named = 6;

/** `since`: when it was scheduled, so the last sign of life. */
export function noSignCard(about: {
  host: string;
  platform: string;
  since: Millis;
  zone: string;
  jobs: readonly RunningJob[];
  mention: readonly PersonId[];
}): Card {
  const { host, platform, since, zone, jobs, mention } = about;
  return {
    title: title(`NO SIGN from ${visible(host, { maxLength: 20 })} since ${clockTime(since, zone)} ${zoneName(since, zone)}`),
    lines: [
      line(`Sent by ${platform}'s timer, not by ${visible(host, { maxLength: 20 })}`),
      ...rows(jobs, ({ id, recipe, progress }) => `${id} ${visible(recipe)} may still run${progress ? ` (${progress})` : ''}`),
    ],
    ...(mention.length > 0 && { mention }),
  };
}

export function backCard(about: { host: string; away: Millis; rebooted: boolean; jobs: readonly RunningJob[] }): Card {
  const { host, away, rebooted, jobs } = about;
  return {
    title: title(`BACK ${visible(host, { maxLength: 20 })} after ${formatDuration(away)}${rebooted ? ': it rebooted' : ''}`),
    lines:
      jobs.length === 0
        ? ['Nothing runs now. What ended is told.']
        : rows(jobs, ({ id, recipe, progress }) => `${id} ${visible(recipe)} goes on${progress ? ` (${progress})` : ''}`),
    buttons: [{ label: 'Jobs', sends: 'jobs' }],
  };
}

const rows = (jobs: readonly RunningJob[], words: (job: RunningJob) => string): string[] => [
  ...jobs.slice(0, named).map((job) => line(words(job))),
  ...(jobs.length > named ? [`+${jobs.length - named} more`] : []),
];
