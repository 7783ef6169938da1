import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calendar } from '../../adapters/cron/cron.ts';
import { openStore } from '../../adapters/sqlite/store.ts';
import { day, hour, minute, second } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import type { Incoming } from './adapter.ts';
import { createSchedules, type Schedules, scheduleOf } from './schedules.ts';
import type { Schedule, Store } from './store.ts';
import { unsent } from './testing.ts';

const zone = 'America/Chicago';
const place = { adapter: 'fake', room: 'bench' };
let folder: string;
let clock: FakeClock;
let store: Store;
let schedules: Schedules;
let received: Incoming[];
let logged: string[];
let receive: (incoming: Incoming) => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-schedules-'));
  received = [];
  logged = [];
  receive = (incoming) => {
    if (store.inbox.add(incoming, clock.now())) received.push(incoming);
  };
});
afterEach(() => {
  schedules.stop();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The bot starts at that time, with what its database holds. */
function open(at?: string): void {
  if (at !== undefined) clock = new FakeClock(Date.parse(at));
  const opened = openStore({ file: join(folder, 'molt-ops.db'), backups: join(folder, 'backups'), clock });
  if (!opened.ok) throw new Error(opened.refusal.message);
  store = opened.value.store;
  schedules = createSchedules({
    store,
    clock,
    calendar,
    receive: (incoming) => receive(incoming),
    wakeOutbox: () => {},
    log: (_, text) => logged.push(text),
  });
  schedules.refresh();
}

function restart(at?: string): void {
  schedules.stop();
  store.close();
  open(at);
}

function add(cron: string, more: Partial<Schedule> = {}): void {
  const schedule = { cron, zone, recipe: 'bench', options: {}, canonical: 'bench --linked', person: 'ada', place, createdAt: clock.now() };
  store.apply([{ change: 'schedule', schedule: { ...schedule, ...more } }], 'ada', 'fake:e1');
  schedules.refresh();
}

const times = (): string[] => received.map(({ at }) => new Date(at).toISOString().slice(0, 16));
const missed = (): string[] => unsent(join(folder, 'molt-ops.db')).map(({ title }) => title);

describe('a run', () => {
  test('is a line of its person, in its place, under its own time', () => {
    open('2026-11-22T07:30:00Z');
    add('0 2 * * *');
    clock.advance(30 * minute);
    expect(received).toEqual([
      {
        id: 'schedule:1@20261122T080000Z',
        place,
        sender: 'ada',
        as: 'ada',
        text: 'bench --linked',
        at: Date.parse('2026-11-22T08:00:00Z'),
        addressed: true,
      },
    ]);
    expect(scheduleOf('fake:schedule:1@20261122T080000Z')).toBe('1');
    expect(scheduleOf('fake:e1')).toBeUndefined();
    expect(scheduleOf('socket:key:schedule:1@20261122T080000Z')).toBeUndefined();
  });

  test('comes day after day, and each schedule has its own', () => {
    open('2026-11-22T07:30:00Z');
    add('0 2 * * *');
    add('30 2 * * *', { canonical: 'build' });
    clock.advance(2 * day);
    expect(received.map(({ text }) => text)).toEqual(['bench --linked', 'build', 'bench --linked', 'build']);
    expect(missed()).toEqual([]);
  });

  test('is not made twice when the clock is set back', () => {
    open('2026-11-22T07:59:00Z');
    add('0 2 * * *');
    clock.advance(2 * minute);
    clock.set(clock.now() - 10 * minute);
    schedules.refresh();
    clock.advance(hour);
    expect(times()).toEqual(['2026-11-22T08:00']);
  });

  test('comes no more once it is unscheduled', () => {
    open('2026-11-22T07:30:00Z');
    add('0 2 * * *');
    store.apply([{ change: 'unschedule', id: 1 }], 'ada', 'fake:e2');
    schedules.refresh();
    clock.advance(2 * day);
    expect(received).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('a change of the clocks', () => {
  test.each([
    [
      'forward: 02:30 does not exist on 8 March, and comes as 03:30',
      '2026-03-07T12:00:00Z',
      '30 2 * * *',
      ['2026-03-08T08:30', '2026-03-09T07:30'],
    ],
    ['back: 01:30 is twice on 1 November, and comes once', '2026-10-31T12:00:00Z', '30 1 * * *', ['2026-11-01T06:30', '2026-11-02T07:30']],
    [
      'back: what comes every hour comes in both',
      '2026-11-01T05:10:00Z',
      '0 * * * *',
      ['2026-11-01T06:00', '2026-11-01T07:00', '2026-11-01T08:00'],
    ],
  ])('%s', (_, start, cron, expected) => {
    open(start);
    add(cron);
    while (received.length < expected.length) clock.advance(minute);
    expect(times()).toEqual(expected);
    expect(missed()).toEqual([]);
  });
});

describe('runs that came due while the bot was away', () => {
  test('are told once, however many, and not piled up', () => {
    open('2026-11-22T07:30:00Z');
    add('0 * * * *');
    restart('2026-11-22T18:15:00Z');
    expect(received).toEqual([]);
    expect(missed()).toEqual(['MISSED 11 runs of bench --linked']);
    restart();
    schedules.refresh();
    expect(missed()).toHaveLength(1);
    clock.advance(hour);
    expect(times()).toEqual(['2026-11-22T19:00']);
  });

  test('and how to have one now', () => {
    open('2026-11-22T07:30:00Z');
    add('0 2 * * *');
    restart('2026-11-22T09:00:00Z');
    expect(store.outbox.due(Number.MAX_SAFE_INTEGER).rows.map(({ card, rings, place: where }) => [card, rings, where])).toEqual([
      [
        {
          title: 'MISSED a run of bench --linked',
          lines: ['Last was due 2026-11-22 02:00 CST; I was away', 'Not run late. To run it now:', 'bench --linked'],
          buttons: [{ label: 'Run now', sends: 'bench --linked' }],
        },
        false,
        place,
      ],
    ]);
  });

  test('for months are counted to a hundred, and cost no time', () => {
    open('2025-11-22T07:30:00Z');
    add('* * * * *');
    restart('2026-11-22T07:30:00Z');
    expect(missed()).toEqual(['MISSED 100 or more runs of bench --linked']);
  });

  test('are run when it was away for seconds only', () => {
    open('2026-11-22T07:59:50Z');
    add('0 2 * * *');
    restart('2026-11-22T08:00:30Z');
    clock.advance(second);
    expect(times()).toEqual(['2026-11-22T08:00']);
    expect(missed()).toEqual([]);
  });

  test('on a host that slept, are told when it wakes', () => {
    open('2026-11-22T07:59:00Z');
    add('0 2 * * *');
    clock.set(Date.parse('2026-11-22T17:00:00Z'));
    clock.advance(minute);
    expect(received).toEqual([]);
    expect(missed()).toEqual(['MISSED a run of bench --linked']);
  });
});

test('a kill between the line and its mark makes one line, and one of the next', () => {
  open('2026-11-22T07:59:00Z');
  add('0 2 * * *');
  const transaction = store.transaction;
  store.transaction = () => {
    throw new Error('killed');
  };
  clock.advance(minute);
  store.transaction = transaction;
  expect(received).toHaveLength(1);
  restart();
  clock.advance(minute);
  expect(times()).toEqual(['2026-11-22T08:00']);
  expect(store.schedules()[0]?.last).toBe(Date.parse('2026-11-22T08:00:00Z'));
  clock.advance(day);
  expect(times()).toEqual(['2026-11-22T08:00', '2026-11-23T08:00']);
  expect(missed()).toEqual([]);
});

test('a run that was received before a kill is not told as missed, however long the bot was away', () => {
  open('2026-11-22T07:59:00Z');
  add('0 2 * * *');
  const transaction = store.transaction;
  store.transaction = () => {
    throw new Error('killed');
  };
  clock.advance(minute);
  store.transaction = transaction;
  restart('2026-11-22T20:00:00Z');
  expect(received).toHaveLength(1);
  expect(missed()).toEqual([]);
  clock.advance(day);
  expect(received).toHaveLength(2);
});

test('on a full disk a run waits, and is made once there is room', () => {
  open('2026-11-22T07:59:00Z');
  add('0 2 * * *');
  const keep = receive;
  receive = () => {
    throw new Error('the disk is full');
  };
  clock.advance(minute + 10 * second);
  expect(logged).toContain('schedules wait: they could not be worked');
  receive = keep;
  clock.advance(10 * second);
  expect(times()).toEqual(['2026-11-22T08:00']);
  expect(missed()).toEqual([]);
});
