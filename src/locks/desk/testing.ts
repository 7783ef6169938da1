/** For the tests of the desk: people, a quiet world, and one line for each piece of news. */
import type { Millis } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/durations.ts';
import { type Claim, type DeskState, emptyDesk, type Mode, type Who, type Work } from './claim.ts';
import { type ClaimDone, claim } from './claiming.ts';
import type { Done, News, Step } from './news.ts';
import { release } from './releasing.ts';
import type { Activity, World } from './tick.ts';
import { wait } from './waiting.ts';

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
export const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

export const ada: Who = { id: 'ada', kind: 'person' };
export const bob: Who = { id: 'bob', kind: 'person' };
export const eve: Who = { id: 'eve', kind: 'person' };
export const codex1: Who = { id: 'codex-1', kind: 'agent', owner: 'ada' };
export const codex2: Who = { id: 'codex-2', kind: 'agent', owner: 'bob' };

export const nothing: Activity = { dirty: 0, unpushed: 0, commits: [] };

/** Nobody works, nobody sleeps, but for what is said. */
export const world = (
  activity: Partial<Activity> | ((claim: Claim) => Partial<Activity>) = {},
  quietUntil: World['quietUntil'] = () => undefined,
): World => ({
  activity: (claim) => ({ ...nothing, ...(typeof activity === 'function' ? activity(claim) : activity) }),
  quietUntil,
});

/** `09:00` on the day of the tests, in UTC; `+1 07:00` on the next. */
export function at(text: string): Millis {
  const [time, days = '0'] = text.split(' ').reverse();
  return Date.parse(`2026-11-23T${time}:00Z`) + Number(days) * 86_400_000;
}

/** The other way round; on another day with it in front. */
export function clock(time: Millis): string {
  const days = Math.floor((time - at('00:00')) / 86_400_000);
  const text = new Date(time).toISOString();
  return `${days === 0 ? '' : `${days > 0 ? '+' : ''}${days} `}${text.slice(11, text.slice(17, 19) === '00' ? 16 : 19)}`;
}

/** A desk that is worked with step by step; what is refused is thrown, unless it is asked for. */
export class Bench {
  desk: DeskState = emptyDesk;
  news: News[] = [];

  do(what: Done | ClaimDone | Step): readonly News[] {
    if ('ok' in what && !what.ok) throw new Error(`${what.refusal.code}: ${what.refusal.message}`);
    const step = 'ok' in what ? what.value : what;
    this.desk = step.desk;
    this.news.push(...step.news);
    return step.news;
  }
}

/** The code of a refusal, or `done`. */
export const codeOf = (outcome: Done | ClaimDone): string => (outcome.ok ? 'done' : outcome.refusal.code);

const list = (paths: readonly string[]): string => paths.join(' ');
const because = ({ dirty, unpushed, commit }: Work): string =>
  [dirty && `${dirty} dirty`, unpushed && `${unpushed} unpushed`, commit && `commit of ${clock(commit)}`].filter(Boolean).join(', ');
const waits = (waiting: readonly string[]): string => (waiting.length > 0 ? `, ${list(waiting)} waits` : '');
const by = (news: { by?: string }): string => (news.by === undefined ? '' : ` by ${news.by}`);
const named = ({ lease, holder, paths }: Claim): string => `${holder.id} ${list(paths)} (${lease})`;

export const said = (news: News): string => `${clock(news.at)} ${wordsOf(news)}`;

