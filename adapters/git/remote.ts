/** Talking to a remote: what it has, getting it, and giving it one commit. Of the clone nothing but objects and a ref of our own changes. */
import { done, type Outcome, type Refusal, refuse } from '../../src/kernel/result.ts';
import { visible } from '../../src/kernel/text.ts';
import { exitOf, type Failure, type How, run, runText } from './run.ts';

export interface RemoteBranch {
  remote: string;
  branch: string;
}

/** How a push ended, as far as git says. `unclear`: the remote may have taken it. */
export type Pushed = { is: 'taken' } | { is: 'overtaken' } | { is: 'refused' | 'unclear'; refusal: Refusal };

/** The commit at the tip, which is here afterwards; undefined: the remote has no such branch. */
export async function fetchTip(folder: string, { remote, branch }: RemoteBranch, limit?: number): Promise<Outcome<string | undefined>> {
  const how: How = { for: 'remote', limit };
  const full = `refs/heads/${branch}`;
  // A branch that is rewritten between the two calls is asked for again.
  for (let attempt = 0; attempt < 3; attempt++) {
    const listed = await runText(folder, ['ls-remote', '--quiet', remote, full], how);
    if (!listed.ok) return unreachable(remote, listed.refusal);
    const tip = listed.value
      .split('\n')
      .find((line) => line.endsWith(`\t${full}`))
      ?.split('\t')[0];
    if (tip === undefined) return done(undefined);
    if (await isHere(folder, tip)) return done(tip);
    const fetched = await run(folder, ['fetch', ...quietly, remote, full], how);
    if (!fetched.ok) return unreachable(remote, fetched.refusal);
    if (await isHere(folder, tip)) {
      await keep(folder, { remote, branch }, tip);
      return done(tip);
    }
  }
  return unreachable(remote, { code: 'moving', message: 'The branch is rewritten again and again.' });
}

/** FETCH_HEAD and the remote-tracking branches are the person's: `push --force-with-lease` relies on what they last saw. */
const quietly = [
  ...['--quiet', '--no-tags', '--no-prune', '--no-write-fetch-head', '--refmap=', '--recurse-submodules=no'],
  ...['--no-show-forced-updates'],
];

/** With all that belongs to it: a fetch that was killed may have left the commit without its files. */
const isHere = async (folder: string, commit: string): Promise<boolean> =>
  (await run(folder, ['rev-list', '--objects', '--quiet', '--missing=allow-promisor', commit, '--not', '--all', '--'])).ok;

/** Spares `git gc` what was fetched, and the next fetch from getting it again. No harm where it fails. */
export async function keep(folder: string, { branch }: RemoteBranch, commit: string): Promise<void> {
  await run(folder, ['update-ref', `refs/molt-ops/${branch}`, commit]);
}

/** Onto `on` and nothing else (undefined: there is no such branch): the lease is git's compare and swap, and a child of `on` forces nothing. */
export async function pushCommit(
  folder: string,
  { remote, branch }: RemoteBranch,
  commit: string,
  on: string | undefined,
  limit?: number,
): Promise<Pushed> {
  const full = `refs/heads/${branch}`;
  const words = ['push', '--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'];
  const ran = await run(folder, [...words, `--force-with-lease=${full}:${on ?? ''}`, remote, `${commit}:${full}`], {
    for: 'remote',
    limit,
  });
  if (ran.ok) return { is: 'taken' };
  if (exitOf(ran.refusal) === undefined) return { is: 'unclear', refusal: unreachable(remote, ran.refusal).refusal };
  const { output } = ran.refusal.cause as Failure;
  // `!` TAB from:to TAB [rejected] (stale info)
  const verdict = /^!\t[^\t]*\t(.*)$/m.exec(output.toString('utf8'))?.[1] ?? '';
  if (overtaken.test(verdict)) return { is: 'overtaken' };
  if (!verdict.startsWith('[remote rejected]')) return { is: 'unclear', refusal: unreachable(remote, ran.refusal).refusal };
  const message = `${remote} does not take a push to ${visible(branch)}: ${said(ran.refusal) || visible(verdict, { maxLength: 200 })}`;
  return { is: 'refused', refusal: refuse('push refused', message, undefined, ran.refusal.cause).refusal };
}

/** In the words of git and of those who serve it: before it was sent, or at the moment when the other side wanted to write. */
const overtaken = /^\[rejected\]|failed to update ref|cannot lock ref|reference already exists|incorrect old value/i;

const unreachable = (remote: string, refusal: Refusal) =>
  refuse('unreachable', `${remote} cannot be reached: ${said(refusal) || refusal.message}`, undefined, refusal.cause ?? refusal);

/** The first sentence of git or the other side, without passwords of addresses. */
function said({ cause }: Refusal): string {
  const lines = ((cause as Failure | undefined)?.said ?? '').split('\n').filter((line) => !/^(?:warning|hint):|^To /i.test(line));
  const first = lines.map((line) => line.replace(/^(?:(?:remote|fatal|error): *)+/i, '').trim()).find((line) => /\w/.test(line)) ?? '';
  return visible(first.replace(/\/\/[^@/\s]*@/g, '//'), { maxLength: 200 });
}
