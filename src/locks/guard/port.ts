/** What the guard needs from outside: the claims as they are known, and what git says was changed. */
import type { Millis } from '../../kernel/clock.ts';
import type { PersonId } from '../../kernel/people.ts';
import type { Outcome } from '../../kernel/result.ts';
import type { Untrusted } from '../../kernel/text.ts';
import type { Hold, Kind } from '../desk/claim.ts';
import type { EndedLease } from '../ended.ts';

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
  /** Leases of before, and whose they were: a commit may name one. */
  ended?: readonly EndedLease[];
  /** Agents and the persons they work for, also of agents that hold nothing. */
  owners?: Readonly<Record<PersonId, PersonId>>;
  /** Of the config, whether they hold anything or not. */
  people?: readonly PersonId[];
  /** Files that are everybody's: the file of claims itself. */
  exempt?: readonly string[];
}

export type Known =
  | ({ is: 'live' } & Books)
  /** The bot could not be asked; what it knew so long ago. `isChange`: that was the last change, and it may have run much longer. */
  | ({ is: 'snapshot'; age: Millis; isChange?: boolean } & Books)
  /** `why`: a part of a sentence, `the bot does not run`. */
  | { is: 'none'; why: string };

/** By path from the top folder: both sides of a rename, deletions. */
export interface ChangedFiles {
  files: readonly Untrusted[];
  /** Those of them that are submodules: one path, which stands for all below it. */
  submodules: readonly Untrusted[];
}

/** Of a merge only what differs from all parents. */
export interface ChangedCommit extends ChangedFiles {
  commit: string;
  parents: readonly string[];
  subject: Untrusted;
  /** Whole lines: `Molt-Lease: 17`. */
  trailers: readonly Untrusted[];
}

export interface Remote {
  name: string;
  /** Its main branch as it was last heard of. */
  main?: { branch: string; commit: string };
}

/** Of the checkout that is asked about; inside a hook of the index that this commit is made from. */
export interface GuardGit {
  /** Against HEAD; of a merge only what differs from all its sides. */
  staged(): Promise<Outcome<ChangedFiles>>;
  /** Together with what HEAD changed, as for a commit that amends it: git does not tell a hook whether this one does. A merge amends nothing. */
  amended(): Promise<Outcome<ChangedFiles>>;
  /** Of `to`, not in any of `from` nor on any branch of `remote`, oldest first. With neither: those that no remote-tracking branch has. */
  commits(range: { from?: readonly string[]; to: string; remote?: string }): Promise<Outcome<readonly ChangedCommit[]>>;
  /** What is different between two commits, whatever lies between them. */
  differing(from: string, to: string): Promise<Outcome<ChangedFiles>>;
  /** Full. A refusal `unknown commit` where it is not here, or is none. */
  commitOf(revision: string): Promise<Outcome<string>>;
  /** The best of what both have behind them: usually one, none, or several where branches were merged crosswise. */
  mergeBases(a: string, b: string): Promise<Outcome<readonly string[]>>;
  /** By its name or its address. Undefined: none of that name or address is known here. */
  remote(given: string): Promise<Outcome<Remote | undefined>>;
  /** A refusal `bare` where there is no checkout. */
  places(): Promise<Outcome<Places>>;
  /** Whether the file is tracked, or something in the folder. An absolute path. */
  tracks(path: string): Promise<Outcome<boolean>>;
  config(name: string): Promise<Outcome<string | undefined>>;
}

/** How a checkout stands to the workspace: a clone or worktree of it, one of its submodules, or another repository. */
export type Kin = { is: 'same' } | { is: 'below'; folder: string } | { is: 'stranger' };

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
