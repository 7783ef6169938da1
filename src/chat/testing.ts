/** A bot's chat part for tests: real store, dispatch, effects and outbox; platform and jobs live on when it is killed. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { openStore } from '../../adapters/sqlite/store.ts';
import type { Draft, Job, JobSummary, Jobs } from '../jobs/job.ts';
import type { Clock } from '../kernel/clock.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import type { Place } from '../kernel/people.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import type { ChatAdapter, Incoming } from './adapter.ts';
import { type Answer, type Command, command, type View } from './command.ts';
import { credentialHash } from './credentials.ts';
import { createDispatch, type Dispatch, type DispatchDeps } from './dispatch.ts';
import { createEffects, type Effects } from './effects.ts';
import { FakePlatform } from './fake-adapter.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { parseLine } from './parse.ts';
import { whoIs } from './people.ts';
import type { Person, Question, Store } from './store.ts';

/** A kill loses nothing that was written, on whatever: a disk would only make it slow. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const room: Place = { adapter: 'fake', room: 'bench' };
export const people: readonly Person[] = [
  { id: 'ada', roles: ['operator'], handles: { fake: 'U01' } },
  { id: 'bob', roles: ['viewer'], handles: { fake: 'U02' } },
];

const words = z.object({ words: z.array(z.string()), options: z.record(z.string(), z.union([z.string(), z.literal(true)])) });
const draftOf = (view: View, key: string): Draft =>
  ({ key, requester: view.asker.id, place: view.place, asked: { given: view.line.given, canonical: view.line.canonical } }) as Draft;
const one = (name: string, run: Command['run'], more: Partial<Command> = {}): Command =>
  command({ name, about: name, usage: name, role: 'operator', readOnly: false, options: words, run, ...more }) as Command;

const asks = (view: View, title: string, question: Pick<Question, 'line' | 'choices' | 'completes'>): Answer => {
  const id = `ask/${view.inbox}`;
  const asked = { id, place: view.place, person: view.asker.id, expires: view.now + 60_000, ...question };
  return { ok: true, reply: { title }, changes: [{ change: 'ask', question: asked }] };
};
const asksWords = (view: View, completes: NonNullable<Question['completes']>): Answer =>
  asks(view, 'WHICH words?', { line: completes.line, completes });

export const testCommands: readonly Command[] = [
  one('start', (_, view) => ({ ok: true, effects: [{ do: 'start', draft: draftOf(view, view.inbox) }] })),
  one('twice', (_, view) => ({
    ok: true,
    effects: [0, 1].map((n) => ({ do: 'start' as const, draft: draftOf(view, `${view.inbox}/${n}`) })),
  })),
  one('note', (_, view) => ({
    ok: true,
    reply: { title: `NOTED ${view.line.canonical}` },
    changes: [{ change: 'mute', mute: { job: 1, place: view.place, until: view.now } }],
    data: { noted: view.inbox },
  })),
  one('look', (_, view) => ({ ok: true, reply: { title: `SEEN by ${view.asker.id}${view.confirmed ? ', confirmed' : ''}` } }), {
    role: 'viewer',
    readOnly: true,
  }),
  one(
    'queue',
    (_, { desk: from }) => ({ ok: true, changes: [{ change: 'desk', from, to: { ...from, lastWait: from.lastWait + 1 }, news: [] }] }),
    { seesClones: true },
  ),
  one('help', (_, view) => ({ ok: true, reply: { title: `HELP for ${view.sender}` } }), { role: 'anyone', readOnly: true }),
  one('credential', (_, view) => ({ ok: true, effects: [{ do: 'credential', person: 'ada', by: view.asker.id }] })),
  one('refuse', () => refuse('no', 'Not done: it is Sunday.', 'look')),
  one('broken', () => {
    throw new Error('a bug');
  }),
  one('unwritable', () => ({ ok: true, changes: [{ change: 'mute', mute: { job: 1n as never, place: room, until: 0 } }] })),
  one('choosy', () => ({ ok: true }), { options: z.any().refine(({ words }) => words.length === 1, 'Which one? Say: choosy ONE') }),
  one('mistaken', () => ({ ok: true }), {
    options: words.transform(() => {
      throw new Error('a bug in its options');
    }),
  }),
  one('fill', (_, view) => asksWords(view, { line: 'note' })),
  one('why', (_, view) => asksWords(view, { line: 'note --why', quotes: true })),
  one('guess', ({ words: [line = ''] }) => ({ ok: true, reply: { title: `MEANT ${line}?` } })),
  one('ask', (_, view) =>
    asks(view, 'WHICH: left or right?', { line: 'note default', choices: { left: 'note left', right: 'note right' } }),
  ),
];

/** Jobs that are started once by key, whoever asks how often. */
export class FakeJobs {
  readonly started: JobSummary[] = [];
  /** Calls of `start`, by key: more than one is harmless. */
  readonly asked = new Map<string, number>();
  refusal: Outcome<never> | undefined;
  readonly cancelled: number[] = [];
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async start(draft: Draft): Promise<Outcome<Job>> {
    this.asked.set(draft.key, (this.asked.get(draft.key) ?? 0) + 1);
    // As one that writes a directory: other things happen meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.refusal) return this.refusal;
    const known = this.started.find(({ key }) => key === draft.key);
    if (known) return done(known as never);
    const { key, requester, place } = draft;
    const job = { id: this.started.length + 1, key, requester, place, canonical: draft.asked.canonical, createdAt: this.clock.now() };
    this.started.unshift({ ...job, state: { is: 'queued' } } as never);
    return done(job as never);
  }

