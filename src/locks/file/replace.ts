/** Puts new bytes in the place of those that were seen, or does nothing. What others write in the very moment is not lost. */
import { type BigIntStats, closeSync, fstatSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import type { Place } from './place.ts';
import {
  bytesOf,
  codeOf,
  isSameBytes,
  isSameStamp,
  most,
  type Opened,
  openPlain,
  reason,
  type Stamp,
  stampOf,
  syncFolder,
} from './plain-file.ts';
import { type Replaced, settled } from './replaced.ts';
import { makeTemporary, type Temporary } from './temporary.ts';

export interface There {
  is: 'there';
  bytes: Uint8Array;
  stamp: Stamp;
}

export type Written =
  | { is: 'written'; found: There }
  /** Nothing was written: the file is no longer what was seen. */
  | { is: 'changed' }
  /** Written; but at the last moment somebody wrote `bytes` into the file as it was. To be merged as a change of what was seen. */
  | { is: 'overtaken'; found: There; bytes: Uint8Array }
  /** Nothing was written. `why` goes on after the path: `is read-only`. */
  | { is: 'failed'; why: string };

/** What the caller keeps durably, so that `landed` can tell after a crash. Where one of the two throws, nothing is written, and `landed` will say so. */
export interface Intent {
  /** The new bytes are durable under this name, and get the file's name next. */
  before(temporary: string): void;
  /** They do not after all. */
  withdrawn(): void;
}

export interface Means {
  /** Where the file lies now; undefined where none can be written. */
  place: () => Place | undefined;
  intent: Intent;
  replaced: Replaced;
  /** Called at each step, for tests. */
  points: (name: string) => void;
}

const changed: Written = { is: 'changed' };
const failed = (why: string): Written => ({ is: 'failed', why });

export function replace(seen: Uint8Array, bytes: Uint8Array, means: Means): Written {
  if (bytes.length > most) return failed('cannot be written: it would be too large');
  const place = means.place();
  const stat = place && statAs(seen, place);
  if (!stat) return changed;
  if ((stat.mode & 0o222n) === 0n) return failed('is read-only');
  let temporary: Temporary;
  try {
    temporary = makeTemporary(place.folder, bytes, stat);
  } catch (error) {
    return failed(`cannot be written: ${reason(codeOf(error))}`);
  }
  try {
    means.points('temporary');
    means.intent.before(relative(place.root, temporary.path));
    means.points('intended');
    const outcome = swap(temporary, { place, stat, seen, bytes }, means);
    if (outcome.is !== 'changed' && outcome.is !== 'failed') return outcome;
    means.intent.withdrawn();
    means.points('withdrawn');
    rmSync(temporary.path, { force: true });
    return outcome;
  } finally {
    closeSync(temporary.fd);
  }
}

interface Swap {
  place: Place;
  stat: BigIntStats;
  seen: Uint8Array;
  bytes: Uint8Array;
}

function swap(temporary: Temporary, { place, stat, seen, bytes }: Swap, { place: where, replaced, points }: Means): Written {
  if (where()?.path !== place.path) return changed;
  const old = openAs(seen, place);
  if (!old) return changed;
  let isHeld = false;
  try {
    if (!isKept(stat, old.stat)) return changed;
    const ours = fstatSync(temporary.fd, { bigint: true });
    points('compared');
    // Whoever renames a file of theirs to this name between the last two calls loses it: no call of Node does both. Whoever writes into the old one does not.
    try {
      // Changes nothing, but waits until renames in this folder are through that have begun: each takes milliseconds while the disk is busy, and is not seen before.
      renameSync(temporary.path, temporary.path);
      if (!isSameStamp(stampOf(lstatSync(place.path, { bigint: true })), stampOf(old.stat))) return changed;
      points('sure');
      renameSync(temporary.path, place.path);
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? changed : failed(`cannot be written: ${reason(codeOf(error))}`);
    }
    points('renamed');
    syncRenamed(place.folder);
    const late = settled(old.fd, seen);
    replaced.hold(old.fd, late ?? seen);
    isHeld = true;
    // A stamp that is no longer true when somebody has written into ours by now, so that it is read again.
    const stamp = { ...stampOf(fstatSync(temporary.fd, { bigint: true })), size: ours.size, mtimeNs: ours.mtimeNs };
    const found: There = { is: 'there', bytes, stamp };
    return late ? { is: 'overtaken', found, bytes: late } : { is: 'written', found };
  } finally {
    if (!isHeld) closeSync(old.fd);
  }
}

/** The file where it has these bytes, open. */
function openAs(seen: Uint8Array, place: Place): Opened | undefined {
  const opened = openPlain(place.path);
  if (opened.is !== 'open') return undefined;
  try {
    if (isSameBytes(bytesOf(opened.fd), seen)) return opened;
  } catch {
    // The disk has an error: not what was seen, in any case.
  }
  closeSync(opened.fd);
  return undefined;
}

function statAs(seen: Uint8Array, place: Place): BigIntStats | undefined {
  const opened = openAs(seen, place);
  if (opened) closeSync(opened.fd);
  return opened?.stat;
}

/** Mode and owner, which the temporary has from it. */
const isKept = (a: BigIntStats, b: BigIntStats): boolean => a.mode === b.mode && a.uid === b.uid && a.gid === b.gid;

/** It is written, whatever the disk says now; if a power cut undoes it, `landed` will say so. */
function syncRenamed(folder: string): void {
  try {
    syncFolder(folder);
  } catch {}
}
