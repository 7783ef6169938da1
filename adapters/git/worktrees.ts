/** The worktrees of a repository, and what is changed in each. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import { type Untrusted, untrusted } from '../../src/kernel/text.ts';
import { withoutFilters } from './filters.ts';
import { exitOf, type How, runText } from './run.ts';

export interface Worktree {
  path: string;
  /** Undefined: it has no commit yet. */
  head?: string;
}

/** Those that have files. */
export async function worktrees(folder: string, how: How = {}): Promise<Outcome<Worktree[]>> {
  let ran = await runText(folder, ['worktree', 'list', '--porcelain', '-z'], how);
  let ends = '\0';
  if (!ran.ok && exitOf(ran.refusal) === 129) {
    // git before 2.36 has no -z here.
    ran = await runText(folder, ['worktree', 'list', '--porcelain'], how);
    ends = '\n';
  }
  if (!ran.ok) return ran;
  return done(
    ran.value.split(`${ends}${ends}`).flatMap((block) => {
      const lines = block.split(ends);
      const after = (word: string): string | undefined => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
      const path = after('worktree');
      const head = after('HEAD');
      if (path === undefined || lines.includes('bare')) return [];
      return [{ path, ...(head !== undefined && /[1-9a-f]/.test(head) && { head }) }];
    }),
  );
}

/** So many new files are named one by one; of more, folders with nothing but new files are named instead, with a slash. */
const mostNew = 5000;

/** Files that are changed and not committed, new ones too but for ignored ones; of a submodule, that it is at another commit. From the top folder. */
export async function dirtyFiles(worktree: string, how: How = {}): Promise<Outcome<Untrusted[]>> {
  const filters = await withoutFilters(worktree, how);
  if (!filters.ok) return filters;
  const status = async (untracked: 'all' | 'normal'): Promise<Outcome<string[]>> => {
    const words = ['status', '--porcelain=v2', '-z', `--untracked-files=${untracked}`, '--no-renames', '--ignore-submodules=dirty'];
    const ran = await runText(worktree, words, { ...how, env: { ...how.env, ...filters.value } });
    return ran.ok ? done(ran.value.split('\0')) : ran;
  };
  let found = await status('all');
  const isTooMuch = found.ok ? found.value.filter((entry) => entry.startsWith('?')).length > mostNew : found.refusal.code === 'too much';
  if (isTooMuch) found = await status('normal');
  return found.ok ? done(found.value.flatMap(pathIn)) : found;
}

/** So many words stand before the path, by kind of entry: changed, unmerged, new. */
const wordsBefore: Record<string, number> = { 1: 8, u: 10, '?': 1 };

function pathIn(entry: string): Untrusted[] {
  const words = wordsBefore[entry.charAt(0)];
  return words === undefined ? [] : [untrusted(entry.split(' ').slice(words).join(' '))];
}
