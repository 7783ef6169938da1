/** Writing that a power cut cannot undo, and reading of our own files that a job may have replaced. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crashPoint } from '../../kernel/crash-point.ts';
import { files } from '../spec.ts';

export const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** A new file; throws EEXIST when there is one. */
export function writeNew(path: string, content: string | Buffer, mode = 0o640, flag = 'wx'): void {
  const fd = openSync(path, flag, mode);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function syncFolder(path: string): void {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes `name` with its whole content, or not at all. False: somebody else made it first. `points`: prefix of the crash points around it; undefined where nothing hangs on it. */
export function linkOnce(folder: string, name: string, content: string | Buffer, points?: string): boolean {
  return withTemporary(folder, name, content, (temporary) => {
    if (points !== undefined) crashPoint(`${points}.before-link`);
    try {
      linkSync(temporary, join(folder, name));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      return false;
    }
    if (points !== undefined) crashPoint(`${points}.after-link`);
    return true;
  });
}

/** Makes `name`, or puts the new content in its place. */
export function replace(folder: string, name: string, content: string): void {
  withTemporary(folder, name, content, (temporary) => renameSync(temporary, join(folder, name)));
}

function withTemporary<T>(folder: string, name: string, content: string | Buffer, put: (temporary: string) => T): T {
  const temporary = join(folder, `.${name}.${process.pid}.bot`);
  rmSync(temporary, { force: true });
  try {
    roomFor(folder, () => writeNew(temporary, content, 0o640, 'w'));
    const result = put(temporary);
    syncFolder(folder);
    return result;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** On a full disk the reserve is given up, once. */
function roomFor(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isFull(error)) throw error;
    try {
      unlinkSync(join(folder, files.reserve));
    } catch {
      throw error;
    }
    write();
  }
}

/** The text of a file that bot or shim wrote; undefined when there is none, or what is there is not a plain file of at most `most` bytes. */
export function readOwn(path: string, most = 2 ** 26): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= most ? readFileSync(fd, 'utf8') : undefined;
  } finally {
    closeSync(fd);
  }
}

/** As `readJson`, of a file that mostly is not there: to fail at opening one costs far more than to look. */
export const readJsonIfThere = <T>(path: string): T | undefined => (exists(path) ? readJson<T>(path) : undefined);

/** The object in a JSON file of ours; undefined when it is missing or torn. */
export function readJson<T>(path: string): T | undefined {
  const text = readOwn(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

export const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
export const isReadOnly = (error: unknown): boolean => ['EROFS', 'EACCES', 'EPERM'].includes(codeOf(error));
