/** The formats of a job directory that bot and shim share: types and names only, so that the shim loads nothing else. */
import type { Millis } from '../kernel/clock.ts';
import type { PersonId, Place } from '../kernel/people.ts';

export const categories = ['compiler', 'benchmarks', 'wasm', 'agents'] as const;
export type Category = (typeof categories)[number];
/** What a job may not run beside: anything at all, anything in the same git worktree, only `host` jobs. */
export type Exclusive = 'host' | 'worktree' | 'none';

/** Names of the files of a job directory. */
export const files = {
  spec: 'spec.json',
  env: 'env.json',
  record: 'record.json',
  recordEnd: 'record-end.json',
  events: 'events.jsonl',
  end: 'end.json',
  log: 'log',
  cancel: 'cancel.json',
  first: 'first.json',
  alive: 'alive',
  bell: 'bell',
  reserve: 'reserve',
  report: 'report.md',
  picture: 'picture.png',
  /** FIFO that takes stdout and stderr of step `n` (from 0). */
  pipe: (n: number): string => `pipe.${n}`,
} as const;

export interface Step {
  phase: string;
  /** The command, word by word; no shell ever sees it. */
  run: string[];
  /** Absolute. */
  cwd: string;
  /** Added to the job's environment for this step. */
  env: Record<string, string>;
  /** Go on with the next step when this one fails. */
  continue: boolean;
  /** A file that this step has to make; absolute, inside the job directory. */
  result?: { format: string; file: string };
  /** How rows of progress look in this step's output (a regular expression), and how many are expected at most. */
  progress?: { row: string; of?: number };
}

export interface Spec {
  v: 1;
  id: number;
  recipe: string;
  /** What the recipe is for, in a few words. */
  about: string;
  category: Category;
  exclusive: Exclusive;
  steps: Step[];
  /** The workspace, and the git top level that `exclusive: worktree` is about; both absolute and without links. */
  workspace: string;
  worktree: string;
  requester: PersonId;
  /** An agent's jobs wait behind people's. */
  agent: boolean;
  /** Where it was asked, and so where it reports. */
  place: Place;
  /** The line as it was given, and in canonical form: `bench --linked`. */
  asked: { given: string; canonical: string };
  options: Record<string, string | number | boolean>;
  limits: { time?: Millis; stall?: Millis /** bytes of `log` */; log: number };
  /** Inbox id, or schedule id and nominal UTC time: a key is never started twice. */
  key: string;
  /** The random tag that every process of the job carries in its environment (`MOLT_OPS_JOB`). */
  tag: string;
  /** What a failure quotes: regular expressions, tried line by line. */
  errors: string[];
  /** Run by the shim after the last step, whatever the outcome, for 30 s at most; writes record-end.json. */
  after?: string[];
  /** The job that this one repeats. */
  again?: number;
  /** What is claimed as long as it lasts: the paths as asked for, and those that its requester did not hold already. */
  claim?: { paths: readonly string[]; fresh: readonly string[] };
  /** The schedule that asked. */
  schedule?: string;
  /** git HEAD at the start, and the host, for the log's first lines. */
  commit?: string;
  host: string;
  createdAt: Millis;
}

export interface Env {
  v: 1;
  env: Record<string, string>;
}

/** cancel.json */
export interface Cancel {
  v: 1;
  at: Millis;
  by: PersonId;
  why: string;
}

/** What a byte on `alive` says: there is a new event, or: the job's pane is gone, and nobody can look at it. */
export const rings = { event: '.', paneGone: 'v' } as const;

/** A result is read whole; a larger one is none. Bytes. */
export const resultMost = 2 ** 24;

/** The variable that carries a job's tag, and the one that marks a bot, which a job's sweep spares. */
export const tagVariable = 'MOLT_OPS_JOB';
export const botVariable = 'MOLT_OPS_BOT';
/** Tells `spec.after` the time, so that it need not start a program for that: `1795410343123 2026-11-23T05:05:43Z`. */
export const nowVariable = 'MOLT_OPS_NOW';
export const nowWords = (at: Millis): string => `${at} ${new Date(at).toISOString().slice(0, 19)}Z`;

export type Exit = { code: number } | { signal: string };
export type StopReason = 'cancelled' | 'time limit';

/** A stretch of `log` that the shim wrote itself: byte offset, length, and whether its first byte is a newline that ends a step's open line. */
export interface Marker {
  offset: number;
  length: number;
  newline: boolean;
}

/** One line of events.jsonl; the order is that of the lines, never of `at`. */
export type JobEvent =
  | {
      type: 'started';
      at: Millis;
      pid: number /** kernel ticks since boot; on macOS the start time in text */;
      startTicks: string;
      bootId: string;
      host: string;
      log?: Marker;
    }
  /** Written by the bot, which won the `wx` of events.jsonl: no shim will ever run this job. */
  | { type: 'withdrawn'; at: Millis; reason: 'cancelled' | 'start failed'; why: string }
  | { type: 'phase'; at: Millis; phase: string /** from 0 */; step: number; of: number; pid?: number; log?: Marker }
  | {
      type: 'step-end';
      at: Millis;
      phase: string;
      step: number;
      exit: Exit /** milliseconds by the monotonic clock */;
      took: Millis;
      log?: Marker;
    }
  /** The command could not be started at all. `exit` is as a shell tells it: 127 not found, 126 not executable. */
  | { type: 'step-unstartable'; at: Millis; phase: string; step: number; exit: { code: number }; why: string; log?: Marker }
  | { type: 'stopping'; at: Millis; reason: StopReason; by?: string; why?: string; log?: Marker }
  | { type: 'stalled'; at: Millis /** of silence */; since: Millis /** of one core, 0 to 100 and more */; cpuPercent?: number }
  | { type: 'awake'; at: Millis }
  /** Output that the log does not hold: the disk was full, or the log at its limit. `bytes`: drained for this reason so far, over the whole job. */
  | { type: 'gap'; at: Millis; reason: 'disk full' | 'log limit'; bytes: number; log?: Marker }
  /** Anything else that the shim wrote into the log: first lines, the end of a gap. */
  | { type: 'note'; at: Millis; text: string; log?: Marker };

/** end.json: made once, by whoever wins the link. `left`: processes of the job that are still there. */
export type End = { v: 1; at: Millis; left?: Left[] } & (
  | { outcome: 'exited'; exit: Exit /** why a job whose steps all exited 0 failed */; reason?: 'no result'; missing?: string[] }
  | { outcome: 'withdrawn' }
  | { outcome: 'lost'; why: 'reboot' | 'shim killed' }
);
export interface Left {
  pid: number;
  name: string;
}
