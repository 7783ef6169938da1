/** What git's own files say about where a worktree stands, without starting git: whether a change of files came with a move of HEAD. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { textOf } from './plain-file.ts';

export interface GitDir {
  /** Of the worktree: HEAD, index and what is going on. */
  gitDir: string;
  /** Of the repository: branches, stash. The same, but in a linked worktree. */
  commonDir: string;
}

/** What is there while something goes on that moves HEAD or holds changes back. */
export const underWay = ['MERGE_HEAD', 'rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'BISECT_LOG'] as const;

/** One such file holds a line or two; packed-refs has one for each ref. */
const limits = { line: 4096, tables: 1024 * 1024, refs: 64 * 1024 * 1024, index: 64 * 1024 * 1024 };
/** A ref may name another, and that a third; git follows no more. */
const longestChain = 5;

/** Of the worktree that the folder lies in; undefined where it lies in none. */
export function findGitDir(workspace: string): GitDir | undefined {
  for (let folder = resolve(workspace); ; folder = dirname(folder)) {
    const gitDir = gitDirIn(folder);
    if (gitDir !== undefined) return { gitDir, commonDir: commonDirOf(gitDir) };
    if (folder === dirname(folder)) return undefined;
  }
}

/** `.git` is a folder, or in a linked worktree or submodule a file that names one. */
function gitDirIn(folder: string): string | undefined {
  const path = join(folder, '.git');
  const named = /^gitdir: (.+?)\r?\n?$/s.exec(textOf(path, limits.line) ?? '')?.[1];
  const gitDir = named === undefined ? path : resolve(folder, named);
  return existsSync(join(gitDir, 'HEAD')) ? real(gitDir) : undefined;
}

function commonDirOf(gitDir: string): string {
  const named = textOf(join(gitDir, 'commondir'), limits.line)?.replace(/\r?\n$/, '');
  return named ? real(resolve(gitDir, named)) : gitDir;
}

/** Another text whenever HEAD, its branch, its commit, the stash, or what is under way is another; undefined where HEAD cannot be read. To be compared, not to be shown. */
export function gitState(gitDir: string, commonDir: string): string | undefined {
  const dirs = { gitDir, commonDir };
  const head = textOf(join(gitDir, 'HEAD'), limits.line)?.trim();
  if (head === undefined) return undefined;
  return [
    head,
    commitOf('HEAD', dirs) ?? 'no commit',
    commitOf('refs/stash', dirs) ?? 'no stash',
    ...underWay.filter((name) => existsSync(join(gitDir, name))),
    ...tables(dirs),
  ].join('\n');
}

/** A git program is changing the worktree or its index. */
export const atWork = (gitDir: string): boolean => existsSync(join(gitDir, 'index.lock'));

/** Longer than git takes from the files and the index to HEAD, or from the stash to the files (measured: 5 ms, 20 beside other work). */
const oneCommand = 250;

/** A git program has changed something just now, and may not be through: it puts files and index in place before it moves HEAD. */
export function isFresh({ gitDir, commonDir }: GitDir): boolean {
  // A lock that has stood for longer was left by a git that died.
  const touched = ['index.lock', 'HEAD.lock', 'index', 'HEAD', 'logs/HEAD'];
  return hasJustStashed({ commonDir }) || touched.some((name) => isNew(join(gitDir, name)));
}

/** A stash was put in place just now: what it holds is taken out of the files next. */
export const hasJustStashed = ({ commonDir }: Pick<GitDir, 'commonDir'>): boolean => isNew(join(commonDir, 'refs/stash'));

/** Longer than git takes from a file that it puts in place to the index, which it writes last. Nanoseconds. */
const wholeCheckout = 1_000_000_000n;

/**
 * Whether it was git that put the file in place as it stands: the index, written right after it, holds just these bytes. So it is after a
 * checkout of a file, a restore, a reset to the same commit or a squash merge, which move nothing else. An edit by hand is in no index,
 * unless it takes back what was not committed, and `git add` or `git status` follow within the second.
 */
export function hasPut({ gitDir }: Pick<GitDir, 'gitDir'>, { bytes, mtimeNs }: { bytes: Uint8Array; mtimeNs: bigint }): boolean {
  const path = join(gitDir, 'index');
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat || stat.size > limits.index) return false;
  // Both are often of the same tick of the clock.
  const after = stat.mtimeNs - mtimeNs;
  if (after < 0n || after > wholeCheckout) return false;
  const index = read(path);
  return index !== undefined && ['sha1', 'sha256'].some((kind) => index.includes(blobId(kind, bytes)));
}

/** As git names what it keeps. */
const blobId = (kind: string, bytes: Uint8Array): Buffer => createHash(kind).update(`blob ${bytes.length}\0`).update(bytes).digest();

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function isNew(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Math.abs(Date.now() - stat.mtimeMs) < oneCommand;
}

function commitOf(name: string, dirs: GitDir): string | undefined {
  let ref = name;
  for (let steps = 0; steps < longestChain; steps += 1) {
    const value = loose(ref, dirs) ?? packed(ref, dirs);
    const next = /^ref:\s*(refs\/.+)$/.exec(value ?? '')?.[1];
    if (next === undefined) return value;
    ref = next;
  }
  return undefined;
}

/** HEAD and a few more refs are the worktree's own. */
function loose(ref: string, { gitDir, commonDir }: GitDir): string | undefined {
  if (ref.split('/').includes('..')) return undefined;
  const isOwn = !ref.startsWith('refs/') || /^refs\/(?:bisect|worktree|rewritten)\//.test(ref);
  return textOf(join(isOwn ? gitDir : commonDir, ref), limits.line)?.trim() || undefined;
}

function packed(ref: string, { commonDir }: GitDir): string | undefined {
  const text = textOf(join(commonDir, 'packed-refs'), limits.refs) ?? '';
  const at = text.indexOf(` ${ref}\n`);
  return at < 0 ? undefined : text.slice(text.lastIndexOf('\n', at) + 1, at);
}

/** Where refs are kept as reftable, HEAD tells nothing; the list of tables is another after each change of any ref, fetches too. */
function tables({ gitDir, commonDir }: GitDir): string[] {
  return [...new Set([gitDir, commonDir])].flatMap((dir) => {
    const list = textOf(join(dir, 'reftable', 'tables.list'), limits.tables);
    return list === undefined ? [] : [list];
  });
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
