/** Every git call of the bot. A repository can name programs to run in its own config; none of them is run here. */
import { createHash } from 'node:crypto';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { type Untrusted, untrusted } from '../../src/kernel/text.ts';
import { dormant } from './hardening.ts';

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

/** A huge repository takes a while; a hanging one is given up. */
const timeLimit = 30_000;
/** More output than this is cut off and the call has failed. */
const most = 64 * 1024 * 1024;
/** So many moves of HEAD are looked at. */
const longestWalk = 1000;
const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Git in one folder. Nothing is run until it is asked for. */
export function openGit(workspace: string): Git {
  const text = async (...words: string[]): Promise<Outcome<string>> => {
    const ran = await run(workspace, words);
    return ran.ok ? done(ran.value.toString('utf8')) : ran;
  };

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
      const ran = await text('status', '--porcelain=v2', '-z', '--untracked-files=normal', '--ignore-submodules=dirty');
      return ran.ok ? done(ran.value.split('\0').flatMap((entry) => (entry === '' ? [] : [untrusted(entry)]))) : ran;
    },
    async diffHash() {
      const ran = await run(workspace, [
        'diff',
        '--no-ext-diff',
        '--no-textconv',
        '--no-color',
        '--binary',
        '--ignore-submodules=dirty',
        'HEAD',
        '--',
      ]);
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

/** The one place where git is started: its output, or why there is none. */
async function run(workspace: string, words: readonly string[]): Promise<Outcome<Buffer>> {
  // Loaded when it is first needed: it takes 15 MB, and most bots never ask git.
  const { execa } = await import('execa');
  const ran = await execa('git', [...dormant.words, '-C', workspace, ...words], {
    env: dormant.environment(process.env),
    extendEnv: false,
    stdin: 'ignore',
    encoding: 'buffer',
    stripFinalNewline: false,
    timeout: timeLimit,
    killSignal: 'SIGKILL',
    maxBuffer: most,
    reject: false,
  });
  if (!ran.failed) return done(Buffer.from(ran.stdout));
  const said = Buffer.from(ran.stderr ?? []).toString('utf8');
  const cause = { words, code: ran.exitCode, said };
  if (ran.code === 'ENOENT') return refuse('git missing', 'git is not installed on this host, or not in PATH.', undefined, cause);
  if (ran.timedOut) return refuse('git hangs', `git took more than ${timeLimit / 1000} s and was given up.`, undefined, cause);
  if (ran.isMaxBuffer) return refuse('too much', 'git said more than 64 MB and was given up.', undefined, cause);
  if (/not a git repository/i.test(said)) return refuse('no repository', `${workspace} is not a git repository.`, undefined, cause);
  if (/cannot change to/i.test(said)) return refuse('no workspace', `There is no folder ${workspace}.`, undefined, cause);
  if (/dubious ownership/i.test(said))
    return refuse(
      'not ours',
      `git trusts ${workspace} only after: git config --global --add safe.directory '${workspace}'`,
      undefined,
      cause,
    );
  return refuse('git failed', `git ${words[0]} did not work in ${workspace}.`, undefined, cause);
}
