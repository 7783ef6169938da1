/** Random lives of a bot that is killed between any two durable steps, on a platform that loses answers: nothing is lost, doubled or out of order. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minute } from '../kernel/durations.ts';
import { credentialFits } from './credentials.ts';
import type { Fault } from './fake-adapter.ts';
import type { NewMessage } from './store.ts';
import { type Between, House, room, unsent } from './testing.ts';

type Act =
  | { act: 'say'; text: 'start' | 'note' | 'twice' | 'credential' }
  | { act: 'say again'; which: number }
  | { act: 'tell'; kind: NewMessage['kind']; job: number; room: 'bench' | 'other' }
  | { act: 'fault'; fault: Fault }
  | { act: 'broken finds' }
  | { act: 'work' }
  | { act: 'advance'; by: number }
  /** The process dies at the n-th thing that it does from now on to store, platform or jobs. */
  | { act: 'die'; after: number; done: boolean };

const kept = fc.boolean();
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('say' as const), text: fc.constantFrom('start', 'note', 'twice', 'credential') }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('say again' as const), which: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('tell' as const),
      kind: fc.constantFrom('card', 'micro', 'message'),
      job: fc.integer({ min: 1, max: 2 }),
      room: fc.constantFrom('bench', 'other'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('fault' as const),
      fault: fc.oneof(
        fc.record({ fault: fc.constant('later' as const), after: fc.integer({ min: 1, max: 90_000 }) }),
        fc.record({ fault: fc.constantFrom('unknown' as const, 'throws' as const), kept }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'broken finds' as const }) },
  { weight: 4, arbitrary: fc.constant({ act: 'work' as const }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('advance' as const), by: fc.integer({ min: 1, max: 40_000 }) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('die' as const), after: fc.integer({ min: 1, max: 25 }), done: fc.boolean() }) },
);

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

