/** Job numbers and the names that are made from them. */
import type { Millis } from './clock.ts';

/** A job number as people write it: `42`, `#42`, `molt-42`, with a trailing dot. Undefined when it is none. */
export function parseJobId(word: string): number | undefined {
  const digits = /^(?:#|molt-)?([1-9]\d{0,8})\.?$/i.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The tmux session of a job. */
export const sessionName = (id: number): string => `molt-${id}`;

/** `20261122T153412Z`: sorts by time and needs no quoting anywhere. */
export const utcStamp = (at: Millis): string =>
  new Date(at)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');

/** Name of a job directory: `<UTC stamp>_<recipe>_<id>`. */
export const directoryName = (job: { createdAt: Millis; recipe: string; id: number }): string =>
  `${utcStamp(job.createdAt)}_${job.recipe}_${job.id}`;

/** The recipe and number in a job directory's name; undefined when it is not one. */
export function parseDirectoryName(name: string): { recipe: string; id: number } | undefined {
  const match = /^\d{8}T\d{6}Z_([a-z0-9][a-z0-9-]*)_([1-9]\d{0,8})$/.exec(name);
  return match ? { recipe: match[1]!, id: Number(match[2]) } : undefined;
}
