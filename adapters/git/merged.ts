/** Whether the work of a branch has arrived in the main branch. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import { listCommits } from './commits.ts';
import { runText } from './run.ts';
import { isSquashed } from './squashed.ts';

/**
 * `gone`: the branch, or what it followed on the remote, is not there any more, and what is left of it was not merged. A branch that has
 * no commit of its own yet is `open`. Rebased and squashed commits count as arrived; not so a branch of which only its last state was ever
 * seen here and which main was simply made to follow: it looks like one that is new.
 */
export async function mergedState(folder: string, branch: string): Promise<Outcome<'merged' | 'gone' | 'open'>> {
  const refs = await branches(folder);
  if (!refs.ok) return refs;
  const all = refs.value;
  const named = [`refs/heads/${branch}`, `refs/remotes/${branch}`, `refs/remotes/origin/${branch}`].find((name) => all.has(name));
  if (named === undefined) return done('gone');
  const found = all.get(named)!.means || named;
  const main = mainBranch(all);
  if (main === undefined || found === main || found === main.replace('remotes/origin/', 'heads/')) return done('open');
  const { commit, follows } = all.get(found) ?? all.get(named)!;
  const otherwise = follows !== '' && !all.has(follows) ? 'gone' : 'open';
  const target = all.get(main)!.commit;
  const missing = await listCommits(folder, [
    ...['--max-count=1', '--cherry-pick', '--right-only', '--no-merges', `${target}...${commit}`],
  ]);
  if (!missing.ok) return missing;
  if (missing.value.length > 0) return done((await isSquashed(folder, target, commit)) ? 'merged' : otherwise);
  const isNew = await isStillNew(folder, found, target);
  return isNew.ok ? done(isNew.value ? otherwise : 'merged') : isNew;
}

interface Branch {
  commit: string;
  /** The ref it follows, or ''. */
  follows: string;
  /** The ref it stands for, or ''. */
  means: string;
}

async function branches(folder: string): Promise<Outcome<ReadonlyMap<string, Branch>>> {
  const format = '--format=%(refname)%00%(objectname)%00%(upstream)%00%(symref)%00';
  const ran = await runText(folder, ['for-each-ref', format, 'refs/heads', 'refs/remotes']);
  if (!ran.ok) return ran;
  const found = ran.value.matchAll(/\n?([^\0]+)\0([^\0]*)\0([^\0]*)\0([^\0]*)\0/g);
  return done(
    new Map([...found].map(([, name, commit, follows, means]) => [name!, { commit: commit!, follows: follows!, means: means! }])),
  );
}

function mainBranch(all: ReadonlyMap<string, Branch>): string | undefined {
  const usual = ['refs/remotes/origin/main', 'refs/remotes/origin/master', 'refs/heads/main', 'refs/heads/master'];
  return [all.get('refs/remotes/origin/HEAD')?.means ?? '', ...usual].find((name) => all.has(name));
}

/** Its tip is one of the main branch's own commits, and its log knows of nothing but how it was made. */
async function isStillNew(folder: string, ref: string, main: string): Promise<Outcome<boolean>> {
  const moves = await listCommits(folder, ['--walk-reflogs', '--max-count=2', ref, '--']);
  if (!moves.ok || moves.value.length !== 1) return moves.ok ? done(false) : moves;
  const [tip] = moves.value;
  if (tip === main) return done(true);
  const since = await listCommits(folder, ['--first-parent', '--parents', `${tip}..${main}`, '--']);
  return since.ok ? done(since.value.at(-1)?.split(' ')[1] === tip) : since;
}
