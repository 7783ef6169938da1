/** How a checkout stands to the workspace of the bot, whose claims are about the paths of that. */
import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { done, type Outcome } from '../../src/kernel/result.ts';
import { untrusted } from '../../src/kernel/text.ts';
import type { ChangedFiles, Kin } from '../../src/locks/guard/port.ts';
import type { GitChanges } from './changes.ts';
import { shallowEnds } from './commits.ts';
import { addressesOf, plainAddress } from './remotes.ts';
import { exitOf, type How, runText } from './run.ts';

/** Undefined: nothing tells whether they have to do with each other. */
export async function kinOf(folder: string, workspace: string, how: How = {}): Promise<Outcome<Kin | undefined>> {
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
  return whereCutOff([folder, how], [workspace, {}]);
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
  if (outer.value === undefined || outer.value.is === 'stranger') return done(undefined);
  return done([...(outer.value.is === 'below' ? [outer.value.folder] : []), relative(above.value, top.value)].join('/'));
}

/** Shared by worktrees. */
async function commonDir(folder: string, how: How): Promise<Outcome<string[]>> {
  const found = await lineOf(folder, ['rev-parse', '--git-common-dir'], how);
  return found.ok ? done([realpathSync(resolve(folder, found.value))]) : found;
}

async function addresses(folder: string, how: How): Promise<Outcome<string[]>> {
  const found = await addressesOf(folder, how);
  // A relative one is another place elsewhere.
  const far = found.ok ? found.value.filter(({ address }) => address !== '' && !address.startsWith('.')) : [];
  return found.ok ? done(far.map(({ address }) => plainAddress(address))) : found;
}

/** Of all its branches: HEAD may be at one that has nothing in common with the others. */
async function roots(folder: string, how: How): Promise<Outcome<string[]>> {
  const ran = await runText(folder, ['rev-list', '--max-parents=0', '--all', '--'], how);
  if (ran.ok) return done(ran.value.split('\n').filter((commit) => commit !== ''));
  // Its only branch is one that is not there yet.
  return exitOf(ran.refusal) === undefined ? ran : done([]);
}

type Clone = readonly [folder: string, how: How];

/** A history that is cut off does not show where it began: it is of the other clone's if that has what it is cut off at, else nothing is known. */
async function whereCutOff(own: Clone, its: Clone): Promise<Outcome<Kin | undefined>> {
  let isCut = false;
  for (const [[folder, how], [other, otherHow]] of [
    [own, its],
    [its, own],
  ] as const) {
    const ends = await shallowEnds(folder, how);
    if (!ends.ok) return ends;
    const input = [...ends.value].filter((end) => end !== '').map((end) => `${end}\n`);
    if (input.length === 0) continue;
    isCut = true;
    const ran = await runText(other, ['cat-file', '--batch-check'], { ...otherHow, input: input.join('') });
    if (!ran.ok) return ran;
    if (/ commit \d+$/m.test(ran.value)) return done({ is: 'same' });
  }
  return done(isCut ? undefined : { is: 'stranger' });
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
    amended: async () => map(await git.amended(), above),
    commits: async (range) => map(await git.commits(range), (commits) => commits.map(above)),
    differing: async (from, to) => map(await git.differing(from, to), above),
  };
}
