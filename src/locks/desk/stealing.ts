/** Steal: paths of another's claim, for a reason. The holder answers; silence counts only where nobody is at work. */
import type { Millis } from '../../kernel/clock.ts';
import type { Place } from '../../kernel/people.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import type { Claim, DeskState, Steal, Who } from './claim.ts';
import { named, nameOf } from './conflict.ts';
import { claimLine, stealLine } from './lines.ts';
import { type Done, type News, on, type Step, start } from './news.ts';
import { left, type Policy, spanOf, standard } from './policy.ts';
import { pathsWhere, scopesOf } from './scopes.ts';
import { settle, without } from './settle.ts';
import { type Transfer, transfer } from './transfer.ts';
import { actsFor, checkName, personBehind } from './who.ts';
import { checkText } from './wish.ts';

export interface Stealing {
  who: Who;
  lease: number;
  /** Paths of the claim, as it has them; all, when left out. */
  paths?: readonly string[];
  why: string;
  span?: Millis;
  place?: Place;
}

const nothing = 'Nothing was stolen.';

/** An owner takes from their agents without asking. */
export function steal(desk: DeskState, request: Stealing, now: Millis, policy: Policy = standard): Done {
  const { who, lease, why, place } = request;
  const wrong = checkName(who, nothing) ?? checkText('reason', why, nothing);
  if (wrong) return wrong;
  const found = stealable(desk, request);
  if (!found.ok) return found;
  const { claim, paths } = found.value;
  if (why.trim() === '')
    return refuse(
      'no reason',
      `A steal needs a reason, for ${nameOf(claim.holder.id)} to read. ${nothing} Like this:`,
      stealLine(paths, 'REASON'),
    );
  const line = (fitting: Millis): string => stealLine(paths, why, fitting);
  const time = spanOf(request.span, { kind: who.kind, mode: claim.mode }, { nothing, line }, policy);
  if (!time.ok) return time;
  const until = now + policy.steal.silence;
  const asked: Steal = { lease, paths, by: who, why, at: now, span: time.value, ...(place && { place }), stage: { is: 'asked', until } };
  const taken = carryOut(start(desk), asked, claim, { how: 'approved', by: who.id }, now);
  if (!taken.ok || actsFor(who, claim.holder)) return settled(taken, now, policy);
  return done(on(start(desk), { steals: [...desk.steals, asked] }, { is: 'steal asked', at: now, steal: asked, claim }));
}

function stealable(desk: DeskState, { who, lease, paths }: Stealing): Outcome<{ claim: Claim; paths: readonly string[] }> {
  const claim = desk.claims.find((each) => each.lease === lease);
  if (!claim) return refuse('lease is over', `Lease ${lease} is over already. ${nothing} Look who has it now:`, 'locks');
  if (claim.holder.id === who.id) return refuse('held already', `You hold ${named(claim.paths)} already. ${nothing}`, 'locks');
  const before = desk.steals.find((each) => each.lease === lease);
  if (before)
    return refuse(
      'asked already',
      `${nameOf(before.by.id)} has asked for ${named(before.paths)} already. ${nothing}`,
      claimLine(claimAgain(claim), true),
    );
  if (paths === undefined) return done({ claim, paths: claim.paths });
  const keys = new Set(scopesOf(paths).map(({ key }) => key));
  const meant = pathsWhere(claim, ({ key }) => keys.has(key));
  if (meant.length === 0)
    return refuse(
      'not in it',
      `Lease ${lease} is ${named(claim.paths)}, not ${named(paths)}. ${nothing}`,
      stealLine(claim.paths, 'REASON'),
    );
  return done({ claim, paths: meant });
}

const claimAgain = ({ paths, mode }: Claim): Pick<Claim, 'paths' | 'mode'> => ({ paths, mode });

export type StealAnswer = 'approve' | 'deny' | 'ten minutes';

