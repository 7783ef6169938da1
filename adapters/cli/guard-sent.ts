/** What a push brings to a remote, ref by ref: one that cannot be looked at opens the way to no other. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import type { GuardGit, Remote } from '../../src/locks/guard/port.ts';
import type { Pushed } from '../../src/locks/guard/pushed.ts';
import { type CommitChange, changeIn, leftOut } from './guard-changes.ts';

export interface Sent {
  changes: CommitChange[];
  /** What could not be looked at. */
  unsure: { ref: string; why: string }[];
  /** Where this clone does not have what the remote has now: what a forced push drops there cannot be told. */
  unseen: { ref: string; commit: string; isMain: boolean }[];
}

/** `to`: as git tells a hook, the name of the remote or its address. */
export async function sentTo(git: GuardGit, to: string | undefined, pushed: readonly Pushed[]): Promise<Sent> {
  const remote = await remoteNamed(git, to);
  const published = remote?.name === usual ? undefined : await remoteNamed(git, usual);
  const found = new Map<string, CommitChange>();
  const unsure: Sent['unsure'] = [];
  const unseen: Sent['unseen'] = [];
  for (const each of pushed) {
    const sent = await sentBy(git, each, { remote, published });
    if (!sent.ok) {
      unsure.push({ ref: each.ref, why: sent.refusal.message });
      continue;
    }
    for (const change of sent.value.changes) found.set(change.isLeftOut ? `${change.commit} ${each.ref}` : change.commit, change);
    if (sent.value.isUnseen) unseen.push({ ref: each.ref, commit: each.from!, isMain: isMainOf(remote, each) });
  }
  return { changes: [...found.values()], unsure, unseen };
}

const isMainOf = (remote: Remote | undefined, { ref }: Pushed): boolean =>
  remote?.main !== undefined && ref === `refs/heads/${remote.main.branch}`;

/** Where a clone has its main branch from. */
const usual = 'origin';

interface Towards {
  remote: Remote | undefined;
  /** Where the main branch comes from, where that is another one than is pushed to. */
  published: Remote | undefined;
}

async function sentBy(git: GuardGit, pushed: Pushed, towards: Towards): Promise<Outcome<{ changes: CommitChange[]; isUnseen?: boolean }>> {
  const commit = await git.commitOf(pushed.to);
  // A tag of a file or a folder changes none.
  if (!commit.ok) return commit.refusal.code === 'unknown commit' ? done({ changes: [] }) : commit;
  const to = commit.value;
  const main = towards.remote?.main;
  // What others published is nobody's push, but for the main branch itself only what it has counts: a fork is no way around.
  const isMain = isMainOf(towards.remote, pushed);
  const elsewhere = isMain ? undefined : towards.published?.main?.commit;
  const had = pushed.from === undefined ? undefined : await git.commitOf(pushed.from);
  if (had && !had.ok && had.refusal.code !== 'unknown commit') return had;
  if (!had?.ok) {
    const remote = (towards.remote ?? towards.published)?.name;
    const known = isMain ? { from: only(main?.commit) } : { from: only(elsewhere), ...(remote !== undefined && { remote }) };
    const commits = await git.commits({ to, ...known });
    return commits.ok ? done({ changes: commits.value.map(changeIn), isUnseen: had !== undefined }) : commits;
  }
  const from = had.value;
  const others = [...new Set([...only(main?.commit), ...only(elsewhere)])];
  const commits = await git.commits({ from: [from, ...others], to });
  if (!commits.ok) return commits;
  const changes = commits.value.map(changeIn);
  const isWhole = await hasAll(git, from, others);
  if (!isWhole.ok) return isWhole;
  if (!main || !isWhole.value) return done({ changes });
  // On another branch, what is as in the main branch now is lost to nobody.
  const bases = isMain ? [from] : [...new Set([from, main.commit])];
  const lost = await leftOut(git, { bases, to, commits: commits.value });
  return lost.ok ? done({ changes: [...changes, ...lost.value] }) : lost;
}

async function hasAll(git: GuardGit, commit: string, others: readonly string[]): Promise<Outcome<boolean>> {
  for (const other of others) {
    const bases = await git.mergeBases(other, commit);
    if (!bases.ok) return bases;
    if (!bases.value.includes(other)) return done(false);
  }
  return done(true);
}

async function remoteNamed(git: GuardGit, given: string | undefined): Promise<Remote | undefined> {
  const found = given === undefined ? undefined : await git.remote(given);
  return found?.ok ? found.value : undefined;
}

const only = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
