/** Opens and reads what others may have replaced by anything: plain files only, of a bounded size, never waiting. */
import { type BigIntStats, closeSync, constants, fstatSync, fsyncSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** A lock file is no larger, nor is what is written to it. */
export const most = 5_000_000;
export const tooLarge = `is larger than ${most / 1_000_000} MB`;

/** Two files, or two moments of one, with the same stamp have the same bytes, as far as the file system's clock tells. */
export interface Stamp {
  dev: bigint;
  ino: bigint;
  size: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

export interface Opened {
  is: 'open';
  fd: number;
  stat: BigIntStats;
}
/** `why` goes on after the path: `is a folder`. */
export type Unopened = { is: 'missing' } | { is: 'unusable'; why: string };

/** The file at `path`, which is no link, and not too large. */
export function openPlain(path: string): Opened | Unopened {
  try {
    // Before it is opened: to open a device may already do something.
    const wrong = wrongWith(lstatSync(path, { bigint: true }));
    if (wrong) return unusable(wrong);
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(fd, { bigint: true });
    const replaced = wrongWith(stat);
    if (!replaced) return { is: 'open', fd, stat };
    closeSync(fd);
    return unusable(replaced);
  } catch (error) {
    return unopened(error);
  }
}

function wrongWith(stat: BigIntStats): string | undefined {
  if (stat.isDirectory()) return 'is a folder';
  if (stat.isFIFO()) return 'is a FIFO, not a file';
  if (stat.isSocket()) return 'is a socket, not a file';
  if (stat.isSymbolicLink()) return 'is a link';
  if (!stat.isFile()) return 'is a device, not a file';
  return stat.size > most ? tooLarge : undefined;
}

export const unusable = (why: string): { is: 'unusable'; why: string } => ({ is: 'unusable', why });

/** What an error of opening, or of following the path, says of the file. */
export function unopened(error: unknown): Unopened {
  const code = codeOf(error);
  if (code === 'ENOENT') return { is: 'missing' };
  if (code === 'ENOTDIR') return unusable('lies below something that is no folder');
  if (code === 'ELOOP') return unusable('is a link that leads back to itself');
  return unusable(`cannot be read: ${reason(code)}`);
}

/** Why the system refused, in words where there are any. */
export const reason = (code: string): string => reasons[code] ?? `the system says ${code === '' ? 'no' : code}`;
const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EISDIR: 'a folder stands in its place',
  EIO: 'the disk has an error',
};

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** All bytes from the start; of what grows meanwhile, at most one more than `most`. */
export function bytesOf(fd: number): Uint8Array {
  let buffer = new Uint8Array(Math.min(Number(fstatSync(fd).size), most) + 1);
  for (let length = 0; ; ) {
    const read = readSync(fd, buffer, length, buffer.length - length, length);
    length += read;
    if (read === 0 || length > most) return buffer.subarray(0, length);
    if (length < buffer.length) continue;
    const larger = new Uint8Array(Math.min(buffer.length * 2, most + 1));
    larger.set(buffer);
    buffer = larger;
  }
}

/** The text of a small file, links followed; undefined when there is none, or it is none. */
export function textOf(path: string, limit: number): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= limit ? readFileSync(fd, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

export const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): Stamp => ({ dev, ino, size, mtimeNs, ctimeNs });

export const isSameStamp = (a: Stamp, b: Stamp): boolean =>
  a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;

export const isSameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export function syncFolder(path: string): void {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
