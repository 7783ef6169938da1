/** Reads events.jsonl: whole lines only, from where the last reading ended. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { files, type JobEvent } from '../spec.ts';

export interface EventsRead {
  events: JobEvent[];
  /** Where to go on: behind the last whole line. */
  offset: number;
  /** There is such a file, be it empty. */
  there: boolean;
}

const types: { [type in JobEvent['type']]: true } = {
  started: true,
  withdrawn: true,
  phase: true,
  'step-end': true,
  'step-unstartable': true,
  stopping: true,
  stalled: true,
  awake: true,
  gap: true,
  note: true,
};

const pieceSize = 2 ** 20;

export function readEvents(dir: string, from = 0): EventsRead {
  let fd: number;
  try {
    fd = openSync(join(dir, files.events), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return { events: [], offset: from, there: false };
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { events: [], offset: from, there: false };
    const events: JobEvent[] = [];
    let offset = from;
    // One byte more than there is: what comes up short is the end.
    let size = Math.min(pieceSize, Math.max(0, stat.size - from) + 1);
    for (;;) {
      const piece = Buffer.allocUnsafe(size);
      const length = readSync(fd, piece, 0, size, offset);
      const whole = piece.subarray(0, length).lastIndexOf(10) + 1;
      events.push(...parseEvents(piece.toString('utf8', 0, whole)));
      offset += whole;
      if (length < size) return { events, offset, there: true };
      // A line longer than the piece, or one that came just now: look again with more room.
      if (whole === 0) size *= 2;
    }
  } finally {
    closeSync(fd);
  }
}

/** The events in whole lines. A line that is none, or of a kind that this version does not know, says nothing. */
export const parseEvents = (text: string): JobEvent[] => text.split('\n').flatMap((line) => parseEvent(line) ?? []);

function parseEvent(line: string): JobEvent | undefined {
  if (line === '') return undefined;
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event !== 'object' || event === null) return undefined;
    const { type, at } = event as { type?: unknown; at?: unknown };
    return typeof type === 'string' && Object.hasOwn(types, type) && typeof at === 'number' ? (event as JobEvent) : undefined;
  } catch {
    return undefined;
  }
}