function wordsOf(news: News): string {
  switch (news.is) {
    case 'granted': {
      const { claim, how } = news;
      const mode = claim.mode === 'shared' ? ' shared' : '';
      const why = claim.why === undefined ? '' : ` "${claim.why}"`;
      return `granted ${named(claim)}${mode} until ${clock(claim.until)}${why}${how === 'asked' ? '' : `, ${how}`}`;
    }
    case 'renewed':
      return `renewed ${named(news.claim)} until ${clock(news.claim.until)}${news.by === undefined ? ' by a commit' : by(news)}`;
    case 'released': {
      const { claim, paths, rest, why, reason } = news;
      const left = rest.length > 0 ? `, keeps ${list(rest)}` : '';
      return `released ${claim.holder.id} ${list(paths)} (${claim.lease}), ${why}${by(news)}${reason === undefined ? '' : ` "${reason}"`}${left}`;
    }
    case 'queued': {
      const { wait, position, conflict } = news;
      const behind = [...conflict.claims.map(({ claim }) => claim.holder.id), ...conflict.ahead.map(({ who }) => who.id)];
      return `queued ${wait.who.id} for ${list(wait.paths)} at ${position}, behind ${list(behind)}`;
    }
    case 'offered':
      return `offered ${list(news.wait.paths)} to ${news.wait.who.id} until ${clock(news.wait.offer!.until)}`;
    case 'offer prolonged':
      return `offer of ${list(news.wait.paths)} to ${news.wait.who.id} prolonged until ${clock(news.wait.offer!.until)}`;
    case 'steal prolonged':
      return `steal of ${list(news.steal.paths)} by ${news.steal.by.id} prolonged until ${clock(news.steal.stage.until)}`;
    case 'hand-over prolonged':
      return `hand-over of ${list(news.handover.paths)} to ${news.handover.to.id} prolonged until ${clock(news.handover.until)}`;
    case 'offer withdrawn':
      return `offer of ${list(news.wait.paths)} to ${news.wait.who.id} withdrawn`;
    case 'unqueued':
      return `unqueued ${news.wait.who.id} for ${list(news.wait.paths)}, ${news.why}${by(news)}`;
    case 'ends soon':
      return `ends soon ${named(news.claim)} in ${formatDuration(news.claim.until - news.at)}${waits(news.waiting)}`;
    case 'in grace':
    case 'grace prolonged': {
      const { stage } = news.claim;
      const waiting = news.is === 'in grace' ? waits(news.waiting) : '';
      return `${news.is} ${named(news.claim)} until ${stage.is === 'grace' ? clock(stage.until) : '?'}${waiting}`;
    }
    case 'escalated':
      return `escalated ${named(news.claim)}: ${news.claim.stage.is === 'escalated' ? because(news.claim.stage.because) : '?'}${waits(news.waiting)}`;
    case 'steal asked':
    case 'steal delayed':
    case 'steal open': {
      const { stage, by: thief, why, paths } = news.steal;
      const open = stage.is === 'open' ? `, ${stage.because}` : '';
      return `${news.is} ${list(paths)} of ${news.claim.holder.id} by ${thief.id} "${why}" until ${clock(stage.until)}${open}`;
    }
    case 'steal granted':
      return `steal granted ${list(news.steal.paths)} to ${news.steal.by.id} (${news.lease}), ${news.how}${by(news)}`;
    case 'steal over':
      return `steal over ${list(news.steal.paths)} by ${news.steal.by.id}, ${news.why}${by(news)}`;
    case 'hand-over offered':
      return `hand-over offered ${list(news.handover.paths)} by ${news.claim.holder.id} to ${news.handover.to.id} until ${clock(news.handover.until)}`;
    case 'hand-over over':
      return `hand-over over ${list(news.handover.paths)} to ${news.handover.to.id}, ${news.why}${by(news)}`;
    case 'announced':
      return `announced ${named(news.claim)}${news.announced.risky ? ', risky' : ''}: ${list(news.announced.files)}; tests ${list(news.announced.tests)}`;
    case 'not adopted':
      return `not adopted ${news.who.id} ${news.path}: ${news.refusal.code}`;
  }
}

export type Deed = (desk: DeskState) => Done | ClaimDone | Step;

/** The desk after these; one that is refused is a mistake of the test. */
export function deskAfter(...deeds: readonly Deed[]): DeskState {
  const bench = new Bench();
  for (const deed of deeds) bench.do(deed(bench.desk));
  return bench.desk;
}

/** What an operation says, a line for each; of a refusal its code, sentence and next line. */
export function told(outcome: Done | ClaimDone | Step): string[] {
  if (!('ok' in outcome)) return outcome.news.map(said);
  if (outcome.ok) return outcome.value.news.map(said);
  const { code, message, next } = outcome.refusal;
  return [`${code}: ${message}`, ...(next === undefined ? [] : [`> ${next}`])];
}

/** At 09:00, `paths` apart by blanks. */
export const hold =
  (who: Who, paths: string, mode: Mode = 'exclusive'): Deed =>
  (desk) =>
    claim(desk, { who, paths: paths.split(' '), mode }, at('09:00'));

/** At 09:10. */
export const line =
  (who: Who, paths: string, mode: Mode = 'exclusive'): Deed =>
  (desk) =>
    wait(desk, { who, paths: paths.split(' '), mode }, at('09:10'));

/** At 09:20, the only claim. */
export const letGo =
  (who: Who): Deed =>
  (desk) =>
    release(desk, { who }, at('09:20'));
