/** Claims and jobs: a claim that was made for a job ends with it, and a job that wrote into somebody's claim says so. */
import type { Facts } from '../jobs/facts.ts';
import type { JobNews, Jobs } from '../jobs/job.ts';
import { isOver } from '../jobs/state.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Place, placeKey } from '../kernel/people.ts';
import type { Outcome } from '../kernel/result.ts';
import { actsFor, type Claim, release, type Step } from '../locks/desk/desk.ts';
import { touchedCard } from '../reports/claims/touched-card.ts';
import { touchedPaths } from '../reports/files-touched.ts';
import { cardKey } from './job-messages.ts';
import type { LockDesk } from './lock-desk.ts';
import { whoOf } from './locks-view.ts';
import type { Person, Store } from './store.ts';

export interface JobClaims {
  /** Releases what is held for jobs that are over, or were never started. */
  sweep(): Promise<void>;
}

export function createJobClaims(deps: {
  jobs: Pick<Jobs, 'subscribe' | 'byKey'> & { facts(id: number): Promise<Outcome<Facts>> };
  store: Pick<Store, 'claims' | 'effects' | 'outbox'>;
  clock: Clock;
  desk: Pick<LockDesk, 'alone' | 'commit'>;
  people(): readonly Person[];
  /** What the bot itself writes is nothing that a job touched. */
  lockFile: string;
  threads(adapter: string): boolean;
  wakeOutbox(): void;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}): JobClaims {
  const { jobs, store, clock } = deps;

  jobs.subscribe((news) => {
    if (news.news === 'ended')
      void ended(news).catch((cause: unknown) => deps.log('error', 'claims of a job that ended could not be looked after', cause));
  });

  async function ended({ job }: JobNews): Promise<void> {
    await sweep();
    const others = store.claims.desk().claims.filter(({ holder }) => !isTheirs(holder, job.spec.requester));
    if (others.length === 0) return;
    const facts = await jobs.facts(job.id);
    const touched = facts.ok ? touchedPaths(facts.value).filter((path) => path !== deps.lockFile) : [];
    const card = touchedCard(job.spec, touched, others);
    if (card) tell(job.id, job.spec.place, card);
  }

  function tell(id: number, { thread, ...room }: Place, card: NonNullable<ReturnType<typeof touchedCard>>): void {
    const place: Place = thread === undefined || deps.threads(room.adapter) ? room : { ...room, thread };
    const under = deps.threads(place.adapter) ? { under: cardKey(id, place) } : {};
    store.outbox.put({ key: `touched/${id}/${placeKey(place)}`, place, kind: 'message', rings: false, card, job: id, ...under });
    deps.wakeOutbox();
  }

  function isTheirs(holder: Claim['holder'], requester: string): boolean {
    const person = deps.people().find(({ id }) => id === requester);
    const who = whoOf(person ?? { id: requester });
    return actsFor(who, holder) || actsFor(holder, who);
  }

  const sweep = (): Promise<void> =>
    deps.desk.alone(async () => {
      for (let done: unknown = 'moved'; done === 'moved'; ) {
        const desk = store.claims.desk();
        const over = desk.claims.filter((claim) => claim.job !== undefined && isJobOver(claim.job));
        if (over.length === 0) return;
        let step: Step = { desk, news: [] };
        for (const { holder, lease } of over) {
          const released = release(step.desk, { who: holder, lease }, clock.now());
          if (released.ok) step = { desk: released.value.desk, news: [...step.news, ...released.value.news] };
        }
        done = await deps.desk.commit(step);
      }
    });

  /** The start of a job may still be to do. */
  function isJobOver(key: string): boolean {
    const job = jobs.byKey(key);
    if (job) return isOver(job.state);
    return !store.effects.todo().some(({ effect }) => effect.do === 'start' && effect.draft.key === key);
  }

  return { sweep };
}
