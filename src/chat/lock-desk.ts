/** The lock desk at work: one change after the other, each committed with what it tells people; and what time brings. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { minute, second } from '../kernel/durations.ts';
import type { PersonId } from '../kernel/people.ts';
import { type Outcome, type Refusal, refuse } from '../kernel/result.ts';
import {
  type Away,
  backAfter,
  type Claim,
  type DeskState,
  looksInto,
  type News,
  nextDue,
  type Policy,
  type QuietUntil,
  type Step,
  seen,
  tick,
} from '../locks/desk/desk.ts';
import { type DeskChange, DeskMoved } from '../locks/store.ts';
import { activityIn, type Work } from '../locks/work.ts';
import { claimMessages, type NewsContext } from './claim-news.ts';
import type { NewMessage, Store } from './store.ts';

export interface LockDesk {
  /** Runs while nobody else changes the desk. */
  alone<T>(run: () => Promise<T>): Promise<T>;
  /** Whether a change may be made. To be asked alone, right before it is committed. */
  admit(change: DeskChange): Promise<Admission>;
  /** What a change tells people: for the outbox, in the same transaction. */
  messages(change: DeskChange, asked?: NewsContext['asked']): NewMessage[];
  /** To be called after each transaction that changed the desk. */
  changed(): void;
  /** A change that no line asked for, from the file or from git. To be called alone. `also` and `says`: in the same transaction; `isPublished`: others have admitted it. */
  commit(
    step: Step,
    more?: { also?: () => void; says?: readonly NewMessage[]; isPublished?: boolean },
  ): Promise<'committed' | 'moved' | Refusal>;
  /** Somebody has committed: claims with work of their holders inside last longer. */
  committed(): void;
  /** Gives those who had to answer the time that the bot was away, and does what is due. */
  start(): Promise<void>;
  stop(): void;
}

/** `also`: to be done in the transaction of the change. `moved`: others changed the desk; what was worked out is to be worked out again. */
export type Admission = { is: 'admitted'; also?: () => void } | { is: 'moved' } | { is: 'refused'; refusal: Refusal };

