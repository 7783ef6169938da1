/** What goes over the socket: one JSON value a line, both ways. */
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
  /** `next`: a line to say instead. The message ends with it as well. */
  error?: { code: string; message: string; next?: string };
  data?: unknown;
}

/** Something that the bot posted, for those who listen. */
export interface Heard {
  posted: string;
  rings: boolean;
}
