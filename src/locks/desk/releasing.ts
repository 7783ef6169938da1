/** Giving claims back: by their holder, by an admin, by a hand that took the line out of the file. */
import type { Millis } from '../../kernel/clock.ts';
import { done, refuse } from '../../kernel/result.ts';
import type { DeskState, Who } from './claim.ts';
import { named } from './conflict.ts';
import { letGo } from './let-go.ts';
import { lineOf } from './lines.ts';
import { type Done, type Step, start } from './news.ts';
import { type Policy, standard } from './policy.ts';
import { pathsWhere, scopesOf } from './scopes.ts';
import { settle } from './settle.ts';
import { type Which, which } from './which.ts';
import { checkText } from './wish.ts';

/** Without lease and paths: the only claim that the person holds. */
export function release(desk: DeskState, { who, ...named }: Which & { who: Who }, now: Millis, policy: Policy = standard): Done {
  const found = which(desk, who, named, { nothing: 'Nothing was released.', verb: 'release', below: 'nothing' });
  return found.ok ? done(settle(letGo(start(desk), found.value, { why: 'asked', by: who.id }, now), now, policy)) : found;
}

/** An admin's: at once, whoever holds it; `paths` of the claim, or all, and the rest is held as before. That `who` is one is for the caller to know. */
export function breakClaim(
  desk: DeskState,
  { who, lease, paths: given, why }: { who: Who; lease: number; paths?: readonly string[]; why?: string },
  now: Millis,
  policy: Policy = standard,
): Done {
  const nothing = 'Nothing was broken.';
  const wrong = checkText('reason', why, nothing);
  if (wrong) return wrong;
  const claim = desk.claims.find((each) => each.lease === lease);
  if (!claim) return refuse('lease is over', `Lease ${lease} is over already. ${nothing}`, 'locks');
  const paths = given ?? claim.paths;
  const keys = new Set(scopesOf(paths).map(({ key }) => key));
  const part = pathsWhere(claim, ({ key }) => keys.has(key));
  if (part.length === 0)
    return refuse('not in it', `Lease ${lease} is ${named(claim.paths)}, not ${named(paths)}. ${nothing}`, lineOf('break', claim.paths));
  const said = { why: 'broken' as const, by: who.id, ...(why !== undefined && { reason: why }) };
  return done(settle(letGo(start(desk), [{ claim, paths: part }], said, now), now, policy));
}

/** Lines, or parts of them, were taken out of the file by hand. What is not held any more is no matter. */
export function drop(
  desk: DeskState,
  { holder, paths, why = 'file' }: { holder: string; paths: readonly string[]; why?: 'file' | 'clone' },
  now: Millis,
  policy: Policy = standard,
): Step {
  const keys = new Set(scopesOf(paths).map(({ key }) => key));
  const parts = desk.claims
    .filter((claim) => claim.holder.id === holder)
    .map((claim) => ({ claim, paths: pathsWhere(claim, ({ key }) => keys.has(key)) }))
    .filter((part) => part.paths.length > 0);
  return settle(letGo(start(desk), parts, { why }, now), now, policy);
}
