/** The dead man's switch: while jobs run, each room's platform holds a message that it posts by itself once this host falls silent. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { minute } from '../kernel/durations.ts';
import { type PersonId, type Place, placeKey } from '../kernel/people.ts';
import { backCard, noSignCard, type RunningJob } from '../reports/no-sign-card.ts';
import type { ChatAdapter, LaterPosts } from './adapter.ts';
import type { Store } from './store.ts';

/** A running job, where it speaks, and when it has promised to speak again at the latest. */
export interface Promised extends RunningJob {
  place: Place;
  updateBy: Millis;
  requester: PersonId;
}

export interface NoSign {
  /** Something was promised or is over: the messages are pushed on, or taken back. */
  refresh(): void;
  /** Takes back what a former life of the bot has left, and whatever else is not wanted. */
  start(): void;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
  /** A clean stop takes all of them back. */
  stop(): Promise<void>;
}

/** So long after the promised update it is posted. */
const grace = 10 * minute;
/** A promise that moves by less is the same. */
const sameMoment = minute;
const retry = minute;

/** What is kept of a message that waits at its platform. */
interface Held {
  place: Place;
  ref: string;
  at: Millis;
  since: Millis;
}

export function createNoSign(deps: {
  adapters: ReadonlyMap<string, ChatAdapter>;
  running: () => readonly Promised[];
  /** Those of these people whom a failure at that time may ring. */
  mayRing: (people: readonly PersonId[], place: Place, at: Millis) => readonly PersonId[];
  host: string;
  zone: string;
  bootedAt: () => Millis;
  store: Pick<Store, 'note' | 'setNote' | 'transaction'> & { outbox: Pick<Store['outbox'], 'put'> };
  clock: Clock;
  wakeOutbox: () => void;
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): NoSign {
  const { store, clock, adapters } = deps;
  let work: Promise<void> = Promise.resolve();
  let again = false;
  let left = false;
  let timer: Timer | undefined;
  let stopped = false;

  /** One at a time; what is asked meanwhile is one more round. */
  function refresh(): void {
    if (again || stopped) return;
    again = true;
    work = work.then(round);
  }

  async function round(): Promise<void> {
    again = false;
    let failed = false;
    /** What fails in one room stops no other. */
    const tried = async (deed: () => Promise<void>): Promise<void> => {
      try {
        await deed();
      } catch (cause) {
        failed = true;
        deps.log('warn', 'a NO SIGN message could not be moved; it is tried again', cause);
      }
    };
    await tried(async () => {
      const running = deps.running();
      for (const key of new Set([...held().keys(), ...running.map(({ place }) => placeKey(place))])) {
        const here = running.filter(({ place }) => placeKey(place) === key);
        await tried(() => settle(key, here));
      }
    });
    if (left) await tried(sweep);
    if (!failed) return;
    // Of what was asked of the platform something may have been done.
    left = true;
    timer?.cancel();
    timer = clock.after(retry, refresh);
  }

  async function settle(key: string, jobs: readonly Promised[]): Promise<void> {
    const now = clock.now();
    const before = held().get(key);
    const place = jobs[0]?.place ?? before!.place;
    const later = adapters.get(place.adapter)?.laterPosts;
    if (!later) return;
    if (before && before.at <= now) back(key, before, jobs);
    const old = held().get(key);
    if (jobs.length === 0) {
      if (old) await later.cancel(old.place, old.ref);
      return keep(key, undefined);
    }
    const at = Math.max(now, Math.min(...jobs.map(({ updateBy }) => updateBy))) + grace;
    if (old && Math.abs(old.at - at) < sameMoment) return;
    await pushOn(key, later, { place, at, now, jobs, ...(old && { old }) });
  }

  /** The new one first: at no moment there is none. */
  async function pushOn(
    key: string,
    later: LaterPosts,
    next: { place: Place; at: Millis; now: Millis; jobs: readonly Promised[]; old?: Held },
  ): Promise<void> {
    const { place, at, now, jobs, old } = next;
    const mention = deps.mayRing([...new Set(jobs.map(({ requester }) => requester))], place, at);
    const platform = `${place.adapter.charAt(0).toUpperCase()}${place.adapter.slice(1)}`;
    const card = noSignCard({ host: deps.host, platform, since: now, zone: deps.zone, jobs, mention });
    const scheduled = await later.schedule(place, card, at);
    if (!scheduled.ok) throw scheduled.refusal.cause ?? new Error(scheduled.refusal.message);
    keep(key, { place, ref: scheduled.value, at, since: now });
    if (old) await later.cancel(old.place, old.ref);
  }

  /** It was posted: this host was silent for so long. */
  function back(key: string, before: Held, jobs: readonly Promised[]): void {
    const now = clock.now();
    const card = backCard({ host: deps.host, away: now - before.since, rebooted: deps.bootedAt() > before.since, jobs });
    store.transaction(() => {
      store.outbox.put({ key: `back/${before.ref}/${key}`, place: before.place, kind: 'message', rings: false, card });
      keep(key, undefined);
    });
    deps.wakeOutbox();
  }

  async function sweep(): Promise<void> {
    const wanted = new Set([...held().values()].map(({ ref }) => ref));
    for (const { laterPosts } of adapters.values()) {
      const pending = await laterPosts?.pending();
      if (!laterPosts || !pending) continue;
      if (!pending.ok) throw pending.refusal.cause ?? new Error(pending.refusal.message);
      for (const { place, ref } of pending.value) if (!wanted.has(ref)) await laterPosts.cancel(place, ref);
    }
    left = false;
  }

  function held(): Map<string, Held> {
    return new Map(Object.entries(JSON.parse(store.note(noteName) ?? '{}') as Record<string, Held>));
  }

  function keep(key: string, one: Held | undefined): void {
    const all = held();
    if (one) all.set(key, one);
    else if (!all.delete(key)) return;
    store.setNote(noteName, JSON.stringify(Object.fromEntries(all)));
  }

  return {
    refresh,
    start() {
      left = true;
      refresh();
    },
    async idle() {
      for (let seen: unknown; seen !== work; ) {
        seen = work;
        await work;
      }
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await work;
      for (const [key, { place, ref, at }] of held()) {
        if (at <= clock.now()) continue;
        await adapters
          .get(place.adapter)
          ?.laterPosts?.cancel(place, ref)
          .then(() => keep(key, undefined))
          .catch((cause: unknown) => deps.log('warn', 'a NO SIGN message could not be taken back', cause));
      }
    },
  };
}

const noteName = 'no-sign';
