/** Reads what somebody asks for: names, paths, time and texts, each refused with a sentence before anything is done. */
import type { Millis } from '../../kernel/clock.ts';
import type { Place } from '../../kernel/people.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { isWritable } from '../agent-locks/words.ts';
import { parseScopes } from '../scope/scope.ts';
import type { Mode, Who } from './claim.ts';
import type { Wish } from './grant.ts';
import { claimLine } from './lines.ts';
import { type Policy, spanOf } from './policy.ts';
import { checkName } from './who.ts';

export interface Request {
  who: Who;
  /** As they were written. */
  paths: readonly string[];
  /** Exclusive, when left out. */
  mode?: Mode;
  /** The usual time of such a holder, when left out. */
  span?: Millis;
  why?: string;
  tests?: string;
  place?: Place;
  /** The job for whose time it is claimed. */
  job?: string;
  branch?: string;
}

/** `wait`: the corrected line waits where it is taken. */
export function readWish(request: Request, { nothing, wait }: { nothing: string; wait: boolean }, policy: Policy): Outcome<Wish> {
  const { who, mode = 'exclusive', span, why, tests, place, job, branch } = request;
  const wrong =
    checkName(who, nothing) ??
    checkText('reason', why, nothing) ??
    checkText('note on tests', tests, nothing) ??
    checkText('name of the branch', branch, nothing);
  if (wrong) return wrong;
  const paths = readPaths(request.paths, nothing);
  if (!paths.ok) return paths;
  const line = (fitting: Millis): string => claimLine({ ...request, span: fitting }, wait);
  const time = spanOf(span, { kind: who.kind, mode }, { nothing, line }, policy);
  if (!time.ok) return time;
  const told = {
    ...(why !== undefined && { why }),
    ...(tests !== undefined && { tests }),
    ...(place && { place }),
    ...(job !== undefined && { job }),
    ...(branch !== undefined && { branch }),
  };
  return done({ who, paths: paths.value, mode, span: time.value, ...told });
}

/** As they were written, what is named twice only once. */
export function readPaths(paths: readonly string[], nothing: string): Outcome<readonly string[]> {
  const scopes = parseScopes(paths);
  if (scopes.ok) return done(scopes.value.map(({ given }) => given));
  const { code, message, next } = scopes.refusal;
  return refuse(code, message.replace('Nothing was claimed.', nothing), next);
}

const longest = 500;

/** Texts are told on, one line each: what would break a line or turn it round is refused. */
export function checkText(name: string, text: string | undefined, nothing: string): Outcome<never> | undefined {
  if (text === undefined) return undefined;
  if (text.length > longest) return refuse('text too long', `The ${name} is longer than ${longest} characters. ${nothing} Say it shorter.`);
  if (!isWritable(text))
    return refuse('bad text', `The ${name} holds a line break, or a character that cannot be seen. ${nothing} Write it on one line.`);
  return undefined;
}
