/** docs/AGENT_LOCKS.md on the disk: read as it is, and replaced only where it still is what was read. No claim is understood here. */
import { closeSync, fstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { below } from '../../kernel/paths.ts';
import { done, type Outcome } from '../../kernel/result.ts';
import { lockPath, placeOf } from './place.ts';
import { bytesOf, codeOf, isSameStamp, most, openPlain, reason, stampOf, tooLarge, type Unopened, unusable } from './plain-file.ts';
import { type Intent, replace, type There, type Written } from './replace.ts';
import { holdReplaced, type Late } from './replaced.ts';
import { hasLanded, isTemporary, sweepTemporaries } from './temporary.ts';

export { isSameStamp, type Stamp } from './plain-file.ts';
export type { Intent, There, Written } from './replace.ts';
export type { Late } from './replaced.ts';

/** Missing, also when a folder on the way is. `why` goes on after the path: `is a folder`. */
export type Found = There | Unopened;

export interface LockFile {
  /** Relative to the workspace, as configured. */
  readonly path: string;
  read(): Found;
  write(seen: There, bytes: Uint8Array, intent: Intent): Written;
  /** What was written since into files that `write` replaced, by somebody who had them open. To be asked some time after a write; each is told once. */
  late(): readonly Late[];
  /** After a crash: whether the write with that `temporary` took place. To be asked before `sweep`. */
  landed(temporary: string): boolean;
  /** At start: removes what crashes left of ours; how many. */
  sweep(): number;
}

/** So often a file is read again that changes while it is read. */
const patience = 5;

/** `points`: called at each step of a write, for tests. */
export function openLockFile(workspace: string, configured: string, points: (name: string) => void = () => {}): Outcome<LockFile> {
  const checked = lockPath(configured);
  if (!checked.ok) return checked;
  const path = checked.value;
  const replaced = holdReplaced();
  const place = () => {
    const found = placeOf(workspace, path);
    return found.is === 'at' ? found : undefined;
  };
  return done({
    path,
    read() {
      const found = placeOf(workspace, path);
      return found.is === 'at' ? read(found.path) : found;
    },
    write: (seen, bytes, intent) => replace(seen.bytes, bytes, { place, intent, replaced, points }),
    late: replaced.late,
    landed: (temporary) => {
      const root = real(workspace);
      const full = join(root, temporary);
      return isTemporary(full) && below(root, full) !== undefined && hasLanded(full);
    },
    sweep() {
      const parent = placeOf(workspace, dirname(path));
      const folders = [parent.is === 'at' ? parent.path : undefined, place()?.folder];
      return sweepTemporaries(new Set(folders.filter((folder) => folder !== undefined)));
    },
  });
}

function read(path: string): Found {
  const opened = openPlain(path);
  if (opened.is !== 'open') return opened;
  try {
    let stamp = stampOf(opened.stat);
    for (let tries = 1; ; tries += 1) {
      const bytes = bytesOf(opened.fd);
      const after = stampOf(fstatSync(opened.fd, { bigint: true }));
      if (bytes.length > most) return unusable(tooLarge);
      // With the stamp of before: where it goes on changing, it is seen to have changed.
      if (isSameStamp(stamp, after) || tries === patience) return { is: 'there', bytes, stamp };
      stamp = after;
    }
  } catch (error) {
    return unusable(`cannot be read: ${reason(codeOf(error))}`);
  } finally {
    closeSync(opened.fd);
  }
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
