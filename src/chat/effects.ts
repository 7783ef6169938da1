/** Does what commands decided, after their transaction, in order. Doing one again is harmless: jobs know its key. */
import type { Jobs } from '../jobs/job.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { second } from '../kernel/durations.ts';
import type { Outcome, Refusal } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Effect, EffectRow, Store } from './store.ts';

/** What is kept of an effect that is done. `job`: the one it started. */
export type EffectOutcome = { ok: true; job?: number } | { ok: false; refusal: Pick<Refusal, 'code' | 'message' | 'next'> };

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
    const outcome = await attempt(row);
    crashPoint('effect.after');
    if (stopped) return;
    store.transaction(() => {
      if (!outcome.ok) store.outbox.put(told(row, outcome.refusal));
      store.effects.finish(row.key, outcome.ok ? 'done' : 'failed', JSON.stringify(outcome));
    });
    deps.wakeOutbox();
  }

  async function attempt({ key, effect }: EffectRow): Promise<EffectOutcome> {
    try {
      const done = await perform(effect);
      if (done.ok) return { ok: true, ...(typeof done.value === 'number' && { job: done.value }) };
      const { code, message, next, cause } = done.refusal;
      deps.log('warn', `effect ${key} refused: ${message}`, cause);
      return { ok: false, refusal: { code, message, ...(next !== undefined && { next }) } };
    } catch (cause) {
      deps.log('error', `effect ${key} failed`, cause);
      return {
        ok: false,
        refusal: { code: 'bug', message: 'The bot failed at this. Nothing more was done; its log says more.', next: 'health' },
      };
    }
  }

  async function perform(effect: Effect): Promise<Outcome<number | undefined>> {
    switch (effect.do) {
      case 'start': {
        const started = await jobs.start(effect.draft);
        return started.ok ? { ok: true, value: started.value.id } : started;
      }
      case 'cancel': {
        const cancelled = await jobs.cancel(effect.job, effect.by, effect.why);
        return cancelled.ok ? { ok: true, value: undefined } : cancelled;
      }
      case 'first': {
        const put = await jobs.first(effect.job, effect.by);
        return put.ok ? { ok: true, value: undefined } : put;
      }
    }
  }

  return {
    work,
    stop() {
      stopped = true;
      retry?.cancel();
    },
  };
}

function told(row: EffectRow, { message, next }: Pick<Refusal, 'message' | 'next'>): Parameters<Store['outbox']['put']>[0] {
  const { effect } = row;
  const title =
    effect.do === 'start'
      ? clip(`NOT STARTED ${visible(effect.draft.asked.canonical)}`, 60)
      : effect.do === 'cancel'
        ? `NOT STOPPED ${effect.job}`
        : `NOT FIRST ${effect.job}`;
  return {
    key: `effect/${row.key}`,
    place: row.place,
    kind: 'message',
    rings: false,
    card: {
      title,
      lines: next === undefined ? [message] : [message, next],
      ...(next !== undefined && { buttons: [{ label: 'Do that', sends: next }] }),
    },
  };
}
