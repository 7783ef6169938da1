/** Of a branch: which of its files lie outside every claim, and inside whose. */
import type { Millis } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/durations.ts';
import { clip, columns, type Untrusted, visible } from '../../kernel/text.ts';
import { zoneName } from '../../kernel/zone.ts';
import { type Change, check, everybodys } from './check.ts';
import { leasesIn } from './leases.ts';
import type { Books, ChangedCommit, GuardClaim } from './port.ts';
import { type Clock, claimLine, count } from './words.ts';

export interface Report {
  commits: number;
  files: readonly Untrusted[];
  outside: readonly Untrusted[];
  inside: readonly {
    claim: GuardClaim;
    files: readonly Untrusted[];
    /** Commits that touch it and name no lease of its holder. */
    unnamed: readonly string[];
    /** Those of the files that no commit changed, but a merge left out, or that were dropped. */
    leftOut: readonly Untrusted[];
  }[];
}

/** `leftOut`: what no one of the commits changed. What is not named, or left out, is what CI would stay closed for. */
export function report(books: Books, commits: readonly ChangedCommit[], leftOut: readonly Change[] = []): Report {
  const changes: Change[] = [
    ...commits.map(({ commit, files, submodules, trailers }) => ({ commit, files, submodules, leases: leasesIn(trailers) })),
    ...leftOut,
  ];
  const files = [...new Set(changes.flatMap((change) => change.files))].sort();
  const closed = new Map<Change, Set<string>>(changes.map((change) => [change, new Set()]));
  for (const { file, change, inTheWay } of check(books, changes))
    for (const { lease } of inTheWay) closed.get(change)!.add(`${lease} ${file}`);
  const found = check(
    books,
    changes.map((whole) => ({ files: whole.files, ...(whole.submodules && { submodules: whole.submodules }), whole })),
  );
  const inside = new Map<GuardClaim, { files: Set<Untrusted>; unnamed: Set<string>; leftOut: Set<Untrusted> }>();
  for (const { file, change, inTheWay } of found) {
    const { commit = '', isLeftOut = false } = change.whole;
    for (const claim of inTheWay) {
      const group = inside.get(claim) ?? { files: new Set(), unnamed: new Set(), leftOut: new Set() };
      inside.set(claim, group);
      group.files.add(file);
      if (!closed.get(change.whole)!.has(`${claim.lease} ${file}`)) continue;
      if (isLeftOut) group.leftOut.add(file);
      else group.unnamed.add(commit);
    }
  }
  const claimed = new Set(found.map(({ file }) => file));
  const isExempt = everybodys(books);
  return {
    commits: commits.length,
    files,
    outside: files.filter((file) => !claimed.has(file) && !isExempt(file)),
    inside: [...inside]
      .map(([claim, { files, unnamed, leftOut }]) => ({
        claim,
        files: [...files].sort(),
        unnamed: [...unnamed],
        leftOut: [...leftOut].sort(),
      }))
      .sort((a, b) => b.files.length - a.files.length || a.claim.lease - b.claim.lease),
  };
}

const width = 40;
const shownFiles = 5;
const shownClaims = 8;

/** Fit for a phone: no line is wider than 40 columns. `age`: of what the bot knew, where it did not answer. */
export function reportLines({ commits, files, outside, inside }: Report, now: Clock & { age?: Millis; isChange?: boolean }): string[] {
  const claims = inside.slice(0, shownClaims);
  return [
    `${count(files.length, 'file')} in ${count(commits, 'commit')}: ${outside.length} outside claims`,
    ...group('outside every claim', outside),
    ...claims.flatMap(({ claim, files, unnamed, leftOut }) => [
      ...group(claimLine(claim, now), files),
      ...(unnamed.length > 0 ? [`     lease not named: ${count(unnamed.length, 'commit')}`] : []),
      ...(leftOut.length > 0 ? [`     dropped, or left out: ${count(leftOut.length, 'file')}`] : []),
    ]),
    ...(inside.length > 0 ? [`Times in ${zoneName(now.now, now.zone)}`] : []),
    ...(now.age === undefined ? [] : [`No answer; claims ${now.isChange ? 'last changed' : 'of'} ${formatDuration(now.age)} ago`]),
    ...(inside.length > claims.length ? [`+${count(inside.length - claims.length, 'claim')} more`] : []),
  ].map((line) => clip(line, width));
}

function group(title: string, files: readonly Untrusted[]): string[] {
  if (files.length === 0) return [];
  const left = files.length - shownFiles;
  return [
    `${String(files.length).padStart(4)} ${title}`,
    ...files.slice(0, shownFiles).map((file) => `     ${clipStart(visible(file), width - 5)}`),
    ...(left > 0 ? [`     +${left} more`] : []),
  ];
}

/** Of a path its end tells most. */
function clipStart(text: string, most: number): string {
  if (columns(text) <= most) return text;
  let kept = '';
  for (const char of [...text].reverse()) {
    if (columns(char + kept) > most - 1) break;
    kept = char + kept;
  }
  return `…${kept}`;
}
