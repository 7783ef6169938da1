/** Takes paths out of claims, whatever the reason. */
import type { Millis } from '../../kernel/clock.ts';
import type { Claim } from './claim.ts';
import { type News, on, type ReleaseWhy, type Step } from './news.ts';

/** Paths of one claim: some of them, or all. */
export interface Part {
  claim: Claim;
  paths: readonly string[];
}

interface Said {
  why: ReleaseWhy;
  by?: string;
  reason?: string;
}

/** A claim without paths is over. */
export function letGo(step: Step, parts: readonly Part[], said: Said, at: Millis): Step {
  const gone = new Map(parts.map(({ claim, paths }) => [claim.lease, paths]));
  const news: News[] = [];
  const claims = step.desk.claims.flatMap((claim): Claim[] => {
    const paths = gone.get(claim.lease);
    if (!paths) return [claim];
    const rest = claim.paths.filter((path) => !paths.includes(path));
    news.push({ is: 'released', at, claim, paths, rest, ...said });
    return rest.length > 0 ? [{ ...claim, paths: rest }] : [];
  });
  return news.length === 0 ? step : on(step, { claims }, ...news);
}
