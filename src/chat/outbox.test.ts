import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../adapters/sqlite/store.ts';
import { day, hour, minute, second } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import type { Capabilities } from './adapter.ts';
import { FakePlatform, type Fault } from './fake-adapter.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { NewMessage, Store } from './store.ts';

const settles = 15 * second;
let folder: string;
let clock: FakeClock;
let store: Store;
let platform: FakePlatform;
let outbox: Outbox;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-outbox-'));
  clock = new FakeClock();
  platform = new FakePlatform();
  logged = [];
  open();
});
afterEach(() => {
  outbox.stop();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The bot starts, or starts again: all that is in memory is new. */
function open(capabilities: Partial<Capabilities> = {}): void {
  const opened = openStore({ file: join(folder, 'molt-ops.db'), backups: join(folder, 'backups'), clock });
  if (!opened.ok) throw new Error(opened.refusal.message);
  store = opened.value.store;
  outbox = createOutbox({
    store,
    clock,
    adapters: new Map([['fake', platform.adapter(capabilities)]]),
    log: (_, text) => logged.push(text),
  });
}

function restart(capabilities: Partial<Capabilities> = {}): void {
  outbox.stop();
  store.close();
  open(capabilities);
}

const put = (key: string, more: Partial<NewMessage> = {}): void => {
  store.outbox.put({ key, place: { adapter: 'fake', room: 'bench' }, kind: 'message', card: { title: key }, rings: false, ...more });
};
const card = (title: string): void => put('card/42', { kind: 'card', card: { title } });

async function deliver(): Promise<void> {
  outbox.wake();
  await outbox.idle();
}

async function pass(span: number): Promise<void> {
  clock.advance(span);
  await outbox.idle();
}

const fail = (...faults: Fault[]): void => void platform.faults.push(...faults);
const state = (key: string): string | undefined => store.outbox.get(key)?.state;

describe('what is put in', () => {
  test('goes out once, in order, and rings only if it shall', async () => {
    put('a');
    put('b', { rings: true, card: { title: 'b', mention: ['ada'] } });
    put('c');
    await deliver();
    await deliver();
    expect(platform.titles()).toEqual(['a', 'b', 'c']);
    expect(platform.rings('ada')).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test('mentions somebody only where it rings', async () => {
    put('a', { card: { title: 'a', mention: ['ada'] } });
    put('b', { rings: true, card: { title: 'b', mention: ['ada'] } });
    await deliver();
    expect(platform.messages.map(({ card }) => card.mention)).toEqual([undefined, ['ada']]);
  });

  test('hangs in the thread of what it belongs under', async () => {
    card('STARTED 42');
    put('report/42', { under: 'card/42' });
    await deliver();
    expect(platform.messages.map(({ place }) => place.thread)).toEqual([undefined, 'm1']);
  });

  test('of a card the newest version is shown, by edit', async () => {
    card('one');
    await deliver();
    card('two');
    card('three');
    await deliver();
    expect(platform.messages.map((m) => [m.card.title, m.edits])).toEqual([['three', 1]]);
  });

  test('a version that comes while the first is being posted is shown after it', async () => {
    card('one');
    outbox.wake();
    card('two');
    await outbox.idle();
    expect(platform.messages.map((m) => [m.card.title, m.edits])).toEqual([['two', 1]]);
  });

  test('without edits only the first version of a card is posted', async () => {
    restart({ edits: false });
    card('one');
    await deliver();
    card('two');
    await deliver();
    expect(platform.titles()).toEqual(['one']);
    expect(state('card/42')).toBe('sent');
  });

  test('for a platform that is not open waits until it is', async () => {
    put('a', { place: { adapter: 'other', room: 'r' } });
    put('b');
    await deliver();
    expect(platform.titles()).toEqual(['b']);
    expect(state('a')).toBe('waiting');
  });
});

describe('a platform that says later', () => {
  test('is left alone as long as it wants, and other rooms are not', async () => {
    fail({ fault: 'later', after: 30 * second });
    put('a');
    await deliver();
    put('b');
    put('c', { place: { adapter: 'fake', room: 'other' } });
    await deliver();
    expect(platform.titles()).toEqual(['c']);
    await pass(29 * second);
    expect(platform.titles()).toEqual(['c']);
    await pass(second);
    expect(platform.titles('bench')).toEqual(['a', 'b']);
  });

  test('is asked ever more rarely, and at least every five minutes', async () => {
    fail(...Array.from({ length: 12 }, () => ({ fault: 'later' as const })));
    put('a');
    await deliver();
    const pauses: number[] = [];
    for (let i = 0; i < 12; i++) {
      const wait = store.outbox.get('a')!.notBefore! - clock.now();
      pauses.push(wait / second);
      await pass(wait);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    expect(platform.titles()).toEqual(['a']);
  });

  test('has one timer waiting for it, and that holds over a restart', async () => {
    fail({ fault: 'later', after: minute });
    put('a');
    await deliver();
    await deliver();
    expect(clock.pending).toBe(1);
    restart();
    await deliver();
    expect(platform.titles()).toEqual([]);
    await pass(minute);
    expect(platform.titles()).toEqual(['a']);
  });

  test('micro-reports that pile up meanwhile collapse, messages do not', async () => {
    fail({ fault: 'later', after: minute });
    put('micro/1', { kind: 'micro', job: 42 });
    await deliver();
    put('end/41');
    put('micro/2', { kind: 'micro', job: 42 });
    put('micro/3', { kind: 'micro', job: 42 });
    put('report/41');
    await pass(minute);
    await deliver();
    expect(platform.titles()).toEqual(['end/41', 'micro/3', 'report/41']);
  });

  test('also one that may have been sent gives way to a newer one, once it is known that it has not arrived', async () => {
    fail({ fault: 'unknown', kept: false });
    put('micro/1', { kind: 'micro', job: 42 });
    await deliver();
    put('micro/2', { kind: 'micro', job: 42 });
    put('micro/3', { kind: 'micro', job: 43 });
    await pass(settles);
    await deliver();
    expect(platform.titles()).toEqual(['micro/2', 'micro/3']);
    expect(store.outbox.get('micro/1')).toBeUndefined();
  });

  test('and one that has arrived stays', async () => {
    fail({ fault: 'unknown', kept: true });
    put('micro/1', { kind: 'micro', job: 42 });
    await deliver();
    put('micro/2', { kind: 'micro', job: 42 });
    await pass(settles);
    await deliver();
    expect(platform.titles()).toEqual(['micro/1', 'micro/2']);
  });

  test('a held message goes at its time, and nothing waits for it', async () => {
    put('held', { holdUntil: clock.now() + 5 * minute });
    put('a');
    await deliver();
    expect(platform.titles()).toEqual(['a']);
    restart();
    await deliver();
    put('b');
    await deliver();
    await pass(5 * minute - 1);
    expect(platform.titles()).toEqual(['a', 'b']);
    await pass(1);
    expect(platform.titles()).toEqual(['a', 'b', 'held']);
    expect(clock.pending).toBe(0);
  });

  test('a held message that is put off at its time is then one like any other: what hangs under it comes after it', async () => {
    put('held', { holdUntil: clock.now() + minute });
    put('files', { under: 'held', holdUntil: clock.now() + minute });
    fail({ fault: 'later', after: minute });
    await pass(minute);
    await deliver();
    put('later');
    await deliver();
    expect(platform.titles()).toEqual([]);
    await pass(minute);
    await deliver();
    expect(platform.messages.map(({ key, place }) => [key, place.thread])).toEqual([
      ['held', undefined],
      ['files', 'm1'],
      ['later', undefined],
    ]);
  });

  test('an edit that has to wait lets what is new go before it; a message that has to wait does not', async () => {
    card('STARTED');
    await deliver();
    fail({ fault: 'later', after: minute });
    card('RUNNING');
    await deliver();
    put('a');
    await deliver();
    expect(platform.titles()).toEqual(['STARTED', 'a']);
    fail({ fault: 'later', after: 2 * minute });
    put('b');
    put('c');
    await deliver();
    await pass(minute);
    expect(platform.titles()).toEqual(['RUNNING', 'a']);
    await pass(minute);
    expect(platform.titles()).toEqual(['RUNNING', 'a', 'b', 'c']);
  });

  test('a clock that is set back does not make it wait for hours', async () => {
    fail({ fault: 'later', after: 10 * second });
    put('a');
    await deliver();
    clock.set(clock.now() - day);
    await deliver();
    await pass(10 * second);
    expect(platform.titles()).toEqual(['a']);
  });
});

describe('an outcome that is not known', () => {
  test.each([
    ['was posted', true],
    ['was not posted', false],
  ])('%s: looked for after the time that it may take, and there once', async (_, kept) => {
    fail({ fault: 'unknown', kept });
    put('a');
    put('b');
    await deliver();
    await pass(settles - 1);
    expect(state('a')).toBe('sending');
    expect(platform.titles()).toEqual(kept ? ['a'] : []);
    await pass(1);
    expect(platform.titles()).toEqual(['a', 'b']);
  });

  test.each([
    ['was posted', true],
    ['was not posted', false],
  ])('a kill during a post that %s: looked for first, and there once', async (_, kept) => {
    fail({ fault: 'hangs', kept });
    put('a');
    outbox.wake();
    restart();
    await deliver();
    expect(platform.titles()).toEqual(kept ? ['a'] : []);
    await pass(settles);
    expect(platform.titles()).toEqual(['a']);
    expect(state('a')).toBe('sent');
  });

  test('a kill during a post that had long waited for its turn: looked for only when it must have landed', async () => {
    fail({ fault: 'hangs', kept: false });
    put('a');
    outbox.wake();
    clock.advance(minute);
    restart();
    await deliver();
    expect(platform.titles()).toEqual([]);
    platform.messages.push({ ref: 'm1', key: 'a', place: { adapter: 'fake', room: 'bench' }, card: { title: 'a' }, rang: false, edits: 0 });
    await pass(settles);
    expect(platform.titles()).toEqual(['a']);
    expect(state('a')).toBe('sent');
  });

  test('a clock that is set back after a kill makes it look no later', async () => {
    fail({ fault: 'hangs', kept: true });
    put('a');
    outbox.wake();
    restart();
    clock.set(clock.now() - 3 * hour);
    await deliver();
    await pass(settles);
    expect(state('a')).toBe('sent');
  });

  test.each([
    ['was posted', true],
    ['was not posted', false],
  ])('a kill during a post to a platform where none outlives it, that %s: looked for at once', async (_, kept) => {
    restart({ settles: 0 });
    fail({ fault: 'hangs', kept });
    put('a');
    outbox.wake();
    restart({ settles: 0 });
    await deliver();
    expect(platform.titles()).toEqual(['a']);
    expect(state('a')).toBe('sent');
  });

  test('on such a platform an unknown outcome is no reason to ask without a pause', async () => {
    restart({ settles: 0 });
    fail(...Array.from({ length: 9 }, () => ({ fault: 'unknown' as const, kept: false })));
    put('a');
    await deliver();
    await pass(5 * second);
    expect(platform.faults).not.toHaveLength(0);
    for (let i = 0; i < 9; i++) await pass(second);
    expect(platform.titles()).toEqual(['a']);
  });

  test.each([
    ['after it posted', true],
    ['before it posted', false],
  ])('an adapter that throws %s: likewise', async (_, kept) => {
    fail({ fault: 'throws', kept });
    put('a');
    await deliver();
    await pass(minute);
    expect(platform.titles()).toEqual(['a']);
    expect(logged.join()).toContain('delivering a broke');
  });

  test('while nothing can be looked up nothing is posted a second time', async () => {
    fail({ fault: 'unknown', kept: true });
    platform.brokenFinds = 3;
    put('a');
    await deliver();
    for (let i = 0; i < 20; i++) await pass(5 * second);
    expect(platform.titles()).toEqual(['a']);
    expect(state('a')).toBe('sent');
  });

  test('a card that was found is brought up to its newest version', async () => {
    fail({ fault: 'hangs', kept: true });
    card('one');
    outbox.wake();
    card('two');
    restart();
    await deliver();
    await pass(settles);
    expect(platform.messages.map((m) => m.card.title)).toEqual(['two']);
  });

  test('an edit is simply made again', async () => {
    card('one');
    await deliver();
    fail({ fault: 'unknown', kept: false });
    card('two');
    await deliver();
    await pass(second);
    expect(platform.titles()).toEqual(['two']);
  });
});

describe('what can never be sent', () => {
  test('is logged and lets the others pass', async () => {
    fail({ fault: 'never' });
    put('a');
    put('b');
    await deliver();
    expect(platform.titles()).toEqual(['b']);
    expect(state('a')).toBe('failed');
    expect(logged.join()).toContain("a can't be delivered");
  });

  test('a card may have a newer version that can be', async () => {
    fail({ fault: 'never' });
    card('too long');
    outbox.wake();
    card('short');
    await outbox.idle();
    expect(platform.titles()).toEqual(['short']);
  });
});

test('where the store cannot be written nothing is doubled, and it goes on once it can', async () => {
  const mark = store.outbox.mark;
  let full = false;
  store.outbox.mark = (key, change) => {
    if (full && change.state === 'sent') throw new Error('the disk is full');
    mark(key, change);
  };
  full = true;
  put('a');
  put('b');
  await deliver();
  await pass(minute);
  expect(platform.titles()).toEqual(['a']);
  full = false;
  await pass(minute);
  expect(platform.titles()).toEqual(['a', 'b']);
});

test('where the store cannot be read it is read again later', async () => {
  const due = store.outbox.due;
  put('a');
  store.outbox.due = () => {
    throw new Error('the disk is gone');
  };
  await deliver();
  store.outbox.due = due;
  await pass(5 * second);
  expect(platform.titles()).toEqual(['a']);
});

test('after stop nothing is begun', async () => {
  outbox.stop();
  put('a');
  await deliver();
  await pass(minute);
  expect(platform.titles()).toEqual([]);
});
