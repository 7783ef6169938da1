/** Claims paths: all of them or none. */
import type { Millis } from '../../kernel/clock.ts';
import { done, type Outcome, type Refusal } from '../../kernel/result.ts';
import type { DeskState, Who } from './claim.ts';
import { type Conflict, conflictOf, conflictRefusal } from './conflict.ts';
import { grant, planOf, type Wish } from './grant.ts';
import { claimLine } from './lines.ts';
import { type Step, start } from './news.ts';
import { obstacles, placeInLine } from './obstacles.ts';
import { type Policy, standard } from './policy.ts';
import { ofAnother } from './renewing.ts';
import { settle } from './settle.ts';
import { type Request, readPaths, readWish } from './wish.ts';

/** `conflict`: what stands in the way, for a card that offers to wait, to ask, to steal, or to take the free part. */
export type ClaimDone = { ok: true; value: Step } | { ok: false; refusal: Refusal; conflict?: Conflict };

const nothing = 'Nothing was claimed.';

export function claim(desk: DeskState, request: Request, now: Millis, policy: Policy = standard): ClaimDone {
  const wish = readWish(request, { nothing, wait: false }, policy);
  return wish.ok ? grantIfFree(desk, wish.value, claimLine(request, true), now, policy) : wish;
}

/** Whoever waits for all of it keeps to their place in line, others come after everybody who waits for some of it. */
export function grantIfFree(desk: DeskState, wish: Wish, next: string, now: Millis, policy: Policy): ClaimDone {
  const plan = planOf(desk, wish);
  const elsewhere = plan.held.find(({ from }) => from === 'clone');
  if (elsewhere) return ofAnother(elsewhere, nothing);
  const wanted = { ...wish, paths: plan.contestable };
  const inTheWay = obstacles(desk, wanted, placeInLine(desk, { ...wish, paths: plan.fresh }));
  if (!inTheWay) return done(settle(grant(start(desk), wish, plan, now, policy), now, policy));
  const conflict = conflictOf(inTheWay, wanted, now);
  return { ok: false, refusal: conflictRefusal(conflict, wish.paths, now, next), conflict };
}

const nobody: Who = { id: '', kind: 'person' };

/** Who holds any of it, and who waits for it. */
export function lookUp(desk: DeskState, paths: readonly string[], now: Millis): Outcome<Conflict> {
  const read = readPaths(paths, 'Nothing was looked up.');
  if (!read.ok) return read;
  const wanted = { who: nobody, paths: read.value, mode: 'exclusive' as const };
  return done(conflictOf(obstacles(desk, wanted) ?? { claims: [], cooling: [], ahead: [] }, wanted, now));
}
