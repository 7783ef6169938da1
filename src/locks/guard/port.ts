/** What the guard needs from outside: the claims as they are known, and what git says was changed. */
import type { Millis } from '../../kernel/clock.ts';
import type { PersonId } from '../../kernel/people.ts';
import type { Outcome } from '../../kernel/result.ts';
import type { Untrusted } from '../../kernel/text.ts';
import type { Hold, Kind } from '../desk/claim.ts';

export interface GuardClaim extends Hold {
  lease: number;
  holder: PersonId;
  /** Of an agent: the person it works for. */
  owner?: PersonId;
  kind: Kind;
  since: Millis;
  until: Millis;
  why?: string;
}

/** The books of the lock desk, as far as they can be read from here. */
export interface Books {
  claims: readonly GuardClaim[];
  /** Agents and the persons they work for, also of agents that hold nothing. */
  owners?: Readonly<Record<PersonId, PersonId>>;
  /** Files that are everybody's: the file of claims itself. */
  exempt?: readonly string[];
}

export type Known =
  | ({ is: 'live' } & Books)
  /** The bot could not be asked; what it knew so long ago. */
  | ({ is: 'snapshot'; age: Millis } & Books)
  /** `why`: a part of a sentence, `the bot does not run`. */
  | { is: 'none'; why: string };

export interface ChangedCommit {
  commit: string;
  subject: Untrusted;
  /** Whole lines: `Molt-Lease: 17`. */
  trailers: readonly Untrusted[];
  /** Both sides of a rename, deletions; of a merge only what differs from all parents. */
  files: readonly Untrusted[];
}

/** Of the checkout that is asked about; inside a hook of the index that this commit is made from. */
export interface GuardGit {
  /** Against HEAD; of a merge only what differs from all its sides. */
  staged(): Promise<Outcome<readonly Untrusted[]>>;
  /** Of `to`, not in `from`, oldest first. Without `from`: those that no remote-tracking branch has. */
  commits(range: { from?: string; to: string }): Promise<Outcome<readonly ChangedCommit[]>>;
  /** Undefined: they have none here. */
  mergeBase(a: string, b: string): Promise<Outcome<string | undefined>>;
  places(): Promise<Outcome<Places>>;
  config(name: string): Promise<Outcome<string | undefined>>;
}

/** Absolute. */
export interface Places {
  top: string;
  gitDir: string;
  /** Shared by all worktrees. */
  commonDir: string;
  /** Where git looks for hooks, whether it exists or not. */
  hooks: string;
  /** Whether core.hooksPath says so, in the repository's own config or in the user's or host's. */
  hooksPathSet: 'no' | 'local' | 'global';
}
