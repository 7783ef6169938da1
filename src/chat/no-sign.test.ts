/** The dead man's switch: while jobs run one message waits in each room, and it is posted only when this host is silent. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Millis } from '../kernel/clock.ts';
import { minute } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import type { PersonId, Place } from '../kernel/people.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import type { Card } from '../reports/card.ts';
import type { ChatAdapter, LaterPosts } from './adapter.ts';
import { createNoSign, type NoSign, type Promised } from './no-sign.ts';
import type { NewMessage } from './store.ts';

const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
const bench: Place = { adapter: 'slack', room: 'C01' };
const other: Place = { adapter: 'slack', room: 'C02' };

interface Waiting {
  ref: string;
  place: Place;
  card: Card;
  at: Millis;
}
type Deed = 'schedule' | 'cancel' | 'pending';
/** `before`: it is not done. `after`: it is done, though the answer says nothing. `dies`: it is done, and the process ends. */
type Fault = { deed: Deed; room?: string; does: 'before' | 'after' | 'dies' };

/** A platform with a timer of its own; it outlives the bot. */
class FakeTimer implements LaterPosts {
  waiting: Waiting[] = [];
  readonly posted: Waiting[] = [];
  faults: Fault[] = [];
  /** Rooms that take nothing. */
  readonly closed = new Set<string>();
  /** Called after all that changes. */
  watch: () => void = () => {};
  private readonly clock: FakeClock;
  private made = 0;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  async schedule(place: Place, card: Card, at: Millis): Promise<Outcome<string>> {
    const fault = this.fault('schedule', place);
    if (fault === 'before' || this.closed.has(place.room)) return refuse('not scheduled', `Slack: no in ${place.room}`);
    const one = { ref: `Q${++this.made}`, place, card, at };
    this.waiting.push(one);
    this.clock.after(at - this.clock.now(), () => {
      if (!this.waiting.includes(one)) return;
      this.waiting = this.waiting.filter((w) => w !== one);
      this.posted.push(one);
    });
    this.watch();
    if (fault === 'dies') return new Promise(() => {});
    return fault === 'after' ? refuse('not scheduled', 'Slack: timeout') : done(one.ref);
  }

  async cancel(place: Place, ref: string): Promise<void> {
    const fault = this.fault('cancel', place);
    if (fault === 'before') throw new Error('Slack: internal_error');
    this.waiting = this.waiting.filter((w) => w.ref !== ref);
    this.watch();
    if (fault === 'dies') return new Promise(() => {});
    if (fault === 'after') throw new Error('Slack: timeout');
  }

  async pending(): Promise<Outcome<readonly { place: Place; ref: string; at: Millis }[]>> {
    return this.fault('pending') ? refuse('not listed', 'Slack: internal_error') : done(this.waiting);
  }

  in(place: Place): Waiting[] {
    return this.waiting.filter((w) => w.place.room === place.room);
  }

  private fault(deed: Deed, place?: Place): Fault['does'] | undefined {
    const found = this.faults.find((one) => one.deed === deed && (one.room === undefined || one.room === place?.room));
    this.faults = this.faults.filter((one) => one !== found);
    return found?.does;
  }
}

let clock: FakeClock;
let slack: FakeTimer;
let jobs: Promised[];
let notes: Map<string, string>;
let outbox: NewMessage[];
let logged: string[];
let booted: Millis;
/** Who may be rung at that time. */
let awake: (person: PersonId, at: Millis) => boolean;
let noSign: NoSign;

beforeEach(() => {
  clock = new FakeClock();
  slack = new FakeTimer(clock);
  jobs = [];
  notes = new Map();
  outbox = [];
  logged = [];
  booted = 0;
  awake = () => true;
  noSign = life();
});
afterEach(() => {
  for (const { card } of [...slack.waiting, ...slack.posted]) expect(card.title).toMatch(/^NO SIGN from m1 since \d\d:\d\d C[SD]T$/);
});

