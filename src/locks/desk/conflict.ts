/** Why something cannot be claimed, as facts for a card and as a sentence. */
import type { Millis } from '../../kernel/clock.ts';
import { type Refusal, refuse } from '../../kernel/result.ts';
import { visible } from '../../kernel/text.ts';
import { overlap } from '../scope/scope.ts';
import type { Claim, Cooling, Wait } from './claim.ts';
import type { Obstacles, Wanted } from './obstacles.ts';
import { left } from './policy.ts';
import { allIn, clashing, scopesOf } from './scopes.ts';
import { type Kin, kinship } from './who.ts';

/** `claim` says who, since when, why, with which tests, under which lease. */
export interface Clash {
  claim: Claim;
  /** What was asked that meets it, and what of it meets that. */
  asked: readonly string[];
  held: readonly string[];
  /** A path that lies in both. */
  witness: string;
  /** It holds all that was asked, not only a part. */
  isWhole: boolean;
  left: Millis;
  /** Holder and asker are of one person. */
  kin?: Kin;
}

export interface Conflict {
  claims: readonly Clash[];
  cooling: readonly Cooling[];
  /** Who waits for some of it and comes first. */
  ahead: readonly Wait[];
}

export const conflictOf = ({ claims, cooling, ahead }: Obstacles, wanted: Wanted, now: Millis): Conflict => ({
  claims: claims.map((claim) => clashWith(claim, wanted, now)),
  cooling,
  ahead,
});

function clashWith(claim: Claim, { who, paths, mode }: Wanted, now: Millis): Clash {
  const asked = clashing({ paths, mode }, claim);
  const held = clashing(claim, { paths, mode });
  const kin = kinship(who, claim.holder);
  return {
    claim,
    asked,
    held,
    witness: firstOverlap(asked, held) ?? held[0] ?? '.',
    isWhole: allIn({ paths }, claim),
    left: Math.max(0, claim.until - now),
    ...(kin && { kin }),
  };
}

function firstOverlap(asked: readonly string[], held: readonly string[]): string | undefined {
  for (const one of scopesOf(asked)) {
    for (const other of scopesOf(held)) {
      const witness = overlap(one, other);
      if (witness !== undefined) return witness;
    }
  }
  return undefined;
}

/** `docs/ +2`: fits into a sentence on a phone. */
export function named(paths: readonly string[]): string {
  const [first = 'nothing', ...more] = paths;
  return `${visible(first, { maxLength: 60 })}${more.length > 0 ? ` +${more.length}` : ''}`;
}

export const nameOf = (id: string): string => visible(id, { maxLength: 40 });

/** `next`: the line that waits for it. */
export function conflictRefusal(conflict: Conflict, paths: readonly string[], now: Millis, next: string): Refusal {
  const { claims, cooling, ahead } = conflict;
  const code = claims.length > 0 ? 'taken' : cooling.length > 0 ? 'cooling' : 'not first in line';
  const why = claims[0] ? claimed(claims[0], claims.length - 1) : cooling[0] ? cooled(cooling[0], now) : outwaited(ahead[0]!, now);
  return refuse(code, `Not claimed: ${named(paths)}. ${why}`, next).refusal;
}

function claimed({ claim, witness, isWhole, left: time, kin }: Clash, more: number): string {
  const what = isWhole ? 'all of it' : visible(witness, { maxLength: 60 });
  const verb = claim.mode === 'shared' ? 'shares' : 'holds';
  const until = time > 0 ? ` for another ${left(time, 0)}` : ', though its time is over';
  const why = claim.why === undefined ? '' : ` ("${visible(claim.why, { maxLength: 60 })}")`;
  const whose = kin === undefined ? '' : ` ${kinWords[kin]}`;
  return `${nameOf(claim.holder.id)} ${verb} ${what}${until}${why}.${whose}${more > 0 ? ` ${more} more ${more === 1 ? 'claim is' : 'claims are'} in the way.` : ''}`;
}

const kinWords: Readonly<Record<Kin, string>> = {
  'own agent': 'That is your own agent.',
  owner: 'That is your owner.',
  'same owner': 'That is another agent of your owner.',
};

const cooled = ({ holder, until }: Cooling, now: Millis): string =>
  `${nameOf(holder)}'s claim has just expired; it may be taken in ${left(until, now)}.`;

const outwaited = ({ who, paths, offer }: Wait, now: Millis): string =>
  offer
    ? `${named(paths)} is offered to ${nameOf(who.id)} for another ${left(offer.until, now)}.`
    : `${nameOf(who.id)} waits for ${named(paths)} and comes first.`;
