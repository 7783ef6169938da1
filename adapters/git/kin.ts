/** How a checkout stands to the workspace of the bot, whose claims are about the paths of that. */
import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { done, type Outcome } from '../../src/kernel/result.ts';
import { untrusted } from '../../src/kernel/text.ts';
import type { ChangedFiles, Kin } from '../../src/locks/guard/port.ts';
import type { GitChanges } from './changes.ts';
import { exitOf, type How, runText } from './run.ts';

export async function kinOf(folder: string, workspace: string, how: How = {}): Promise<Outcome<Kin>> {
  // What is claimed in the workspace is claimed in its submodules, even where one of them is another clone of it.
  const below = await folderBelow(folder, workspace, how);
  if (!below.ok) return below;
  if (below.value !== undefined) return done({ is: 'below', folder: below.value });
  for (const trait of [commonDir, addresses, roots]) {
    const [own, its] = [await trait(folder, how), await trait(workspace, {})];
    if (!own.ok) return own;
    if (!its.ok) return its;
    if (own.value.some((each) => its.value.includes(each))) return done({ is: 'same' });
  }
  return done({ is: 'stranger' });
}

/** Where in the workspace it lies as a submodule. Undefined: it is none, or of something else. */
export async function folderBelow(folder: string, workspace: string, how: How = {}): Promise<Outcome<string | undefined>> {
  const above = await lineOf(folder, ['rev-parse', '--show-superproject-working-tree'], how);
  if (!above.ok) return above;
  if (above.value === '') return done(undefined);
  const top = await lineOf(folder, ['rev-parse', '--show-toplevel'], how);
  if (!top.ok) return top;
  const outer = await kinOf(above.value, workspace);
  if (!outer.ok) return outer;
  if (outer.value.is === 'stranger') return done(undefined);
  return done([...(outer.value.is === 'below' ? [outer.value.folder] : []), relative(above.value, top.value)].join('/'));
}

/** Shared by worktrees. */
async function commonDir(folder: string, how: How): Promise<Outcome<string[]>> {
  const found = await lineOf(folder, ['rev-parse', '--git-common-dir'], how);
  return found.ok ? done([realpathSync(resolve(folder, found.value))]) : found;
}

async function addresses(folder: string, how: How): Promise<Outcome<string[]>> {
  const ran = await runText(folder, ['config', '-z', '--get-regexp', '^remote\\..*\\.(push)?url$'], { ...how, for: 'config' });
  if (!ran.ok) return exitOf(ran.refusal) === 1 ? done([]) : ran;
  const all = ran.value.split('\0').flatMap((each) => /\n(.+)$/s.exec(each)?.[1] ?? []);
  // A relative one is another place elsewhere.
  return done(all.filter((address) => !address.startsWith('.')).map(plainAddress));
}

/** However it is written: by ssh or https, with a user, with `.git` or not. */
const plainAddress = (address: string): string =>
  address
    .replace(/^\w+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^:/]+):/, '$1/')
    .replace(/(?:\.git)?\/*$/, '');

async function roots(folder: string, how: How): Promise<Outcome<string[]>> {
  const ran = await runText(folder, ['rev-list', '--max-parents=0', 'HEAD', '--'], how);
  if (ran.ok) return done(ran.value.split('\n').filter((commit) => commit !== ''));
  // There is no commit yet.
  return exitOf(ran.refusal) === undefined ? ran : done([]);
}

async function lineOf(folder: string, words: readonly string[], how: How): Promise<Outcome<string>> {
  const ran = await runText(folder, words, how);
  return ran.ok ? done(ran.value.replace(/\n$/, '')) : ran;
}

/** What is changed in a submodule, by its paths in the workspace. */
export function seenFromAbove(git: GitChanges, folder: string): GitChanges {
  const above = <T extends ChangedFiles>(changed: T): T => ({
    ...changed,
    files: changed.files.map((file) => untrusted(`${folder}/${file}`)),
    submodules: changed.submodules.map((file) => untrusted(`${folder}/${file}`)),
  });
  const map = <T, U>(outcome: Outcome<T>, to: (value: T) => U): Outcome<U> => (outcome.ok ? done(to(outcome.value)) : outcome);
  return {
    ...git,
    staged: async () => map(await git.staged(), above),
    commits: async (range) => map(await git.commits(range), (commits) => commits.map(above)),
    differing: async (from, to) => map(await git.differing(from, to), above),
  };
}
