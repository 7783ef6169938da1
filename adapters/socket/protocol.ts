/** What goes over the socket: one JSON value a line, both ways. Types only, and the splitting into lines. */
import type { JobObject } from '../../src/jobs/object.ts';

export interface Request {
  /** A command line. */
  say: string;
  /** The same key is worked once, and answered the same. */
  key?: string;
  /** The person who says it, with their credential. */
  as?: string;
  credential?: string;
  /** Answer only when the job that it starts is over. */
  wait?: boolean;
}

/** Asks to be told all that the bot posts to its consoles from now on. */
export interface Listen {
  listen: true;
}

/** The answer to a request, in the order of the requests; the JSON of `molt-ops say`. */
export interface Said {
  ok: boolean;
  text: string;
  job?: JobObject;
  error?: { code: string; message: string };
  data?: unknown;
}

/** Something that the bot posted, for those who listen. */
export interface Heard {
  posted: string;
  rings: boolean;
}

/** A line longer than this is nobody's command. Bytes. */
export const longestLine = 256 * 1024;

/** Takes bytes as they come and gives whole lines; `tooLong` once, when a line goes past the limit. Nothing is given after that. */
export function lineSplitter(take: (line: string) => void, tooLong: () => void, limit = longestLine): (bytes: Buffer) => void {
  let held: Buffer[] = [];
  let size = 0;
  let over = false;
  return (bytes) => {
    let from = 0;
    while (!over) {
      const end = bytes.indexOf(10, from);
      const piece = bytes.subarray(from, end < 0 ? undefined : end);
      size += piece.length;
      if (size > limit) {
        over = true;
        held = [];
        return tooLong();
      }
      held.push(piece);
      if (end < 0) return;
      const line = Buffer.concat(held).toString('utf8');
      held = [];
      size = 0;
      from = end + 1;
      if (line.trim() !== '') take(line);
    }
  };
}
