/** Does what commands decided, after their transaction, in order. Doing one again is harmless: jobs know its key. */
import type { Jobs } from '../jobs/job.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { second } from '../kernel/durations.ts';
import type { PersonId } from '../kernel/people.ts';
import { done, type Outcome, type Refusal } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Card } from '../reports/card.ts';
import type { CredentialFiles } from './credentials.ts';
import type { LockCopies } from './lock-copies.ts';
import { refusedLater } from './refusal-card.ts';
import type { Change, Effect, EffectRow, NewMessage, Store } from './store.ts';

/** What is kept of an effect that is done. `job`: the one it started; `card`: what it has to say. */
export type EffectOutcome = { ok: true; job?: number; card?: Card } | { ok: false; refusal: Pick<Refusal, 'code' | 'message' | 'next'> };

export interface Effects {
  /** Does all that is to do; resolves when it is done, or has to be tried again later because nothing can be written. */
  work(): Promise<void>;
  stop(): void;
}

/** Until what could not be written (a full disk) is tried again. */
const afterBreak = 5 * second;

export function createEffects(deps: {
  store: Store;
  clock: Clock;
  jobs: Pick<Jobs, 'start' | 'cancel' | 'first'>;
  credentials: CredentialFiles;
  lockFile: Pick<LockCopies, 'answer'>;
  /** A job was not started after all. */
  notStarted?: () => void;
  wakeOutbox: () => void;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}): Effects {
  const { store, jobs } = deps;
  let working: Promise<void> | undefined;
  let again = false;
  let retry: Timer | undefined;
  let stopped = false;

  function work(): Promise<void> {
    if (stopped) return Promise.resolve();
    again = true;
    working ??= workAll();
    return working;
  }

  async function workAll(): Promise<void> {
    await null; // `working` is set before this can end
    try {
      while (again && !stopped) {
        again = false;
        for (const row of store.effects.todo()) await workOne(row);
      }
    } catch (cause) {
      if (stopped) return;
      deps.log('error', 'effects wait: they could not be worked', cause);
      retry?.cancel();
      retry = deps.clock.after(afterBreak, work);
    } finally {
      working = undefined;
    }
  }

  async function workOne(row: EffectRow): Promise<void> {
    crashPoint('effect.before');
    const { outcome, changes = [] } = await attempt(row);
    crashPoint('effect.after');
    if (stopped) return;
    const card = outcome.ok ? outcome.card : refusedLater(visible(notDone(row.effect)), outcome.refusal);
    store.transaction(() => {
      if (changes.length > 0) store.apply(changes, askerOf(row.effect), inboxOf(row));
      if (card) store.outbox.put(messageOf(row, card));
      store.effects.finish(row.key, outcome.ok ? 'done' : 'failed', JSON.stringify(outcome));
    });
    deps.wakeOutbox();
    if (!outcome.ok && row.effect.do === 'start') deps.notStarted?.();
  }

  async function attempt({ key, effect }: EffectRow): Promise<Done> {
    try {
      const performed = await perform(effect);
      if (performed.ok) return performed.value;
      const { code, message, next, cause } = performed.refusal;
      deps.log('warn', `effect ${key} refused: ${message}`, cause);
      return { outcome: { ok: false, refusal: { code, message, ...(next !== undefined && { next }) } } };
    } catch (cause) {
      deps.log('error', `effect ${key} failed`, cause);
      const refusal = { code: 'bug', message: 'The bot failed at this. Nothing more was done; its log says more.', next: 'health' };
      return { outcome: { ok: false, refusal } };
    }
  }

  async function perform(effect: Effect): Promise<Outcome<Done>> {
    switch (effect.do) {
      case 'start': {
        const started = await jobs.start(effect.draft);
        return started.ok ? done({ outcome: { ok: true, job: started.value.id } }) : started;
      }
      case 'cancel': {
        const cancelled = await jobs.cancel(effect.job, effect.by, effect.why);
        return cancelled.ok ? fine : cancelled;
      }
      case 'first': {
        const put = await jobs.first(effect.job, effect.by);
        return put.ok ? fine : put;
      }
      case 'credential':
        return makeCredential(effect.person);
      case 'lock file': {
        const answered = await deps.lockFile.answer(effect.key, effect.answer);
        return answered.ok ? fine : answered;
      }
    }
  }

  /** Done again after a kill it makes another secret in the same file, whose hash is the only one kept: there is never a second that fits. */
  function makeCredential(person: PersonId): Outcome<Done> {
    const made = deps.credentials.make(person);
    if (!made.ok) return made;
    const { path, hash } = made.value;
    return done({ outcome: { ok: true, card: credentialCard(person, path) }, changes: [{ change: 'credential', person, hash }] });
  }

  return {
    work,
    stop() {
      stopped = true;
      retry?.cancel();
    },
  };
}

/** What came of an effect, and what the database is to keep of it. */
interface Done {
  outcome: EffectOutcome;
  changes?: readonly Change[];
}
const fine: Outcome<Done> = done({ outcome: { ok: true } });

const messageOf = ({ key, place }: EffectRow, card: Card): NewMessage => ({
  key: `effect/${key}`,
  place,
  kind: 'message',
  rings: false,
  card,
});
const askerOf = (effect: Effect): PersonId => (effect.do === 'start' ? effect.draft.requester : effect.by);
const inboxOf = ({ key }: EffectRow): string => key.slice(0, key.lastIndexOf('#'));

const credentialCard = (person: PersonId, path: string): Card => ({
  title: clip(`CREDENTIAL of ${visible(person)} is in a file of the host`, 60),
  lines: [
    visible(path),
    'One made earlier is void. To use it:',
    'MOLT_OPS_CREDENTIAL_FILE=that file',
    `molt-ops say … --as ${visible(person)}`,
  ],
});

function notDone(effect: Effect): string {
  switch (effect.do) {
    case 'start':
      return `NOT STARTED ${effect.draft.asked.canonical}`;
    case 'cancel':
      return `NOT STOPPED ${effect.job}`;
    case 'first':
      return `NOT FIRST ${effect.job}`;
    case 'credential':
      return `NO CREDENTIAL made for ${effect.person}`;
    case 'lock file':
      return 'NOT ANSWERED: the lock file';
  }
}
