/** Lines that somebody wrote into the file by hand become claims. */
import type { Millis } from '../../kernel/clock.ts';
import type { Claim, DeskState, Who } from './claim.ts';
import { conflictOf, conflictRefusal } from './conflict.ts';
import { letGo } from './let-go.ts';
import { claimLine } from './lines.ts';
import { type News, on, type Step, start } from './news.ts';
import { obstacles } from './obstacles.ts';
import { type Policy, standard } from './policy.ts';
import { pathsWhere, scopesOf } from './scopes.ts';
import { settle } from './settle.ts';
import { readPaths } from './wish.ts';

export interface Adoption {
  who: Who;
  paths: readonly string[];
}

/**
 * One claim of all that may be adopted; what may not is told, path by path, and stays a line. Any name may stand in the file.
 * Only claims stand in the way, not who waits: the line says that somebody is at work there. What that holder has already is no news.
 */
export function adopt(desk: DeskState, { who, paths }: Adoption, now: Millis, policy: Policy = standard): Step {
  const keys = new Set(
    desk.claims.filter(({ holder }) => holder.id === who.id).flatMap((claim) => scopesOf(claim.paths).map(({ key }) => key)),
  );
  const fresh: string[] = [];
  const news: News[] = [];
  for (const path of paths) {
    const read = readPaths([path], 'Its line was not adopted.');
    if (!read.ok) {
      news.push({ is: 'not adopted', at: now, who, path, refusal: read.refusal });
      continue;
    }
    const { key } = scopesOf(read.value)[0]!;
    if (keys.has(key)) continue;
    const wanted = { who, paths: [path], mode: 'exclusive' as const };
    const taken = obstacles({ ...desk, waits: [], cooling: [] }, wanted);
    if (!taken) {
      keys.add(key);
      fresh.push(path);
      continue;
    }
    const conflict = conflictOf(taken, wanted, now);
    const refusal = conflictRefusal(conflict, [path], now, claimLine(wanted, true));
    news.push({ is: 'not adopted', at: now, who, path, refusal, conflict });
  }
  if (fresh.length === 0) return on(start(desk), {}, ...news);
  const claim = adopted(desk, who, fresh, now, policy);
  const step = on(
    start(desk),
    { claims: [...desk.claims, claim], lastLease: claim.lease },
    { is: 'granted', at: now, claim, how: 'file' },
    ...news,
  );
  return settle(step, now, policy);
}

/**
 * A claim that the desk of another clone has granted, under the lease that it has there; or one of our own that was granted, and
 * forgotten because the bot died before it had written it down. Undefined: it is known.
 */
export function enter(desk: DeskState, claim: Claim, now: Millis, policy: Policy = standard): Step | undefined {
  if (claim.lease <= desk.lastLease && desk.claims.some(({ lease }) => lease === claim.lease)) return undefined;
  const taken = obstacles({ ...desk, waits: [], cooling: [] }, { who: claim.holder, paths: claim.paths, mode: claim.mode });
  if (taken) {
    const wanted = { who: claim.holder, paths: claim.paths, mode: claim.mode };
    const conflict = conflictOf(taken, wanted, now);
    const refusal = conflictRefusal(conflict, claim.paths, now, claimLine(wanted, true));
    const news = claim.paths.map((path): News => ({ is: 'not adopted', at: now, who: claim.holder, path, refusal, conflict }));
    return on(start(desk), { lastLease: Math.max(desk.lastLease, claim.lease) }, ...news);
  }
  // Where that desk gave the same paths to the same holder before, that claim has given way to this one: its line is still there.
  const keys = new Set(scopesOf(claim.paths).map(({ key }) => key));
  const before = desk.claims
    .filter(({ holder }) => holder.id === claim.holder.id)
    .map((each) => ({ claim: each, paths: pathsWhere(each, ({ key }) => keys.has(key)) }))
    .filter(({ paths }) => paths.length > 0);
  const replaced = letGo(start(desk), before, { why: 'replaced' }, now);
  const claims = [...replaced.desk.claims, claim].sort((a, b) => a.lease - b.lease);
  const step = on(replaced, { claims, lastLease: Math.max(desk.lastLease, claim.lease) }, { is: 'granted', at: now, claim, how: 'file' });
  return settle(step, now, policy);
}

const adopted = ({ lastLease }: DeskState, holder: Who, paths: readonly string[], at: Millis, { span }: Policy): Claim => ({
  lease: lastLease + 1,
  holder,
  paths,
  mode: 'exclusive',
  since: at,
  until: at + span.adopted,
  span: span.adopted,
  from: 'file',
  stage: { is: 'running', since: at },
});
