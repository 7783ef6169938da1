/** A tree of git with one file replaced, made without an index: nothing but objects is written. */
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { run } from './run.ts';

/** Mode, kind, id and name. */
interface Entry {
  mode: string;
  kind: string;
  id: string;
  /** Its bytes, one a character. */
  name: string;
}

/** The id of a tree like `tree` (undefined: an empty one) that has the blob at `path`; a file that is there keeps its mode. */
export async function treeWith(folder: string, tree: string | undefined, path: readonly string[], blob: string): Promise<Outcome<string>> {
  const [first = '', ...below] = path;
  const name = Buffer.from(first).toString('latin1');
  const read = tree === undefined ? done([]) : await entries(folder, tree);
  if (!read.ok) return read;
  const old = read.value.find((entry) => entry.name === name);
  let made: Entry;
  if (below.length > 0) {
    if (old && old.kind !== 'tree') return refuse('not a folder', `${first} is not a folder on that branch.`);
    const inside = await treeWith(folder, old?.id, below, blob);
    if (!inside.ok) return inside;
    made = { mode: '040000', kind: 'tree', id: inside.value, name };
  } else {
    if (old && !/^100/.test(old.mode)) return refuse('not a file', `${first} is not a plain file on that branch.`);
    made = { mode: old?.mode ?? '100644', kind: 'blob', id: blob, name };
  }
  const lines = [...read.value.filter((entry) => entry !== old), made].map(
    (entry) => `${entry.mode} ${entry.kind} ${entry.id}\t${entry.name}\0`,
  );
  // A partial clone has not got what it does not need.
  const ran = await run(folder, ['mktree', '-z', '--missing'], { input: Buffer.from(lines.join(''), 'latin1') });
  return ran.ok ? done(ran.value.toString('latin1').trim()) : ran;
}

async function entries(folder: string, tree: string): Promise<Outcome<Entry[]>> {
  const ran = await run(folder, ['ls-tree', '-z', '--full-tree', tree]);
  if (!ran.ok) return ran;
  const found = ran.value.toString('latin1').matchAll(/(\d+) (\w+) ([0-9a-f]+)\t([^\0]*)\0/g);
  return done([...found].map(([, mode, kind, id, name]) => ({ mode: mode!, kind: kind!, id: id!, name: name! })));
}