  async cancel(id: number): Promise<Outcome<void>> {
    this.cancelled.push(id);
    return done(undefined);
  }

  async first(id: number): Promise<Outcome<void>> {
    return refuse('runs already', `${id} runs already. Nothing was moved.`, `status ${id}`);
  }

  list = (): readonly JobSummary[] => this.started;
}

/** Secrets that are numbers; each hash is told with them. */
export class FakeCredentials {
  readonly made: string[] = [];

  make(person: string): Outcome<{ path: string; hash: string }> {
    const secret = `${person}-${this.made.length + 1}`;
    this.made.push(secret);
    return done({ path: `/credentials/${person}`, hash: credentialHash(secret) });
  }
}

/** What a test may put between the parts: a store that dies, an adapter that hangs. */
export interface Between {
  store?: (store: Store) => Store;
  adapter?: (adapter: ChatAdapter) => ChatAdapter;
  clock?: (clock: Clock) => Clock;
  jobs?: (jobs: FakeJobs) => Pick<Jobs, 'start' | 'cancel' | 'first'>;
  desk?: Partial<DispatchDeps['desk']>;
  fetchClones?: DispatchDeps['fetchClones'];
}

/** All messages in the database `file` that are not sent, in their order. */
export function unsent(file: string): { key: string; title: string; state: string; version: number }[] {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare("SELECT key, card ->> '$.title' AS title, state, version FROM outbox WHERE state IN ('waiting', 'sending') ORDER BY seq")
    .all();
  database.close();
  return rows as ReturnType<typeof unsent>;
}

export class House {
  readonly clock = new FakeClock();
  readonly platform = new FakePlatform();
  readonly jobs = new FakeJobs(this.clock);
  readonly credentials = new FakeCredentials();
  readonly logged: string[] = [];
  local = false;
  /** Senders of whom the platform cannot say for now who they are. */
  readonly unsure = new Set<string>();
  commitAt = (_: number): string | undefined => undefined;
  store!: Store;
  dispatch!: Dispatch;
  effects!: Effects;
  outbox!: Outbox;
  private raw!: Store;
  private readonly folder = mkdtempSync(join(inMemory, 'molt-ops-house-'));
  readonly file = join(this.folder, 'molt-ops.db');

