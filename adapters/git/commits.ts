/** Commits as git keeps them: who, when, which trailers and which files. Plumbing only: no setting of a person changes what it shows. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Millis } from '../../src/kernel/clock.ts';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { type Untrusted, untrusted } from '../../src/kernel/text.ts';
import { isSubmodule } from './raw.ts';
import { exitOf, type How, run, runText } from './run.ts';

export interface Commit {
  commit: string;
  parents: readonly string[];
  /** When it was committed. */
  at: Millis;
  author: { name: Untrusted; email: Untrusted };
  subject: Untrusted;
  /** Whole lines of the trailer block, each unfolded: `Molt-Lease: 17`. */
  trailers: readonly Untrusted[];
  /** From the top folder: both sides of a rename, deletions, a submodule as one path. Of a merge only what differs from all its parents. */
  files: readonly Untrusted[];
  /** Those of the files that are submodules. */
  submodules: readonly Untrusted[];
}

const isFull = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const fields = ['%H', '%P', '%ct', '%an', '%ae', '%s', '%(trailers:only=true,unfold=true)'];
const show = [
  ...['diff-tree', '--stdin', '-z', '-r', '--root', '-c', '--raw', '--abbrev=4', '--no-renames', '--always'],
  ...['--no-ext-diff', '--no-textconv', '--ignore-submodules=none', '--encoding=UTF-8', `--format=${fields.join('%x00')}`],
];
/** So many are shown by one process. */
const portion = 500;

/** In the order of `commits`, which are full. Where a shallow history ends, a commit has no files: which ones it changed is not known here. */
export async function readCommits(folder: string, commits: readonly string[], how: How = {}): Promise<Outcome<Commit[]>> {
  if (commits.length === 0) return done([]);
  const ends = await shallowEnds(folder, how);
  if (!ends.ok) return ends;
  const found: Commit[] = [];
  for (let start = 0; start < commits.length; start += portion) {
    const input = commits.slice(start, start + portion).map((commit) => `${commit}\n`);
    const ran = await runText(folder, show, { ...how, input: input.join('') });
    if (!ran.ok) return ran;
    for (const commit of parsed(ran.value)) found.push(ends.value.has(commit.commit) ? { ...commit, files: [], submodules: [] } : commit);
  }
  return done(found);
}

/** Each commit is its fields, then pairs of `:modes ids status` and path. Line ends and empty pieces stand between, fewer or more by kind. */
function parsed(output: string): Commit[] {
  const pieces = output.split('\0');
  const found: Commit[] = [];
  for (let n = 0; n < pieces.length; ) {
    const commit = pieces[n]!.trim();
    if (!isFull.test(commit)) {
      n++;
      continue;
    }
    const [parents, seconds, name, email, subject, trailers] = pieces.slice(n + 1, n + fields.length) as [
      ...[string, string, string, string, string, string],
    ];
    const files: Untrusted[] = [];
    const submodules: Untrusted[] = [];
    for (n += fields.length; n < pieces.length && !isFull.test(pieces[n]!); n++) {
      const entry = pieces[n]!;
      if (!/^\n?:/.test(entry)) continue;
      const path = untrusted(pieces[++n] ?? '');
      files.push(path);
      if (isSubmodule(entry)) submodules.push(path);
    }
    found.push({
      commit,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      at: Number(seconds) * 1000,
      author: { name: untrusted(name), email: untrusted(email) },
      subject: untrusted(subject),
      trailers: trailers.split('\n').flatMap((line) => (line === '' ? [] : [untrusted(line)])),
      files,
      submodules,
    });
  }
  return found;
}

/** Commits whose parents a shallow clone has not got: to git they look as if they had added every file. */
export async function shallowEnds(folder: string, how: How = {}): Promise<Outcome<ReadonlySet<string>>> {
  const path = await runText(folder, ['rev-parse', '--git-path', 'shallow'], how);
  if (!path.ok) return path;
  try {
    const text = await readFile(resolve(folder, path.value.replace(/\n$/, '')), 'utf8');
    return done(new Set(text.split('\n')));
  } catch {
    return done(new Set());
  }
}

/** Full ids, as `git rev-list` orders them. */
export async function listCommits(folder: string, words: readonly string[], how: How = {}): Promise<Outcome<string[]>> {
  const ran = await runText(folder, ['rev-list', ...words], how);
  return ran.ok ? done(ran.value.split('\n').filter((commit) => commit !== '')) : ran;
}

/** The full commit that a revision names; a refusal `unknown commit` where it is not here. */
export async function commitOf(folder: string, revision: string, how: How = {}): Promise<Outcome<string>> {
  const isOdd = revision === '' || revision.length > 250 || /[\p{Cc}\s]/u.test(revision);
  const ran = isOdd
    ? undefined
    : await runText(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], how);
  if (ran && !ran.ok && exitOf(ran.refusal) === undefined) return ran;
  const commit = ran?.ok ? ran.value.trim() : '';
  return isFull.test(commit)
    ? done(commit)
    : refuse('unknown commit', 'A commit of that name is not in this clone.', undefined, { revision });
}

/** Whether the tip has it behind it, or is it. A commit that is not here is not behind anything. */
export async function contains(folder: string, tip: string, commit: string): Promise<Outcome<boolean>> {
  const ran = await run(folder, ['merge-base', '--is-ancestor', '--end-of-options', commit, tip]);
  return ran.ok ? done(true) : exitOf(ran.refusal) === undefined ? ran : done(false);
}
