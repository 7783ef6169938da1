/** One file in many commits. */
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { run, runText } from './run.ts';

/** What a commit has at a path that is not a folder. */
export interface Blob {
  id: string;
  size: number;
}

/** In the order of the commits; undefined: that commit has no file there. */
export async function blobsAt(folder: string, commits: readonly string[], path: string): Promise<Outcome<(Blob | undefined)[]>> {
  // For a partial clone, which gets on demand what it has not got; so below.
  const input = commits.map((commit) => `${commit}:${path}\n`).join('');
  const ran = await runText(folder, ['cat-file', '--batch-check'], { input, for: 'remote' });
  if (!ran.ok) return ran;
  const lines = ran.value.split('\n').slice(0, commits.length);
  return done(
    lines.map((line) => {
      const found = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line);
      return found ? { id: found[1]!, size: Number(found[2]) } : undefined;
    }),
  );
}

/** Their bytes by id; equal ones are read once. */
export async function readBlobs(folder: string, blobs: Iterable<Blob>): Promise<Outcome<ReadonlyMap<string, Uint8Array>>> {
  const sizes = new Map([...blobs].map(({ id, size }) => [id, size]));
  const ran = await run(folder, ['cat-file', '--batch'], { input: [...sizes.keys()].map((id) => `${id}\n`).join(''), for: 'remote' });
  if (!ran.ok) return ran;
  const found = new Map<string, Uint8Array>();
  let at = 0;
  // <id> blob <size> LF <bytes> LF
  for (const [id, size] of sizes) {
    const head = `${id} blob ${size}\n`;
    if (ran.value.toString('latin1', at, at + head.length) !== head) return refuse('git failed', `git did not show the blob ${id}.`);
    at += head.length;
    found.set(id, new Uint8Array(ran.value.subarray(at, at + size)));
    at += size + 1;
  }
  return done(found);
}
