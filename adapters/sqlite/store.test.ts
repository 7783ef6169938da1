import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/adapter.ts';
import type { Change, NewMessage, Question, Undoable } from '../../src/chat/store.ts';
import { unsent } from '../../src/chat/testing.ts';
import { minute, second } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Outcome } from '../../src/kernel/result.ts';
import { openStore, type SqliteStore } from './store.ts';

const place = { adapter: 'fake', room: 'bench' };
const line = (id: string, more: Partial<Incoming> = {}): Incoming => ({
  id,
  place,
  sender: 'U01',
  text: 'jobs',
  at: 5,
  addressed: true,
  ...more,
});
const message = (key: string, more: Partial<NewMessage> = {}): NewMessage => ({
  key,
  place,
  kind: 'message',
  card: { title: key },
  rings: false,
  ...more,
});

let folder: string;
let file: string;
let backups: string;
let clock: FakeClock;
let store: SqliteStore;
const open = (): Outcome<{ store: SqliteStore; restored?: string }> => openStore({ file, backups, clock });
const opened = (): { store: SqliteStore; restored?: string } => {
  const outcome = open();
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  store = outcome.value.store;
  return outcome.value;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-store-'));
  file = join(folder, 'molt-ops.db');
  backups = join(folder, 'backups');
  clock = new FakeClock();
  opened();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the inbox', () => {
  test('knows an event once, over a restart too', () => {
    expect(store.inbox.add(line('e1'), 10)).toBe(true);
    expect(store.inbox.add(line('e1', { text: 'other' }), 11)).toBe(false);
    store.close();
    opened();
    expect(store.inbox.add(line('e1'), 12)).toBe(false);
    expect(store.inbox.unworked()).toEqual([{ ...line('e1'), key: 'fake:e1', receivedAt: 10, state: 'new' }]);
  });

  test('the same id on another platform is another event', () => {
    store.inbox.add(line('e1'), 10);
    expect(store.inbox.add(line('e1', { place: { ...place, adapter: 'other' } }), 10)).toBe(true);
  });

  test('keeps the order of arrival within one millisecond, and what was answered', () => {
    for (const id of ['b', 'a', 'c']) store.inbox.add(line(id), 10);
    expect(store.inbox.unworked().map(({ id }) => id)).toEqual(['b', 'a', 'c']);
    store.inbox.worked('fake:b', { ok: false, refusal: { code: 'no', message: 'No.', next: 'help' } });
    expect(store.inbox.unworked().map(({ id }) => id)).toEqual(['a', 'c']);
    expect(store.inbox.get('fake:b')?.answer).toEqual({ ok: false, refusal: { code: 'no', message: 'No.', next: 'help' } });
  });

  test('gives any text back as it came', () => {
    const text = 'NUL \0, half a pair \ud800, 1 MB '.padEnd(2 ** 20, 'x');
    store.inbox.add(line('odd', { text }), 10);
    expect(store.inbox.get('fake:odd')?.text).toBe(text);
  });
});

