/** What a job has to say in a place, put into the outbox under keys that a restart finds again. */
import type { Facts } from '../jobs/facts.ts';
import type { Job } from '../jobs/job.ts';
import { files, type Spec } from '../jobs/spec.ts';
import type { Clock, Millis } from '../kernel/clock.ts';
import { minute } from '../kernel/durations.ts';
import { type PersonId, type Place, placeKey } from '../kernel/people.ts';
import type { Card } from '../reports/card.ts';
import type { ReportContext } from '../reports/context.ts';
import { endingCard } from '../reports/ending-card.ts';
import { fullReport } from '../reports/full-report.ts';
import { jobCard } from '../reports/job-card.ts';
import { microReport } from '../reports/micro-report.ts';
import { reportCard } from '../reports/report-card.ts';
import { stallCard } from '../reports/stall-card.ts';
import { nextDue } from './cadence.ts';
import { type Ring, ringOf } from './ringing.ts';
import { rowsOf } from './rows.ts';
import type { NewMessage, RingKind, Settings, Store } from './store.ts';

export interface JobMessageDeps {
  store: Pick<Store, 'mutes' | 'wroteIn'> & { outbox: Pick<Store['outbox'], 'put' | 'get'> };
  clock: Clock;
  /** What reports need of the surroundings of this job. */
  context: (job: Job) => Omit<ReportContext, 'now' | 'updateBy'>;
  /** Time between two micro-reports in a place, 10 to 20 minutes. */
  every: (place: Place) => Millis;
  /** Whether replies can hang under a card there. */
  threads: (adapter: string) => boolean;
  takesFiles: (place: Place) => boolean;
  /** Who is rung for a job of theirs, and how they want it; an agent's owner, where the agent itself can't be reached. `direct`: where they can be spoken to alone. */
  ringee: (requester: PersonId, place: Place) => { person: PersonId; settings: Settings; direct?: Place };
  /** Whether a failure of this job may wake people. */
  wakes: (spec: Spec) => boolean;
}

export interface JobMessages {
  /** The one message that is edited as the job goes. */
  card(facts: Facts, place: Place): void;
  /** A ring for each time that the job fell silent. */
  stall(facts: Facts, place: Place, rings: boolean): void;
  /** The `n`th micro-report, unless the job is muted there. */
  micro(facts: Facts, place: Place, n: number): void;
  ending(facts: Facts, place: Place, rings: boolean): void;
  report(facts: Facts, place: Place, markdown: string): void;
  /** The full report as it is now. */
  markdown(facts: Facts): string;
}

/** Endings so close to each other ring once. */
const sharedRing = 2 * minute;
/** A card keeps so many of its own micro-reports in sight. */
const trailMost = 8;

