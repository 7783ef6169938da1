/** The periodic status post of a room: what runs, what waits, what ended since the last, what comes next, what is claimed. Rings nobody. */
import type { JobSummary, Jobs } from '../jobs/job.ts';
import { isOver } from '../jobs/state.ts';
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { utcStamp } from '../kernel/ids.ts';
import { type Place, placeKey } from '../kernel/people.ts';
import type { Claim } from '../locks/desk/desk.ts';
import { digestCard } from '../reports/digest-card.ts';
import type { Store } from './store.ts';

export interface DigestRoom {
  place: Place;
  zone: string;
  /** The first nominal time after `after`; undefined: never again. */
  next: (after: Millis) => Millis | undefined;
}

export interface Digest {
  stop(): void;
}

/** A first post looks back so far. */
const firstSpan = 24 * 3_600_000;

/** Posts when a room's time comes; what was missed while nobody watched is one post, at once. */
export function startDigest(deps: {
  rooms: readonly DigestRoom[];
  jobs: Pick<Jobs, 'list'>;
  /** The next scheduled runs, soonest first. */
  scheduled: () => readonly { at: Millis; canonical: string }[];
  /** Those that are held now. */
  claims: () => readonly Claim[];
  store: Pick<Store, 'transaction' | 'note' | 'setNote'> & { outbox: Pick<Store['outbox'], 'put'> };
  clock: Clock;
  wakeOutbox: () => void;
}): Digest {
  const { store, clock } = deps;
  const timers = new Map<string, Timer>();

  function wait(room: DigestRoom, after: Millis): void {
    const at = room.next(after);
    if (at !== undefined)
      timers.set(
        placeKey(room.place),
        clock.after(at - clock.now(), () => post(room, at)),
      );
  }

  function post(room: DigestRoom, nominal: Millis): void {
    const { place, zone } = room;
    const now = clock.now();
    const last = lastOf(room) ?? now - firstSpan;
    store.transaction(() => {
      const { running, queued, ended } = sorted(deps.jobs.list(), last);
      const card = digestCard({ running, queued, ended, scheduled: deps.scheduled(), claims: deps.claims(), since: last, now, zone });
      store.outbox.put({ key: `digest/${placeKey(place)}/${utcStamp(nominal)}`, place, kind: 'message', rings: false, card });
      store.setNote(noteOf(place), String(now));
    });
    deps.wakeOutbox();
    wait(room, Math.max(now, nominal));
  }

  function lastOf({ place }: DigestRoom): Millis | undefined {
    const last = Number(store.note(noteOf(place)) ?? Number.NaN);
    return Number.isFinite(last) ? Math.min(last, clock.now()) : undefined;
  }

  for (const room of deps.rooms) {
    const last = lastOf(room);
    const missed = last === undefined ? undefined : room.next(last);
    if (missed !== undefined && missed <= clock.now()) post(room, missed);
    else wait(room, clock.now());
  }

  return {
    stop() {
      for (const timer of timers.values()) timer.cancel();
    },
  };
}

const noteOf = (place: Place): string => `digest/${placeKey(place)}`;

function sorted(jobs: readonly JobSummary[], since: Millis): { running: JobSummary[]; queued: JobSummary[]; ended: JobSummary[] } {
  const running = jobs.filter(({ state }) => state.is === 'running' || state.is === 'stopping');
  const ended = jobs.filter(({ state }) => isOver(state) && 'at' in state && state.at > since);
  const queued = jobs.filter(({ state }) => state.is === 'created' || state.is === 'queued' || state.is === 'starting').toReversed();
  return { running, queued, ended };
}
