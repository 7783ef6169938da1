/** The copy of the lock file on a branch of the remote. Who wants to change it pushes one commit; git lets one of two win. */
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import type { Fetched, LockBranch as Port } from '../../src/locks/branch/lock-branch.ts';
import { contains } from './commits.ts';
import { type Message, makeCommit } from './lock-commit.ts';
import { fetchTip, keep, pushCommit, type RemoteBranch } from './remote.ts';
import { revisionsOf } from './revisions.ts';
import { exitOf, runText } from './run.ts';

export interface LockBranch extends Port {
  /**
   * One commit on `on` (undefined: the branch does not exist yet), with the file as `bytes`, which may be the same, and one trailer more,
   * `Molt-Push`, that makes it unlike any other. `rejected`: somebody was faster, or is just about to be: fetch and try again, but not for
   * ever. Refusals: `push refused`, `not a file`, `not a folder`; `unreachable` leaves open whether the remote has taken it or will: its
   * cause has the `commit`, which a later fetch shows or does not.
   */
  push(
    on: string | undefined,
    bytes: Uint8Array,
    message: Message,
  ): Promise<Outcome<{ is: 'accepted'; commit: string } | { is: 'rejected' }>>;
  /** The branch that origin/HEAD names, else the upstream of the current one, else the current one. Stays the same once found. */
  name(): Promise<Outcome<RemoteBranch>>;
}

export interface LockBranchOptions {
  /** Instead of the one that is found. */
  branch?: string;
  /** Milliseconds for each call over the network. */
  limit?: number;
}

/** `path`: of the file, from the top folder. Nothing is run until it is asked for. */
export function openLockBranch(workspace: string, path: string, { branch, limit }: LockBranchOptions = {}): LockBranch {
  let known: RemoteBranch | undefined;
  async function name(): Promise<Outcome<RemoteBranch>> {
    if (known) return done(known);
    if (path.includes('\n') || path.split('/').some((part) => ['', '.', '..'].includes(part)))
      return refuse('bad path', 'The lock file has to lie in the repository.', undefined, { path });
    const found = await findBranch(workspace, branch);
    if (found.ok) known = found.value;
    return found;
  }

  async function fetch(after: string | undefined): Promise<Outcome<Fetched>> {
    const place = await name();
    if (!place.ok) return place;
    const fetched = await fetchTip(workspace, place.value, limit);
    if (!fetched.ok) return fetched;
    const tip = fetched.value;
    if (tip === undefined) return done({ tip, isRewritten: after !== undefined, revisions: [] });
    const isOnTop = after === undefined ? done(true) : await contains(workspace, tip, after);
    if (!isOnTop.ok) return isOnTop;
    const revisions = await revisionsOf(workspace, path, tip, isOnTop.value ? after : undefined);
    return revisions.ok ? done({ tip, isRewritten: !isOnTop.value, revisions: revisions.value }) : revisions;
  }

  return {
    name,
    fetch,
    async push(on, bytes, message) {
      const place = await name();
      if (!place.ok) return place;
      const made = await makeCommit(workspace, path, on, bytes, message);
      if (!made.ok) return made;
      const commit = made.value;
      const pushed = await pushCommit(workspace, place.value, commit, on, limit);
      if (pushed.is === 'overtaken') return done({ is: 'rejected' });
      if (pushed.is !== 'taken') {
        // The remote may have taken it before the answer was lost.
        const seen = await fetchTip(workspace, place.value, limit);
        const tip = seen.ok ? seen.value : on;
        if (tip === on) return { ok: false, refusal: { ...pushed.refusal, cause: { commit, because: pushed.refusal.cause } } };
        const isIn = tip === undefined ? done(false) : await contains(workspace, tip, commit);
        if (!isIn.ok) return isIn;
        if (!isIn.value) return done({ is: 'rejected' });
      }
      await keep(workspace, place.value, commit);
      return done({ is: 'accepted', commit });
    },
  };
}

async function findBranch(folder: string, branch: string | undefined): Promise<Outcome<RemoteBranch>> {
  const remote = 'origin';
  const address = await runText(folder, ['remote', 'get-url', remote]);
  if (!address.ok)
    return exitOf(address.refusal) === undefined ? address : refuse('no remote', 'This repository has no remote called origin.');
  if (branch !== undefined) return done({ remote, branch });
  const ask = async (words: string[], start = ''): Promise<string | undefined> => {
    const ran = await runText(folder, words);
    const text = ran.ok ? ran.value.replace(/\n$/, '') : '';
    return text.startsWith(start) ? text.slice(start.length) || undefined : undefined;
  };
  const found =
    (await ask(['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`], `refs/remotes/${remote}/`)) ??
    (await ask(['rev-parse', '--symbolic-full-name', '--verify', '--quiet', '@{upstream}'], `refs/remotes/${remote}/`)) ??
    (await ask(['symbolic-ref', '--quiet', 'HEAD'], 'refs/heads/'));
  return found === undefined
    ? refuse('no branch', 'It is not clear which branch of origin is the main one.')
    : done({ remote, branch: found });
}
