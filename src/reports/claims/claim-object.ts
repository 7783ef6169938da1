/** Claims and waits as programs get them: what `--json` and the guard read. Values as they are, for no reader's eyes. */
import type { Millis } from '../../kernel/clock.ts';
import type { Claim, Conflict, DeskState, Wait, Who } from '../../locks/desk/desk.ts';

export interface ClaimObject {
  lease: number;
  holder: string;
  /** Of an agent, where that is known. */
  owner?: string;
  kind: Who['kind'];
  paths: readonly string[];
  mode: Claim['mode'];
  /** ISO 8601, in UTC. */
  since: string;
  until: string;
  /** Until then, in ms; 0 when its time is over. */
  left: number;
  stage: Claim['stage']['is'];
  from: Claim['from'];
  why?: string;
  tests?: string;
  branch?: string;
  announced?: { files: readonly string[]; tests: readonly string[]; risky: boolean; at: string };
}

export interface WaitObject {
  wait: number;
  who: string;
  owner?: string;
  kind: Who['kind'];
  paths: readonly string[];
  mode: Wait['mode'];
  since: string;
  why?: string;
  /** It is their turn, until then. */
  offeredUntil?: string;
}

export const claimObject = (claim: Claim, now: Millis): ClaimObject => ({
  lease: claim.lease,
  ...person('holder', claim.holder),
  paths: claim.paths,
  mode: claim.mode,
  since: time(claim.since),
  until: time(claim.until),
  left: Math.max(0, claim.until - now),
  stage: claim.stage.is,
  from: claim.from,
  ...(claim.why !== undefined && { why: claim.why }),
  ...(claim.tests !== undefined && { tests: claim.tests }),
  ...(claim.branch !== undefined && { branch: claim.branch }),
  ...(claim.announced && { announced: { ...claim.announced, at: time(claim.announced.at) } }),
});

export const waitObject = (wait: Wait): WaitObject => ({
  wait: wait.id,
  ...person('who', wait.who),
  paths: wait.paths,
  mode: wait.mode,
  since: time(wait.since),
  ...(wait.why !== undefined && { why: wait.why }),
  ...(wait.offer && { offeredUntil: time(wait.offer.until) }),
});

/** Of all that is held and waited for. */
export const deskObject = ({ claims, waits }: Pick<DeskState, 'claims' | 'waits'>, now: Millis) => ({
  claims: claims.map((claim) => claimObject(claim, now)),
  waits: waits.map(waitObject),
});

/** Of what stands in the way, with what of each claim does. */
export const conflictObject = ({ claims, cooling, ahead }: Conflict, now: Millis) => ({
  claims: claims.map(({ claim, held, witness }) => ({ ...claimObject(claim, now), held, witness })),
  cooling: cooling.map(({ paths, until }) => ({ paths, until: time(until) })),
  waits: ahead.map(waitObject),
});

const time = (at: Millis): string => new Date(at).toISOString();

const person = <Role extends string>(role: Role, { id, owner, kind }: Who) =>
  ({ [role]: id, ...(owner !== undefined && { owner }), kind }) as { [name in Role]: string } & Pick<Who, 'owner' | 'kind'>;
