/** When the desk has something to do by itself. */
import type { Millis } from '../../kernel/clock.ts';
import type { Claim, DeskState } from './claim.ts';
import { claimsClashing } from './claim-index.ts';
import { type Policy, standard } from './policy.ts';

/** For one timer. At that time, or whenever later, `tick`. Undefined: nothing will happen by itself. */
export function nextDue(desk: DeskState, policy: Policy = standard): Millis | undefined {
  let first = Number.POSITIVE_INFINITY;
  const due = (at: Millis): void => {
    if (at < first) first = at;
  };
  const waited = waitedSince(desk);
  for (const claim of desk.claims) due(claimDue(claim, waited, policy));
  for (const { until } of desk.cooling) due(until);
  for (const { offer } of desk.waits) if (offer) due(offer.until);
  for (const { stage } of desk.steals) due(stage.until);
  for (const { until } of desk.handovers) due(until);
  return Number.isFinite(first) ? first : undefined;
}

/** Claims into which a `tick` at `now` will look: for those who have to ask git beforehand. */
export const looksInto = (desk: DeskState, now: Millis, policy: Policy = standard): Claim[] => {
  const asked = new Set(desk.steals.filter(({ stage }) => stage.until <= now).map(({ lease }) => lease));
  const waited = waitedSince(desk);
  return desk.claims.filter((claim) => asked.has(claim.lease) || claimDue(claim, waited, policy) <= now);
};

/** Since when somebody waits for a claim, by lease. */
export type Waited = ReadonlyMap<number, Millis>;

export function waitedSince({ claims, waits }: DeskState): Waited {
  const waited = new Map<number, Millis>();
  for (const wait of waits)
    for (const { lease, holder } of claimsClashing(claims, wait))
      if (holder.id !== wait.who.id) waited.set(lease, Math.min(waited.get(lease) ?? wait.since, wait.since));
  return waited;
}

/** Others are ended by the desk of their clone, or with their job. */
export const endsByTime = ({ from, job }: Claim): boolean => from !== 'clone' && job === undefined;

export function claimDue(claim: Claim, waited: Waited, policy: Policy): Millis {
  const { stage, until } = claim;
  if (!endsByTime(claim)) return Number.POSITIVE_INFINITY;
  switch (stage.is) {
    case 'running':
      return reminderDue(claim, stage.since, waited.get(claim.lease), policy);
    case 'reminded':
      return until;
    case 'grace':
      return stage.until;
    case 'escalated':
      return stage.look;
  }
}

/** Earlier when somebody waits, yet not before they do. A short claim is not reminded before half of it is over. */
function reminderDue({ until }: Claim, since: Millis, waited: Millis | undefined, { remind }: Policy): Millis {
  const before = (lead: Millis): Millis => until - Math.min(lead, Math.floor((until - since) / 2));
  return waited === undefined ? before(remind.usual) : Math.min(before(remind.usual), Math.max(before(remind.waited), waited));
}
