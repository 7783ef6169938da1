/** The copy of the lock file on a branch of the remote: the port that adapters/git implements. */
import type { Outcome } from '../../kernel/result.ts';
import type { Untrusted } from '../../kernel/text.ts';

export interface LockBranch {
  /** What became of the branch since `after`, the tip that was seen last; undefined: only the tip itself. Refusals: `unreachable`, `no remote`, `no branch`. */
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
  /** The tip does not contain `after`. */
  isRewritten: boolean;
  /**
   * Oldest first; the last is the tip; none where the tip is `after`. Those that contain `after` and change the file or have `Molt-`
   * trailers. Where `after` is undefined or the branch rewritten: only the tip. Of very many the oldest are left out.
   */
  revisions: readonly Revision[];
}

export interface Revision {
  commit: string;
  /** Undefined: the file is not there. */
  bytes: Uint8Array | undefined;
  /** Lines at the end of the commit's message. */
  trailers: readonly Untrusted[];
}
