/** The commits of a branch, a pull request or a range, as a person or CI names them. */
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { visible } from '../../src/kernel/text.ts';
import type { ChangedCommit, GuardGit } from '../../src/locks/guard/port.ts';
import type { GuardDeps } from './guard-deps.ts';

export interface Range {
  /** As it was given, or found. */
  base: string;
  /** The commit that it ends with. */
  to: string;
  /** Where it left the base: several where both were merged crosswise. */
  bases: readonly string[];
  commits: readonly ChangedCommit[];
}

/** `BASE..HEAD`, also with three dots or without one of the two. */
export function ends(word: string): { base?: string; head: string } {
  const [, base, head] = /^(.*?)\.\.\.?(.*)$/.exec(word) ?? [];
  return head === undefined ? { head: word } : { ...(base && { base }), head: head || 'HEAD' };
}

const inCi = 'In CI fetch all of it: fetch-depth: 0.';

/** Without a base: that of the pull request, else where it left the main branch of origin. */
export async function rangeOf({ git, env }: GuardDeps, { base: given, head }: { base?: string; head: string }): Promise<Outcome<Range>> {
  const to = await commitNamed(git, head);
  if (!to.ok) return to;
  const told = given ?? (env.GITHUB_BASE_REF ? `origin/${env.GITHUB_BASE_REF}` : undefined);
  let known: string | undefined;
  for (const base of told === undefined ? ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'] : [told]) {
    const from = await commitNamed(git, base);
    if (!from.ok && (told !== undefined || from.refusal.code !== notHere)) return from;
    if (!from.ok) continue;
    known ??= base;
    const bases = await git.mergeBases(from.value, to.value);
    if (!bases.ok) return bases;
    if (bases.value.length === 0) continue;
    const commits = await git.commits({ from: [from.value], to: to.value });
    return commits.ok ? done({ base, to: to.value, bases: bases.value, commits: commits.value }) : commits;
  }
  return known === undefined
    ? refuse('no base', `No main branch is known here to compare with: name BASE. ${inCi}`)
    : refuse('no base', `Nothing is known here that ${visible(known)} and ${visible(head)} have in common. ${inCi}`);
}

const notHere = 'unknown commit';

/** Of a pull request where `git fetch` has brought it; a branch also where only origin has it. */
async function commitNamed(git: GuardGit, name: string): Promise<Outcome<string>> {
  const pull = /^#?(\d{1,9})$/.exec(name)?.[1];
  const pulls =
    pull === undefined ? [] : [`refs/pull/${pull}/head`, `refs/remotes/origin/pr/${pull}`, `refs/remotes/origin/pull/${pull}/head`];
  const isPlain = name !== '' && !name.startsWith('#');
  const named = isPlain ? [name, `refs/remotes/origin/${name}`] : [];
  // A number may be a branch, or the beginning of a commit.
  const first = isPlain && pull !== undefined ? [`refs/heads/${name}`] : [];
  for (const each of [...first, ...pulls, ...named]) {
    const commit = await git.commitOf(each);
    if (commit.ok || commit.refusal.code !== notHere) return commit;
  }
  if (pull !== undefined)
    return refuse(notHere, `Pull request ${pull} is not here. Fetch it: git fetch origin pull/${pull}/head:refs/pull/${pull}/head`);
  const shown = name === '' ? "''" : visible(name, { maxLength: 80 });
  return refuse(notHere, `There is no branch ${shown} here, and no such commit.${/^origin\/|^[0-9a-f]{40}$/.test(name) ? ` ${inCi}` : ''}`);
}
