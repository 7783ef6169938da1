/** Keeping a claim longer: the holder asks for it, or commits inside it. */
import type { Millis } from '../../kernel/clock.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { visible } from '../../kernel/text.ts';
import type { Claim, DeskState, Who } from './claim.ts';
import { named } from './conflict.ts';
import { renew as renewed } from './grant.ts';
import { claimLine } from './lines.ts';
import { type Done, type Step, start } from './news.ts';
import { type Policy, renewalOf, spanOf, standard } from './policy.ts';
import { settle } from './settle.ts';
import { type Which, which } from './which.ts';

export interface Keep extends Which {
  who: Who;
  /** From now; the time for which it was asked, when left out, but no more than is usual. */
  span?: Millis;
  /** Instead: from its present end. */
  more?: Millis;
}

const nothing = 'Nothing was renewed.';

/** `renew` and `keep`. A path below one that is held means its whole claim. */
export function renew(desk: DeskState, { who, span, more, ...named }: Keep, now: Millis, policy: Policy = standard): Done {
  const found = which(desk, who, named, { nothing, verb: 'renew', below: 'its claim' });
  if (!found.ok) return found;
  const renewals: { claim: Claim; until: Millis }[] = [];
  for (const { claim } of found.value) {
    if (claim.from === 'clone') return ofAnother(claim, nothing);
    const line = (fitting: Millis): string => claimLine({ paths: claim.paths, span: fitting }).replace(/^claim/, 'renew');
    const asked = more === undefined ? (span ?? renewalOf(claim, policy)) : fromEnd(claim, more, now);
    const time = spanOf(asked, { kind: claim.holder.kind, mode: claim.mode }, { nothing, line }, policy);
    if (!time.ok) return time;
    renewals.push({ claim, until: now + time.value });
  }
  const step = renewals.reduce((before, { claim, until }) => renewed(before, claim, { until, by: who.id }, now, policy), start(desk));
  return done(settle(step, now, policy));
}

/** No time at all stays none. */
const fromEnd = ({ until }: Claim, more: Millis, now: Millis): Millis => (more > 0 ? Math.max(until - now, 0) + more : more);

/** Its time is kept there: here it would be told, and not come true. */
export const ofAnother = ({ paths, by = 'another clone' }: Claim, not: string): Outcome<never> =>
  refuse('other clone', `${named(paths)} was claimed at the bot of ${visible(by, { maxLength: 40 })}, which ends it. ${not} Say it there.`);

export interface Commit {
  at: Millis;
  byHolder: boolean;
}

/** The claim with the time that its holder's commits inside, up to now, give it; undefined: they give it none. */
export function committed(step: Step, claim: Claim, commits: readonly Commit[], now: Millis, policy: Policy): Step | undefined {
  const own = commits.filter(({ at, byHolder }) => byHolder && at <= now).map(({ at }) => at);
  const from = Math.max(...own);
  const until = from + renewalOf(claim, policy);
  return until > claim.until && until > now ? renewed(step, claim, { until, from }, now, policy) : undefined;
}

/** Commits inside a claim were seen. */
export function seen(desk: DeskState, lease: number, commits: readonly Commit[], now: Millis, policy: Policy = standard): Step {
  const claim = desk.claims.find((each) => each.lease === lease);
  return (claim && committed(start(desk), claim, commits, now, policy)) ?? start(desk);
}
