/** What git shows of the work inside claims: the port that adapters/git implements, and what of it belongs to a claim. */
import type { Millis } from '../kernel/clock.ts';
import type { Untrusted } from '../kernel/text.ts';
import type { Claim, Who } from './desk/claim.ts';
import { scopeOf, scopesOf } from './desk/scopes.ts';
import type { Activity } from './desk/tick.ts';
import { covers, meets } from './scope/scope.ts';

export interface Work {
  /** Files changed and not committed, in every worktree of the repository. */
  dirty: readonly Untrusted[];
  /** Of all local branches and those of origin, newest first. */
  commits: readonly WorkCommit[];
}

export interface WorkCommit {
  at: Millis;
  author: { name: Untrusted; email: Untrusted };
  /** `Molt-Lease: 17`, `Co-authored-by: …` */
  trailers: readonly Untrusted[];
  /** Both sides of renames, what was deleted too. */
  files: readonly Untrusted[];
  /** On no branch of a remote. */
  isUnpushed: boolean;
}

/** `lockFile`: its path; what is written into it is no work. */
export function activityIn(claim: Claim, { dirty, commits }: Work, lockFile: string): Activity {
  const scopes = scopesOf(claim.paths);
  // Of a folder with nothing but new files git names only the folder.
  const isInside = (file: string): boolean =>
    file !== lockFile && scopes.some((scope) => covers(scope, file) || (file.endsWith('/') && meets(scope, scopeOf(file))));
  const inside = commits.filter(({ at, files }) => at >= claim.since && files.some(isInside));
  return {
    dirty: dirty.filter(isInside).length,
    unpushed: inside.filter(({ isUnpushed }) => isUnpushed).length,
    commits: inside.map((commit) => ({ at: commit.at, byHolder: isBy(claim, commit) })),
  };
}

/** By its lease, else by name: git knows people by other names than chat, and an agent commits under its owner's. */
function isBy({ lease, holder }: Claim, { author, trailers }: WorkCommit): boolean {
  const leases = trailers.flatMap((line) => /^Molt-Lease: *(\d+)/i.exec(line)?.[1] ?? []).map(Number);
  if (leases.includes(lease)) return true;
  const others = trailers.flatMap((line) => /^(?:Co-authored-by|Signed-off-by): *([^<]*)(?:<([^>]*)>)?/i.exec(line)?.slice(1) ?? []);
  const names = [author.name, author.email, ...others].flatMap((text) => (text === undefined ? [] : wordsOf(text)));
  return idsOf(holder).some((id) => names.includes(id));
}

const idsOf = ({ id, owner }: Who): string[] => [id, ...(owner === undefined ? [] : [owner])].map((each) => each.toLowerCase());

/** `Ada Lovelace`: ada, lovelace, both; `1234+ada@users.example.org`: ada. */
function wordsOf(text: string): string[] {
  const plain = text.trim().toLowerCase();
  const local = /^(?:\d+\+)?([^@]+)@/.exec(plain)?.[1];
  return local === undefined ? [plain, ...plain.split(/\s+/)] : [local];
}
