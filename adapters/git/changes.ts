/** What is about to be committed or pushed, in any checkout, also while git runs one of its hooks. */
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import type { Untrusted } from '../../src/kernel/text.ts';
import type { Places } from '../../src/locks/guard/port.ts';
import { type Commit, commitOf, listCommits, readCommits, shallowEnds } from './commits.ts';
import { config, places, setConfig } from './places.ts';
import { exitOf, type How, runText } from './run.ts';
import { staged } from './staged.ts';

export interface GitChanges {
  /**
   * Staged against HEAD, or against nothing where there is no commit yet: both sides of a rename, deletions, a submodule as one path.
   * During a merge only what differs from all its sides: what came from the other side as it is was not changed here.
   */
  staged(): Promise<Outcome<readonly Untrusted[]>>;
  /**
   * Commits of `to` that are not in `from`, oldest first. With `remote`, those on its branches are left out as well; with neither, those
   * of any remote. Refusals: `unknown commit`, `too many commits`, `shallow` (a commit's own changes cannot be told here).
   */
  commits(range: { from?: string; to: string; remote?: string }): Promise<Outcome<readonly Commit[]>>;
  /** Undefined: they have none here. */
  mergeBase(a: string, b: string): Promise<Outcome<string | undefined>>;
  places(): Promise<Outcome<Places>>;
  /** The value that holds for this checkout; undefined: it is not set. */
  config(name: string): Promise<Outcome<string | undefined>>;
  /** In the repository's own config; undefined takes it out. */
  setConfig(name: string, value: string | undefined): Promise<Outcome<undefined>>;
}

const most = 5000;
/** git tells its hooks which repository and, for `commit -a` or `commit FILE`, which index it is about. */
const toldToHooks = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'];

/** `env`: what git told the hook that asks; only what names the repository is taken from it. */
export function openGitChanges(folder: string, env: Readonly<Record<string, string | undefined>> = {}): GitChanges {
  const how: How = { env: Object.fromEntries(toldToHooks.flatMap((name) => (env[name] ? [[name, env[name]]] : []))) };
  return {
    staged: () => staged(folder, how),
    commits: (range) => commitsIn(folder, range, how),
    async mergeBase(a, b) {
      const [one, other] = [await commitOf(folder, a, how), await commitOf(folder, b, how)];
      if (!one.ok || !other.ok) return one.ok ? other : one;
      const ran = await runText(folder, ['merge-base', one.value, other.value], how);
      if (ran.ok) return done(ran.value.trim());
      return exitOf(ran.refusal) === 1 ? done(undefined) : ran;
    },
    places: () => places(folder, how),
    config: (name) => config(folder, name, how),
    setConfig: (name, value) => setConfig(folder, name, value, how),
  };
}

async function commitsIn(folder: string, { from, to, remote }: { from?: string; to: string; remote?: string }, how: How) {
  const end = await commitOf(folder, to, how);
  const start = from === undefined ? undefined : await commitOf(folder, from, how);
  if (!end.ok) return end;
  if (start && !start.ok) return start;
  const words = ['--reverse', '--topo-order', `--max-count=${most + 1}`, end.value, '--not', ...(start ? [start.value] : [])];
  if (!start || remote !== undefined) {
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

/** git calls a hook with an address where the remote has no name: then the branches of all remotes. */
async function branchesOf(folder: string, remote: string | undefined, how: How): Promise<Outcome<string>> {
  const ran = await runText(folder, ['remote'], how);
  if (!ran.ok) return ran;
  return done(remote !== undefined && ran.value.split('\n').includes(remote) ? `--remotes=${remote}` : '--remotes');
}