test('every line is worked once and every message is seen once, in order, whatever is killed', async () => {
  console.info(`300 lives, seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      const life = new Life();
      try {
        for (const each of acts) await life.do(each);
        await life.toTheEnd();
        life.check();
      } finally {
        life.house.close();
      }
    }),
    { numRuns: 300, seed },
  );
});

class Mortal {
  left: number | undefined;
  doneFirst = false;
  dead = false;
  readonly died: Promise<void>;
  private tell: () => void = () => {};

  constructor() {
    this.died = new Promise((resolve) => {
      this.tell = resolve;
    });
  }

  /** One thing that is done to the outside; dies before or after it when its time has come. Whoever is dead does nothing. */
  step<T>(run: () => T): T {
    if (this.dead) throw new Error('killed');
    if (this.left !== undefined) this.left -= 1;
    if (this.left !== 0) return run();
    try {
      return this.doneFirst ? run() : this.end();
    } finally {
      this.end();
    }
  }

  private end(): never {
    this.dead = true;
    this.tell();
    throw new Error('killed');
  }

  /** Every function in `part`, and in the parts of it. */
  wrap<T extends object>(part: T): T {
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => [
        name,
        typeof value === 'function'
          ? (...given: unknown[]) => this.step(() => value(...given))
          : value !== null && typeof value === 'object'
            ? this.wrap(value)
            : value,
      ]),
    ) as T;
  }

  /** The same for what answers later: to a dead caller no answer comes. */
  async later<T>(run: () => Promise<T>): Promise<T> {
    try {
      const answer = await this.step(() => {
        const begun = run();
        // Whoever died meanwhile does not hear of a failure.
        begun.catch(() => {});
        return begun;
      });
      return this.dead ? new Promise(() => {}) : answer;
    } catch (cause) {
      if (this.dead) return new Promise(() => {});
      throw cause;
    }
  }
}

class Life {
  readonly house: House;
  private body = new Mortal();
  private readonly events: { id: string; text: string }[] = [];
  private readonly wanted = new Map<string, NewMessage>();
  private told = 0;

  constructor() {
    this.house = new House(this.between());
  }

  private between(): Between {
    const body = this.body;
    return {
      store: (store) => body.wrap(store),
      clock: (clock) => ({ now: clock.now, after: (delay, run) => clock.after(delay, () => body.dead || run()) }),
      adapter: (adapter) => ({
        ...adapter,
        post: (...given) => body.later(() => adapter.post(...given)),
        update: (...given) => body.later(() => adapter.update(...given)),
        find: (...given) => body.later(() => adapter.find(...given)),
      }),
      jobs: (jobs) => ({
        start: (draft) => body.later(() => jobs.start(draft)),
        cancel: (id) => body.later(() => jobs.cancel(id)),
        first: (id) => body.later(() => jobs.first(id)),
      }),
    };
  }

  async do(act: Act): Promise<void> {
    switch (act.act) {
      case 'say': {
        const id = `e${this.events.length + 1}`;
        this.events.push({ id, text: `${act.text} n${this.events.length + 1}` });
        this.say(this.events.at(-1)!);
        break;
      }
      case 'say again': {
        const event = this.events[act.which];
        if (event) this.say(event);
        break;
      }
      case 'tell':
        this.tell(act);
        break;
      case 'fault':
        this.house.platform.faults.push(act.fault);
        break;
      case 'broken finds':
        this.house.platform.brokenFinds += 2;
        break;
      case 'work':
        await Promise.race([this.house.work(), this.body.died]).catch((cause: unknown) => this.unlessDead(cause));
        break;
      case 'advance':
        this.house.clock.advance(act.by);
        break;
      case 'die':
        this.body.left ??= act.after;
        this.body.doneFirst = act.done;
    }
    if (this.body.dead) await this.restart();
  }

  private async restart(): Promise<void> {
    // What is on its way at the moment of the kill gets its turn, and finds itself dead.
    await new Promise((resolve) => setImmediate(resolve));
    this.house.kill();
    this.body = new Mortal();
    this.house.open(this.between());
    for (const message of this.wanted.values()) if (message.kind !== 'micro') this.house.store.outbox.put(message);
  }

  private say({ id, text }: { id: string; text: string }): void {
    try {
      this.house.says(text, { id });
    } catch (cause) {
      this.unlessDead(cause);
    }
  }

  private tell({ kind, job, room: name }: Extract<Act, { act: 'tell' }>): void {
    const n = ++this.told;
    const key = kind === 'card' ? `card/${job}/${name}` : `${kind}/${job}/${n}/${name}`;
    const message: NewMessage = { key, place: { ...room, room: name }, kind, job, card: { title: `${kind} ${n}` }, rings: false };
    this.wanted.set(key, message);
    try {
      this.house.store.outbox.put(message);
    } catch (cause) {
      this.unlessDead(cause);
    }
  }

  private unlessDead(cause: unknown): void {
    if (!this.body.dead) throw cause;
  }

  /** No more kills and faults: all that is left is worked, and what was not acknowledged is sent again. */
  async toTheEnd(): Promise<void> {
    this.body.left = undefined;
    // It may have died of something that went on after the last act.
    if (this.body.dead) await this.restart();
    this.house.platform.faults.length = 0;
    this.house.platform.brokenFinds = 0;
    for (const event of this.events) if (!this.house.platform.acknowledged.includes(event.id)) this.say(event);
    for (const message of this.wanted.values()) if (message.kind !== 'micro') this.house.store.outbox.put(message);
    for (let i = 0; i < 20; i++) {
      await this.house.work();
      if (this.house.store.outbox.due(Number.MAX_SAFE_INTEGER).rows.length === 0) return;
      this.house.clock.advance(minute);
    }
    throw new Error(`never delivered: ${unsent(this.house.file).map(({ key, state }) => `${key} ${state}`)}`);
  }

  check(): void {
    const { store, platform, jobs } = this.house;
    expect(store.inbox.unworked()).toEqual([]);
    expect(store.effects.todo()).toEqual([]);
    // Each start once, under the key of its line; nothing that was not asked for.
    const starts = this.events.flatMap(({ id, text }) =>
      text.startsWith('start') ? [`fake:${id}`] : text.startsWith('twice') ? [`fake:${id}/0`, `fake:${id}/1`] : [],
    );
    expect(jobs.started.map(({ key }) => key).sort()).toEqual(starts.sort());
    // Each change once, each reply once.
    const notes = this.events.filter(({ text }) => text.startsWith('note')).map(({ id }) => `fake:${id}`);
    const credentials = this.events.filter(({ text }) => text.startsWith('credential')).map(({ id }) => `fake:${id}`);
    expect(this.audit().sort()).toEqual([...notes, ...credentials].sort());
    // However many were made, the newest is the one that fits.
    const { made } = this.house.credentials;
    expect(made.filter((secret) => credentialFits(store.credential('ada'), secret))).toEqual(made.slice(-1));
    const seen = platform.messages.map(({ key }) => key);
    expect(new Set(seen).size).toBe(seen.length);
    for (const key of notes) expect(seen).toContain(`reply/${key}`);
    for (const key of credentials) expect(seen).toContain(`effect/${key}#0`);
    for (const { key, kind, card } of this.wanted.values()) {
      if (kind !== 'micro') expect(seen).toContain(key);
      if (kind === 'card') expect(platform.messages.find((m) => m.key === key)?.card).toEqual(card);
    }
    for (const name of ['bench', 'other']) {
      const order = platform.messages.filter(({ place }) => place.room === name).map(({ key }) => store.outbox.get(key)!.seq);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    expect(this.house.logged.filter((line) => line.includes('failed') && !line.includes('killed'))).toEqual([]);
  }

  private audit(): string[] {
    const database = new Database(this.house.file, { readonly: true });
    const rows = database.prepare('SELECT inbox FROM audit').pluck().all() as string[];
    database.close();
    return rows;
  }
}
