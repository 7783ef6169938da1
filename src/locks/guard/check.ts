/** Whose claims changed files lie in, and whether they stand in the way of who changed them. */
import type { PersonId } from '../../kernel/people.ts';
import type { Untrusted } from '../../kernel/text.ts';
import { fold } from '../scope/fold.ts';
import { Holders } from '../scope/holders.ts';
import { keysOf } from '../scope/route.ts';
import { parseScope, type Scope } from '../scope/scope.ts';
import { ScopeIndex } from '../scope/scope-index.ts';
import type { Books, GuardClaim } from './port.ts';

/** Files that one somebody changed: a commit, or what is about to be one. */
export interface Change {
  files: readonly Untrusted[];
  /** Those of the files that stand for all below them. */
  submodules?: readonly Untrusted[];
  me?: PersonId;
  /** Leases that the commit names: whoever holds one of them is in it too. */
  leases?: readonly number[];
  commit?: string;
  /** No one commit changed them: a merge left out what another side did to them, or commits were dropped. */
  isLeftOut?: boolean;
}

/** A file in a claim. An owner and their agents are one person: their claims do not stand in each other's way. */
export interface Found<C extends Change = Change> {
  file: Untrusted;
  change: C;
  own: readonly GuardClaim[];
  /** Of the owner, or of another agent of theirs. */
  kin: readonly GuardClaim[];
  /** Others' exclusive ones; shared ones too, where the file is in none of one's own. */
  inTheWay: readonly GuardClaim[];
  /** Others' shared ones, beside one's own. */
  beside: readonly GuardClaim[];
}

/** Files in no claim are left out. */
export function check<C extends Change>(books: Books, changes: readonly C[]): Found<C>[] {
  const holders = new Holders<GuardClaim>(changes.flatMap(({ files }) => files));
  for (const claim of books.claims) for (const path of claim.paths) holders.add(path, claim);
  const isExempt = everybodys(books);
  const below = claimsBelow(books, changes);
  const byLease = new Map([...(books.ended ?? []), ...books.claims].map((each) => [each.lease, each]));
  const personOf = persons(books);
  return changes.flatMap((change) => {
    const named = (change.leases ?? []).map((lease) => byLease.get(lease)?.holder);
    const ids = new Set([change.me, ...named].filter((id) => id !== undefined));
    const people = new Set([...ids].map(personOf));
    return [...new Set(change.files)].flatMap((file) => {
      const claims = change.submodules?.includes(file) ? new Set([...holders.of(file), ...below(file)]) : holders.of(file);
      if (claims.size === 0 || isExempt(file)) return [];
      return [
        sorted(file, change, [...claims], { isOwn: ({ holder }) => ids.has(holder), isKin: ({ holder }) => people.has(personOf(holder)) }),
      ];
    });
  });
}

/** Who has something in a submodule, of which only its name was changed. */
function claimsBelow(books: Books, changes: readonly Change[]): (submodule: string) => Iterable<GuardClaim> {
  if (changes.every(({ submodules = [] }) => submodules.length === 0)) return () => [];
  const index = new ScopeIndex<GuardClaim>();
  for (const claim of books.claims) {
    for (const path of claim.paths) {
      const scope = parseScope(path);
      if (scope.ok) index.add(scope.value, claim);
    }
  }
  return (submodule) => index.meeting(justThis(submodule));
}

/** The path and all below it, whatever its name would mean in a claim. */
const justThis = (path: string): Scope => ({
  given: path,
  key: path,
  isWhole: false,
  routes: [keysOf(path).map((key) => ({ kind: 'name', key, shown: key }))],
});

/** Whether a file is in nobody's way, whoever has claimed it. */
export function everybodys({ exempt = [] }: Books): (file: string) => boolean {
  const folded = new Set(exempt.map(fold));
  return (file) => folded.has(fold(file));
}

interface Whose {
  isOwn(claim: GuardClaim): boolean;
  isKin(claim: GuardClaim): boolean;
}

function sorted<C extends Change>(file: Untrusted, change: C, claims: GuardClaim[], { isOwn, isKin }: Whose): Found<C> {
  const all = claims.sort((a, b) => a.lease - b.lease);
  const own = all.filter(isOwn);
  const kin = all.filter((claim) => !isOwn(claim) && isKin(claim));
  const others = all.filter((claim) => !isOwn(claim) && !isKin(claim));
  const stands = ({ mode }: GuardClaim): boolean => mode === 'exclusive' || own.length + kin.length === 0;
  return { file, change, own, kin, inTheWay: others.filter(stands), beside: others.filter((claim) => !stands(claim)) };
}

/** Agents are their owner. */
function persons({ claims, ended = [], owners = {} }: Books): (id: PersonId) => PersonId {
  const known = new Map([...ended, ...claims].flatMap(({ holder, owner }) => (owner === undefined ? [] : [[holder, owner] as const])));
  return (id) => (Object.hasOwn(owners, id) ? owners[id]! : (known.get(id) ?? id));
}

/** In others' claims. */
export const inTheWay = <C extends Change>(found: readonly Found<C>[]): Found<C>[] => found.filter((each) => each.inTheWay.length > 0);
