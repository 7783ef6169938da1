/** While the bot was away nobody could answer it: who had to answer meanwhile gets that time now. */
import type { Millis } from '../../kernel/clock.ts';
import type { Claim, DeskState } from './claim.ts';
import { type Step, start } from './news.ts';
import { type Policy, standard } from './policy.ts';
import { committed } from './renewing.ts';
import { graceOf, type World } from './tick.ts';

/**
 * After a restart, or a leap of the clock, and before the `tick` that follows; `from`: when the last one was. Claims that ran
 * out meanwhile are told of once, and their grace begins now.
 */
export function backAfter(desk: DeskState, { from, to }: { from: Millis; to: Millis }, world: World, policy: Policy = standard): Step {
  const away = Math.max(0, to - from);
  const later = <T extends { until: Millis }>(asked: T): T => (asked.until > from ? { ...asked, until: asked.until + away } : asked);
  const put = { ...desk };
  put.waits = desk.waits.map((wait) => (wait.offer ? { ...wait, offer: later(wait.offer) } : wait));
  put.handovers = desk.handovers.map(later);
  put.steals = desk.steals.map((steal) => ({ ...steal, stage: later(steal.stage) }));
  put.claims = desk.claims.map((claim) => (claim.stage.is === 'grace' ? { ...claim, stage: later(claim.stage) } : claim));
  return put.claims.filter((claim) => hasRunOut(claim, to)).reduce((step, claim) => inGrace(step, claim, to, world, policy), start(put));
}

const hasRunOut = ({ stage, until }: Claim, now: Millis): boolean => (stage.is === 'running' || stage.is === 'reminded') && until <= now;

const inGrace = (step: Step, claim: Claim, at: Millis, world: World, policy: Policy): Step =>
  committed(step, claim, world.activity(claim)?.commits ?? [], at, policy) ?? graceOf(step, claim, at, world, policy);