/** A life of the bot; whatever it knew but did not keep is gone with it. The one before is dead: nothing comes of what it was about to do. */
function life(): NoSign {
  const mine = {};
  living = mine;
  const never = new Promise<never>(() => {});
  const whileAlive = async <T>(does: () => Promise<T>): Promise<T> => {
    if (living !== mine) return never;
    const done = await does();
    return living === mine ? done : never;
  };
  const laterPosts: LaterPosts = {
    schedule: (place, card, at) => whileAlive(() => slack.schedule(place, card, at)),
    cancel: (place, ref) => whileAlive(() => slack.cancel(place, ref)),
    pending: () => whileAlive(() => slack.pending()),
  };
  return createNoSign({
    adapters: new Map([
      ['slack', { name: 'slack', laterPosts } as unknown as ChatAdapter],
      ['console', { name: 'console' } as unknown as ChatAdapter],
    ]),
    running: () => jobs,
    mayRing: (people, _, at) => people.filter((person) => awake(person, at)),
    host: 'm1',
    zone: 'America/Chicago',
    bootedAt: () => booted,
    store: {
      note: (name) => notes.get(name),
      setNote: (name, value) => void notes.set(name, value),
      transaction: (run) => run(),
      outbox: {
        put: (message) => {
          if (outbox.some(({ key }) => key === message.key)) return false;
          outbox.push(message);
          return true;
        },
      },
    },
    clock: { now: clock.now, after: (delay, run) => clock.after(delay, () => living === mine && run()) },
    wakeOutbox: () => {},
    log: (_, message) => logged.push(message),
  });
}
let living: object;

const job = (id: number, updateBy: Millis, more: Partial<Promised> = {}): Promised => ({
  id,
  recipe: 'bench',
  place: bench,
  requester: 'ada',
  updateBy,
  ...more,
});
/** What was promised or ended is settled. */
async function settle(): Promise<void> {
  noSign.refresh();
  await noSign.idle();
}
/** The process dies where it stands, and another one starts. */
async function restart(): Promise<void> {
  noSign = life();
  noSign.start();
  await noSign.idle();
}
const inMinutes = (n: number): Millis => clock.now() + n * minute;
const pass = async (span: Millis): Promise<void> => {
  for (let left = span; left > 0; left -= minute) {
    clock.advance(Math.min(minute, left));
    await noSign.idle();
  }
};

