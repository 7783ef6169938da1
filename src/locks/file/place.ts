/** Where the lock file really lies: links are followed, but not out of the workspace and not into git's own folder. */
import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { below } from '../../kernel/paths.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { visible } from '../../kernel/text.ts';
import { type Unopened, unopened, unusable } from './plain-file.ts';

export interface Place {
  is: 'at';
  /** The workspace, without links. */
  root: string;
  /** The file, or whatever stands there, without links. */
  path: string;
  folder: string;
}

/** `locks.file` of the config as it is used from then on: relative, without `.`. */
export function lockPath(path: string): Outcome<string> {
  const plain = posix.normalize(path);
  const wrong = wrongWith(path, plain);
  if (wrong === undefined) return done(plain);
  return refuse('bad lock file', `The lock file cannot be ${visible(path, { maxLength: 100 }) || '""'}: it ${wrong}.`);
}

function wrongWith(path: string, plain: string): string | undefined {
  if (path.includes('\0')) return 'has a NUL in it';
  if (posix.isAbsolute(path)) return 'is absolute: it counts from the workspace';
  if (path.split('/').includes('..')) return 'has .. in it';
  if (path === '' || plain === '.') return 'names no file';
  if (plain.endsWith('/')) return 'names a folder';
  return isInGit(plain) ? "lies in git's own folder" : undefined;
}

export function placeOf(workspace: string, path: string): Place | Unopened {
  let root: string | undefined;
  try {
    root = realpathSync.native(workspace);
    const real = realpathSync.native(join(root, path));
    const inside = below(root, real);
    if (inside === undefined) return unusable('is a link that leads out of the workspace');
    if (isInGit(inside)) return unusable("is a link that leads into git's own folder");
    return { is: 'at', root, path: real, folder: dirname(real) };
  } catch (error) {
    const fault = unopened(error);
    return fault.is === 'missing' && root !== undefined && isLink(join(root, path)) ? unusable('is a link to nothing') : fault;
  }
}

const isInGit = (path: string): boolean => /^\.git(?:\/|$)/i.test(path);

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
