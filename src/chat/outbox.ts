/** Delivers what must be said: in order per place, once, and again after whatever went wrong. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { second } from '../kernel/durations.ts';
import { type Place, placeKey } from '../kernel/people.ts';
import type { Attachment } from '../reports/card.ts';
import type { ChatAdapter, Delivery, Message, Posted } from './adapter.ts';
import type { OutboxRow, Store } from './store.ts';

export interface Outbox {
  /** Looks for what is due; to be called whenever something was put in. */
  wake(): void;
  /** Resolves once nothing is under way and nothing can go out now. */
  idle(): Promise<void>;
  stop(): void;
}

/** Until something that broke on our side (a bug, a full disk) is tried again. */
const afterBreak = 5 * second;
const firstPause = second;
const longestPause = 5 * 60 * second;

export function createOutbox(deps: {
  store: Pick<Store, 'outbox'>;
  clock: Clock;
  adapters: ReadonlyMap<string, ChatAdapter>;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}): Outbox {
  const { store, clock, adapters } = deps;
  const busy = new Map<string, Promise<void>>();
  /** By room: its last pause, and until when it rests because something broke on our side, where the store may not be writable. */
  const pauses = new Map<string, Millis>();
  const resting = new Map<string, Millis>();
  /** Whoever was here before us may have been sending until then. */
  let since = clock.now();
  let timer: Timer | undefined;
  let stopped = false;

  function wake(): void {
    if (stopped) return;
    timer?.cancel();
    timer = undefined;
    try {
      const soonest = beginAll();
      if (Number.isFinite(soonest)) timer = clock.after(soonest - clock.now(), wake);
    } catch (cause) {
      deps.log('error', 'the outbox cannot be read', cause);
      timer = clock.after(afterBreak, wake);
    }
  }

  /** Begins what is due, one message a room, and tells when the next one will be. Without its adapter a message waits for it. */
  function beginAll(): Millis {
    since = Math.min(since, clock.now());
    const { rows, next } = store.outbox.due(clock.now());
    let soonest = next ?? Number.POSITIVE_INFINITY;
    for (const oldest of rows) {
      const room = roomKey(oldest.place);
      const adapter = adapters.get(oldest.place.adapter);
      if (busy.has(room) || !adapter) continue;
      const row = inTime(oldest);
      const settled = row.state === 'sending' ? Math.max(row.triedAt ?? 0, since) + adapter.capabilities.settles : 0;
      const at = Math.max(row.notBefore ?? 0, resting.get(room) ?? 0, settled);
      if (at > clock.now()) soonest = Math.min(soonest, at);
      else begin(room, row);
    }
    return soonest;
  }

  /** Where the clock was set back a row would wait for hours: it waits its pause once more, from now. */
  function inTime(row: OutboxRow): OutboxRow {
    const ahead = (row.triedAt ?? 0) - clock.now();
    if (ahead <= 0) return row;
    const change = { triedAt: clock.now(), ...(row.notBefore !== undefined && { notBefore: row.notBefore - ahead }) };
    store.outbox.mark(row.key, change);
    resting.clear();
    return { ...row, ...change };
  }

  function begin(room: string, row: OutboxRow): void {
    const work = deliver(row)
      .then(() => void resting.delete(room))
      .catch((cause: unknown) => {
        // What the store says of the row stands: in `sending` it may have been posted, and is looked for first.
        deps.log('error', `delivering ${row.key} broke`, cause);
        resting.set(room, clock.now() + afterBreak);
      })
      .finally(() => {
        busy.delete(room);
        wake();
      });
    busy.set(room, work);
  }

  async function deliver(row: OutboxRow): Promise<void> {
    const adapter = adapters.get(row.place.adapter)!;
    const message = messageOf(row);
    if (row.posted) return settle(row, await edit(adapter, row, row.posted, message));
    const place = threadOf(row);
    const files = row.kind === 'files' ? (row.card.files ?? []) : undefined;
    if (row.state === 'sending') {
      const known = { ...(row.triedAt !== undefined && { since: row.triedAt }), ...(files && { files }) };
      const found = await adapter.find(place, row.key, known);
      if (found) return settle(row, { ok: true, posted: found }, 0);
      // It has not arrived, and by now there is newer news.
      if (row.kind === 'micro' && store.outbox.dropSuperseded(row.key)) return;
    }
    crashPoint('outbox.before-sending');
    store.outbox.mark(row.key, { state: 'sending', triedAt: clock.now() });
    crashPoint('outbox.after-sending-mark');
    const delivery = files ? await uploaded(adapter, place, files, row.key) : await adapter.post(place, message, row.key);
    crashPoint('outbox.after-post');
    settle(row, delivery);
    crashPoint('outbox.after-sent-mark');
  }

  const uploaded = (adapter: ChatAdapter, place: Place, files: readonly Attachment[], key: string): Promise<Delivery> =>
    adapter.upload?.(place, files, key) ?? Promise.resolve({ ok: false, why: 'never', message: `${adapter.name} takes no files` });

  const edit = (adapter: ChatAdapter, row: OutboxRow, posted: Posted, message: Message): Promise<Delivery> =>
    adapter.capabilities.edits ? adapter.update(posted, message, row.key) : Promise.resolve({ ok: true, posted });

  /** `shown`: the version that the platform is known to have. */
  function settle(row: OutboxRow, delivery: Delivery, shown = row.version): void {
    const newest = store.outbox.get(row.key)?.version ?? row.version;
    if (delivery.ok) {
      pauses.delete(roomKey(row.place));
      const behind = row.kind === 'card' && newest > shown;
      const state = behind ? 'waiting' : 'sent';
      store.outbox.mark(row.key, { state, posted: delivery.posted, shown, notBefore: undefined, error: undefined });
    } else if (delivery.why === 'never') {
      deps.log('error', `${row.key} can't be delivered: ${delivery.message}`);
      // A newer version of a card may be one that can be sent.
      store.outbox.mark(row.key, { state: newest > row.version ? 'waiting' : 'failed', error: delivery.message });
    } else if (delivery.why === 'unknown' && !row.posted) {
      const now = clock.now();
      const pause = Math.max(firstPause, adapters.get(row.place.adapter)!.capabilities.settles);
      store.outbox.mark(row.key, { state: 'sending', triedAt: now, notBefore: now + pause, error: delivery.message });
    } else later(row, delivery.message, delivery.after);
  }

  /** Not sent: tried again when the platform says, else after a pause that doubles. */
  function later(row: OutboxRow, message: string, after?: Millis): void {
    const room = roomKey(row.place);
    const pause = after ?? Math.min(longestPause, (pauses.get(room) ?? firstPause / 2) * 2);
    pauses.set(room, pause);
    deps.log('warn', `${row.key} not delivered yet: ${message}`);
    const now = clock.now();
    store.outbox.mark(row.key, { state: 'waiting', triedAt: now, notBefore: now + pause, error: message });
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

/** What does not ring mentions nobody, whoever stands in its card. */
function messageOf({ card: { mention, ...card }, rings, only }: OutboxRow): Message {
  return { card: { ...card, ...(rings && mention && { mention }) }, rings, ...(only !== undefined && { only }) };
}

/** Threads of a room share its order. */
const roomKey = ({ adapter, room }: Place): string => placeKey({ adapter, room });
