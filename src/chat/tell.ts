/** Listens to jobs and says when it is time for each of their messages: at news, each quarter of an hour, at the end. */
import type { Facts } from '../jobs/facts.ts';
import type { Job, JobNews, Jobs } from '../jobs/job.ts';
import type { Spec } from '../jobs/spec.ts';
import { isOver } from '../jobs/state.ts';
import type { Timer } from '../kernel/clock.ts';
import { crashPoint } from '../kernel/crash-point.ts';
import { minute } from '../kernel/durations.ts';
import { type Place, placeKey } from '../kernel/people.ts';
import type { Outcome } from '../kernel/result.ts';
import { shower } from '../reports/context.ts';
import { type PartialResult, partialResults } from '../reports/partial-results.ts';
import { progressWords } from '../reports/progress-words.ts';
import { createCadence, nextDue } from './cadence.ts';
import { cardKey, createJobMessages, type JobMessageDeps } from './job-messages.ts';
import type { Promised } from './no-sign.ts';
import type { Store } from './store.ts';

export interface TellerDeps extends JobMessageDeps {
  jobs: Pick<Jobs, 'list' | 'subscribe'> & {
    facts(id: number): Promise<Outcome<Facts>>;
    writeReport(id: number, markdown: string, partials: readonly PartialResult[]): Promise<Outcome<string>>;
  };
  store: JobMessageDeps['store'] & Pick<Store, 'transaction'>;
  /** Where a job speaks besides the place where it was asked. */
  listeners?: (spec: Pick<Spec, 'place' | 'recipe'>) => readonly Listener[];
  /** Something was promised or ended in these places. */
  promisesChanged?: () => void;
  wakeOutbox: () => void;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
}

/** A place that hears of a job. */
export interface Listener {
  place: Place;
  /** Its end and its stalls ring here. */
  rings: boolean;
  /** Only its end and its stalls are told. */
  endsOnly: boolean;
}

export interface Teller {
  /** Takes up what runs; to be called once, after recovery. */
  start(): void;
  /** The full report of a job that is not over yet, once it is told. Undefined: it cannot be told for now, and is tried again. */
  report(id: number): Promise<string | undefined>;
  /** Threads of the jobs that go on. */
  threads(): Place[];
  /** The jobs that run, each place in which they speak, and when they will speak there again at the latest. */
  promised(): Promised[];
  /** Resolves when all that is known by now has been put into the outbox and written. */
  idle(): Promise<void>;
  stop(): void;
}

/** Until a report that could not be made is tried again. */
const retry = minute;

