/** What commits change, as the guard judges it, and what is changed between their ends by none of them. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import type { Untrusted } from '../../src/kernel/text.ts';
import type { Change } from '../../src/locks/guard/check.ts';
import { leasesIn } from '../../src/locks/guard/leases.ts';
import type { ChangedCommit, ChangedFiles, GuardGit } from '../../src/locks/guard/port.ts';

export interface CommitChange extends Change {
  commit: string;
  /** Undefined: not of one commit. */
  subject?: Untrusted;
}

export const changeIn = ({ commit, subject, trailers, files, submodules }: ChangedCommit): CommitChange => ({
  commit,
  subject,
  files,
  submodules,
  leases: leasesIn(trailers),
});

/**
 * Files that are not as any of `bases` has them, though no commit changed them: a merge left out what the other side did, or commits were
 * dropped. A merge may name the lease.
 */
export async function leftOut(
  git: GuardGit,
  { bases, to, commits }: { bases: readonly string[]; to: string; commits: readonly ChangedCommit[] },
): Promise<Outcome<CommitChange[]>> {
  let files: readonly Untrusted[] | undefined;
  let submodules: ChangedFiles['submodules'] = [];
  for (const base of bases) {
    const found = await git.differing(base, to);
    if (!found.ok) return found;
    const there = new Set(found.value.files);
    files = files?.filter((file) => there.has(file)) ?? found.value.files;
    submodules = found.value.submodules;
  }
  const changed = new Set(commits.flatMap((commit) => commit.files));
  const left = (files ?? []).filter((file) => !changed.has(file));
  const merges = commits.filter(({ parents }) => parents.length > 1);
  const leases = merges.flatMap(({ trailers }) => leasesIn(trailers));
  return done(left.length === 0 ? [] : [{ commit: to, files: left, submodules, leases, isLeftOut: true }]);
}