describe('while a job runs', () => {
  test('one message waits in its room, ten minutes after what was promised', async () => {
    jobs = [job(42, inMinutes(15), { progress: 'wasm 31/45' })];
    await settle();
    expect(slack.waiting).toMatchObject([{ place: bench, at: inMinutes(25) }]);
    const [{ card }] = slack.waiting as [Waiting];
    expect(card.lines).toEqual(["Sent by Slack's timer, not by m1", '42 bench may still run (wasm 31/45)']);
    expect(card.mention).toEqual(['ada']);
    expect(outbox).toEqual([]);
  });

  test('it is pushed on at each promise, the new one before the old one goes', async () => {
    const counts: number[] = [];
    slack.watch = () => counts.push(slack.waiting.length);
    for (let n = 0; n < 8; n += 1) {
      jobs = [job(42, inMinutes(15))];
      await settle();
      clock.advance(15 * minute);
    }
    expect(counts).toEqual([1, ...Array.from({ length: 7 }, () => [2, 1]).flat()]);
    expect(slack.posted).toEqual([]);
  });

  test('a promise that moves by less than a minute moves nothing', async () => {
    jobs = [job(42, inMinutes(15))];
    await settle();
    const [first] = slack.waiting;
    jobs = [job(42, inMinutes(15) + 59_000)];
    await settle();
    expect(slack.waiting).toEqual([first]);
    jobs = [job(42, inMinutes(16))];
    await settle();
    expect(slack.waiting).not.toEqual([first]);
    expect(slack.waiting).toHaveLength(1);
  });

  test('of several the first that is due counts, and all are named, once each room', async () => {
    jobs = [
      job(42, inMinutes(20)),
      job(43, inMinutes(10), { requester: 'bob' }),
      job(44, inMinutes(30), { place: other }),
      job(45, inMinutes(5), { place: { adapter: 'console', room: 'main' } }),
    ];
    await settle();
    expect(slack.waiting.map(({ place, at }) => [place.room, (at - clock.now()) / minute])).toEqual([
      ['C01', 20],
      ['C02', 40],
    ]);
    expect(slack.in(bench)[0]!.card.lines!.slice(1)).toEqual(['42 bench may still run', '43 bench may still run']);
    expect(slack.in(bench)[0]!.card.mention).toEqual(['ada', 'bob']);
  });

  test('more than six are counted', async () => {
    jobs = Array.from({ length: 9 }, (_, n) => job(n, inMinutes(15)));
    await settle();
    expect(slack.in(bench)[0]!.card.lines).toHaveLength(8);
    expect(slack.in(bench)[0]!.card.lines!.at(-1)).toBe('+3 more');
  });

  test('nobody is mentioned for whom it will be night then', async () => {
    const asked: Millis[] = [];
    awake = (person, at) => {
      asked.push(at);
      return person !== 'ada';
    };
    jobs = [job(42, inMinutes(15)), job(43, inMinutes(15), { requester: 'bob' })];
    await settle();
    expect(slack.in(bench)[0]!.card.mention).toEqual(['bob']);
    expect(new Set(asked)).toEqual(new Set([inMinutes(25)]));
    awake = () => false;
    jobs = [job(42, inMinutes(17))];
    await settle();
    expect(slack.in(bench)[0]!.card).not.toHaveProperty('mention');
  });

  test('a promise that is overdue already is not posted at once', async () => {
    jobs = [job(42, clock.now() - 60 * minute)];
    await settle();
    expect(slack.waiting).toMatchObject([{ at: inMinutes(10) }]);
  });
});

describe('it is taken back', () => {
  beforeEach(async () => {
    jobs = [job(42, inMinutes(15)), job(43, inMinutes(15), { place: other })];
    await settle();
  });

  test('when nothing runs there any more', async () => {
    jobs = [job(43, inMinutes(15), { place: other })];
    await settle();
    expect(slack.waiting.map(({ place }) => place.room)).toEqual(['C02']);
    jobs = [];
    await settle();
    expect(slack.waiting).toEqual([]);
    await pass(60 * minute);
    expect([slack.posted, outbox]).toEqual([[], []]);
  });

  test('at a clean stop, though jobs go on; the next start has it wait again, and nothing is told', async () => {
    await noSign.stop();
    expect(slack.waiting).toEqual([]);
    noSign.refresh();
    await noSign.idle();
    expect(slack.waiting).toEqual([]);
    clock.advance(60 * minute);
    jobs = jobs.map((one) => ({ ...one, updateBy: inMinutes(15) }));
    await restart();
    expect(slack.waiting).toHaveLength(2);
    expect([slack.posted, outbox]).toEqual([[], []]);
  });

  test('at a clean stop as far as that goes', async () => {
    slack.faults = [{ deed: 'cancel', room: 'C01', does: 'before' }];
    await noSign.stop();
    expect(slack.waiting.map(({ place }) => place.room)).toEqual(['C01']);
    expect(logged).toEqual(['a NO SIGN message could not be taken back']);
    jobs = [];
    await restart();
    expect(slack.waiting).toEqual([]);
  });
});