/** The holder's word, or the approval of a second person where it has come to that. That they may approve at all is for the caller to know. */
export function answerSteal(
  desk: DeskState,
  { who, lease, answer }: { who: Who; lease: number; answer: StealAnswer },
  now: Millis,
  policy: Policy = standard,
): Done {
  const found = stealOf(desk, lease);
  if (!found.ok) return found;
  const { steal: asked, claim } = found.value;
  if (!actsFor(who, claim.holder)) return second(desk, found.value, { who, answer }, now, policy);
  if (answer === 'approve') return settled(carryOut(start(desk), asked, claim, { how: 'approved', by: who.id }, now), now, policy);
  if (answer === 'deny') return settled(done(closed(start(desk), asked, 'denied', now, who.id)), now, policy);
  if (asked.stage.is === 'delayed')
    return refuse(
      'delayed already',
      `You have asked for time once; ${named(asked.paths)} goes to ${nameOf(asked.by.id)} in ${left(asked.stage.until, now)}. Nothing was changed.`,
    );
  const delayed: Steal = { ...asked, stage: { is: 'delayed', until: now + policy.steal.more } };
  return done(
    on(
      start(desk),
      { steals: desk.steals.map((each) => (each === asked ? delayed : each)) },
      { is: 'steal delayed', at: now, steal: delayed, claim },
    ),
  );
}

/** A person and all their agents are one; agents never approve. */
function second(
  desk: DeskState,
  { steal: asked, claim }: { steal: Steal; claim: Claim },
  { who, answer }: { who: Who; answer: StealAnswer },
  now: Millis,
  policy: Policy,
): Done {
  const not = 'Nothing was changed.';
  const holder = nameOf(claim.holder.id);
  if (who.kind === 'agent') return refuse('agents never approve', `A steal is approved by a person, or answered by ${holder}. ${not}`);
  if (personBehind(who) === personBehind(asked.by))
    return refuse('no second person', `You ask for it, so a second person has to approve. ${not}`);
  if (answer !== 'approve') return refuse('not yours', `${holder} holds ${named(asked.paths)}, so only ${holder} may say that. ${not}`);
  if (asked.stage.is !== 'open') {
    const time = left(asked.stage.until, now);
    return refuse('holder first', `${holder} has ${time} ${asked.stage.is === 'delayed' ? 'to finish' : 'to answer'}. ${not}`);
  }
  return settled(carryOut(start(desk), asked, claim, { how: 'second person', by: who.id }, now), now, policy);
}

/** Whoever asked for it no longer wants it. */
export function withdrawSteal(desk: DeskState, { who, lease }: { who: Who; lease: number }, now: Millis, policy: Policy = standard): Done {
  const found = stealOf(desk, lease);
  if (!found.ok) return found;
  const { steal: asked } = found.value;
  if (!actsFor(who, asked.by)) return refuse('not yours', `${nameOf(asked.by.id)} asks for it, not you. Nothing was withdrawn.`, 'locks');
  return settled(done(closed(start(desk), asked, 'withdrawn', now, who.id)), now, policy);
}

function stealOf({ steals, claims }: DeskState, lease: number): Outcome<{ steal: Steal; claim: Claim }> {
  const asked = steals.find((each) => each.lease === lease);
  const claim = claims.find((each) => each.lease === lease);
  return asked && claim
    ? done({ steal: asked, claim })
    : refuse('no steal', `Nobody asks for lease ${lease} any more. Nothing was changed.`, 'locks');
}

const settled = (step: Done, now: Millis, policy: Policy): Done => (step.ok ? done(settle(step.value, now, policy)) : step);

type Closing = Extract<News, { is: 'steal over' }>['why'];

export const closed = (step: Step, asked: Steal, why: Closing, at: Millis, by?: string): Step =>
  on(step, { steals: without(step.desk.steals, [asked]) }, { is: 'steal over', at, steal: asked, why, ...(by !== undefined && { by }) });

type How = Extract<News, { is: 'steal granted' }>['how'];

export function carryOut(step: Step, asked: Steal, claim: Claim, { how, by }: { how: How; by?: string }, at: Millis): Done {
  const { paths, by: to, span, why, place } = asked;
  const move: Transfer = { claim, paths, to, span, how: 'stolen', by: to.id, reason: why, told: { why }, ...(place && { place }) };
  const moved = transfer(on(step, { steals: without(step.desk.steals, [asked]) }), move, at);
  if (!moved.ok) return moved;
  const news: News = { is: 'steal granted', at, steal: asked, lease: moved.value.desk.lastLease, how, ...(by !== undefined && { by }) };
  return done(on(moved.value, {}, news));
}
