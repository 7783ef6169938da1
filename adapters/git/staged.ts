/** What would be committed now. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { done, type Outcome } from '../../src/kernel/result.ts';
import type { ChangedFiles } from '../../src/locks/guard/port.ts';
import { commitOf, listCommits } from './commits.ts';
import { readRaw } from './raw.ts';
import { type How, runText } from './run.ts';

/** See GitChanges. */
export async function staged(folder: string, how: How): Promise<Outcome<ChangedFiles>> {
  const head = await commitOf(folder, 'HEAD', how);
  if (!head.ok && head.refusal.code !== 'unknown commit') return head;
  const base = head.ok ? head : await emptyTree(folder, how);
  if (!base.ok) return base;
  const merged = await mergeHeads(folder, how);
  if (!merged.ok) return merged;
  return stagedAgainstAll(folder, [base.value, ...merged.value], how);
}

/** See GuardGit. */
export async function amended(folder: string, how: How): Promise<Outcome<ChangedFiles>> {
  const merged = await mergeHeads(folder, how);
  if (!merged.ok) return merged;
  const head = await commitOf(folder, 'HEAD', how);
  if (!head.ok && head.refusal.code !== 'unknown commit') return head;
  if (!head.ok || merged.value.length > 0) return done({ files: [], submodules: [] });
  const parents = await listCommits(folder, ['--no-walk', `${head.value}^@`, '--'], how);
  const root = await emptyTree(folder, how);
  if (!parents.ok) return parents;
  if (!root.ok) return root;
  const [first = root.value, ...others] = parents.value;
  return stagedAgainstAll(folder, [first, ...others], how);
}

async function stagedAgainstAll(folder: string, [first, ...others]: [string, ...string[]], how: How): Promise<Outcome<ChangedFiles>> {
  const own = await stagedAgainst(folder, first, how);
  if (!own.ok) return own;
  let { files, submodules } = own.value;
  for (const side of others) {
    const differing = await stagedAgainst(folder, side, how);
    if (!differing.ok) return differing;
    const there = new Set(differing.value.files);
    files = files.filter((file) => there.has(file));
    submodules = submodules.filter((file) => there.has(file));
  }
  return done({ files, submodules });
}

async function stagedAgainst(folder: string, base: string, how: How): Promise<Outcome<ChangedFiles>> {
  // What is only meant to be added is not committed yet.
  const words = ['diff-index', '--cached', '--ita-invisible-in-index', '-z', '--raw', '--no-renames', '--no-ext-diff'];
  const ran = await runText(folder, [...words, '--ignore-submodules=none', base, '--'], how);
  return ran.ok ? done(readRaw(ran.value)) : ran;
}

const emptyTree = async (folder: string, how: How): Promise<Outcome<string>> => {
  const ran = await runText(folder, ['hash-object', '-t', 'tree', '--stdin'], { ...how, input: '' });
  return ran.ok ? done(ran.value.trim()) : ran;
};

/** What is being merged into HEAD; several for an octopus. */
async function mergeHeads(folder: string, how: How): Promise<Outcome<string[]>> {
  const path = await runText(folder, ['rev-parse', '--git-path', 'MERGE_HEAD'], how);
  if (!path.ok) return path;
  try {
    const text = await readFile(resolve(folder, path.value.replace(/\n$/, '')), 'utf8');
    return done(text.match(/^[0-9a-f]{40,64}$/gm) ?? []);
  } catch {
    return done([]);
  }
}
