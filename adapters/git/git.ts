/** What the bot asks git about its workspace. A repository can name programs to run in its own config; none of them is run here. */
import { createHash } from 'node:crypto';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { type Untrusted, untrusted } from '../../src/kernel/text.ts';
import { withoutFilters } from './filters.ts';
import { run, runText } from './run.ts';

export interface Git {
  /** The folder of the worktree, without links. */
  topLevel(): Promise<Outcome<string>>;
  /** The full commit at HEAD. */
  head(): Promise<Outcome<string>>;
  /** The full commit at HEAD at that time (ms since 1970), as git's own log of HEAD tells; undefined where it does not reach back so far. */
  headAt(time: number): Promise<Outcome<string | undefined>>;
  /** Undefined: HEAD is at no branch. */
  branch(): Promise<Outcome<Untrusted | undefined>>;
  /** Entries of `git status --porcelain=v2`, names as they are. */
  status(): Promise<Outcome<Untrusted[]>>;
  /** sha256 of `git diff HEAD`, in hex. */
  diffHash(): Promise<Outcome<string>>;
  tagsAtHead(): Promise<Outcome<string[]>>;
  /** The full commit that a revision names now. */
  resolve(revision: string): Promise<Outcome<string>>;
}

/** So many moves of HEAD are looked at. */
const longestWalk = 1000;
const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Git in one folder. Nothing is run until it is asked for. */
export function openGit(workspace: string): Git {
  const text = (...words: string[]): Promise<Outcome<string>> => runText(workspace, words);

  async function head(): Promise<Outcome<string>> {
    const ran = await text('rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}');
    if (ran.ok) return done(ran.value.trim());
    return ran.refusal.code === 'git failed' ? refuse('no commit', 'The workspace has no commit yet.', undefined, ran.refusal.cause) : ran;
  }

  return {
    head,
    async topLevel() {
      const ran = await text('rev-parse', '--show-toplevel');
      return ran.ok ? done(ran.value.replace(/\n$/, '')) : ran;
    },
    async headAt(time) {
      const ran = await text('log', '--walk-reflogs', `--max-count=${longestWalk}`, '--date=unix', '--format=%H %gd', 'HEAD', '--');
      if (!ran.ok) return ran;
      // Newest first: `<commit> HEAD@{1763826852}`
      const moves = [...ran.value.matchAll(/^([0-9a-f]+) HEAD@\{(\d+)\}$/gm)];
      return done(moves.find(([, , seconds]) => Number(seconds) * 1000 <= time)?.[1]);
    },
    async branch() {
      const ran = await text('symbolic-ref', '--short', '--quiet', 'HEAD');
      if (ran.ok) return done(untrusted(ran.value.replace(/\n$/, '')));
      return ran.refusal.code === 'git failed' ? done(undefined) : ran;
    },
    async status() {
      const env = await withoutFilters(workspace);
      if (!env.ok) return env;
      const words = ['status', '--porcelain=v2', '-z', '--untracked-files=normal', '--ignore-submodules=dirty'];
      const ran = await runText(workspace, words, { env: env.value });
      return ran.ok ? done(ran.value.split('\0').flatMap((entry) => (entry === '' ? [] : [untrusted(entry)]))) : ran;
    },
    async diffHash() {
      const env = await withoutFilters(workspace);
      if (!env.ok) return env;
      const words = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--binary', '--ignore-submodules=dirty', 'HEAD', '--'];
      const ran = await run(workspace, words, { env: env.value });
      return ran.ok ? done(createHash('sha256').update(ran.value).digest('hex')) : ran;
    },
    async tagsAtHead() {
      const ran = await text('for-each-ref', '--points-at=HEAD', '--format=%(refname:strip=2)', 'refs/tags');
      return ran.ok ? done(ran.value.split('\n').filter((tag) => tag !== '')) : ran;
    },
    async resolve(revision) {
      if (revision === '' || revision.length > 250 || /[\p{Cc}\s]/u.test(revision))
        return refuse('bad revision', 'That is not a revision: a branch, a tag or a commit is one word.');
      const ran = await text('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
      const commit = ran.ok ? ran.value.trim() : '';
      if (fullCommit.test(commit)) return done(commit);
      return ran.ok || ran.refusal.code === 'git failed' ? refuse('no such revision', 'The workspace has no commit of that name.') : ran;
    },
  };
}