describe('once it was posted', () => {
  beforeEach(async () => {
    jobs = [job(42, inMinutes(15), { progress: 'wasm 3/45' })];
    await settle();
    clock.advance(48 * minute);
    expect(slack.posted).toHaveLength(1);
  });

  test('the bot tells that it is back, once, and one waits again', async () => {
    jobs = [job(42, inMinutes(15), { progress: 'wasm 31/45' })];
    await restart();
    expect(outbox).toMatchObject([
      { place: bench, kind: 'message', rings: false, card: { title: 'BACK m1 after 48m', lines: ['42 bench goes on (wasm 31/45)'] } },
    ]);
    expect(slack.waiting).toMatchObject([{ at: inMinutes(25) }]);
    await restart();
    await settle();
    expect(outbox).toHaveLength(1);
  });

  test('also where no job is left, with that it rebooted', async () => {
    jobs = [];
    booted = clock.now() - 5 * minute;
    await restart();
    expect(outbox.map(({ card }) => [card.title, ...card.lines!])).toEqual([
      ['BACK m1 after 48m: it rebooted', 'Nothing runs now. What ended is told.'],
    ]);
    expect(slack.waiting).toEqual([]);
    await restart();
    expect(outbox).toHaveLength(1);
  });

  test('also where the bot had only lost Slack', async () => {
    await settle();
    expect(outbox).toHaveLength(1);
  });

  test('a clean stop in between loses nothing of that', async () => {
    await noSign.stop();
    await restart();
    expect(outbox).toHaveLength(1);
  });

  test('a second silence is told again', async () => {
    jobs = [job(42, inMinutes(15))];
    await restart();
    clock.advance(60 * minute);
    await restart();
    expect(outbox.map(({ card }) => card.title)).toEqual(['BACK m1 after 48m', 'BACK m1 after 1h']);
    expect(slack.posted).toHaveLength(2);
  });
});

describe('a crash', () => {
  test.each<[string, Fault]>([
    ['between the new message and its note', { deed: 'schedule', does: 'dies' }],
    ['between the note and the end of the old one', { deed: 'cancel', does: 'dies' }],
  ])('%s leaves one that the next start removes', async (_, fault) => {
    jobs = [job(42, inMinutes(15))];
    await settle();
    clock.advance(15 * minute);
    jobs = [job(42, inMinutes(15))];
    slack.faults = [fault];
    noSign.refresh();
    await new Promise((resolve) => setImmediate(resolve));
    expect(slack.waiting.length).toBeGreaterThanOrEqual(1);
    await restart();
    expect(slack.waiting).toMatchObject([{ at: inMinutes(25) }]);
    expect(outbox).toEqual([]);
  });

  test('before anything was kept: what waits and is nobody’s is removed', async () => {
    await slack.schedule(bench, { title: 'NO SIGN from m1 since 09:34 CST' }, inMinutes(25));
    await slack.schedule({ adapter: 'slack', room: 'C09' }, { title: 'NO SIGN from m1 since 09:34 CST' }, inMinutes(25));
    await restart();
    expect(slack.waiting).toEqual([]);
  });
});

