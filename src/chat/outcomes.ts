/** What became of a line: told to whoever waits for it, once it and its effects are worked, however long that takes. */
import type { Clock } from '../kernel/clock.ts';
import { second } from '../kernel/durations.ts';
import type { Told } from './answers.ts';
import type { EffectOutcome } from './effects.ts';
import type { Store } from './store.ts';

export interface Outcomes {
  /** Resolves once the row `<adapter>:<event id>` and its effects are worked. */
  of(key: string): Promise<Told>;
  /** This row is worked: its effects come next. */
  worked(key: string): void;
  /** Nobody is told any more. */
  stop(): void;
}

/** Until effects that had to wait (a full disk) are looked at again. */
const afterBreak = 5 * second;

export function createOutcomes(deps: {
  store: Pick<Store, 'inbox' | 'effects'>;
  clock: Clock;
  workEffects(): Promise<void>;
  log: (level: 'error', message: string, detail?: unknown) => void;
}): Outcomes {
  const { store, clock } = deps;
  const waiting = new Map<string, ((told: Told) => void)[]>();
  let stopped = false;

  function follow(key: string): void {
    void deps.workEffects().then(() => {
      if (stopped || !waiting.has(key)) return;
      try {
        tell(key);
        if (waiting.has(key) && store.inbox.get(key)?.state === 'worked') clock.after(afterBreak, () => follow(key));
      } catch (cause) {
        deps.log('error', `the answer to ${key} cannot be read`, cause);
        clock.after(afterBreak, () => follow(key));
      }
    });
  }

  function tell(key: string): void {
    const listeners = waiting.get(key);
    if (!listeners) return;
    const told = toldOf(key);
    if (!told) return;
    waiting.delete(key);
    for (const listen of listeners) listen(told);
  }

  /** Undefined while the row or an effect of it is still to be worked. */
  function toldOf(key: string): Told | undefined {
    const row = store.inbox.get(key);
    if (row?.state !== 'worked') return undefined;
    const answer = row.answer ?? { ok: true };
    if (!answer.ok) return answer;
    const effects = store.effects.of(key);
    if (effects.some(({ state }) => state === 'todo')) return undefined;
    const outcomes = effects.flatMap(({ outcome }) => (outcome === undefined ? [] : [JSON.parse(outcome) as EffectOutcome]));
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed && !failed.ok) return { ok: false, refusal: failed.refusal };
    const done = outcomes.filter((outcome) => outcome.ok);
    const job = done.find((outcome) => outcome.job !== undefined)?.job;
    const card = answer.card ?? done.find((outcome) => outcome.card)?.card;
    return { ...answer, ...(card && { card }), ...(job !== undefined && { job }) };
  }

  return {
    of(key) {
      const told = toldOf(key);
      if (told) return Promise.resolve(told);
      return new Promise((resolve) => {
        waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
        // What was worked before a crash, but not its effects, is worked by those alone.
        follow(key);
      });
    },
    worked: follow,
    stop() {
      stopped = true;
    },
  };
}
