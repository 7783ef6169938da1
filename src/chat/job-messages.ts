/** What a job has to say in a place, put into the outbox under keys that a restart finds again. */
import type { Facts } from '../jobs/facts.ts';
import type { Job } from '../jobs/job.ts';
import { files } from '../jobs/spec.ts';
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
import type { NewMessage, Store } from './store.ts';

export interface JobMessageDeps {
  store: Pick<Store, 'mutes'> & { outbox: Pick<Store['outbox'], 'put' | 'get'> };
  clock: Clock;
  /** What reports need of the surroundings of this job. */
  context: (job: Job) => Omit<ReportContext, 'now' | 'updateBy'>;
  /** Time between two micro-reports in a place, 10 to 20 minutes. */
  every: (place: Place) => Millis;
  /** Whether replies can hang under a card there. */
  threads: (adapter: string) => boolean;
}

export interface JobMessages {
  /** The one message that is edited as the job goes. */
  card(facts: Facts, place: Place): void;
  /** A ring for each time that the job fell silent. */
  stall(facts: Facts, place: Place): void;
  /** The `n`th micro-report, unless the job is muted there. */
  micro(facts: Facts, place: Place, n: number): void;
  ending(facts: Facts, place: Place): void;
  report(facts: Facts, place: Place, markdown: string): void;
  /** The full report as it is now. */
  markdown(facts: Facts): string;
}

/** Endings so close to each other ring once. */
const sharedRing = 2 * minute;

export function createJobMessages(deps: JobMessageDeps): JobMessages {
  const { store, clock } = deps;
  const lastRing = new Map<PersonId, Millis>();

  /** False when it was said before. */
  function put(facts: Facts, place: Place, message: Omit<NewMessage, 'place' | 'job' | 'under'>, inThread = false): boolean {
    const { id } = facts.job;
    if (message.kind === 'card' && sameCard(store.outbox.get(message.key)?.card, message.card)) return false;
    const under = inThread && deps.threads(place.adapter) ? { under: cardKey(id, place) } : {};
    return store.outbox.put({ ...message, place, job: id, ...under });
  }

  function contextOf(job: Job, place?: Place): ReportContext {
    const now = clock.now();
    const { state } = job;
    const updateBy = place && state.is === 'running' ? { updateBy: nextDue(now, state.since, deps.every(place)) } : {};
    return { ...deps.context(job), now, ...updateBy };
  }

  const muted = (job: number, place: Place): boolean =>
    store.mutes().some((m) => m.job === job && m.until > clock.now() && m.place.adapter === place.adapter && m.place.room === place.room);

  return {
    card(facts, place) {
      const { job } = facts;
      put(facts, place, { key: cardKey(job.id, place), kind: 'card', rings: false, card: jobCard(facts, contextOf(job, place)) });
    },
    stall(facts, place) {
      const { job } = facts;
      if (job.state.is !== 'running' || !job.state.stalled) return;
      const key = `stall/${job.id}/${job.state.stalled.since}/${placeKey(place)}`;
      put(facts, place, { key, kind: 'message', rings: true, card: stallCard(facts, contextOf(job, place)) });
    },
    micro(facts, place, n) {
      const { job } = facts;
      if (muted(job.id, place)) return;
      const card = { title: microReport(facts, contextOf(job, place)) };
      put(facts, place, { key: `micro/${job.id}/${n}/${placeKey(place)}`, kind: 'micro', rings: false, card }, true);
    },
    ending(facts, place) {
      const { id, spec, state } = facts.job;
      const now = clock.now();
      const ownWish = state.is === 'cancelled' && facts.cancel?.by === spec.requester;
      const rang = lastRing.get(spec.requester);
      const rings = !ownWish && !(rang !== undefined && Math.abs(now - rang) < sharedRing);
      const card = endingCard(facts, contextOf(facts.job, place));
      const isNew = put(facts, place, { key: `end/${id}/${placeKey(place)}`, kind: 'message', rings, card });
      if (isNew && rings) lastRing.set(spec.requester, now);
    },
    report(facts, place, markdown) {
      const { id, dir } = facts.job;
      const card = reportCard(facts, markdown, `${dir}/${files.report}`);
      put(facts, place, { key: `report/${id}/${placeKey(place)}`, kind: 'message', rings: false, card }, true);
    },
    markdown: (facts) => fullReport(facts, contextOf(facts.job)),
  };
}

const cardKey = (id: number, place: Place): string => `card/${id}/${placeKey(place)}`;
const sameCard = (a: Card | undefined, b: Card): boolean => a !== undefined && JSON.stringify(a) === JSON.stringify(b);
