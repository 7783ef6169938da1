/** Paths of a claim go to another holder under a new lease, in one step. */
import type { Millis } from '../../kernel/clock.ts';
import type { Place } from '../../kernel/people.ts';
import { done, refuse } from '../../kernel/result.ts';
import type { Claim, Who } from './claim.ts';
import { named, nameOf } from './conflict.ts';
import type { Part } from './let-go.ts';
import { letGo } from './let-go.ts';
import { lineOf } from './lines.ts';
import { type Done, on, type Step } from './news.ts';
import { clashing, liesIn, pathsWhere, scopesOf } from './scopes.ts';

export interface Transfer extends Part {
  to: Who;
  span: Millis;
  how: 'handed over' | 'stolen';
  by?: string;
  reason?: string;
  told: Pick<Claim, 'why' | 'tests' | 'announced'>;
  place?: Place;
}

/** What the giver holds below the paths goes with them. What the receiver shared of them before gives way: one line of the file is one claim. Refused where the giver holds something around them: two would hold them then. */
export function transfer(step: Step, { claim, paths, to, span, how, by, reason, told, place }: Transfer, at: Millis): Done {
  const moved = { paths, mode: claim.mode };
  const parts: Part[] = [];
  for (const own of step.desk.claims.filter(({ holder }) => holder.id === claim.holder.id)) {
    const meeting = clashing(own, moved);
    const inside = pathsWhere(own, (scope) => liesIn(scope, scopesOf(paths)));
    const goes = own.paths.filter((path) => (own === claim && paths.includes(path)) || (meeting.includes(path) && inside.includes(path)));
    const around = meeting.filter((path) => !goes.includes(path));
    if (around.length > 0)
      return refuse(
        'held around',
        `${nameOf(claim.holder.id)} also holds ${named(around)} (lease ${own.lease}), which ${named(paths)} is a part of. Nothing changed hands.`,
        lineOf('who', around),
      );
    if (goes.length > 0) parts.push({ claim: own, paths: goes });
  }
  const lease = step.desk.lastLease + 1;
  const said = { why: how, ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) };
  const keys = new Set(scopesOf(paths).map(({ key }) => key));
  const before = step.desk.claims
    .filter(({ holder }) => holder.id === to.id)
    .map((own) => ({ claim: own, paths: pathsWhere(own, (scope) => keys.has(scope.key)) }))
    .filter((part) => part.paths.length > 0);
  const after = letGo(letGo(step, parts, said, at), before, { why: 'replaced', by: to.id }, at);
  const taken: Claim = {
    lease,
    holder: to,
    paths,
    mode: claim.mode,
    since: at,
    until: Math.max(at + span, ...before.map((part) => part.claim.until)),
    span,
    ...told,
    from: 'chat',
    ...(place && { place }),
    stage: { is: 'running', since: at },
  };
  return done(on(after, { claims: [...after.desk.claims, taken], lastLease: lease }, { is: 'granted', at, claim: taken, how }));
}
