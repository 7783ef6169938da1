/** What became of one file along a branch. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import type { Untrusted } from '../../src/kernel/text.ts';
import { type Blob, blobsAt, readBlobs } from './blobs.ts';
import { type Commit, listCommits, readCommits } from './commits.ts';

export interface Revision {
  commit: string;
  /** Undefined: there is no such file. */
  bytes: Uint8Array | undefined;
  trailers: readonly Untrusted[];
}

const most = { commits: 5000, bytes: 48 * 1024 * 1024 };

/** See Fetched. */
export async function revisionsOf(folder: string, path: string, tip: string, after: string | undefined): Promise<Outcome<Revision[]>> {
  if (tip === after) return done([]);
  const line = after === undefined ? done([tip]) : await lineBetween(folder, after, tip);
  if (!line.ok) return line;
  const commits = await readCommits(folder, line.value);
  if (!commits.ok) return commits;
  const blobs = await blobsAt(folder, [...line.value, ...(after === undefined ? [] : [after])], path);
  if (!blobs.ok) return blobs;
  const kept = newestThatMatter(commits.value, blobs.value);
  const bytes = await readBlobs(
    folder,
    kept.flatMap(({ blob }) => blob ?? []),
  );
  if (!bytes.ok) return bytes;
  return done(
    kept.map(({ commit: { commit, trailers }, blob }) => ({ commit, trailers, bytes: blob && bytes.value.get(blob.id) })).reverse(),
  );
}

/** Newest first: first parents, as far as they contain `after`. A merge that took `after` in from its other side stands for all that came with it. */
async function lineBetween(folder: string, after: string, tip: string): Promise<Outcome<string[]>> {
  const words = [`--max-count=${most.commits}`, '--topo-order', `${after}..${tip}`, '--'];
  const line = await listCommits(folder, ['--first-parent', ...words]);
  if (!line.ok) return line;
  const containing = await listCommits(folder, ['--ancestry-path', ...words]);
  if (!containing.ok) return containing;
  const known = new Set(containing.value);
  return done(line.value.filter((commit) => known.has(commit)));
}

/** The tip, and what changed the file or says something, as long as there is room for the bytes. `blobs` has one more where it is known what was before. */
function newestThatMatter(commits: readonly Commit[], blobs: readonly (Blob | undefined)[]): { commit: Commit; blob: Blob | undefined }[] {
  const kept: { commit: Commit; blob: Blob | undefined }[] = [];
  const counted = new Set<string>();
  let room = most.bytes;
  for (const [n, commit] of commits.entries()) {
    const blob = blobs[n];
    const isSilent = blob?.id === blobs[n + 1]?.id && !commit.trailers.some((trailer) => /^molt-/i.test(trailer));
    if (n > 0 && isSilent) continue;
    if (blob && !counted.has(blob.id)) room -= blob.size;
    if (blob) counted.add(blob.id);
    if (n > 0 && room < 0) break;
    kept.push({ commit, blob });
  }
  return kept;
}
