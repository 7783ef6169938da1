/** The time in front of every line of a log, and how to take it off again: the exact bytes come back, whatever they are. Pure. */
import type { Millis } from './clock.ts';

/** Bytes of a stamp with its space. */
export const stampLength = 25;
const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** `2026-11-22T09:34:12.345Z ` — always 25 bytes, also for a clock that is badly off. */
export const stamp = (at: Millis): string => `${new Date(Math.min(Math.max(0, Math.trunc(at) || 0), lastInstant)).toISOString()} `;

/**
 * A piece of output (latin1, so that one character is one byte) with `prefix` in front of each line that begins in it.
 * `open`: the piece goes on with a line that has begun; the answer's `open` says the same for the piece after it.
 */
export function stampPiece(piece: string, open: boolean, prefix: string): { text: string; open: boolean } {
  if (piece === '') return { text: '', open };
  const ends = piece.endsWith('\n');
  const body = (ends ? piece.slice(0, -1) : piece).replaceAll('\n', `\n${prefix}`);
  return { text: `${open ? '' : prefix}${body}${ends ? '\n' : ''}`, open: !ends };
}

/** A stretch of the log that no step wrote; it always ends a line. */
interface Foreign {
  offset: number;
  length: number;
}

/**
 * Takes the log piece by piece, from byte `from` on (the start of a line), and gives back what the steps wrote.
 * `markers` in the order of their offsets; a stretch may lie beyond the end of the log.
 */
export function unstamper(markers: readonly Foreign[], from = 0): (piece: Buffer) => Buffer {
  const stretches = markers.filter((m) => m.offset + m.length > from);
  let position = from;
  let next = 0;
  /** Bytes of a stamp that are still to be left out. */
  let skip = stampLength;
  return (piece) => {
    const out = Buffer.allocUnsafe(piece.length);
    let filled = 0;
    let at = 0;
    while (at < piece.length) {
      const marker = stretches[next];
      const ahead = marker ? marker.offset - position : Number.POSITIVE_INFINITY;
      if (marker && ahead <= 0) {
        const rest = Math.min(marker.offset + marker.length - position, piece.length - at);
        at += rest;
        position += rest;
        if (position < marker.offset + marker.length) continue;
        next += 1;
        skip = stampLength;
        continue;
      }
      const end = Math.min(piece.length, at + ahead);
      if (skip > 0) {
        const less = Math.min(skip, end - at);
        at += less;
        position += less;
        skip -= less;
        continue;
      }
      // As text: what splits and joins whole pieces is some ten times faster than a loop over lines.
      const lines = piece.toString('latin1', at, end).split('\n');
      for (let n = 1; n < lines.length; n++) {
        skip = Math.max(0, stampLength - lines[n]!.length);
        lines[n] = lines[n]!.slice(stampLength);
      }
      filled += out.write(lines.join('\n'), filled, 'latin1');
      position += end - at;
      at = end;
    }
    return out.subarray(0, filled);
  };
}

/** The exact bytes of the steps in `log`, which holds the log from byte `from` on (the start of a line). */
export const unstamp = (log: Buffer, markers: readonly Foreign[], from = 0): Buffer => unstamper(markers, from)(log);
