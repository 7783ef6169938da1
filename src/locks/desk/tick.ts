/** What the desk does as time goes by: reminders, grace, ends, lapsed offers, silent holders. Each once, however late or often it is asked. */
import type { Millis } from '../../kernel/clock.ts';
import type { Claim, Cooling, DeskState, Stage, Steal, Wait, Work } from './claim.ts';
import { claimDue, nextDue, waitedSince } from './due.ts';
import { open } from './grant.ts';
import { letGo } from './let-go.ts';
import { type News, on, type Step, start } from './news.ts';
import { waitingFor } from './obstacles.ts';
import { type Policy, standard } from './policy.ts';
import { awakeAfter, type QuietUntil } from './quiet.ts';
import { type Commit, committed } from './renewing.ts';
import { settle, without } from './settle.ts';
import { carryOut, closed } from './stealing.ts';

/** What git shows inside a claim, in all worktrees and branches that the bot sees. */
export interface Activity {
  /** Files changed and not committed. */
  dirty: number;
  /** Commits that are nowhere but here. */
  unpushed: number;
  commits: readonly Commit[];
}

export interface World {
  /** Undefined: nobody can look now, as beside a bench; nothing is given away before somebody has. */
  activity(claim: Claim): Activity | undefined;
  quietUntil: QuietUntil;
}

/**
 * Everything that is due by `now`, in the order and as of the moments in which it fell due: a tick that comes late says what
 * many would have said. A clock that goes back repeats nothing.
 */
export function tick(desk: DeskState, now: Millis, world: World, policy: Policy = standard): Step {
  let step = start(desk);
  for (let at = nextDue(desk, policy); at !== undefined && at <= now; at = nextDue(step.desk, policy))
    step = moment(step, at, world, policy);
  return step;
}

function moment(before: Step, at: Millis, world: World, policy: Policy): Step {
  const { claims, steals } = before.desk;
  const waited = waitedSince(before.desk);
  let step = before;
  for (const claim of claims) if (claimDue(claim, waited, policy) <= at) step = moveOn(step, claim, at, world, policy);
  step = lapse(step, at);
  for (const steal of steals) if (steal.stage.until <= at) step = unanswered(step, steal, at, world, policy);
  return settle(step, at, policy);
}

/** One stage further, unless its holder has committed inside since. */
function moveOn(step: Step, claim: Claim, at: Millis, world: World, policy: Policy): Step {
  const activity = world.activity(claim);
  const renewed = activity && committed(step, claim, activity.commits, at, policy);
  if (renewed) return renewed;
  const { stage } = claim;
  if (stage.is === 'running') return staged(step, claim, { is: 'reminded', since: stage.since }, 'ends soon', at);
  if (stage.is === 'reminded') return graceOf(step, claim, at, world, policy);
  if (!activity) return staged(step, claim, putOff(stage, at + policy.blind), undefined, at);
  const work = workIn(activity, at, policy);
  if (!work) return expire(step, claim, at, policy);
  const look = nextLook(work, at, policy);
  if (stage.is === 'escalated') return staged(step, claim, { ...stage, look }, undefined, at);
  return staged(step, claim, { is: 'escalated', since: at, because: work, look }, 'escalated', at);
}

const putOff = (stage: Extract<Stage, { is: 'grace' | 'escalated' }>, to: Millis): Stage =>
  stage.is === 'grace' ? { ...stage, until: to } : { ...stage, look: to };

function staged(step: Step, claim: Claim, stage: Stage, is: 'ends soon' | 'in grace' | 'escalated' | undefined, at: Millis): Step {
  const changed: Claim = { ...claim, stage };
  const claims = step.desk.claims.map((each) => (each === claim ? changed : each));
  if (is === undefined) return on(step, { claims });
  return on(step, { claims }, { is, at, claim: changed, waiting: waitingFor(step.desk, claim).map(({ who }) => who.id) });
}

/** Agents have no quiet hours. */
export function graceOf(step: Step, claim: Claim, at: Millis, { quietUntil }: World, { grace }: Policy): Step {
  const { id, kind } = claim.holder;
  const until = kind === 'agent' ? at + grace.agent : awakeAfter(id, at, grace.person, quietUntil);
  return staged(step, claim, { is: 'grace', since: at, until }, 'in grace', at);
}

/** What would be harmed by a release; undefined: nothing. */
function workIn({ dirty, unpushed, commits }: Activity, at: Millis, { fresh }: Policy): Work | undefined {
  const recent = commits.filter((commit) => commit.at <= at && commit.at > at - fresh).map((commit) => commit.at);
  if (dirty <= 0 && unpushed <= 0 && recent.length === 0) return undefined;
  return {
    ...(dirty > 0 && { dirty }),
    ...(unpushed > 0 && { unpushed }),
    ...(recent.length > 0 && { commit: Math.max(...recent) }),
  };
}

/** Where only a young commit holds it, when that is young no more; never later than it was said, which is each hour. */
const nextLook = ({ dirty, unpushed, commit }: Work, at: Millis, { fresh, look }: Policy): Millis =>
  dirty === undefined && unpushed === undefined && commit !== undefined ? Math.min(commit + fresh, at + look) : at + look;

function expire(step: Step, claim: Claim, at: Millis, { lockDelay }: Policy): Step {
  const { lease, holder, paths, mode } = claim;
  const cooling: Cooling = { lease, holder: holder.id, paths, mode, until: at + lockDelay };
  const after = letGo(step, [{ claim, paths }], { why: 'expired' }, at);
  return on(after, { cooling: [...after.desk.cooling, cooling] });
}

/** Offers that nobody took, and paths that have cooled down. */
function lapse(step: Step, at: Millis): Step {
  const { cooling, waits, handovers } = step.desk;
  const missed = waits.filter(({ offer }) => offer && offer.until <= at);
  const unaccepted = handovers.filter(({ until }) => until <= at);
  const cooled = cooling.filter(({ until }) => until <= at);
  if (missed.length + unaccepted.length + cooled.length === 0) return step;
  return on(
    step,
    { cooling: without(cooling, cooled), waits: without(waits, missed), handovers: without(handovers, unaccepted) },
    ...missed.map((wait: Wait): News => ({ is: 'unqueued', at, wait, why: 'lapsed' })),
    ...unaccepted.map((handover): News => ({ is: 'hand-over over', at, handover, why: 'lapsed' })),
  );
}

/** A claim that ended at the same moment takes the steal with it; see settle. */
function unanswered(step: Step, steal: Steal, at: Millis, world: World, policy: Policy): Step {
  const claim = step.desk.claims.find(({ lease }) => lease === steal.lease);
  if (!claim) return step;
  if (steal.stage.is === 'open') return closed(step, steal, 'lapsed', at);
  if (steal.stage.is === 'asked') {
    const activity = world.activity(claim);
    if (!activity) return askedLonger(step, steal, at + policy.blind);
    if (workIn(activity, at, policy)) return open(step, steal, claim, 'at work', at, policy);
  }
  const stolen = carryOut(step, steal, claim, { how: steal.stage.is === 'asked' ? 'silent' : 'agreed' }, at);
  return stolen.ok ? stolen.value : closed(step, steal, 'held around', at);
}

const askedLonger = (step: Step, steal: Steal, until: Millis): Step =>
  on(step, { steals: step.desk.steals.map((each) => (each === steal ? { ...steal, stage: { is: 'asked', until } } : each)) });