describe('the outbox', () => {
  test('a message is put once and keeps its first words', () => {
    expect(store.outbox.put(message('end/1'))).toBe(true);
    expect(store.outbox.put(message('end/1', { card: { title: 'other' } }))).toBe(false);
    expect(unsent(file).map(({ title }) => title)).toEqual(['end/1']);
  });

  test('versions of a card collapse to the newest and keep its place in the order', () => {
    store.outbox.put(message('card/1', { kind: 'card', card: { title: 'one' } }));
    store.outbox.put(message('end/1'));
    expect(store.outbox.put(message('card/1', { kind: 'card', card: { title: 'two' } }))).toBe(true);
    expect(store.outbox.put(message('card/1', { kind: 'card', card: { title: 'two' } }))).toBe(false);
    expect(unsent(file).map(({ title, version }) => [title, version])).toEqual([
      ['two', 2],
      ['end/1', 1],
    ]);
  });

  test('a card that was sent becomes due again by a new version; one that is being sent stays so', () => {
    store.outbox.put(message('card/1', { kind: 'card' }));
    store.outbox.mark('card/1', { state: 'sending', triedAt: 1 });
    store.outbox.put(message('card/1', { kind: 'card', card: { title: 'two' } }));
    expect(store.outbox.get('card/1')?.state).toBe('sending');
    store.outbox.mark('card/1', { state: 'sent', posted: { place, ref: 'm1' }, shown: 2 });
    store.outbox.put(message('card/1', { kind: 'card', card: { title: 'three' } }));
    expect(store.outbox.get('card/1')).toMatchObject({ state: 'waiting', version: 3, shown: 2, posted: { ref: 'm1' } });
  });

  test('unsent micro-reports collapse by job and place; one that may have been sent does not', () => {
    const micro = (n: number, job: number, room = 'bench'): NewMessage =>
      message(`micro/${job}/${n}/${room}`, { kind: 'micro', job, place: { ...place, room } });
    store.outbox.put(micro(1, 1));
    store.outbox.mark('micro/1/1/bench', { state: 'sending' });
    for (const each of [micro(2, 1), micro(1, 2), micro(1, 1, 'other'), micro(3, 1)]) store.outbox.put(each);
    expect(unsent(file).map(({ key }) => key)).toEqual(['micro/1/1/bench', 'micro/2/1/bench', 'micro/1/1/other', 'micro/1/3/bench']);
  });

  test('due is the oldest of each room, threads with it, in the order of putting', () => {
    const at = (key: string, room: string, thread?: string, adapter = 'fake'): boolean =>
      store.outbox.put(message(key, { place: { adapter, room, ...(thread && { thread }) } }));
    at('b1', 'b');
    at('a1', 'a', 't');
    at('a2', 'a');
    at('b2', 'b');
    at('z1', 'b', undefined, 'another');
    expect(store.outbox.due(Number.MAX_SAFE_INTEGER).rows.map(({ key }) => key)).toEqual(['b1', 'a1', 'z1']);
    store.outbox.mark('a1', { state: 'sent' });
    store.outbox.mark('b1', { state: 'sending' });
    store.outbox.mark('z1', { state: 'failed' });
    expect(store.outbox.due(Number.MAX_SAFE_INTEGER).rows.map(({ key }) => key)).toEqual(['b1', 'a2']);
  });

  test('tells what has not arrived, and what never will', () => {
    expect(store.outbox.backlog()).toEqual({ unsent: [] });
    store.outbox.put(message('a'));
    clock.advance(minute);
    for (const key of ['b', 'c', 'd', 'e']) store.outbox.put(message(key, { place: { adapter: key < 'd' ? 'fake' : 'other', room: key } }));
    store.outbox.mark('b', { state: 'sending' });
    store.outbox.mark('c', { state: 'sent' });
    store.outbox.mark('a', { state: 'failed', triedAt: 7, error: 'too long' });
    store.outbox.mark('e', { state: 'failed', triedAt: 9, error: 'not there' });
    expect(store.outbox.backlog()).toEqual({
      unsent: [
        { adapter: 'fake', count: 1, oldest: clock.now() },
        { adapter: 'other', count: 1, oldest: clock.now() },
      ],
      failed: { count: 2, adapter: 'other', at: 9, error: 'not there' },
    });
  });

  test('tells whose thread this is', () => {
    store.outbox.put(message('card/42', { kind: 'card', job: 42 }));
    store.outbox.mark('card/42', { state: 'sent', posted: { place, ref: 'm1' } });
    expect(store.outbox.jobOfThread({ ...place, thread: 'm1' })).toBe(42);
    expect(store.outbox.jobOfThread({ ...place, thread: 'm2' })).toBeUndefined();
    expect(store.outbox.jobOfThread({ ...place, room: 'other', thread: 'm1' })).toBeUndefined();
    expect(store.outbox.jobOfThread(place)).toBeUndefined();
  });

  test('a mark takes away what is given as undefined', () => {
    store.outbox.put(message('m'));
    store.outbox.mark('m', { state: 'waiting', notBefore: 5, error: 'x' });
    store.outbox.mark('m', { notBefore: undefined, error: undefined });
    expect(store.outbox.get('m')).not.toHaveProperty('notBefore');
    expect(store.outbox.get('m')).not.toHaveProperty('error');
  });
});

