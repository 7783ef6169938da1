/** The one place where git is started. */
import { setPriority } from 'node:os';
import { done, type Outcome, type Refusal, refuse } from '../../src/kernel/result.ts';
import { dormant } from './hardening.ts';

export interface How {
  /** For its stdin. */
  input?: string | Uint8Array;
  /** Besides what every call gets. */
  env?: Readonly<Record<string, string>>;
  /** `remote`: it talks to another host, with the person's own keys. `config`: it reads or writes config. */
  for?: 'remote' | 'config';
  /** Behind everybody else: a scan that nobody waits for. */
  isNice?: boolean;
  /** Milliseconds until it is given up. */
  limit?: number;
}

/** The cause of a refusal when git itself has failed. */
export interface Failure {
  words: readonly string[];
  code: number | undefined;
  /** On stderr. */
  said: string;
  /** On stdout, before it failed. */
  output: Buffer;
}

/** A huge repository takes a while; a hanging one is given up. */
const timeLimit = 30_000;
/** More output than this is cut off and the call has failed. */
const most = 64 * 1024 * 1024;

/** What git says as text. Bytes that are no UTF-8 become U+FFFD. */
export async function runText(folder: string, words: readonly string[], how: How = {}): Promise<Outcome<string>> {
  const ran = await run(folder, words, how);
  return ran.ok ? done(ran.value.toString('utf8')) : ran;
}

/** What git says, or why it says nothing. */
export async function run(folder: string, words: readonly string[], how: How = {}): Promise<Outcome<Buffer>> {
  const { input, limit = timeLimit } = how;
  const before = how.for === 'config' ? dormant.wordsForConfig : dormant.words;
  // Loaded when it is first needed: it takes 15 MB, and most bots never ask git.
  const { execa } = await import('execa');
  const running = execa('git', [...before, '-C', folder, ...words], {
    env: { ...dormant.environment(process.env, how.for === 'remote' ? dormant.toReachRemotes : []), ...how.env },
    extendEnv: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    encoding: 'buffer',
    stripFinalNewline: false,
    timeout: limit,
    killSignal: 'SIGKILL',
    // It would end the bot by the very signal that asks it to stop in peace.
    cleanup: false,
    // ssh and its like end with git, and in a session of their own they have no terminal to ask on.
    killDescendants: how.for === 'remote',
    maxBuffer: most,
    reject: false,
  });
  if (how.isNice) lower(running.pid);
  const ran = await running;
  if (!ran.failed) return done(Buffer.from(ran.stdout));
  const said = Buffer.from(ran.stderr ?? []).toString('utf8');
  const cause: Failure = { words, code: ran.exitCode, said, output: Buffer.from(ran.stdout ?? []) };
  if (ran.code === 'ENOENT') return refuse('git missing', 'git is not installed on this host, or not in PATH.', undefined, cause);
  if (ran.timedOut) return refuse('git hangs', `git took more than ${limit / 1000} s and was given up.`, undefined, cause);
  if (ran.isMaxBuffer) return refuse('too much', 'git said more than 64 MB and was given up.', undefined, cause);
  if (/not a git repository/i.test(said)) return refuse('no repository', `${folder} is not a git repository.`, undefined, cause);
  if (/cannot change to/i.test(said)) return refuse('no workspace', `There is no folder ${folder}.`, undefined, cause);
  if (/dubious ownership/i.test(said))
    return refuse('not ours', `git trusts ${folder} only after: git config --global --add safe.directory '${folder}'`, undefined, cause);
  return refuse('git failed', `git ${words[0]} did not work in ${folder}.`, undefined, cause);
}

/** Where git ran and answered by an exit code: that code. */
export const exitOf = (refusal: Refusal): number | undefined =>
  refusal.code === 'git failed' ? (refusal.cause as Failure).code : undefined;

function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, 10);
  } catch {
    // It has ended already.
  }
}
