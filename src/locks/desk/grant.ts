/** Gives paths to somebody in whose way nothing stands: what they hold already lasts longer, the rest is a new claim. */
import type { Millis } from '../../kernel/clock.ts';
import type { Place } from '../../kernel/people.ts';
import type { Claim, DeskState, Stage, Steal } from './claim.ts';
import type { Part } from './let-go.ts';
import { letGo } from './let-go.ts';
import { type News, on, type Step } from './news.ts';
import { suffices, type Wanted } from './obstacles.ts';
import type { Policy } from './policy.ts';
import { allIn, pathsWhere, scopesOf } from './scopes.ts';
import { without } from './settle.ts';

export interface Wish extends Wanted {
  span: Millis;
  why?: string;
  tests?: string;
  place?: Place;
  job?: string;
  branch?: string;
}

/** What a wish is, beside what its person holds. */
export interface Plan {
  /** Claims that hold some of it. */
  held: readonly Claim[];
  /** Held in the other mode, and all of it asked in this one: it gives way. */
  replaced: readonly Claim[];
  /** Shared, with more than is asked exclusively now: what is asked goes out of it, for one line of the file is one claim. */
  narrowed: readonly Part[];
  /** Not held, or not in this mode. */
  fresh: readonly string[];
  /** Of those, what others may object to: not what is held exclusively and now asked shared. */
  contestable: readonly string[];
}

export function planOf({ claims }: DeskState, { who, paths, mode }: Wanted): Plan {
  const own = claims.filter(({ holder }) => holder.id === who.id);
  const replaced = own.filter((claim) => claim.mode !== mode && allIn(claim, { paths }));
  const kept = without(own, replaced).filter((claim) => suffices(claim, { mode }));
  const keys = new Set(scopesOf(paths).map(({ key }) => key));
  const narrowed = without(own, [...replaced, ...kept])
    .map((claim) => ({ claim, paths: pathsWhere(claim, ({ key }) => keys.has(key)) }))
    .filter((part) => part.paths.length > 0);
  const held = new Set<Claim>();
  const fresh: string[] = [];
  for (const path of paths) {
    const inside = kept.find((claim) => allIn({ paths: [path] }, claim));
    if (inside) held.add(inside);
    else fresh.push(path);
  }
  const contestable = fresh.filter((path) => !replaced.some((claim) => suffices(claim, { mode }) && allIn({ paths: [path] }, claim)));
  return { held: [...held], replaced, narrowed, fresh, contestable };
}

export function grant(step: Step, wish: Wish, { held, replaced, narrowed, fresh }: Plan, at: Millis, policy: Policy): Step {
  const { who, mode, span, why, tests, place, job, branch } = wish;
  const told = { ...(why !== undefined && { why }), ...(tests !== undefined && { tests }) };
  const lengthened = held.reduce((before, claim) => renew(before, claim, { until: at + span, told, by: who.id }, at, policy), step);
  if (fresh.length === 0) return lengthened;
  const before = letGo(
    lengthened,
    [...replaced.map((claim) => ({ claim, paths: claim.paths })), ...narrowed],
    { why: 'replaced', by: who.id },
    at,
  );
  const lease = step.desk.lastLease + 1;
  const claim: Claim = {
    lease,
    holder: who,
    paths: fresh,
    mode,
    since: at,
    until: Math.max(at + span, ...replaced.map(({ until }) => until)),
    span,
    ...(replaced[0] && kept(replaced[0])),
    ...told,
    from: 'chat',
    ...(place && { place }),
    ...(job !== undefined && { job }),
    ...(branch !== undefined && { branch }),
    stage: { is: 'running', since: at },
  };
  return on(before, { claims: [...before.desk.claims, claim], lastLease: lease }, { is: 'granted', at, claim, how: 'asked' });
}

/** What was said with a claim goes on with the one that takes its place. */
export const kept = ({ why, tests, announced }: Claim): Pick<Claim, 'why' | 'tests' | 'announced'> => ({
  ...(why !== undefined && { why }),
  ...(tests !== undefined && { tests }),
  ...(announced && { announced }),
});

interface Renewal {
  until: Millis;
  /** Since when the new term runs, where that is not now: the commit that renews it. */
  from?: Millis;
  told?: Pick<Claim, 'why' | 'tests'>;
  /** Missing where commits inside did it. */
  by?: string;
}

/** Never shortens: who wants less releases. */
export function renew(step: Step, claim: Claim, { until, from, told, by }: Renewal, at: Millis, policy: Policy): Step {
  const stage: Stage = until > claim.until ? { is: 'running', since: from ?? at } : claim.stage;
  const renewed: Claim = { ...claim, ...told, until: Math.max(until, claim.until), stage };
  const claims = step.desk.claims.map((each) => (each === claim ? renewed : each));
  const news: News = { is: 'renewed', at, claim: renewed, was: claim.until, ...(by !== undefined && { by }) };
  const after = on(step, { claims }, news);
  return by === undefined ? after : keptAgainst(after, renewed, at, policy);
}

/** A holder who keeps a claim is not silent about a steal of it: now a second person has to approve. */
function keptAgainst(step: Step, claim: Claim, at: Millis, policy: Policy): Step {
  const asked = step.desk.steals.find(({ lease, stage }) => lease === claim.lease && stage.is === 'asked');
  return asked ? open(step, asked, claim, 'kept', at, policy) : step;
}

export function open(step: Step, steal: Steal, claim: Claim, because: 'at work' | 'kept', at: Millis, policy: Policy): Step {
  const opened: Steal = { ...steal, stage: { is: 'open', because, until: at + policy.steal.open } };
  return on(
    step,
    { steals: step.desk.steals.map((each) => (each === steal ? opened : each)) },
    { is: 'steal open', at, steal: opened, claim },
  );
}
