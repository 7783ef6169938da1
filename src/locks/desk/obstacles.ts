/** What stands in the way of those who want paths: claims, expired ones that cool down, and who came first. */
import type { Claim, Cooling, DeskState, Hold, Wait, Who } from './claim.ts';
import { claimsClashing } from './claim-index.ts';
import { allIn, clash } from './scopes.ts';

export interface Wanted extends Hold {
  who: Who;
}

export interface Obstacles {
  claims: readonly Claim[];
  cooling: readonly Cooling[];
  ahead: readonly Wait[];
}

/** Nothing of one's own is in one's way. `place`: only who has a lower number in line comes first. Undefined: all free. */
export function obstacles(desk: DeskState, wanted: Wanted, place = Number.POSITIVE_INFINITY): Obstacles | undefined {
  if (wanted.paths.length === 0) return undefined;
  const { id } = wanted.who;
  const claims = claimsClashing(desk.claims, wanted).filter(({ holder }) => holder.id !== id);
  const cooling = desk.cooling.filter((each) => each.holder !== id && clash(wanted, each));
  const ahead = desk.waits.filter((wait) => wait.id < place && wait.who.id !== id && clash(wanted, wait));
  return claims.length + cooling.length + ahead.length > 0 ? { claims, cooling, ahead } : undefined;
}

/** The number that somebody already has in line for all of this. */
export const placeInLine = (desk: DeskState, wanted: Wanted): number | undefined => desk.waits.find((wait) => serves(wait, wanted))?.id;

export const serves = (wait: Wait, wanted: Wanted): boolean =>
  wait.who.id === wanted.who.id && suffices(wait, wanted) && allIn(wanted, wait);

/** Whoever holds something exclusively holds it shared as well. */
export const suffices = (held: { mode: Hold['mode'] }, wanted: { mode: Hold['mode'] }): boolean =>
  held.mode === 'exclusive' || wanted.mode === 'shared';

/** Who waits for a claim, the next one first. */
export const waitingFor = (desk: DeskState, claim: Claim): Wait[] =>
  desk.waits.filter((wait) => wait.who.id !== claim.holder.id && clash(wait, claim));
