/** The claims of a desk by what they cover, so that one question does not look at each of thousands. */
import { ScopeIndex } from '../scope/scope-index.ts';
import type { Claim, Hold } from './claim.ts';
import { scopesOf } from './scopes.ts';

/** Those that clash with it, in the order of their leases. */
export function claimsClashing(claims: readonly Claim[], hold: Hold): Claim[] {
  const { index, byLease } = indexOf(claims);
  const leases = new Set(scopesOf(hold.paths).flatMap((scope) => [...index.meeting(scope)]));
  const found = [...leases].sort((a, b) => a - b).map((lease) => byLease.get(lease)!);
  return hold.mode === 'shared' ? found.filter(({ mode }) => mode === 'exclusive') : found;
}

interface Known {
  claims: readonly Claim[];
  index: ScopeIndex<number>;
  byLease: Map<number, Claim>;
}

/** A memory only: one desk is asked again and again, and the next one differs from it by a claim or two. */
let known: Known = { claims: [], index: new ScopeIndex(), byLease: new Map() };

function indexOf(claims: readonly Claim[]): Known {
  if (known.claims === claims) return known;
  const { index, byLease } = known;
  const add = ({ paths, lease }: Claim): void => scopesOf(paths).forEach((scope) => void index.add(scope, lease));
  const remove = ({ paths, lease }: Claim): void => scopesOf(paths).forEach((scope) => void index.delete(scope, lease));
  for (const claim of claims) {
    const before = byLease.get(claim.lease);
    if (before === claim) continue;
    byLease.set(claim.lease, claim);
    if (before?.paths === claim.paths) continue;
    if (before) remove(before);
    add(claim);
  }
  if (byLease.size > claims.length) {
    const kept = new Set(claims.map(({ lease }) => lease));
    for (const [lease, claim] of byLease) {
      if (kept.has(lease)) continue;
      byLease.delete(lease);
      remove(claim);
    }
  }
  known = { claims, index, byLease };
  return known;
}
