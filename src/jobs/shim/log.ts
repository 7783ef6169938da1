/** The log of a job: every byte of its steps, stamped, and what the shim itself has to say between them. */
import { closeSync, fsync } from 'node:fs';
import type { Millis } from '../../kernel/clock.ts';
import { stamp, stampLength, stampPiece } from '../../kernel/stamp.ts';
import type { JobEvent, Marker } from '../spec.ts';
import { type Disk, retryAfter, writeWhole } from './disk.ts';

type GapReason = 'disk full' | 'log limit';

export interface Log {
  /** Output of a step, as it came. */
  output(bytes: Buffer): void;
  /** Writes lines of our own, once `record` has put their place into an event; without a place where the log takes nothing now. */
  say(lines: readonly string[], record: (log: Marker | undefined) => void): void;
  /** Tells what is missing, if anything is. Nothing is written afterwards. */
  finish(): void;
  /** Resolves once the log is on the disk. */
  close(): Promise<void>;
}

export interface LogOptions {
  /** Open for writing, empty. */
  fd: number;
  /** Bytes that `log` may have; lines of our own are always written. */
  limit: number;
  now: () => Millis;
  emit: (event: JobEvent) => void;
  disk: Disk;
}

export function openLog({ fd, limit, now, emit, disk }: LogOptions): Log {
  let size = 0;
  /** The last line written has no end yet. */
  let open = false;
  /** Bytes of output that the log does not hold, over the whole job. */
  const missing = { 'disk full': 0, 'log limit': 0 };
  let limited = false;
  /** Set while the disk is full: what must stand at `size` before anything else may, for an event has told its place. */
  let full: { owed: Buffer; timer: NodeJS.Timeout } | undefined;
  let prefix = { at: -1, text: '' };

  const stampNow = (): string => {
    const at = now();
    if (at !== prefix.at) prefix = { at, text: stamp(at) };
    return prefix.text;
  };

  const write = (bytes: Buffer): boolean => {
    if (!writeWhole(disk, fd, bytes, size)) return false;
    size += bytes.length;
    return true;
  };

  const say: Log['say'] = (lines, record) => {
    if (full) return record(undefined);
    const newline = open;
    const bytes = Buffer.from(`${newline ? '\n' : ''}${lines.map((line) => `${stampNow()}==> ${line}\n`).join('')}`);
    // The event first: bytes that no event tells of would be taken for a step's.
    record({ offset: size, length: bytes.length, newline });
    if (write(bytes)) open = false;
    else gapBegins(bytes, 0);
  };

  /** Throws away what was half written, and tries again later. */
  function gapBegins(owed: Buffer, lost: number): void {
    disk.truncate(fd, size);
    full = { owed, timer: setTimeout(retry, retryAfter) };
    missing['disk full'] += lost;
    emit({ type: 'gap', at: now(), reason: 'disk full', bytes: missing['disk full'] });
  }

  function retry(): void {
    if (!full) return;
    const { owed, timer } = full;
    clearTimeout(timer);
    const newline = open && owed.length === 0;
    const text = `the disk was full: ${missing['disk full']} bytes of output are missing here`;
    const bytes = Buffer.from(`${newline ? '\n' : ''}${stampNow()}==> ${text}\n`);
    // Tried with the real bytes; the event follows, and only then may a step's bytes follow them.
    const start = size + owed.length;
    if (!write(Buffer.concat([owed, bytes]))) {
      disk.truncate(fd, size);
      full.timer = setTimeout(retry, retryAfter);
      return;
    }
    full = undefined;
    open = false;
    gap('disk full', { offset: start, length: bytes.length, newline });
  }

  const gap = (reason: GapReason, log?: Marker): void =>
    emit({ type: 'gap', at: now(), reason, bytes: missing[reason], ...(log && { log }) });

  /** The rest of a piece that no longer fits under the limit. */
  function overLimit(bytes: number): void {
    missing['log limit'] += bytes;
    if (limited) return;
    limited = true;
    gap('log limit');
  }

  return {
    output(bytes) {
      if (limited) return overLimit(bytes.length);
      if (full) {
        missing['disk full'] += bytes.length;
        return;
      }
      const stamped = stampPiece(bytes.toString('latin1'), open, stampNow());
      const fits = size + stamped.text.length <= limit;
      const { text, open: after, kept } = fits ? { ...stamped, kept: bytes.length } : cut(stamped.text, open, limit - size);
      if (text !== '') {
        if (!write(Buffer.from(text, 'latin1'))) return gapBegins(Buffer.alloc(0), bytes.length);
        open = after;
      }
      if (!fits) overLimit(bytes.length - kept);
    },
    say,
    finish() {
      if (full) retry();
      // Still no room: what is owed stays away, and the events say what is missing.
      if (full) clearTimeout(full.timer);
      if (full) gap('disk full');
      if (!limited) return;
      const reason: GapReason = 'log limit';
      say([`the log is at its limit of ${limit} bytes: ${missing[reason]} bytes of output are missing above`], (log) => gap(reason, log));
    },
    close: () =>
      new Promise((resolve) =>
        fsync(fd, () => {
          closeSync(fd);
          resolve();
        }),
      ),
  };
}

/** The whole lines of a stamped piece that fit into `room` bytes, and how many bytes of output that is. */
function cut(text: string, open: boolean, room: number): { text: string; open: boolean; kept: number } {
  const end = room > 0 ? text.lastIndexOf('\n', room - 1) + 1 : 0;
  const whole = text.slice(0, end);
  const stamps = whole.split('\n').length - 1 - (open && end > 0 ? 1 : 0);
  return { text: whole, open: end > 0 ? false : open, kept: whole.length - stamps * stampLength };
}