describe('where the platform fails', () => {
  test.each<[string, Fault]>([
    ['to take it', { deed: 'schedule', does: 'before' }],
    ['to say that it has taken it', { deed: 'schedule', does: 'after' }],
    ['to take the old one back', { deed: 'cancel', does: 'before' }],
    ['to say that it has taken the old one back', { deed: 'cancel', does: 'after' }],
  ])('%s, it is tried again after a minute, and then one waits', async (_, fault) => {
    jobs = [job(42, inMinutes(15))];
    await settle();
    clock.advance(15 * minute);
    jobs = [job(42, inMinutes(15))];
    const promised = inMinutes(25);
    slack.faults = [fault];
    await settle();
    expect(logged).toHaveLength(1);
    expect(slack.waiting.length).toBeGreaterThanOrEqual(1);
    await pass(minute);
    expect(slack.waiting).toMatchObject([{ at: promised }]);
    await pass(30 * minute);
    expect(slack.posted).toHaveLength(1);
  });

  test('for long, it is tried every minute and nothing else', async () => {
    jobs = [job(42, inMinutes(60))];
    slack.closed.add('C01');
    await settle();
    await pass(20 * minute);
    expect(logged).toHaveLength(21);
    expect(clock.pending).toBe(1);
    slack.closed.clear();
    await pass(minute);
    expect(slack.waiting).toHaveLength(1);
    expect(clock.pending).toBe(1);
  });

  test('in one room for good, the others go on: nobody there is told of a silence that is none', async () => {
    slack.closed.add('C01');
    for (let n = 0; n < 6; n += 1) {
      jobs = [job(42, inMinutes(15)), job(43, inMinutes(15), { place: other })];
      await settle();
      expect(slack.in(other)).toMatchObject([{ at: inMinutes(25) }]);
      await pass(15 * minute);
    }
    expect(slack.posted).toEqual([]);
  });

  test('in one room for good, what a former life has left in others is removed all the same', async () => {
    await slack.schedule(other, { title: 'NO SIGN from m1 since 09:34 CST' }, inMinutes(25));
    slack.closed.add('C01');
    jobs = [job(42, inMinutes(15))];
    await restart();
    expect(slack.in(other)).toEqual([]);
  });

  test('to tell what waits, it is asked again', async () => {
    await slack.schedule(bench, { title: 'NO SIGN from m1 since 09:34 CST' }, inMinutes(25));
    slack.faults = [{ deed: 'pending', does: 'before' }];
    await restart();
    expect(slack.waiting).toHaveLength(1);
    await pass(minute);
    expect(slack.waiting).toEqual([]);
  });
});

test(`whatever happens: one waits for each room with a job, none elsewhere, and none is posted while the bot lives and keeps its word (seed ${seed})`, async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('begin' as const), id: fc.integer({ min: 1, max: 4 }), room: fc.constantFrom(bench, other) }),
    fc.record({ do: fc.constant('end' as const), id: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 14 }) }),
    fc.record({ do: fc.constant('restart' as const), clean: fc.boolean() }),
    fc.record({
      do: fc.constant('fault' as const),
      deed: fc.constantFrom<Deed>('schedule', 'cancel', 'pending'),
      does: fc.constantFrom('before' as const, 'after' as const, 'dies' as const),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      clock = new FakeClock();
      slack = new FakeTimer(clock);
      [jobs, notes, outbox, logged] = [[], new Map(), [], []];
      noSign = life();
      /** Promises are kept: before each is due there is another. */
      const promise = (): void => {
        jobs = jobs.map((one) => ({ ...one, updateBy: inMinutes(15) }));
      };
      const isOver = (): Promise<boolean> =>
        Promise.race([
          noSign.idle().then(() => true),
          new Promise<false>((resolve) => setImmediate(() => setImmediate(() => resolve(false)))),
        ]);
      /** A life that got stuck in a call that never ends has died there; so may the next. */
      const alive = async (): Promise<void> => {
        promise();
        noSign.refresh();
        while (!(await isOver())) {
          noSign = life();
          noSign.start();
        }
      };
      for (const one of steps) {
        if (one.do === 'begin') jobs = [...jobs.filter(({ id }) => id !== one.id), job(one.id, inMinutes(15), { place: one.room })];
        else if (one.do === 'end') jobs = jobs.filter(({ id }) => id !== one.id);
        else if (one.do === 'fault') slack.faults.push({ deed: one.deed, does: one.does });
        else if (one.do === 'restart') {
          slack.faults = slack.faults.filter(({ does }) => does !== 'dies');
          if (one.clean) await noSign.stop();
          noSign = life();
          noSign.start();
        } else
          for (let n = 0; n < one.minutes; n += 1) {
            clock.advance(minute);
            await alive();
          }
        await alive();
      }
      slack.faults = [];
      for (let n = 0; n < 3; n += 1) {
        clock.advance(minute);
        await alive();
      }
      const rooms = [...new Set(jobs.map(({ place }) => place.room))].sort();
      expect(slack.waiting.map(({ place }) => place.room).sort()).toEqual(rooms);
      expect([slack.posted.length, outbox.length]).toEqual([0, 0]);
    }),
    { seed, numRuns: 200 },
  );
});
