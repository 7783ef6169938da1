/** Hand-over: a holder offers paths to somebody, who takes them in one step, under a new lease. */
import type { Millis } from '../../kernel/clock.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import type { Claim, DeskState, HandOver, Who } from './claim.ts';
import { named, nameOf } from './conflict.ts';
import { kept } from './grant.ts';
import { handOverLine } from './lines.ts';
import { type Done, type News, on, type Step, start } from './news.ts';
import { type Policy, spanOf, standard, usualSpan } from './policy.ts';
import { settle, without } from './settle.ts';
import { transfer } from './transfer.ts';
import { type Which, which } from './which.ts';
import { actsFor, checkName } from './who.ts';

export interface Offering extends Which {
  who: Who;
  to: Who;
  /** Of the new claim; what is usual for such a holder, when left out. */
  span?: Millis;
}

const nothing = 'Nothing was handed over.';

/** Who offers to their own agent need not ask it: that is done at once. A second offer of one claim takes the place of the first. */
export function handOver(desk: DeskState, { who, to, span, ...which_ }: Offering, now: Millis, policy: Policy = standard): Done {
  const wrong = checkName(to, nothing);
  if (wrong) return wrong;
  const found = which(desk, who, which_, { nothing, verb: 'handover', below: 'nothing' });
  if (!found.ok) return found;
  let step = start(desk);
  for (const { claim, paths } of found.value) {
    if (claim.holder.id === to.id) return refuse('held already', `${nameOf(to.id)} holds ${named(paths)} already. ${nothing}`, 'locks');
    const line = (fitting: Millis): string => handOverLine(paths, to.id, fitting);
    const time = spanOf(span ?? usualSpan(to.kind, claim.mode, policy), { kind: to.kind, mode: claim.mode }, { nothing, line }, policy);
    if (!time.ok) return time;
    const offer: HandOver = { lease: claim.lease, paths, to, span: time.value, at: now, until: now + policy.offer[to.kind] };
    // What could not be taken is not offered.
    const taken = given(step, offer, claim, who, now);
    if (!taken.ok) return taken;
    step = actsFor(who, to) ? taken.value : offered(step, offer, claim, who, now);
  }
  return done(settle(step, now, policy));
}

function offered(step: Step, offer: HandOver, claim: Claim, who: Who, at: Millis): Step {
  const before = step.desk.handovers.filter(({ lease }) => lease === claim.lease);
  const replaced = before.map((handover): News => ({ is: 'hand-over over', at, handover, why: 'replaced', by: who.id }));
  const news: News = { is: 'hand-over offered', at, handover: offer, claim };
  return on(step, { handovers: [...without(step.desk.handovers, before), offer] }, ...replaced, news);
}

/** `lease`: of the claim that is offered; without it the only offer. */
export interface HandOverAnswer {
  who: Who;
  lease?: number;
}

export function acceptHandOver(desk: DeskState, { who, lease }: HandOverAnswer, now: Millis, policy: Policy = standard): Done {
  const found = offerTo(desk, ({ to }) => actsFor(who, to), lease);
  if (!found.ok) return found;
  const { handover, claim } = found.value;
  if (handover.until <= now)
    return refuse('offer lapsed', `${nameOf(claim.holder.id)}'s offer of ${named(handover.paths)} has lapsed. ${nothing}`, 'locks');
  const step = given(start(desk), handover, claim, who, now);
  return step.ok ? done(settle(step.value, now, policy)) : step;
}

/** The one does not want it, or the other takes the offer back. */
export function declineHandOver(desk: DeskState, { who, lease }: HandOverAnswer, now: Millis, policy: Policy = standard): Done {
  const found = offerTo(desk, ({ to }, { holder }) => actsFor(who, to) || actsFor(who, holder), lease);
  if (!found.ok) return found;
  const { handover } = found.value;
  const news: News = { is: 'hand-over over', at: now, handover, why: 'declined', by: who.id };
  return done(settle(on(start(desk), { handovers: without(desk.handovers, [handover]) }, news), now, policy));
}

function given(step: Step, handover: HandOver, claim: Claim, who: Who, at: Millis): Done {
  const { paths, to, span } = handover;
  const place = claim.place && { place: claim.place };
  const moved = transfer(step, { claim, paths, to, span, how: 'handed over', by: who.id, told: kept(claim), ...place }, at);
  if (!moved.ok) return moved;
  const news: News = { is: 'hand-over over', at, handover, why: 'accepted', by: who.id };
  return done(on(moved.value, { handovers: without(moved.value.desk.handovers, [handover]) }, news));
}

function offerTo(
  desk: DeskState,
  isTheirs: (handover: HandOver, claim: Claim) => boolean,
  lease: number | undefined,
): Outcome<{ handover: HandOver; claim: Claim }> {
  const open = desk.handovers.flatMap((handover) => {
    const claim = desk.claims.find((each) => each.lease === handover.lease);
    return claim && isTheirs(handover, claim) && (lease === undefined || lease === claim.lease) ? [{ handover, claim }] : [];
  });
  const [one, ...more] = open;
  if (!one)
    return refuse(
      'nothing offered',
      `No hand-over waits for your answer${lease === undefined ? '' : ` under lease ${lease}`}. ${nothing}`,
      'locks',
    );
  if (more.length === 0) return done(one);
  const all = open.map(({ handover }) => named(handover.paths)).join(', ');
  return refuse('which hand-over', `Several hand-overs wait: ${all}. ${nothing} Say which one.`, 'locks');
}
