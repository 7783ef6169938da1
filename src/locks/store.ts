/** What is kept of the lock desk: the port that adapters/sqlite implements. Synchronous and durable on return, or with the transaction around it. */
import type { Millis } from '../kernel/clock.ts';
import type { Claim as ClaimLine } from './agent-locks/parse.ts';
import type { Claim, DeskState } from './desk/claim.ts';
import type { News } from './desk/news.ts';

export interface ClaimStore {
  /** The same object until it changes: whoever has worked on it can tell by that whether it is still so. */
  desk(): DeskState;
  /** Writes what differs, with an audit row for each piece of news. Throws `DeskMoved` where the desk is no longer `from`. */
  changeDesk(change: DeskChange, by: string, inbox?: string): void;
  /** What was agreed with a copy of the lock file; undefined: nothing so far. */
  agreed(copy: CopyName): Agreed | undefined;
  agree(copy: CopyName, agreed: Agreed): void;
  /** Claims that were held at some time since, oldest first. `most`: of those that have ended, only so many, the last ones. */
  history(since: Millis, most?: number): Held[];
}

export interface DeskChange {
  from: DeskState;
  to: DeskState;
  news: readonly News[];
}

/** In the workspace, or on the branch that `locks.push` pushes to. */
export type CopyName = 'workspace' | 'remote';

/** What store and a copy of the file both held after the last sync. */
export interface Agreed {
  lines: readonly ClaimLine[];
  /** Of the workspace: HEAD, branch, stash and rebase then. Of the remote: the commit that was read last. */
  at: string;
  /** What is about to be written: should the bot die before it agrees on it. */
  writing?: { temporary: string; lines: readonly ClaimLine[] };
  /** Lines vanished that may not be meant: nothing of the file is worked until somebody answers. `key`: of the question. */
  asked?: { key: string; lines: readonly ClaimLine[]; why: string };
  /** What was told of the file as it is, so that it is told once. */
  told: readonly string[];
}

/** For a picture of the past. `until` is missing while it is held. */
export type Held = Pick<Claim, 'lease' | 'holder' | 'paths' | 'mode' | 'since'> & { until?: Millis; how?: string };

/** Somebody else changed the desk meanwhile: what was worked out on the old one is to be worked out again. */
export class DeskMoved extends Error {
  constructor() {
    super('the desk has changed meanwhile');
  }
}
