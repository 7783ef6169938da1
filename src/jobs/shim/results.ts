/** What stands where a step was to leave a result: a plain file of its own inside the job directory, or nothing that can be used. */
import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { resultMost, type Step } from '../spec.ts';

export interface MissingResult {
  /** Relative to the job directory. */
  file: string;
  why: string;
}

/** The declared results that are not there, or cannot be used. Nothing is opened: a FIFO would wait, and a device would act. */
export function missingResults(dir: string, steps: readonly Pick<Step, 'result'>[]): MissingResult[] {
  return steps.flatMap(({ result }) => {
    const why = result && whyNot(dir, result.file);
    return result && why !== undefined ? [{ file: relative(dir, result.file), why }] : [];
  });
}

function whyNot(dir: string, file: string): string | undefined {
  try {
    if (realpathSync(dirname(file)) !== join(realpathSync(dir), relative(dir, dirname(file)))) return 'a link leads to its folder';
    return notPlain(lstatSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : `unreadable (${code})`;
  }
}

/** Why it is not a plain file of its own that may be read; undefined: it is one. */
export function notPlain(stat: Stats, most = resultMost): string | undefined {
  if (!stat.isFile()) return kindOf(stat);
  if (stat.nlink !== 1) return 'a file with a second name elsewhere';
  return stat.size > most ? `${stat.size} bytes, ${most} at most` : undefined;
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a link, and links are not followed';
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isDirectory()) return 'a folder';
  return stat.isSocket() ? 'a socket' : 'a device';
}
