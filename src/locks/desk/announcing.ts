/** An agent says what it is about to do; that is kept with the claim under which it does it. */
import type { Millis } from '../../kernel/clock.ts';
import { done, refuse } from '../../kernel/result.ts';
import type { Announced, DeskState, Who } from './claim.ts';
import { named } from './conflict.ts';
import { claimLine } from './lines.ts';
import { type Done, type News, on, start } from './news.ts';
import { type Which, which } from './which.ts';
import { checkText } from './wish.ts';

export interface Announcement extends Which {
  who: Who;
  files: readonly string[];
  tests: readonly string[];
  risky?: boolean;
}

const nothing = 'Nothing was announced.';
const most = 200;

export function announce(desk: DeskState, { who, files, tests, risky = false, ...meant }: Announcement, now: Millis): Done {
  if (files.length > most || tests.length > most)
    return refuse('too much', `That names more than ${most} files or tests. ${nothing} Name the folders they are in.`);
  const wrong =
    first(files, (file) => checkText('name of a file', file, nothing)) ??
    first(tests, (test) => checkText('name of a test', test, nothing));
  if (wrong) return wrong;
  const found = which(desk, who, meant, { nothing, verb: 'announce', below: 'its claim' });
  if (!found.ok) {
    const isFree = found.refusal.code === 'not claimed' && meant.paths;
    return isFree
      ? refuse('not claimed', `You hold nothing in ${named(meant.paths!)}. ${nothing} First:`, claimLine({ paths: meant.paths! }))
      : found;
  }
  const announced: Announced = { files, tests, risky, at: now };
  const leases = new Set(found.value.map(({ claim }) => claim.lease));
  const claims = desk.claims.map((claim) => (leases.has(claim.lease) ? { ...claim, announced } : claim));
  const news = claims.filter(({ lease }) => leases.has(lease)).map((claim): News => ({ is: 'announced', at: now, claim, announced }));
  return done(on(start(desk), { claims }, ...news));
}

function first<T, R>(items: readonly T[], check: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = check(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