export function createJobMessages(deps: JobMessageDeps): JobMessages {
  const { store, clock } = deps;
  /** By platform and person: on one that reaches no phone a ring takes none away elsewhere. */
  const lastRing = new Map<string, Millis>();

  /** False when it was said before. */
  function put(facts: Facts, place: Place, message: Omit<NewMessage, 'place' | 'job' | 'under'>, inThread = false): boolean {
    const { id } = facts.job;
    if (message.kind === 'card' && sameCard(store.outbox.get(message.key)?.card, message.card)) return false;
    const under = inThread && deps.threads(place.adapter) ? { under: cardKey(id, place) } : {};
    const [isNew] = rowsOf({ ...message, place, job: id, ...under }, deps.takesFiles).map((row) => store.outbox.put(row));
    return isNew === true;
  }

  /** Told in the place, to its person alone instead, or both without a ring: as its person wants it. */
  function ring(facts: Facts, place: Place, kind: RingKind, what: { key: string; card: Card; rings: boolean; shared?: boolean }): boolean {
    const { spec } = facts.job;
    const { shared = false, ...message } = what;
    const { settings, direct } = deps.ringee(spec.requester, place);
    const wanted: Ring = message.rings ? ringOf(kind, settings, { now: clock.now(), wake: deps.wakes(spec) }) : { way: 'off' };
    const elsewhere = wanted.way === 'dm' && direct && !place.direct ? direct : undefined;
    // What is told to one person alone is told nowhere else, so that it is never left out.
    const rings = wanted.way !== 'off' && !elsewhere && !shared;
    const hold = wanted.holdUntil === undefined ? {} : { holdUntil: wanted.holdUntil };
    const isNew = put(facts, place, { ...message, kind: 'message', rings, ...(rings && hold) });
    if (elsewhere) put(facts, elsewhere, { key: `${message.key}/direct`, card: message.card, kind: 'message', rings: true, ...hold });
    return isNew && (rings || elsewhere !== undefined);
  }

  function contextOf(job: Job, place?: Place): ReportContext {
    const now = clock.now();
    const { state } = job;
    const updateBy = place && state.is === 'running' ? { updateBy: nextDue(now, state.since, deps.every(place)) } : {};
    return { ...deps.context(job), now, ...updateBy };
  }

  const muted = (job: number, place: Place): boolean =>
    store.mutes().some((m) => m.job === job && m.until > clock.now() && m.place.adapter === place.adapter && m.place.room === place.room);

  /** Whoever has written in a thread is rung by each reply there, and so is everybody by a direct message. */
  function repliesRing(job: number, place: Place): boolean {
    const card = store.outbox.get(cardKey(job, place))?.posted;
    return place.direct === true || (card !== undefined && store.wroteIn({ ...place, thread: card.ref }));
  }

  function card(facts: Facts, place: Place, more: Card['trail'] = []): void {
    const { job } = facts;
    const key = cardKey(job.id, place);
    const before = store.outbox.get(key)?.card.trail ?? [];
    const trail = [...before, ...more.filter(({ n }) => !before.some((old) => old.n === n))].slice(-trailMost);
    const now = jobCard(facts, contextOf(job, place));
    put(facts, place, { key, kind: 'card', rings: false, card: { ...now, ...(trail.length > 0 && { trail }) } });
  }

  return {
    card,
    stall(facts, place, rings) {
      const { job } = facts;
      if (job.state.is !== 'running' || !job.state.stalled) return;
      const key = `stall/${job.id}/${job.state.stalled.since}/${placeKey(place)}`;
      ring(facts, place, 'stalled', { key, rings, card: stallCard(facts, contextOf(job, place)) });
    },
    micro(facts, place, n) {
      const { job } = facts;
      if (muted(job.id, place)) return;
      const key = `micro/${job.id}/${n}/${placeKey(place)}`;
      // It was said before anybody wrote there.
      if (store.outbox.get(key)) return;
      const text = microReport(facts, contextOf(job, place));
      if (repliesRing(job.id, place)) return card(facts, place, [{ n, text }]);
      put(facts, place, { key, kind: 'micro', rings: false, card: { title: text } }, true);
    },
    ending(facts, place, mayRing) {
      const { id, spec, state } = facts.job;
      const now = clock.now();
      const ownWish = state.is === 'cancelled' && facts.cancel?.by === spec.requester;
      const phone = `${place.adapter}/${deps.ringee(spec.requester, place).person}`;
      const rang = lastRing.get(phone);
      const shared = rang !== undefined && Math.abs(now - rang) < sharedRing;
      const kind = state.is === 'succeeded' || state.is === 'cancelled' ? 'done' : 'failed';
      const told = endingCard(facts, contextOf(facts.job, place));
      const rung = ring(facts, place, kind, { key: `end/${id}/${placeKey(place)}`, rings: mayRing && !ownWish, shared, card: told });
      if (rung) lastRing.set(phone, now);
    },
    report(facts, place, markdown) {
      const { id, dir } = facts.job;
      const told = reportCard(facts, markdown, `${dir}/${files.report}`);
      put(facts, place, { key: `report/${id}/${placeKey(place)}`, kind: 'message', rings: false, card: told }, true);
    },
    markdown: (facts) => fullReport(facts, contextOf(facts.job)),
  };
}

/** Key of the card of a job in a place. */
export const cardKey = (id: number, place: Place): string => `card/${id}/${placeKey(place)}`;
const sameCard = (a: Card | undefined, b: Card): boolean => a !== undefined && JSON.stringify(a) === JSON.stringify(b);
