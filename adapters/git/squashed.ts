/** Whether main has what a branch comes to, though none of its commits. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { listCommits } from './commits.ts';
import { type How, runText } from './run.ts';

/** What two commits are to each other stays so. */
const known = new Map<string, boolean>();
const most = 500;

/** Full commits. What cannot be told (a shallow clone, a git that is too old) is not so. */
export async function isSquashed(folder: string, main: string, tip: string): Promise<boolean> {
  const key = `${main} ${tip}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const base = await said(folder, 'merge-base', main, tip);
  if (base === undefined) return false;
  const trees = (await said(folder, 'rev-parse', `${base}^{tree}`, `${tip}^{tree}`, `${main}^{tree}`))?.split('\n');
  if (trees === undefined) return false;
  const [atBase, atTip, atMain] = trees as [string, string, string];
  // What comes to nothing is nowhere.
  const is = atBase !== atTip && (await aside(folder, (place) => arrived(place, { main, tip, base, atTip, atMain })));
  if (is === undefined) return false;
  if (known.size >= most) known.clear();
  known.set(key, is);
  return is;
}

interface Pair {
  main: string;
  tip: string;
  base: string;
  atTip: string;
  atMain: string;
}

/** Main has a commit of the same changes; or it gains nothing by a merge. The one holds when main has gone on since, the other where it had before. */
async function arrived({ folder, how }: Place, { main, tip, base, atTip, atMain }: Pair): Promise<boolean> {
  const one = await runText(folder, ['commit-tree', '-p', base, '-m', 'all of it', atTip], how);
  const missing = one.ok
    ? await listCommits(folder, ['--max-count=1', '--cherry-pick', '--right-only', '--no-merges', `${main}...${one.value.trim()}`], how)
    : one;
  if (missing.ok && missing.value.length === 0) return true;
  const merged = await runText(folder, ['merge-tree', '--write-tree', main, tip], how);
  return merged.ok && merged.value.trim() === atMain;
}

interface Place {
  folder: string;
  how: How;
}

/** In an empty repository that borrows the objects of this one: nothing is written here, and no merge driver that its config names is run. Undefined: there can be none. */
async function aside(folder: string, run: (place: Place) => Promise<boolean>): Promise<boolean | undefined> {
  const objects = await said(folder, 'rev-parse', '--git-path', 'objects');
  const format = await said(folder, 'rev-parse', '--show-object-format');
  if (objects === undefined || format === undefined) return undefined;
  const place = await mkdtemp(join(tmpdir(), 'molt-ops-merge-'));
  try {
    const by = { NAME: 'molt-ops', EMAIL: 'molt-ops@localhost' };
    const env = Object.fromEntries(['AUTHOR', 'COMMITTER'].flatMap((who) => Object.entries(by).map(([k, v]) => [`GIT_${who}_${k}`, v])));
    const made = await runText(place, ['init', '-q', '--bare', '--template=', `--object-format=${format}`, '.']);
    if (!made.ok) return undefined;
    await mkdir(join(place, 'objects', 'info'), { recursive: true });
    await writeFile(join(place, 'objects', 'info', 'alternates'), `${resolve(folder, objects)}\n`);
    return await run({ folder: place, how: { isNice: true, env: { ...env, GIT_DIR: place } } });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function said(folder: string, ...words: string[]): Promise<string | undefined> {
  const ran = await runText(folder, words);
  return ran.ok ? ran.value.trim() : undefined;
}