test('effects are kept in order, known by key, and finished once', () => {
  const cancel = (job: number) => ({ do: 'cancel' as const, job, by: 'ada', why: 'x' });
  store.effects.add({ key: 'fake:e1#0', effect: cancel(1), place });
  store.effects.add({ key: 'fake:e1#1', effect: cancel(2), place });
  store.effects.add({ key: 'fake:e10#0', effect: cancel(3), place });
  store.effects.add({ key: 'fake:e1#0', effect: cancel(9), place });
  expect(store.effects.todo().map(({ effect }) => effect)).toEqual([cancel(1), cancel(2), cancel(3)]);
  store.effects.finish('fake:e1#0', 'done', '{"ok":true}');
  expect(store.effects.todo()).toHaveLength(2);
  expect(store.effects.of('fake:e1').map(({ key, state }) => [key, state])).toEqual([
    ['fake:e1#0', 'done'],
    ['fake:e1#1', 'todo'],
  ]);
});

describe('changes', () => {
  const apply = (...changes: Change[]): void => store.apply(changes, 'ada', 'fake:e1');
  const audit = (): unknown[] => {
    const database = new Database(file, { readonly: true });
    const rows = database.prepare('SELECT by, what, inbox FROM audit ORDER BY n').all();
    database.close();
    return rows;
  };

  test('people made in chat are kept, and forgotten ones told', () => {
    const bob = { id: 'bob', roles: ['operator' as const], handles: { slack: 'T01/U02' } };
    apply({ change: 'person', person: bob });
    expect(store.people()).toEqual([bob]);
    apply({ change: 'forget person', id: 'bob' });
    expect([store.people(), store.forgotten()]).toEqual([[], ['bob']]);
    apply({ change: 'person', person: bob });
    expect([store.people(), store.forgotten()]).toEqual([[bob], []]);
    expect(audit()).toEqual(['person', 'forget person', 'person'].map((what) => ({ by: 'ada', what, inbox: 'fake:e1' })));
  });

  test('a credential is known by its hash, replaced by the next, and gone with its person', () => {
    apply({ change: 'credential', person: 'ada', hash: 'one' }, { change: 'credential', person: 'ada', hash: 'two' });
    expect([store.credential('ada'), store.credential('bob')]).toEqual(['two', undefined]);
    apply({ change: 'forget person', id: 'ada' });
    apply({ change: 'person', person: { id: 'ada', roles: ['viewer'], handles: {} } });
    expect(store.credential('ada')).toBeUndefined();
  });

  test('a pairing code is used once', () => {
    store.setPairing('ABC', 99);
    expect(store.pairing()).toEqual({ code: 'ABC', expires: 99 });
    apply({ change: 'paired', code: 'ABC' });
    expect(store.pairing()).toBeUndefined();
  });

  test('mutes, by job and place', () => {
    const mute = { job: 1, place, until: 9 };
    apply({ change: 'mute', mute }, { change: 'mute', mute: { ...mute, until: 10 } }, { change: 'mute', mute: { ...mute, job: 2 } });
    expect(store.mutes()).toEqual([
      { ...mute, until: 10 },
      { ...mute, job: 2 },
    ]);
    apply({ change: 'unmute', job: 1, place });
    expect(store.mutes()).toEqual([{ ...mute, job: 2 }]);
  });

  test('schedules get numbers that are never used again', () => {
    const schedule = {
      cron: '0 2 * * *',
      zone: 'America/Chicago',
      recipe: 'bench',
      options: {},
      canonical: 'bench',
      person: 'ada',
      place,
      createdAt: 1,
    };
    apply({ change: 'schedule', schedule }, { change: 'schedule', schedule });
    apply({ change: 'scheduled run', id: 1, nominal: 77 }, { change: 'unschedule', id: 2 }, { change: 'schedule', schedule });
    expect(store.schedules()).toEqual([
      { ...schedule, id: 1, last: 77 },
      { ...schedule, id: 3 },
    ]);
    apply({ change: 'schedule', schedule: { ...schedule, id: 2 } });
    expect(store.schedules().map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('questions, newest first; the lapsed ones go when another is asked', () => {
    const question = (id: string, expires: number): Question => ({ id, place, person: 'ada', line: 'bench', expires });
    apply(
      { change: 'ask', question: question('a', clock.now() + second) },
      { change: 'ask', question: question('b', clock.now() + minute) },
    );
    expect(store.questions().map(({ id }) => id)).toEqual(['b', 'a']);
    clock.advance(2 * second);
    apply({ change: 'ask', question: question('c', clock.now() + minute) });
    expect(store.questions().map(({ id }) => id)).toEqual(['c', 'b']);
    apply({ change: 'answered', id: 'c' });
    expect(store.questions().map(({ id }) => id)).toEqual(['b']);
  });

  test('what can be undone is kept 10 minutes', () => {
    const undoable = (inbox: string): Undoable => ({
      inbox,
      person: 'ada',
      at: clock.now(),
      what: 'start',
      back: { cancelStartedBy: inbox },
    });
    apply({ change: 'undoable', undoable: undoable('a') });
    clock.advance(6 * minute);
    apply({ change: 'undoable', undoable: undoable('b') });
    expect(store.undoable('ada').map(({ inbox }) => inbox)).toEqual(['b', 'a']);
    expect(store.undoable('bob')).toEqual([]);
    clock.advance(5 * minute);
    expect(store.undoable('ada').map(({ inbox }) => inbox)).toEqual(['b']);
    apply({ change: 'undone', inbox: 'b' });
    expect(store.undoable('ada')).toEqual([]);
  });

  test('a transaction that throws leaves nothing', () => {
    expect(() =>
      store.transaction(() => {
        store.outbox.put(message('m'));
        apply({ change: 'forget person', id: 'bob' });
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect([store.outbox.due(Number.MAX_SAFE_INTEGER).rows, store.forgotten(), audit()]).toEqual([[], [], []]);
  });
});

describe('the file', () => {
  const damage = (): void => {
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 100, Math.min(bytes.length, 40_000));
    writeFileSync(file, bytes);
  };

  test('has a write-ahead log', () => {
    const database = new Database(file);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
  });

  test('of a newer version is refused and not touched', () => {
    store.close();
    const newer = new Database(file);
    newer.pragma('user_version = 99');
    newer.pragma('journal_mode = DELETE');
    newer.close();
    const before = readFileSync(file);
    const outcome = open();
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'newer database' } });
    expect(outcome.ok ? '' : outcome.refusal.message).toMatch(/version \(99; this program knows \d+\).*Update molt-ops/);
    expect(readFileSync(file).equals(before)).toBe(true);
    rmSync(file);
    opened();
  });

  test('damaged, without a backup: moved aside, made anew, told', () => {
    damage();
    const { restored } = opened();
    expect(restored).toMatch(/damaged.*moved aside.*no good backup/);
    expect(readdirSync(folder)).toContain('molt-ops.db.damaged-20261122T153412Z');
    expect(store.inbox.add(line('e1'), 1)).toBe(true);
  });

  test('no database at all but other bytes: the same', () => {
    store.close();
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
    writeFileSync(file, 'this is no database, it is a sentence that is long enough to be looked at as a header');
    expect(opened().restored).toMatch(/damaged/);
  });

  test('damaged, with backups: the newest good one is taken', async () => {
    store.setNote('said', 'old');
    await store.backup();
    clock.advance(minute);
    store.setNote('said', 'new');
    const newest = await store.backup();
    clock.advance(minute);
    const broken = await store.backup();
    writeFileSync(broken, 'not a database at all, but as long as a header of one would have to be, or longer');
    damage();
    const { restored } = opened();
    expect(restored).toContain(newest.split('/').at(-1));
    expect(store.note('said')).toBe('new');
  });

  test('gone, with a backup: restored and told', async () => {
    store.setNote('said', 'kept');
    await store.backup();
    store.close();
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    expect(opened().restored).toMatch(/was gone.*restored from the backup/);
    expect(store.note('said')).toBe('kept');
  });

  test('gone, without a backup: a new one, and nothing to tell', () => {
    store.close();
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    expect(opened().restored).toBeUndefined();
  });

  test('24 backups are kept', async () => {
    for (let i = 0; i < 26; i++) {
      await store.backup();
      clock.advance(minute);
    }
    expect(readdirSync(backups)).toHaveLength(24);
    expect(readdirSync(backups).sort()[0]).toBe('molt-ops-20261122T153612Z.db');
  });

  test('locked by another program: refused, with what to do', () => {
    store.close();
    const other = new Database(file);
    other.pragma('journal_mode = DELETE');
    other.exec('BEGIN EXCLUSIVE');
    expect(open()).toMatchObject({
      ok: false,
      refusal: { code: 'database locked', message: expect.stringContaining('Close it and start again') },
    });
    other.exec('ROLLBACK');
    other.close();
    opened();
  });

  test('a state folder that is a file, and a database that is a folder: refused', () => {
    const inFile = openStore({ file: join(file, 'molt-ops.db'), backups, clock });
    expect(inFile).toMatchObject({ ok: false, refusal: { code: 'database unusable' } });
    mkdirSync(join(folder, 'dir', 'molt-ops.db'), { recursive: true });
    const isFolder = openStore({ file: join(folder, 'dir', 'molt-ops.db'), backups, clock });
    expect(isFolder).toMatchObject({ ok: false, refusal: { code: 'database unusable' } });
  });

  test('a state folder that may not be written: refused', () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(folder, 0o755);
    chmodSync(closed, 0o555);
    expect(asNobody(() => openStore({ file: join(closed, 'molt-ops.db'), backups, clock }))).toMatchObject({
      ok: false,
      refusal: { code: 'database unusable', message: expect.stringContaining('writable') },
    });
    expect(readdirSync(closed)).toEqual([]);
  });

  test('a process that is killed in the middle of a transaction leaves what was committed, and no more', async () => {
    store.close();
    const program = `
      import { openStore } from ${JSON.stringify(join(import.meta.dirname, 'store.ts'))};
      const opened = openStore({ file: ${JSON.stringify(file)}, backups: ${JSON.stringify(backups)}, clock: { now: () => 7 } });
      const { store } = opened.value;
      store.setNote('committed', 'yes');
      store.transaction(() => {
        store.setNote('torn', 'yes');
        for (let i = 0; i < 500; i++)
          store.outbox.put({ key: 'm' + i, place: { adapter: 'a', room: 'r' }, kind: 'message', card: { title: 'x'.repeat(500) }, rings: false });
        process.kill(process.pid, 'SIGKILL');
      });`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: 'inherit' });
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
    expect(existsSync(file)).toBe(true);
    expect(opened().restored).toBeUndefined();
    expect([store.note('committed'), store.note('torn'), store.outbox.due(Number.MAX_SAFE_INTEGER).rows]).toEqual(['yes', undefined, []]);
  });
});

/** Root may write everywhere: as root it is done as somebody who owns nothing. */
function asNobody<T>(work: () => T): T {
  if (process.geteuid!() !== 0) return work();
  process.seteuid!(65534);
  try {
    return work();
  } finally {
    process.seteuid!(0);
  }
}
