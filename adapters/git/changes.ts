/** What is about to be committed or pushed, in any checkout, also while git runs one of its hooks. */
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import type { ChangedFiles, GuardGit } from '../../src/locks/guard/port.ts';
import { type Commit, commitOf, listCommits, readCommits, shallowEnds } from './commits.ts';
import { config, ownConfig, places, setConfig, tracks } from './places.ts';
import { readRaw } from './raw.ts';
import { remoteOf } from './remotes.ts';
import { exitOf, type How, runText } from './run.ts';
import { amended, staged } from './staged.ts';

export interface GitChanges extends Omit<GuardGit, 'commits'> {
  /**
   * As the guard asks for them. Refusals: `unknown commit`, `too many commits`, `shallow` (a commit's own changes cannot be told here).
   */
  commits(range: Range): Promise<Outcome<readonly Commit[]>>;
  /** As the repository's own config has it, whatever the user's says. */
  ownConfig(name: string): Promise<Outcome<string | undefined>>;
  /** In the repository's own config; undefined takes it out. */
  setConfig(name: string, value: string | undefined): Promise<Outcome<undefined>>;
}

type Range = Parameters<GuardGit['commits']>[0];

const most = 5000;
/** git tells its hooks which repository and, for `commit -a` or `commit FILE`, which index it is about. */
const toldToHooks = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'];
/** Where the caller's own settings are: git looks for hooks where those say. */
const settingsOf = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'];

/** `env`: of the caller, and what git told the hook that asks; only what names the repository and the settings is taken from it. */
export function openGitChanges(folder: string, env: Readonly<Record<string, string | undefined>> = {}): GitChanges {
  const how: How = { env: Object.fromEntries([...toldToHooks, ...settingsOf].flatMap((name) => (env[name] ? [[name, env[name]]] : []))) };
  return {
    staged: () => staged(folder, how),
    amended: () => amended(folder, how),
    commits: (range) => commitsIn(folder, range, how),
    differing: (from, to) => differing(folder, from, to, how),
    commitOf: (revision) => commitOf(folder, revision, how),
    mergeBases: (a, b) => mergeBases(folder, a, b, how),
    remote: (given) => remoteOf(folder, given, how),
    places: () => places(folder, how),
    tracks: (path) => tracks(folder, path, how),
    config: (name) => config(folder, name, how),
    ownConfig: (name) => ownConfig(folder, name, how),
    setConfig: (name, value) => setConfig(folder, name, value, how),
  };
}

async function commitsIn(folder: string, { from = [], to, remote }: Range, how: How): Promise<Outcome<Commit[]>> {
  const end = await commitOf(folder, to, how);
  if (!end.ok) return end;
  const starts: string[] = [];
  for (const each of from) {
    const start = await commitOf(folder, each, how);
    if (!start.ok) return start;
    starts.push(start.value);
  }
  const words = ['--reverse', '--topo-order', `--max-count=${most + 1}`, end.value, '--not', ...starts];
  if (from.length === 0 || remote !== undefined) {
    const branches = await branchesOf(folder, remote, how);
    if (!branches.ok) return branches;
    words.push(branches.value);
  }
  const listed = await listCommits(folder, words, how);
  if (!listed.ok) return listed;
  if (listed.value.length > most) return refuse('too many commits', `These are more than ${most} commits; they were not looked at.`);
  const ends = await shallowEnds(folder, how);
  if (!ends.ok) return ends;
  const cut = listed.value.find((commit) => ends.value.has(commit));
  if (cut !== undefined)
    return refuse('shallow', 'This clone is shallow: what its oldest commits changed cannot be told.', 'git fetch --unshallow', {
      commit: cut,
    });
  return readCommits(folder, listed.value, how);
}

async function differing(folder: string, from: string, to: string, how: How): Promise<Outcome<ChangedFiles>> {
  const [one, other] = [await commitOf(folder, from, how), await commitOf(folder, to, how)];
  if (!one.ok) return one;
  if (!other.ok) return other;
  const ends = [one.value, other.value];
  const words = ['diff-tree', '-z', '-r', '--raw', '--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none', ...ends];
  const ran = await runText(folder, words, how);
  return ran.ok ? done(readRaw(ran.value)) : ran;
}

async function mergeBases(folder: string, a: string, b: string, how: How): Promise<Outcome<string[]>> {
  const [one, other] = [await commitOf(folder, a, how), await commitOf(folder, b, how)];
  if (!one.ok) return one;
  if (!other.ok) return other;
  const ran = await runText(folder, ['merge-base', '--all', one.value, other.value], how);
  if (ran.ok) return done(ran.value.split('\n').filter((commit) => commit !== ''));
  return exitOf(ran.refusal) === 1 ? done([]) : ran;
}

/** git calls a hook with an address where the remote has no name: then the branches of all remotes. */
async function branchesOf(folder: string, remote: string | undefined, how: How): Promise<Outcome<string>> {
  const ran = await runText(folder, ['remote'], how);
  if (!ran.ok) return ran;
  return done(remote !== undefined && ran.value.split('\n').includes(remote) ? `--remotes=${remote}` : '--remotes');
}
