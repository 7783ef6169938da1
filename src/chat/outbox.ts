/** Delivers what must be said: in order per place, once, and again after whatever went wrong. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { second } from '../kernel/durations.ts';
import { type Place, placeKey } from '../kernel/people.ts';
import type { ChatAdapter, Delivery, Message, Posted } from './adapter.ts';
import type { OutboxRow, Store } from './store.ts';

export interface Outbox {
  /** Looks for what is due; to be called whenever something was put in. */
  wake(): void;
  /** Resolves once nothing is under way and nothing can go out now. */
  idle(): Promise<void>;
  stop(): void;
}

/** Longer than any adapter's own time-out: before that, a post of unknown outcome may still be on its way. */
const settles = 15 * second;
const firstPause = second;
const longestPause = 5 * 60 * second;

export function createOutbox(deps: {
  store: Pick<Store, 'outbox'>;
  clock: Clock;
  adapters: ReadonlyMap<string, ChatAdapter>;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
  /** How long an unknown outcome is left alone, ms. */
  settles?: Millis;
}): Outbox {
  const { store, clock, adapters } = deps;
  const waitAfterUnknown = deps.settles ?? settles;
  const busy = new Map<string, Promise<void>>();
  /** Rows whose post began in this process: one in `sending` that is not here was cut off by a kill. */
  const own = new Set<string>();
  const pauses = new Map<string, Millis>();
  let timer: Timer | undefined;
  let stopped = false;

  function wake(): void {
    if (stopped) return;
    timer?.cancel();
    timer = undefined;
    let soonest = Number.POSITIVE_INFINITY;
    for (const [key, rows] of byPlace(store.outbox.due())) {
      if (busy.has(key)) continue;
      const row = rows[0]!;
      const at = dueAt(row);
      if (at > clock.now()) soonest = Math.min(soonest, at);
      else begin(key, row);
    }
    if (Number.isFinite(soonest)) timer = clock.after(soonest - clock.now(), wake);
  }

  const dueAt = (row: OutboxRow): Millis =>
    Math.max(row.notBefore ?? 0, row.state === 'sending' && !own.has(row.key) ? (row.triedAt ?? 0) + waitAfterUnknown : 0);

  function begin(key: string, row: OutboxRow): void {
    const work = deliver(row)
      .catch((cause: unknown) => {
        deps.log('error', `delivering ${row.key} failed`, cause);
        later(row, `bug: ${(cause as Error).message}`);
      })
      .finally(() => {
        busy.delete(key);
        wake();
      });
    busy.set(key, work);
  }

  async function deliver(row: OutboxRow): Promise<void> {
    const adapter = adapters.get(row.place.adapter);
    if (!adapter) return store.outbox.mark(row.key, { state: 'failed', error: `no adapter ${row.place.adapter}` });
    const message: Message = { card: row.card, rings: row.rings };
    if (row.posted) return settle(row, await edit(adapter, row, row.posted, message));
    const place = threadOf(row);
    if (row.state === 'sending') {
      const found = await adapter.find(place, row.key);
      if (found) return settle(row, { ok: true, posted: found }, 0);
    }
    crashPoint('outbox.before-sending');
    own.add(row.key);
    store.outbox.mark(row.key, { state: 'sending', triedAt: clock.now() });
    crashPoint('outbox.after-sending-mark');
    const delivery = await adapter.post(place, message, row.key);
    crashPoint('outbox.after-post');
    settle(row, delivery);
    crashPoint('outbox.after-sent-mark');
  }

  const edit = (adapter: ChatAdapter, row: OutboxRow, posted: Posted, message: Message): Promise<Delivery> =>
    adapter.capabilities.edits ? adapter.update(posted, message, row.key) : Promise.resolve({ ok: true, posted });

  /** `shown`: the version that the platform is known to have. */
  function settle(row: OutboxRow, delivery: Delivery, shown = row.version): void {
    own.delete(row.key);
    if (delivery.ok) {
      pauses.delete(placeKey(row.place));
      const newest = store.outbox.get(row.key)?.version ?? row.version;
      const behind = row.kind === 'card' && newest > shown;
      const state = behind ? 'waiting' : 'sent';
      store.outbox.mark(row.key, { state, posted: delivery.posted, shown, notBefore: undefined, error: undefined });
    } else if (delivery.why === 'never') {
      deps.log('error', `${row.key} can't be delivered: ${delivery.message}`);
      store.outbox.mark(row.key, { state: 'failed', error: delivery.message });
    } else if (delivery.why === 'unknown' && !row.posted) {
      const now = clock.now();
      store.outbox.mark(row.key, { state: 'sending', triedAt: now, notBefore: now + waitAfterUnknown, error: delivery.message });
    } else later(row, delivery.message, delivery.after);
  }

  /** Not sent: tried again when the platform says, else after a pause that doubles. */
  function later(row: OutboxRow, message: string, after?: Millis): void {
    own.delete(row.key);
    const place = placeKey(row.place);
    const pause = after ?? Math.min(longestPause, (pauses.get(place) ?? firstPause / 2) * 2);
    pauses.set(place, pause);
    deps.log('warn', `${row.key} not delivered yet: ${message}`);
    store.outbox.mark(row.key, { state: 'waiting', notBefore: clock.now() + pause, error: message });
  }

  function threadOf(row: OutboxRow): Place {
    const root = row.under === undefined ? undefined : store.outbox.get(row.under)?.posted;
    return root ? { ...row.place, thread: root.ref } : row.place;
  }

  return {
    wake,
    async idle() {
      while (busy.size > 0) await Promise.all(busy.values());
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** Rows of one room in the order in which they were put in; threads of a room share its order. */
function byPlace(rows: readonly OutboxRow[]): Map<string, OutboxRow[]> {
  const places = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const key = placeKey({ adapter: row.place.adapter, room: row.place.room });
    places.set(key, [...(places.get(key) ?? []), row]);
  }
  return places;
}
