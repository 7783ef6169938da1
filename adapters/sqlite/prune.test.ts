/** What is let go, what is kept, and that a bot that was busy for years is as quick as a new one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewMessage } from '../../src/chat/store.ts';
import type { JobSummary } from '../../src/jobs/job.ts';
import { day, minute } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { keptFor } from './prune.ts';
import { openStore, type SqliteStore } from './store.ts';

let folder: string;
let clock: FakeClock;
let store: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-prune-'));
  clock = new FakeClock();
  open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): void {
  const opened = openStore({ file: join(folder, 'molt-ops.db'), backups: join(folder, 'backups'), clock });
  if (!opened.ok) throw new Error(opened.refusal.message);
  store = opened.value.store;
}

const room = { adapter: 'fake', room: 'bench' };
const away = { adapter: 'console', room: 'console' };
const put = (key: string, more: Partial<NewMessage> = {}): boolean =>
  store.outbox.put({ key, place: room, kind: 'message', card: { title: key }, rings: false, ...more });
const sent = (key: string, more: Partial<NewMessage> = {}): void => {
  put(key, more);
  store.outbox.mark(key, { state: 'sent', posted: { place: room, ref: key }, shown: 1 });
};
const say = (id: string): boolean => store.inbox.add({ id, place: room, sender: 'U01', text: 'jobs', at: 1, addressed: true }, clock.now());
const over = (id: number): void => store.jobs.put({ id } as JobSummary);
const prune = (): void => store.prune(['fake', 'socket']);
const kept = (table: 'outbox' | 'inbox' | 'effects' | 'audit', key = 'key'): unknown[] => {
  const database = new Database(join(folder, 'molt-ops.db'), { readonly: true });
  const rows = database.prepare(`SELECT ${key} FROM ${table} ORDER BY rowid`).pluck().all();
  database.close();
  return rows;
};

test('messages that are settled go after 30 days, unless their job goes on; those that are to be sent stay', () => {
  over(1);
  sent('reply/a');
  sent('end/1', { job: 1 });
  sent('card/2', { kind: 'card', job: 2 });
  put('failed');
  store.outbox.mark('failed', { state: 'failed' });
  put('waiting');
  put('sending');
  store.outbox.mark('sending', { state: 'sending' });
  clock.advance(keptFor);
  sent('young');
  prune();
  expect(kept('outbox')).toHaveLength(7);
  clock.advance(1);
  prune();
  expect(kept('outbox')).toEqual(['card/2', 'waiting', 'sending', 'young']);
});

test('a line that was worked goes with its effects, one that has an effect to do stays; a key is known for 30 days', () => {
  for (const id of ['a', 'b', 'new']) say(id);
  for (const id of ['a', 'b']) {
    store.inbox.worked(`fake:${id}`, { ok: true });
    store.effects.add({ key: `fake:${id}#0`, effect: { do: 'first', job: 1, by: 'ada' }, place: room });
    store.effects.add({ key: `fake:${id}#1`, effect: { do: 'first', job: 2, by: 'ada' }, place: room });
  }
  for (const key of ['fake:a#0', 'fake:a#1', 'fake:b#0']) store.effects.finish(key, 'done', '{"ok":true}');
  clock.advance(keptFor);
  prune();
  expect(say('a')).toBe(false);
  clock.advance(1);
  prune();
  expect(kept('inbox')).toEqual(['fake:b', 'fake:new']);
  expect(kept('effects')).toEqual(['fake:b#0', 'fake:b#1']);
});

test('what waits for a console that nobody opens: of jobs that are over only ending and report, and those for 30 days', () => {
  over(1);
  for (const job of [1, 2]) {
    put(`card/${job}`, { kind: 'card', job, place: away });
    for (const n of [1, 2]) put(`micro/${job}/${n}`, { kind: 'micro', job, place: away });
    put(`end/${job}`, { job, place: away });
    put(`report/${job}`, { job, place: away });
  }
  prune();
  expect(kept('outbox')).toEqual(['end/1', 'report/1', 'card/2', 'micro/2/2', 'end/2', 'report/2']);
  clock.advance(keptFor + 1);
  store.prune(['fake', 'console']);
  expect(kept('outbox')).toHaveLength(6);
  prune();
  expect(kept('outbox')).toEqual([]);
});

test('the audit is kept; mutes of jobs that are over go', () => {
  over(1);
  for (const job of [1, 2]) store.apply([{ change: 'mute', mute: { job, place: room, until: 8e15 } }], 'ada', 'fake:e');
  clock.advance(400 * day);
  prune();
  expect(store.mutes().map(({ job }) => job)).toEqual([2]);
  expect(kept('audit', 'what')).toEqual(['mute', 'mute']);
});

test('with 100 000 messages to send and as many sent it tells what is due, and whose thread this is, as soon as it keeps one more message', () => {
  const database = new Database(join(folder, 'molt-ops.db'));
  database.pragma('synchronous = OFF');
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
    INSERT INTO outbox (key, place, kind, job, card, rings, state, version, shown, posted, changed_at)
    SELECT 'card/' || i, '{"adapter":"fake","room":"r' || (i % 7) || '"}', CASE i % 3 WHEN 0 THEN 'card' ELSE 'message' END, i, '{"title":"' || printf('%.*c', 300, 'x') || '"}', 0,
      CASE WHEN i > 100000 THEN 'waiting' ELSE 'sent' END, 1, 1, '{"place":{},"ref":"m' || i || '"}', ${clock.now()} FROM n`);
  database.close();
  const times: Record<string, number[]> = { due: [], thread: [], micro: [], message: [] };
  const time = (name: string, run: () => unknown): void => {
    const start = performance.now();
    run();
    times[name]!.push(performance.now() - start);
  };
  for (let i = 0; i < 15; i++) {
    time('due', () => store.outbox.due(Number.MAX_SAFE_INTEGER).rows);
    time('thread', () => store.outbox.jobOfThread({ adapter: 'fake', room: 'r3', thread: 'm150' }));
    time('micro', () => put(`micro/${i}`, { kind: 'micro', job: 5 }));
    time('message', () => put(`message/${i}`, { place: { adapter: 'fake', room: 'r3' } }));
  }
  expect(store.outbox.due(Number.MAX_SAFE_INTEGER).rows.map(({ key }) => key)).toEqual(
    [100001, 100002, 100003, 100004, 100005, 100006, 100007].map((i) => `card/${i}`).concat('micro/14'),
  );
  const median = (all: number[]): number => all.sort((a, b) => a - b)[7]!;
  // Reading all of it would take a hundred times as long as a write, which waits for the disk as others let it.
  const write = median(times.message!);
  for (const [name, all] of Object.entries(times)) expect(median(all), name).toBeLessThan(5 + 3 * write);
  const start = performance.now();
  clock.advance(keptFor + minute);
  prune();
  expect(performance.now() - start).toBeLessThan(10_000);
});