export function createTeller(deps: TellerDeps): Teller {
  const { jobs, store, clock } = deps;
  const cadence = createCadence({ clock, due: (id, due) => enqueue(() => micro(id, due)) });
  const messages = createJobMessages(deps);
  const stale = new Set<number>();
  const retries = new Map<number, Timer>();
  const waiting = new Map<number, ((markdown: string | undefined) => void)[]>();
  /** How far running jobs were when they were last told of. */
  const progress = new Map<number, string>();
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
  function touch(job: Pick<Job, 'id' | 'state'> & ({ spec: Pick<Spec, 'place' | 'recipe'> } | Pick<Spec, 'place' | 'recipe'>)): void {
    const asked = 'spec' in job ? job.spec : job;
    if (job.state.is === 'running')
      cadence.follow(
        job.id,
        job.state.since,
        hearing(asked)
          .filter(({ endsOnly }) => !endsOnly)
          .map(({ place }) => ({ key: placeKey(place), every: deps.every(place) })),
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
    note(facts);
    store.transaction(() => {
      for (const { place, rings, endsOnly } of hearing(facts.job.spec)) {
        if (!endsOnly) messages.card(facts, place);
        messages.stall(facts, place, rings);
      }
    });
    deps.wakeOutbox();
    deps.promisesChanged?.();
  }

  function note(facts: Facts): void {
    const context = { ...deps.context(facts.job), now: clock.now() };
    progress.set(facts.job.id, progressWords(facts, shower(context)));
  }

  async function micro(id: number, due: readonly { key: string; n: number }[]): Promise<void> {
    const facts = await factsOf(id);
    if (facts?.job.state.is !== 'running') return;
    note(facts);
    store.transaction(() => {
      for (const { place } of hearing(facts.job.spec)) {
        const at = due.find(({ key }) => key === placeKey(place));
        if (!at) continue;
        messages.card(facts, place);
        messages.micro(facts, place, at.n);
      }
    });
    deps.wakeOutbox();
    deps.promisesChanged?.();
  }

  async function end(id: number): Promise<void> {
    let markdown: string | undefined;
    progress.delete(id);
    try {
      markdown = await tellEnd(id);
    } catch (cause) {
      deps.log('error', `the end of job ${id} could not be told; it is tried again`, cause);
      later(id);
    }
    for (const listen of waiting.get(id) ?? []) listen(markdown);
    waiting.delete(id);
  }

  /** The outbox first, then report.md: its absence makes recovery tell the ending again, and the keys make that harmless. */
  async function tellEnd(id: number): Promise<string | undefined> {
    const facts = await factsOf(id);
    if (!facts) {
      later(id);
      return undefined;
    }
    const markdown = messages.markdown(facts);
    crashPoint('report.before-outbox');
    store.transaction(() => {
      for (const { place, rings, endsOnly } of hearing(facts.job.spec)) {
        if (!endsOnly) messages.card(facts, place);
        messages.ending(facts, place, rings);
        if (!endsOnly) messages.report(facts, place, markdown);
      }
    });
    crashPoint('report.after-outbox');
    deps.wakeOutbox();
    deps.promisesChanged?.();
    const written = await jobs.writeReport(id, markdown, partialResults(facts));
    crashPoint('report.after-write');
    if (!written.ok) {
      deps.log('warn', `report of job ${id} not written: ${written.refusal.message}`, written.refusal.cause);
      later(id);
    }
    return markdown;
  }

  function later(id: number): void {
    retries.get(id)?.cancel();
    retries.set(
      id,
      clock.after(retry, () => enqueue(() => end(id))),
    );
  }

  /** A card starts its own thread: it never hangs under the message of a person. */
  function hearing(spec: Pick<Spec, 'place' | 'recipe'>): readonly Listener[] {
    const { thread, ...room } = spec.place;
    const asked = thread === undefined || deps.threads(room.adapter) ? room : spec.place;
    return [{ place: asked, rings: true, endsOnly: false }, ...(deps.listeners?.(spec) ?? [])];
  }

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

  function promised(): Promised[] {
    const now = clock.now();
    return jobs.list().flatMap((job) => {
      const { id, recipe, requester, state } = job;
      if (state.is !== 'running') return [];
      const told = progress.get(id);
      return hearing(job)
        .filter(({ endsOnly }) => !endsOnly)
        .map(({ place }) => {
          const updateBy = nextDue(now, state.since, deps.every(place));
          return { id, recipe, requester, place, updateBy, ...(told !== undefined && { progress: told }) };
        });
    });
  }

  const threads = (): Place[] =>
    jobs
      .list()
      .filter(({ state }) => !isOver(state))
      .flatMap((job) => hearing(job).map(({ place }) => store.outbox.get(cardKey(job.id, place))?.posted))
      .flatMap((card) => (card ? [{ ...card.place, thread: card.ref }] : []));

  return {
    promised,
    threads,
    start() {
      for (const job of jobs.list()) if (!isOver(job.state) && !isOnItsWay(job)) touch(job);
    },
    report: (id) => new Promise((listen) => void waiting.set(id, [...(waiting.get(id) ?? []), listen])),
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

/** In its first phase within moments, or told as not started: its first card says which. */
const isOnItsWay = ({ state }: Pick<Job, 'state'>): boolean =>
  state.is === 'created' || state.is === 'starting' || (state.is === 'running' && !state.phase);
