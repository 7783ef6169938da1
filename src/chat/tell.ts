/** Says what jobs do: their card, micro-reports, stalls, endings and full reports go into the outbox under keys that a restart finds again. */
import type { Facts } from '../jobs/facts.ts';
import type { Job, JobNews, Jobs } from '../jobs/job.ts';
import { files } from '../jobs/spec.ts';
import { isOver } from '../jobs/state.ts';
import type { Clock, Millis, Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { minute } from '../kernel/durations.ts';
import { type PersonId, type Place, placeKey } from '../kernel/people.ts';
import type { Outcome } from '../kernel/result.ts';
import type { Card } from '../reports/card.ts';
import type { ReportContext } from '../reports/context.ts';
import { endingCard } from '../reports/ending-card.ts';
import { fullReport } from '../reports/full-report.ts';
import { jobCard } from '../reports/job-card.ts';
import { microReport } from '../reports/micro-report.ts';
import { type PartialResult, partialResults } from '../reports/partial-results.ts';
import { reportCard } from '../reports/report-card.ts';
import { stallCard } from '../reports/stall-card.ts';
import { createCadence, nextDue } from './cadence.ts';
import type { NewMessage, Store } from './store.ts';

export interface TellerDeps {
  jobs: Pick<Jobs, 'list' | 'subscribe'> & {
    facts(id: number): Promise<Outcome<Facts>>;
    writeReport(id: number, markdown: string, partials: readonly PartialResult[]): Promise<Outcome<string>>;
  };
  store: Pick<Store, 'transaction' | 'mutes'> & { outbox: Pick<Store['outbox'], 'put' | 'get'> };
  clock: Clock;
  /** What reports need of the surroundings of this job. */
  context: (job: Job) => Omit<ReportContext, 'now' | 'updateBy'>;
  /** Time between two micro-reports in a place, 10 to 20 minutes. */
  every: (place: Place) => Millis;
  /** Whether replies can hang under a card there. */
  threads: (adapter: string) => boolean;
  /** Where a job speaks, given where it was asked; none: it says nothing. */
  places?: (asked: Place) => readonly Place[];
  wakeOutbox: () => void;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

export interface Teller {
  /** Takes up what runs; to be called once, after recovery. */
  start(): void;
  /** Resolves when all that is known by now has been put into the outbox and written. */
  idle(): Promise<void>;
  stop(): void;
}

/** Endings so close to each other ring once. */
const sharedRing = 2 * minute;
/** Until a report that could not be made is tried again. */
const retry = minute;

export function createTeller(deps: TellerDeps): Teller {
  const { jobs, store, clock } = deps;
  const cadence = createCadence({ clock, due: (id, due) => enqueue(() => micro(id, due)) });
  const lastRing = new Map<PersonId, Millis>();
  const stale = new Set<number>();
  const retries = new Map<number, Timer>();
  let work = Promise.resolve();

  jobs.subscribe(hear);

  function hear(news: JobNews): void {
    const { job } = news;
    if (news.news === 'ended') {
      cadence.forget(job.id);
      enqueue(() => end(job.id));
      return;
    }
    if (isOver(job.state) || isOnItsWay(job)) return;
    if (news.news === 'event' && (news.event.type === 'gap' || news.event.type === 'note' || news.event.type === 'step-end')) return;
    touch(job);
  }

  /** The card is behind: brought up once, however many news come before that. */
  function touch(job: Pick<Job, 'id' | 'state'> & { spec?: Job['spec']; place?: Place }): void {
    const asked = job.spec?.place ?? job.place!;
    if (job.state.is === 'running')
      cadence.follow(
        job.id,
        job.state.since,
        placesOf(asked).map((place) => ({ key: placeKey(place), every: deps.every(place) })),
      );
    else cadence.forget(job.id);
    if (stale.has(job.id)) return;
    stale.add(job.id);
    enqueue(async () => {
      stale.delete(job.id);
      await card(job.id);
    });
  }

  async function card(id: number): Promise<void> {
    const facts = await factsOf(id);
    if (!facts || isOver(facts.job.state)) return;
    store.transaction(() => {
      for (const place of placesOf(facts.job.spec.place)) {
        putCard(facts, place);
        putStall(facts, place);
      }
    });
    deps.wakeOutbox();
  }

  async function micro(id: number, due: readonly { key: string; n: number }[]): Promise<void> {
    const facts = await factsOf(id);
    if (facts?.job.state.is !== 'running') return;
    store.transaction(() => {
      for (const place of placesOf(facts.job.spec.place)) {
        const at = due.find(({ key }) => key === placeKey(place));
        if (!at) continue;
        putCard(facts, place);
        if (!muted(id, place))
          put(
            {
              key: `micro/${id}/${at.n}/${at.key}`,
              place,
              kind: 'micro',
              rings: false,
              card: { title: microReport(facts, contextOf(facts.job, place)) },
            },
            id,
            true,
          );
      }
    });
    deps.wakeOutbox();
  }

  /** The outbox first, then report.md: its absence makes recovery tell the ending again, and the keys make that harmless. */
  async function end(id: number): Promise<void> {
    const facts = await factsOf(id);
    if (!facts) return later(id);
    const markdown = fullReport(facts, contextOf(facts.job));
    crashPoint('report.before-outbox');
    store.transaction(() => {
      for (const place of placesOf(facts.job.spec.place)) {
        putCard(facts, place);
        putEnding(facts, place);
        put(
          {
            key: `report/${id}/${placeKey(place)}`,
            place,
            kind: 'message',
            rings: false,
            card: reportCard(facts, markdown, `${facts.job.dir}/${files.report}`),
          },
          id,
          true,
        );
      }
    });
    crashPoint('report.after-outbox');
    const written = await jobs.writeReport(id, markdown, partialResults(facts));
    crashPoint('report.after-write');
    deps.wakeOutbox();
    if (written.ok) return;
    deps.log('warn', `report of job ${id} not written: ${written.refusal.message}`, written.refusal.cause);
    later(id);
  }

  function later(id: number): void {
    retries.get(id)?.cancel();
    retries.set(
      id,
      clock.after(retry, () => enqueue(() => end(id))),
    );
  }

  function putCard(facts: Facts, place: Place): void {
    put(
      { key: cardKey(facts.job.id, place), place, kind: 'card', rings: false, card: jobCard(facts, contextOf(facts.job, place)) },
      facts.job.id,
      false,
    );
  }

  function putStall(facts: Facts, place: Place): void {
    const { id, state } = facts.job;
    if (state.is !== 'running' || !state.stalled) return;
    put(
      {
        key: `stall/${id}/${state.stalled.since}/${placeKey(place)}`,
        place,
        kind: 'message',
        rings: true,
        card: stallCard(facts, contextOf(facts.job, place)),
      },
      id,
      false,
    );
  }

  function putEnding(facts: Facts, place: Place): void {
    const { id, spec, state } = facts.job;
    const now = clock.now();
    const ownWish = state.is === 'cancelled' && facts.cancel?.by === spec.requester;
    const rang = lastRing.get(spec.requester);
    const rings = !ownWish && !(rang !== undefined && Math.abs(now - rang) < sharedRing);
    const isNew = put(
      { key: `end/${id}/${placeKey(place)}`, place, kind: 'message', rings, card: endingCard(facts, contextOf(facts.job, place)) },
      id,
      false,
    );
    if (isNew && rings) lastRing.set(spec.requester, now);
  }

  function put(message: Omit<NewMessage, 'job' | 'under'>, job: number, inThread: boolean): boolean {
    if (message.kind === 'card' && sameCard(store.outbox.get(message.key)?.card, message.card)) return false;
    const under = inThread && deps.threads(message.place.adapter) ? { under: cardKey(job, message.place) } : {};
    return store.outbox.put({ ...message, job, ...under });
  }

  function contextOf(job: Job, place?: Place): ReportContext {
    const now = clock.now();
    const { state } = job;
    const updateBy = place && state.is === 'running' ? { updateBy: nextDue(now, state.since, deps.every(place)) } : {};
    return { ...deps.context(job), now, ...updateBy };
  }

  const muted = (job: number, place: Place): boolean =>
    store.mutes().some((m) => m.job === job && m.until > clock.now() && m.place.adapter === place.adapter && m.place.room === place.room);

  /** A card starts its own thread: it never hangs under the message of a person. */
  const placesOf = (asked: Place): readonly Place[] =>
    (deps.places?.(asked) ?? [asked]).map(({ adapter, room, thread }) =>
      thread === undefined || deps.threads(adapter) ? { adapter, room } : { adapter, room, thread },
    );

  async function factsOf(id: number): Promise<Facts | undefined> {
    const facts = await jobs.facts(id);
    if (facts.ok) return facts.value;
    deps.log('warn', `nothing told of job ${id}: ${facts.refusal.message}`, facts.refusal.cause);
    return undefined;
  }

  /** One thing after the other, in the order of the news. */
  function enqueue(run: () => Promise<void>): void {
    work = work.then(run).catch((cause: unknown) => deps.log('error', 'telling of a job failed', cause));
  }

  return {
    start() {
      for (const job of jobs.list()) if (!isOver(job.state) && !isOnItsWay(job)) touch(job);
    },
    async idle() {
      for (let seen: unknown; seen !== work; ) {
        seen = work;
        await work;
      }
    },
    stop() {
      cadence.stop();
      for (const timer of retries.values()) timer.cancel();
    },
  };
}

/** Started within moments, or told as not started: its first card says which. */
const isOnItsWay = ({ state }: Pick<Job, 'state'>): boolean => state.is === 'created' || state.is === 'starting';
const cardKey = (id: number, place: Place): string => `card/${id}/${placeKey(place)}`;
const sameCard = (a: Card | undefined, b: Card): boolean => a !== undefined && JSON.stringify(a) === JSON.stringify(b);
