/** All job directories of a logs folder. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseDirectoryName } from '../../kernel/ids.ts';
import type { JobSummary } from '../job.ts';
import { categories, files } from '../spec.ts';
import { summaryOf } from '../summary.ts';
import { exists } from './durable.ts';
import { readDirectory } from './read.ts';

export interface Found {
  id: number;
  dir: string;
}

/** By id. Only names are read. */
export function scan(logs: string): Found[] {
  return inCategories(logs, (folder, name) => {
    const named = parseDirectoryName(name);
    return named ? [{ id: named.id, dir: join(folder, name) }] : [];
  }).sort((a, b) => a.id - b.id);
}

/** Takes away what a bot that was killed had not finished writing: it never was a job. */
export function removeHalfMade(logs: string): void {
  const halfMade = inCategories(logs, (folder, name) => (/^\.\d{8}T\d{6}Z_.*\.tmp$/.test(name) ? [join(folder, name)] : []));
  for (const path of halfMade) rmSync(path, { recursive: true, force: true });
}

/** The jobs of a logs folder, newest first, from their directories alone. Directories that cannot be read are left out. */
export const listJobs = (logs: string): JobSummary[] =>
  scan(logs)
    .reverse()
    .flatMap(({ dir }) => readSummary(dir) ?? []);

/** The newest `most` of them, all that are not over, and how many others there are. */
export function newestJobs(logs: string, most: number): { jobs: JobSummary[]; others: number } {
  const found = scan(logs).reverse();
  const wanted = found.filter(({ dir }, n) => n < most || !exists(join(dir, files.end)));
  return { jobs: wanted.flatMap(({ dir }) => readSummary(dir) ?? []), others: found.length - wanted.length };
}

/** One of them. */
export function findJob(logs: string, id: number): JobSummary | undefined {
  const found = scan(logs).find((one) => one.id === id);
  return found && readSummary(found.dir);
}

function readSummary(dir: string): JobSummary | undefined {
  const read = readDirectory(dir);
  return read.ok ? summaryOf({ ...read.value, asked: 'queued' }) : undefined;
}

function inCategories<T>(logs: string, each: (folder: string, name: string) => T[]): T[] {
  return categories.flatMap((category) => {
    const folder = join(logs, category);
    return names(folder).flatMap((name) => each(folder, name));
  });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
