/** The copy of the lock file on a branch of the remote: the port that adapters/git implements. */
import type { Outcome } from '../../kernel/result.ts';
import type { Untrusted } from '../../kernel/text.ts';

export interface LockBranch {
  /** Revisions since `after`, oldest first, the tip last; the tip alone where `after` is undefined, or none of its ancestors: `isRewritten`. None where the tip is `after`. */
  fetch(after: string | undefined): Promise<Outcome<Fetched>>;
  /** One commit on top of `on`, pushed without force: git's own compare and swap. */
  push(
    on: string,
    bytes: Uint8Array,
    message: { subject: string; trailers: readonly string[] },
  ): Promise<Outcome<{ is: 'accepted'; commit: string } | { is: 'rejected' }>>;
}

export interface Fetched {
  /** Undefined: the remote has no such branch. */
  tip: string | undefined;
  isRewritten: boolean;
  revisions: readonly Revision[];
}

export interface Revision {
  commit: string;
  /** Undefined: the file is not there. */
  bytes: Uint8Array | undefined;
  /** Lines at the end of the commit's message. */
  trailers: readonly Untrusted[];
}
