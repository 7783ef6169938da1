/** What git shows inside claims: files at work, commits, and what became of a branch. */
import type { Millis } from '../../src/kernel/clock.ts';
import { done, type Outcome } from '../../src/kernel/result.ts';
import { type Untrusted, visible } from '../../src/kernel/text.ts';
import { type Commit, commitOf, listCommits, readCommits } from './commits.ts';
import { mergedState } from './merged.ts';
import { type How, runText } from './run.ts';
import { dirtyFiles, type Worktree, worktrees } from './worktrees.ts';

export interface Work {
  /**
   * Files changed and not committed, new ones too but for ignored ones, in every local worktree: from the top folder, each once. Where
   * new ones are thousands, the folders that hold nothing else, with a slash.
   */
  dirty: readonly Untrusted[];
  /** Not older than asked for; of any local branch, any worktree's HEAD or origin's branches. Newest first, each once. */
  commits: readonly WorkCommit[];
  /** What this scan could not or would not look at, a sentence each: nothing may be concluded from its silence there. */
  leftOut: readonly string[];
}

export interface WorkCommit extends Commit {
  /** On no remote-tracking branch. Never so in a repository without a remote: there is nowhere to push it. */
  isUnpushed: boolean;
}

export interface GitWork {
  look(since: Millis): Promise<Outcome<Work>>;
  /** The newest commit up to HEAD and origin's branches that touched one of these paths, taken literally; folders mean all in them. */
  lastCommit(paths: readonly string[]): Promise<Outcome<Pick<Commit, 'commit' | 'at' | 'author' | 'subject'> | undefined>>;
  /** Of a local branch, or one of origin. A branch without a commit of its own is open; one that is not there is gone. */
  isMerged(branch: string): Promise<Outcome<'merged' | 'gone' | 'open'>>;
  /** The address of origin. Undefined: there is none. */
  origin(): Promise<string | undefined>;
}

const most = 5000;
/** Bytes of paths in one command line. */
const roomForPaths = 60_000;
const nice: How = { isNice: true };

/** One scan serves all claims. Nothing is run until it is asked for. */
export function openGitWork(workspace: string): GitWork {
  return {
    async look(since) {
      const trees = await worktrees(workspace, nice);
      if (!trees.ok) return trees;
      const commits = await commitsSince(workspace, since, trees.value);
      if (!commits.ok) return commits;
      const { dirty, leftOut } = await changes(trees.value);
      if (commits.value.length > most) leftOut.push(`Only the newest ${most} commits were looked at.`);
      return done({ commits: commits.value.slice(0, most), dirty, leftOut });
    },
    lastCommit: (paths) => lastCommit(workspace, paths),
    isMerged: (branch) => mergedState(workspace, branch),
    async origin() {
      const ran = await runText(workspace, ['remote', 'get-url', 'origin']);
      return ran.ok ? ran.value.trim() : undefined;
    },
  };
}

/** One more than is looked at, where there are more. */
async function commitsSince(folder: string, since: Millis, trees: readonly Worktree[]): Promise<Outcome<WorkCommit[]>> {
  const how: How = { ...nice, input: trees.map(({ head }) => (head === undefined ? '' : `${head}\n`)).join('') };
  const words = [`--max-age=${Math.ceil(since / 1000)}`, `--max-count=${most + 1}`, '--ignore-missing', '--branches', '--stdin'];
  const all = await listCommits(folder, [...words, '--remotes=origin'], how);
  const remotes = await runText(folder, ['remote'], nice);
  const hasRemote = remotes.ok && remotes.value !== '';
  const unpushed = hasRemote ? await listCommits(folder, [...words, '--not', '--remotes'], how) : done([]);
  if (!all.ok || !remotes.ok || !unpushed.ok)
    return [all, remotes, unpushed].find((each) => !each.ok) as Extract<typeof all, { ok: false }>;
  const commits = await readCommits(folder, all.value, nice);
  if (!commits.ok) return commits;
  const isUnpushed = new Set(unpushed.value);
  return done(commits.value.map((commit) => ({ ...commit, isUnpushed: isUnpushed.has(commit.commit) })));
}

/** One worktree after the other: the host has better things to do. */
async function changes(trees: readonly Worktree[]): Promise<{ dirty: Untrusted[]; leftOut: string[] }> {
  const dirty = new Set<Untrusted>();
  const leftOut: string[] = [];
  for (const { path } of trees) {
    const found = await dirtyFiles(path, nice);
    if (found.ok) for (const file of found.value) dirty.add(file);
    // Its folder was removed, or is on a disk that is not there.
    else if (found.refusal.code !== 'no workspace')
      leftOut.push(`Changes in ${visible(path)} were not seen: ${visible(found.refusal.message)}`);
  }
  return { dirty: [...dirty], leftOut };
}

async function lastCommit(folder: string, paths: readonly string[]): ReturnType<GitWork['lastCommit']> {
  const head = await commitOf(folder, 'HEAD', nice);
  if (!head.ok && head.refusal.code !== 'unknown commit') return head;
  const from = ['--max-count=1', ...(head.ok ? [head.value] : []), '--remotes=origin', '--'];
  const candidates = new Set<string>();
  for (const some of portions(paths)) {
    const listed = await listCommits(folder, [...from, ...some.map((path) => `:(top,literal)${path}`)], nice);
    if (!listed.ok) return listed;
    for (const commit of listed.value) candidates.add(commit);
  }
  const commits = await readCommits(folder, [...candidates], nice);
  if (!commits.ok) return commits;
  // Without files: a shallow history ends there, and what touched the paths lies before.
  const known = commits.value.filter(({ files, parents }) => files.length > 0 || parents.length > 1);
  const newest = known.toSorted((a, b) => b.at - a.at)[0];
  return done(newest && { commit: newest.commit, at: newest.at, author: newest.author, subject: newest.subject });
}

function portions(paths: readonly string[]): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const path of paths) {
    const size = Buffer.byteLength(path) + 16;
    if (all.length === 0 || room < size) {
      all.push([]);
      room = roomForPaths;
    }
    all.at(-1)!.push(path);
    room -= size;
  }
  return all;
}
