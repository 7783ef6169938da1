/** While the bot was away nobody could answer it: who had to answer meanwhile gets that time now, and is told until when. */
import type { Millis } from '../../kernel/clock.ts';
import type { Claim, DeskState, Who } from './claim.ts';
import { endsByTime } from './due.ts';
import { type News, on, type Step, start } from './news.ts';
import { type Policy, standard } from './policy.ts';
import { awakeAfter, awakeBetween } from './quiet.ts';
import { committed } from './renewing.ts';
import { graceOf, type World } from './tick.ts';

/** `from`: when the bot was last known to be there. */
export interface Away {
  from: Millis;
  to: Millis;
}

/**
 * After a restart, or a leap of the clock, and before the `tick` that follows. Claims that ran out meanwhile are told of once,
 * and their grace begins now.
 */
export function backAfter(desk: DeskState, { from, to }: Away, world: World, policy: Policy = standard): Step {
  const step = prolonged(desk, { from: Math.min(from, to), to }, world);
  return step.desk.claims.filter((claim) => hasRunOut(claim, to)).reduce((done, claim) => inGrace(done, claim, to, world, policy), step);
}

/** What had not lapsed before goes on with what was left of it. */
function prolonged(desk: DeskState, away: Away, { quietUntil }: World): Step {
  const { from, to: at } = away;
  const news: News[] = [];
  const each = <T>(items: readonly T[], longer: (item: T) => T, tell: (item: T) => News): T[] =>
    items.map((item) => {
      const changed = longer(item);
      if (changed !== item) news.push(tell(changed));
      return changed;
    });
  const until = <T extends { until: Millis }>(asked: T, then: Millis): T => (then === asked.until ? asked : { ...asked, until: then });
  const parts: Partial<DeskState> = {
    claims: each(
      desk.claims,
      (claim) =>
        claim.stage.is === 'grace' && endsByTime(claim)
          ? put(claim, 'stage', until(claim.stage, graceLater(claim.holder, claim.stage)))
          : claim,
      (claim) => ({ is: 'grace prolonged', at, claim }),
    ),
    waits: each(
      desk.waits,
      (wait) => (wait.offer ? put(wait, 'offer', until(wait.offer, later(wait.offer.at, wait.offer.until))) : wait),
      (wait) => ({ is: 'offer prolonged', at, wait }),
    ),
    steals: each(
      desk.steals,
      (steal) => put(steal, 'stage', until(steal.stage, later(steal.at, steal.stage.until))),
      (steal) => ({ is: 'steal prolonged', at, steal }),
    ),
    handovers: each(
      desk.handovers,
      (handover) => until(handover, later(handover.at, handover.until)),
      (handover) => ({ is: 'hand-over prolonged', at, handover }),
    ),
  };
  return news.length === 0 ? start(desk) : on(start(desk), parts, ...news);

  /** `since`: of what began meanwhile only the rest was missed. */
  function later(since: Millis, end: Millis): Millis {
    const begun = Math.max(from, since);
    return end > begun ? end + Math.max(0, at - begun) : end;
  }

  /** Nothing but this is stopped by quiet hours: what was left of it is waking time. */
  function graceLater({ id, kind }: Who, { since, until: end }: { since: Millis; until: Millis }): Millis {
    if (kind === 'agent') return later(since, end);
    const begun = Math.max(from, since);
    const left = awakeBetween(id, begun, end, quietUntil);
    return left > 0 && begun < at ? Math.max(end, awakeAfter(id, at, left, quietUntil)) : end;
  }
}

const put = <T, Key extends keyof T>(item: T, key: Key, part: T[Key]): T => (part === item[key] ? item : { ...item, [key]: part });

const hasRunOut = (claim: Claim, now: Millis): boolean =>
  (claim.stage.is === 'running' || claim.stage.is === 'reminded') && claim.until <= now && endsByTime(claim);

const inGrace = (step: Step, claim: Claim, at: Millis, world: World, policy: Policy): Step =>
  committed(step, claim, world.activity(claim)?.commits ?? [], at, policy) ?? graceOf(step, claim, at, world, policy);
