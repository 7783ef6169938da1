/** Reads the log of a job: what its steps wrote, exactly, by the offsets that the events tell. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { unstamper } from '../../kernel/stamp.ts';
import { files, type JobEvent, type Marker } from '../spec.ts';
import { readEvents } from './events.ts';

const pieceSize = 2 ** 18;

export interface Stretch {
  /** Bytes of the log; `from` is the start of a line. */
  from: number;
  to: number;
}

export const markersOf = (events: readonly JobEvent[]): Marker[] => events.flatMap((e) => ('log' in e && e.log ? [e.log] : []));

/** Where in the log the output of a step stands. Undefined when it was not begun; open at the end while it runs. */
export function stretchOf(events: readonly JobEvent[], step: number): Stretch | undefined {
  const begun = events.findIndex((e) => e.type === 'phase' && e.step === step);
  if (begun < 0) return undefined;
  const before = markersOf(events.slice(0, begun + 1)).at(-1);
  const from = before ? before.offset + before.length : 0;
  const over = events.findIndex((e) => (e.type === 'step-end' || e.type === 'step-unstartable') && e.step === step);
  // An end without a place in the log, because that was full: the next one bounds it.
  const after = over < 0 ? undefined : markersOf(events.slice(over))[0];
  return { from, to: after ? Math.max(from, after.offset) : Number.POSITIVE_INFINITY };
}

/** An open log. Read at once: through the thread pool the few kilobytes of most logs take ten times as long. */
export interface Log {
  /** As large as it was when it was opened. */
  bytes: number;
  /** What stands there, at most `length` bytes; valid until it is changed by whoever has it. */
  read(at: number, length: number): Buffer;
  close(): void;
}

/** Undefined when there is no log, or what is there is not a file. */
export function openLog(dir: string): Log | undefined {
  let fd: number;
  try {
    fd = openSync(join(dir, files.log), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    // Nothing has been written yet.
    return undefined;
  }
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    return undefined;
  }
  return {
    bytes: stat.size,
    read(at, length) {
      const piece = Buffer.allocUnsafe(Math.min(length, pieceSize));
      return piece.subarray(0, readSync(fd, piece, 0, piece.length, at));
    },
    close: () => closeSync(fd),
  };
}

/** The bytes of `stretch` as they stand there, piece by piece; between two of them others have their turn. */
export async function* bytesOf(log: Log, { from, to }: Stretch): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    if (at > from) await turn();
    const piece = log.read(at, to - at);
    if (piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
}

/** What steps wrote in `stretch`, without stamps and markers. */
export async function* outputOf(log: Log, events: readonly JobEvent[], stretch: Stretch): AsyncGenerator<Buffer> {
  const strip = unstamper(markersOf(events), stretch.from);
  for await (const piece of bytesOf(log, stretch)) yield strip(piece);
}

/** The same as one text: `stretch` has to be short. */
export async function wholeOutput(log: Log, events: readonly JobEvent[], stretch: Stretch): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of outputOf(log, events, stretch)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** The log as it is, stamps and markers included. */
export async function* wholeLog(dir: string): AsyncGenerator<Buffer> {
  const log = openLog(dir);
  if (!log) return;
  try {
    yield* bytesOf(log, { from: 0, to: log.bytes });
  } finally {
    log.close();
  }
}

/** All that the steps of a job have written so far, byte by byte. */
export async function* rawLog(dir: string): AsyncGenerator<Buffer> {
  const log = openLog(dir);
  if (!log) return;
  try {
    // The log first: a marker that stands in it is in the events that are read after it.
    yield* outputOf(log, readEvents(dir).events, { from: 0, to: log.bytes });
  } finally {
    log.close();
  }
}

const windowMost = 2 ** 22;

/** The last lines that steps wrote, stamps removed. Of lines that are longer than 4 MiB only the end is seen. */
export async function lastLines(dir: string, events: readonly JobEvent[], count: number): Promise<string[]> {
  const log = openLog(dir);
  if (!log) return [];
  try {
    for (let window = 2 ** 16; ; window *= 8) {
      const from = lineStart(log, Math.max(0, log.bytes - window));
      const lines = (await wholeOutput(log, events, { from, to: log.bytes })).split('\n');
      if (lines.at(-1) === '') lines.pop();
      if (lines.length >= count || from === 0 || window >= windowMost) return lines.slice(-count);
    }
  } finally {
    log.close();
  }
}

/** The first start of a line at or after `at`; `at` itself where none is near. */
function lineStart(log: Log, at: number): number {
  if (at === 0) return 0;
  const newline = log.read(at, 2 ** 15).indexOf(10);
  return newline < 0 ? at : at + newline + 1;
}
