/** The new bytes on the disk before they get the name of the file, and what is found of them after a crash. */
import { randomBytes } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './plain-file.ts';

export interface Temporary {
  fd: number;
  path: string;
}

const pattern = /^\.molt-ops-locks\.[0-9a-f]{12}$/;
export const isTemporary = (path: string): boolean => pattern.test(basename(path));

/** Durable, with mode and, where that is allowed, owner of `like`. Throws, and leaves nothing, where it cannot be made. */
export function makeTemporary(folder: string, bytes: Uint8Array, like: BigIntStats): Temporary {
  const path = join(folder, `.molt-ops-locks.${randomBytes(6).toString('hex')}`);
  const fd = openSync(path, 'wx+', 0o600);
  try {
    giveTo(fd, like);
    fchmodSync(fd, Number(like.mode) & 0o7777);
    writeFileSync(fd, bytes);
    fsyncSync(fd);
    // Its name too: that it is gone must mean that it was renamed.
    syncFolder(folder);
    return { fd, path };
  } catch (error) {
    closeSync(fd);
    rmSync(path, { force: true });
    throw error;
  }
}

/** Only root may give files away, and others only to groups of theirs. */
function giveTo(fd: number, { uid, gid }: BigIntStats): void {
  const own = fstatSync(fd, { bigint: true });
  if (own.uid === uid && own.gid === gid) return;
  if (!given(fd, uid, gid)) given(fd, own.uid, gid);
}

function given(fd: number, uid: bigint, gid: bigint): boolean {
  try {
    fchownSync(fd, Number(uid), Number(gid));
    return true;
  } catch {
    return false;
  }
}

/** Whether the temporary got the file's name before the crash. In doubt it did not. What is still there is removed. */
export function hasLanded(path: string): boolean {
  const folder = dirname(path);
  try {
    if (!readdirSync(folder).includes(basename(path))) return true;
    rmSync(path, { force: true });
    syncFolder(folder);
  } catch {}
  return false;
}

/** Removes what crashes left in these folders; how many. */
export function sweepTemporaries(folders: ReadonlySet<string>): number {
  let removed = 0;
  for (const folder of folders) {
    try {
      for (const name of readdirSync(folder).filter(isTemporary)) {
        rmSync(join(folder, name));
        removed += 1;
      }
    } catch {
      // Missing, or not ours to change: nothing of ours is lost there.
    }
  }
  return removed;
}
