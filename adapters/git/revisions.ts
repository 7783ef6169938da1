/** What became of one file along a branch. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import type { Revision } from '../../src/locks/branch/lock-branch.ts';
import { type Blob, blobsAt, readBlobs } from './blobs.ts';
import { type Commit, listCommits, readCommits } from './commits.ts';

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

/**
 * Newest first: the branch from `after` to the tip, as far as that shows. Where a merge took in what others had pushed, first parents lead
 * past it, whichever side the person was on: of two sides it goes on along the one that has more commits of desks, each of which was the
 * tip when it was pushed. What else a merge brought in stands in the merge.
 */
async function lineBetween(folder: string, after: string, tip: string): Promise<Outcome<string[]>> {
  const words = [`--max-count=${most.commits}`, '--topo-order', '--ancestry-path', `${after}..${tip}`, '--'];
  const containing = await listCommits(folder, words);
  if (!containing.ok) return containing;
  const commits = await readCommits(folder, containing.value);
  if (!commits.ok) return commits;
  const known = new Map(commits.value.map((commit) => [commit.commit, commit]));
  /** How many commits of desks each has behind it. */
  const desks = new Map<string, number>();
  const behind = ({ parents }: Commit): number => Math.max(0, ...parents.map((parent) => desks.get(parent) ?? 0));
  for (const commit of commits.value.toReversed()) desks.set(commit.commit, behind(commit) + (isOfDesk(commit) ? 1 : 0));
  const line: string[] = [];
  for (let at = known.get(tip); at; ) {
    line.push(at.commit);
    const most = behind(at);
    const parent: string | undefined = at.parents.find((each) => known.has(each) && desks.get(each) === most);
    at = parent === undefined ? undefined : known.get(parent);
  }
  return done(line);
}

const isOfDesk = ({ trailers }: Commit): boolean => trailers.some((trailer) => /^molt-ops:/i.test(trailer));

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
