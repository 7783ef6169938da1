/** What a report needs besides the facts, and the few words that all of them share. */
import { posix } from 'node:path';
import type { Facts } from '../jobs/facts.ts';
import type { Millis } from '../kernel/clock.ts';
import { below } from '../kernel/paths.ts';
import { clip, type Mask, type Untrusted, visible } from '../kernel/text.ts';
import { clockTime, zoneName } from '../kernel/zone.ts';

export interface ReportContext {
  now: Millis;
  /** IANA zone of the clock times. */
  zone: string;
  /** Command that opens the job from another machine: `ssh -t m1 molt-ops attach 42`. */
  resume: string;
  /** Command that shows its log: `ssh m1 molt-ops log 42`. */
  readLog: string;
  /** When the next word comes at the latest. */
  updateBy?: Millis;
  /** Absolute. */
  logsRoot: string;
  mask?: Mask;
}

/** A title is read on a lock screen, a line on 40 columns. */
export const titleColumns = 60;
export const lineColumns = 40;
export const cardLines = 12;

export type Show = (text: Untrusted | string, maxLength?: number) => string;

/** Shows untrusted text with the bot's secrets masked. */
export const shower =
  (context: ReportContext): Show =>
  (text, maxLength = 500) =>
    visible(text, { maxLength, ...(context.mask && { mask: context.mask }) });

export const title = (text: string): string => clip(text, titleColumns);
export const line = (text: string): string => clip(text, lineColumns);

/** A path of the job as it is told: from the logs folder on, or absolute where it lies elsewhere. */
export function toldPath(facts: Facts, context: ReportContext, file = 'log'): string {
  const relative = below(context.logsRoot, facts.job.dir);
  const dir = relative === undefined ? facts.job.dir : posix.join(posix.basename(context.logsRoot), relative);
  return posix.join(dir, file);
}

export const clock = (at: Millis, context: ReportContext): string => clockTime(at, context.zone);
export const zoned = (at: Millis, context: ReportContext): string => `${clock(at, context)} ${zoneName(at, context.zone)}`;

export const shortCommit = (commit: string): string => (/^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 7) : commit.slice(0, 40));
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Breaks at spaces into lines of 40 columns. */
export function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineColumns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(line(word));
  }
  return lines;
}