  constructor(between: Between = {}) {
    this.open(between);
  }

  /** The bot starts; what was there before is dropped as by a kill. */
  open(between: Between = {}): void {
    const opened = openStore({ file: this.file, backups: join(this.folder, 'backups'), clock: this.clock });
    if (!opened.ok) throw new Error(opened.refusal.message);
    this.raw = opened.value.store;
    const store = between.store?.(this.raw) ?? this.raw;
    const adapter = between.adapter?.(this.platform.adapter()) ?? this.platform.adapter();
    const clock = between.clock?.(this.clock) ?? this.clock;
    const log = (_: string, text: string, detail?: unknown): void => void this.logged.push(`${text} ${detail ?? ''}`);
    const outbox = createOutbox({ store, clock, adapters: new Map([['fake', adapter]]), log });
    const effects = createEffects({
      store,
      clock,
      jobs: between.jobs?.(this.jobs) ?? this.jobs,
      credentials: this.credentials,
      lockFile: { answer: async () => refuse('no question', 'No question is open.') },
      wakeOutbox: outbox.wake,
      log,
    });
    const byName = new Map(testCommands.map((c) => [c.name, c]));
    const known = {
      names: [...byName.keys()],
      aliases: {},
      recipes: [],
      takesValue: (_: string, option: string) => option === 'why',
      takesMany: () => false,
      order: () => [],
      reads: () => true,
    };
    const dispatch = createDispatch({
      store,
      clock,
      zone: 'America/Chicago',
      command: (name) => byName.get(name),
      parse: (text) => parseLine(text, known),
      whoIs: async (incoming, all) => {
        const standing = this.unsure.has(incoming.sender) ? { standing: { atMost: 'viewer', unsure: true } as const } : {};
        return whoIs(incoming, { people: all, rooms: [room], owner: 'root', local: this.local, ...standing });
      },
      configPeople: people,
      isLocal: () => this.local,
      takesFiles: () => false,
      desk: { alone: (run) => run(), admit: async () => ({ is: 'admitted' }), messages: () => [], changed: () => {}, ...between.desk },
      view: (asked) =>
        ({
          ...asked,
          now: clock.now(),
          desk: store.claims.desk(),
          recipes: new Map(),
          locks: { list: () => ['docs/'] },
        }) as unknown as View,
      commitAt: async (time) => this.commitAt(time),
      jobs: this.jobs,
      jobOfThread: (place) => store.outbox.jobOfThread(place),
      workEffects: effects.work,
      fetchClones: between.fetchClones ?? (async () => {}),
      wakeOutbox: outbox.wake,
      schedulesChanged: () => {},
      log,
    });
    Object.assign(this, { store, dispatch, effects, outbox });
    void adapter.start((incoming) => dispatch.receive(incoming));
  }

  /** As SIGKILL would: nothing is finished, and all memory is gone. */
  kill(): void {
    this.dispatch.stop();
    this.effects.stop();
    this.outbox.stop();
    this.raw.close();
  }

  close(): void {
    this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a start of the bot does after recovery, and what then comes of itself. */
  async work(): Promise<void> {
    await this.effects.work();
    await this.dispatch.work();
    await this.effects.work();
    this.outbox.wake();
    await this.outbox.idle();
  }

  says(text: string, more: Partial<Incoming> = {}): string {
    const id = more.id ?? `e${++this.said}`;
    this.platform.says({ place: room, sender: 'U01', at: this.clock.now(), addressed: true, ...more, id, text });
    return `fake:${id}`;
  }
  private said = 0;

  /** Says it, and gives back what was answered from then on. */
  async hear(text: string, more: Partial<Incoming> = {}): Promise<string[]> {
    const before = this.platform.messages.length;
    this.says(text, more);
    await this.work();
    return this.platform.messages.slice(before).map(({ card }) => [card.title, ...(card.lines ?? [])].join('\n'));
  }
}