export interface LockDeskDeps {
  store: Store;
  clock: Clock;
  /** Publishes grants before they are made; left out where nobody else has to agree. */
  admit?: (change: DeskChange) => Promise<Admission>;
  context(desk: DeskState, asked: NewsContext['asked']): NewsContext;
  quietUntil: QuietUntil;
  policy: Policy;
  /** Path of the lock file. */
  lockFile: string;
  /** What git shows since then; undefined: it is not to be asked now. */
  look(since: Millis): Promise<Outcome<Work> | undefined>;
  /** The desk has changed: the copies of the lock file are behind. */
  behind: () => void;
  wakeOutbox: () => void;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

/** Until when, as far as is known, somebody looked after the desk. */
const lastNote = 'desk/last';
/** A timer that rings so late was asleep with its host. */
const leap = minute;
/** Until what could not be done (a full disk, a remote that is away) is tried again. */
const afterBreak = 30 * second;
/** Who did it, in the audit, where nobody asked for it. */
const self: PersonId = 'molt-ops';

export function createLockDesk(deps: LockDeskDeps): LockDesk {
  const { store, clock } = deps;
  /** When nobody looked after the desk, until what that takes is committed: a change that comes before does not end it. */
  let away: Away | undefined = { from: lastHere(), to: clock.now() };
  /** Until then nothing goes out: it may name a time that is about to be a later one. */
  let isUp = false;
  let last: Promise<unknown> = Promise.resolve();
  let timer: Timer | undefined;
  let stopped = false;

  function alone<T>(run: () => Promise<T>): Promise<T> {
    const turn = last.then(run);
    last = turn.catch(() => {});
    return turn;
  }

  const admit = async (change: DeskChange): Promise<Admission> =>
    change.news.some(({ is }) => is === 'granted') && deps.admit ? deps.admit(change) : { is: 'admitted' };

  const messages: LockDesk['messages'] = ({ to, news }, asked) => claimMessages(news, deps.context(to, asked));

  async function commit(step: Step, more: Parameters<LockDesk['commit']>[1] = {}): Promise<'committed' | 'moved' | Refusal> {
    const change = { from: store.claims.desk(), to: step.desk, news: step.news };
    const admission: Admission = more.isPublished ? { is: 'admitted' } : await admit(change);
    if (admission.is !== 'admitted') return admission.is === 'moved' ? 'moved' : admission.refusal;
    if (stopped) return refuse('stopped', 'The bot ends.').refusal;
    crashPoint('desk.before-commit');
    store.transaction(() => {
      if (change.from !== change.to) store.claims.changeDesk(change, self);
      admission.also?.();
      more.also?.();
      for (const message of [...messages(change), ...(more.says ?? [])]) store.outbox.put(message);
      if (!away) note();
    });
    crashPoint('desk.after-commit');
    if (isUp) deps.wakeOutbox();
    if (change.from !== change.to) moved();
    return 'committed';
  }

  function changed(): void {
    noteNow();
    moved();
  }

  function lastHere(): Millis {
    const now = clock.now();
    const noted = Number(store.note(lastNote) ?? Number.NaN);
    return Number.isFinite(noted) ? Math.min(noted, now) : now;
  }

  const note = (): void => store.setNote(lastNote, String(clock.now()));

  /** Without it the time that the bot was away seems longer than it was: that harms nobody. */
  function noteNow(): void {
    if (away) return;
    try {
      note();
    } catch (cause) {
      deps.log('warn', 'it could not be noted that the lock desk is looked after', cause);
    }
  }

  function moved(): void {
    wait();
    deps.behind();
  }

  function wait(): void {
    timer?.cancel();
    const due = stopped ? undefined : nextDue(store.claims.desk(), deps.policy);
    if (due === undefined) return;
    // What waits already, for a remote perhaps, makes no timer late.
    const expected = Math.max(due, clock.now());
    timer = clock.after(expected - clock.now(), () => void alone(() => fallDue(expected)).catch(broke));
  }

  function later(): void {
    timer?.cancel();
    timer = clock.after(afterBreak, () => void alone(() => fallDue(clock.now())).catch(broke));
  }

  function broke(cause: unknown): void {
    if (stopped) return;
    if (!(cause instanceof DeskMoved)) deps.log('error', 'what is due at the lock desk could not be done; it is tried again', cause);
    later();
  }

  async function fallDue(expected: Millis): Promise<void> {
    if (stopped) return;
    const now = clock.now();
    if (!away && now - expected > leap) away = { from: expected, to: now };
    const looked = await workIn(looksInto(store.claims.desk(), now, deps.policy));
    const world = { activity: (claim: Claim) => looked && activityIn(claim, looked, deps.lockFile), quietUntil: deps.quietUntil };
    const desk = store.claims.desk();
    const back = away && away.to - away.from > leap ? backAfter(desk, away, world, deps.policy) : { desk, news: [] };
    const ticked = tick(back.desk, now, world, deps.policy);
    const news: readonly News[] = [...back.news, ...ticked.news];
    const done = ticked.desk === desk ? 'nothing' : await commit({ desk: ticked.desk, news }, { also: note });
    if (done === 'moved') return fallDue(expected);
    if (done === 'nothing') wait();
    if (done === 'nothing' || done === 'committed') return isBack();
    deps.log('warn', `what is due at the lock desk waits: ${done.message}`, done.cause);
    later();
  }

  function isBack(): void {
    if (!away) return;
    away = undefined;
    noteNow();
  }

  /** Nothing where there is nothing to look into; undefined: it cannot be told now. */
  async function workIn(claims: readonly Claim[]): Promise<Work | undefined> {
    if (claims.length === 0) return { dirty: [], commits: [] };
    const looked = await deps.look(Math.min(...claims.map(({ since }) => since)));
    if (looked && !looked.ok && looked.refusal.code === 'no repository') return { dirty: [], commits: [] };
    if (looked && !looked.ok)
      deps.log('warn', `git could not be asked about work in claims: ${looked.refusal.message}`, looked.refusal.cause);
    return looked?.ok ? looked.value : undefined;
  }

  async function renewByCommits(): Promise<void> {
    const before = store.claims.desk();
    const looked = before.claims.length === 0 ? undefined : await workIn(before.claims);
    if (!looked || stopped) return;
    const now = clock.now();
    let step: Step = { desk: store.claims.desk(), news: [] };
    for (const claim of step.desk.claims) {
      const { commits } = activityIn(claim, looked, deps.lockFile);
      if (commits.length === 0 || claim.from === 'clone') continue;
      const after = seen(step.desk, claim.lease, commits, now, deps.policy);
      step = { desk: after.desk, news: [...step.news, ...after.news] };
    }
    if (step.news.length > 0 && (await commit(step)) === 'moved') await renewByCommits();
  }

  return {
    alone,
    admit,
    messages,
    changed,
    commit,
    committed: () => void alone(renewByCommits).catch(broke),
    start: () =>
      alone(async () => {
        const now = clock.now();
        if (away) away = { from: Math.min(away.from, now), to: now };
        isUp = true;
        await fallDue(now);
        wait();
        deps.wakeOutbox();
      }),
    stop() {
      // Until now people could answer.
      if (!stopped) noteNow();
      stopped = true;
      timer?.cancel();
    },
  };
}
