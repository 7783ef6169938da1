/** What the shim does to a disk, so that a test can put a full one in its place. */
import { ftruncateSync, writeSync } from 'node:fs';

export interface Disk {
  write(fd: number, bytes: Buffer, position: number): number;
  truncate(fd: number, length: number): void;
}

export const disk: Disk = {
  write: (fd, bytes, position) => writeSync(fd, bytes, 0, bytes.length, position),
  truncate: ftruncateSync,
};

/** Writes all of `bytes` at `position`, or none of it that counts: false when the disk is full. */
export function writeWhole(to: Disk, fd: number, bytes: Buffer, position: number): boolean {
  try {
    for (let done = 0; done < bytes.length; ) done += to.write(fd, bytes.subarray(done), position + done);
    return true;
  } catch (error) {
    if (!isFull(error)) throw error;
    return false;
  }
}

/** No room, over quota, or over the size that a file may have: all the same to a job. */
export const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');

/** How long to wait before a full disk is tried again, milliseconds. */
export const retryAfter = 5000;
