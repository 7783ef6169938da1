/** How long everything takes at the lock desk, and how long a claim may last. */
import type { Millis } from '../../kernel/clock.ts';
import { day, formatDuration, hour, minute, second } from '../../kernel/durations.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import type { Claim, Kind, Mode } from './claim.ts';

export interface Policy {
  /** Of a claim for which no time was said. */
  span: Readonly<Record<Kind | 'shared' | 'adopted', Millis>>;
  /** From now, however often it is renewed. */
  cap: Readonly<Record<Kind, Millis>>;
  /** Before the end; `waited`: when somebody waits. */
  remind: { usual: Millis; waited: Millis };
  grace: Readonly<Record<Kind, Millis>>;
  /** How long expired paths are given to nobody. */
  lockDelay: Millis;
  /** How long an offer stands, of a place in line or of a hand-over. */
  offer: Readonly<Record<Kind, Millis>>;
  /** How long a holder may be silent, what a holder may ask for, how long a second person may take. */
  steal: { silence: Millis; more: Millis; open: Millis };
  /** A commit that is younger is work in progress. */
  fresh: Millis;
  /** How often an escalated claim is looked at. */
  look: Millis;
  /** What nobody could look into is looked into again after so long. */
  blind: Millis;
}

export const standard: Policy = {
  span: { agent: hour, person: 4 * hour, shared: day, adopted: 4 * hour },
  cap: { agent: day, person: 7 * day },
  remind: { usual: 15 * minute, waited: 30 * minute },
  grace: { agent: 15 * minute, person: 30 * minute },
  lockDelay: minute,
  offer: { agent: 2 * minute, person: 10 * minute },
  steal: { silence: 15 * minute, more: 10 * minute, open: day },
  fresh: 2 * hour,
  look: hour,
  blind: 5 * minute,
};

/** The same by a faster clock, for trying it out: all but how long claims last. */
export const quickened = (policy: Policy, times: number): Policy => {
  const { span, cap, remind, grace, lockDelay, offer, steal, ...looks } = policy;
  const all = <T extends Readonly<Record<string, Millis>>>(group: T): T =>
    Object.fromEntries(Object.entries(group).map(([name, time]) => [name, Math.ceil(time / times)])) as T;
  return { span, cap, ...all({ lockDelay }), remind: all(remind), grace: all(grace), offer: all(offer), steal: all(steal), ...all(looks) };
};

export const usualSpan = (kind: Kind, mode: Mode, { span, cap }: Policy): Millis =>
  Math.min(mode === 'shared' ? span.shared : span[kind], cap[kind]);

/** By how much Keep and commits renew a claim: no more than a claim is usually given. */
export const renewalOf = (claim: Claim, policy: Policy): Millis => Math.min(claim.span, usualSpan(claim.holder.kind, claim.mode, policy));

/** `nothing`: what was not done. `line`: what to send instead, with a time that fits. */
export function spanOf(
  asked: Millis | undefined,
  { kind, mode }: { kind: Kind; mode: Mode },
  words: { nothing: string; line(span: Millis): string },
  policy: Policy,
): Outcome<Millis> {
  const usual = usualSpan(kind, mode, policy);
  if (asked === undefined) return done(usual);
  // Not the other way round: what is no number is refused as well.
  if (!(Math.round(asked) > 0)) return refuse('no time', `That is no time at all. ${words.nothing} Say for how long:`, words.line(usual));
  const cap = policy.cap[kind];
  if (asked <= cap) return done(Math.round(asked));
  const said = formatDuration(Math.min(asked, 1000 * 365 * day));
  const long = asked > 1000 * 365 * day || said === formatDuration(cap) ? 'That' : said;
  return refuse(
    'too long',
    `${long} is more than ${formatDuration(cap)}, the most for ${kind === 'agent' ? 'an agent' : 'a person'} at once. ${words.nothing} Like this:`,
    words.line(cap),
  );
}

/** Seconds that a person would not read are left out. */
export const left = (until: Millis, now: Millis): string => formatDuration(Math.max(second, until - now));
