/** What was said while Slack could not be heard, for longer than it delivers again by itself. */
import { beforeEach, expect, test } from 'vitest';
import { minute, second } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Called } from './api.ts';
import { type CatchUp, createCatchUp, type Notes } from './catch-up.ts';
import { FakeApi, memoryNotes } from './testing.ts';

let api: FakeApi;
let clock: FakeClock;
let notes: Notes;
let received: string[];
/** By channel: a message of the time when nobody heard it. */
let missed: Record<string, string>;
/** Methods that fail for now. */
let failing: string[];
let logged: string[];
beforeEach(async () => {
  api = new FakeApi();
  clock = new FakeClock();
  notes = memoryNotes();
  received = [];
  missed = {};
  failing = [];
  logged = [];
  api.answer = (method, { channel, oldest }): Called => {
    if (failing.includes(method)) return { ok: false, why: 'unknown', error: 'timeout' };
    if (method === 'users.conversations') return { ok: true, value: { channels: Object.keys(missed).map((id) => ({ id })) } };
    const message = missed[channel];
    return { ok: true, value: { messages: message !== undefined && Number(oldest) <= Number(message) ? [{ ts: message }] : [] } };
  };
  await open().read();
  clock.advance(5 * minute);
  missed = { C01: ts() };
  clock.advance(30 * minute);
});

const ts = (): string => (clock.now() / 1000).toFixed(6);

/** A life of the bot. */
function open(): CatchUp & { read(): Promise<void> } {
  const catchUp = createCatchUp({
    api,
    clock,
    notes,
    channels: { of: async ({ room }) => ({ ok: true, value: room }), learn: () => {} },
    rooms: ['C01'],
    threads: () => [],
    incoming: ({ ts: id }, room) => ({ id, place: { adapter: 'slack', room }, sender: 'T01/U01', text: '', at: 0, addressed: true }),
    receive: ({ id }) => void received.push(id),
    log: (_, line) => void logged.push(line),
  });
  return {
    ...catchUp,
    async read() {
      catchUp.start();
      await catchUp.idle();
    },
  };
}

test('is read though newer things have come by themselves before it could be', async () => {
  const life = open();
  failing = ['conversations.history'];
  await life.read();
  life.heard('C01', ts());
  failing = [];
  clock.advance(15 * second);
  await life.idle();
  expect(received).toEqual([missed.C01]);
});

test('is read by the next life of a bot that was killed at once', async () => {
  open().heard('C01', ts());
  await open().read();
  expect(received).toEqual([missed.C01]);
});

test('is read by the next life of a bot that was stopped while it read', async () => {
  const stopped = open();
  const { answer } = api;
  api.answer = (...asked) => {
    if (asked[0] === 'conversations.history') stopped.stop();
    return answer(...asked);
  };
  await stopped.read();
  expect(received).toEqual([]);
  await open().read();
  expect(received).toEqual([missed.C01]);
});

test.each(['users.conversations', 'conversations.history'])(
  'is read where nobody had written before, though %s fails at first',
  async (method) => {
    missed = { D01: missed.C01! };
    const life = open();
    failing = [method];
    await life.read();
    life.heard('D01', ts());
    failing = [];
    clock.advance(15 * second);
    await life.idle();
    expect(received).toEqual([missed.D01]);
  },
);

test.each(['users.conversations', 'conversations.history'])('a bot that ends while %s is under way says nothing more', async (method) => {
  const ending = open();
  failing = [method];
  const { answer } = api;
  api.answer = (...asked) => {
    if (asked[0] !== method) return answer(...asked);
    ending.stop();
    notes.get = () => {
      throw new Error('the database is closed');
    };
    return answer(...asked);
  };
  await ending.read();
  expect(logged).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('where all is read, what comes by itself moves on until when: it is not read again at each connection', async () => {
  const life = open();
  await life.read();
  clock.advance(60 * minute);
  life.heard('C01', ts());
  await life.read();
  expect(received).toEqual([missed.C01]);
  expect(Number(api.asked.findLast(({ args }) => args.channel === 'C01')?.args.oldest)).toBe(clock.now() / 1000 - 600);
});
