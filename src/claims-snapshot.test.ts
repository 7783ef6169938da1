/** The file that the guard reads while no bot runs: never behind for long, and it says what it knows. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepSnapshot, readSnapshot, snapshotFile } from './claims-snapshot.ts';
import { minute, second } from './kernel/durations.ts';
import { FakeClock } from './kernel/fake-clock.ts';
import { claim, type DeskState, emptyDesk } from './locks/desk/desk.ts';
import type { Held } from './locks/store.ts';

let home: string;
let clock: FakeClock;
let desk: DeskState;
let history: Held[];
let warned: string[];
let snapshot: ReturnType<typeof keepSnapshot>;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'molt-ops-snapshot-'));
  [clock, desk, history, warned] = [new FakeClock(), emptyDesk, [], []];
  snapshot = keepSnapshot({ home, clock, desk: () => desk, history: () => history, log: (_, message) => void warned.push(message) });
});
afterEach(() => {
  snapshot.stop();
  rmSync(home, { recursive: true });
});

function claims(path: string): void {
  const step = claim(desk, { who: { id: 'codex-1', kind: 'agent', owner: 'ada' }, paths: [path] }, clock.now());
  if (!step.ok) throw new Error(step.refusal.message);
  desk = step.value.desk;
  snapshot.changed();
}
const held = (): (readonly string[])[] | undefined => readSnapshot(home)?.claims.map(({ paths }) => paths);

test('the first change is there at once, those right after it a second later as one', () => {
  claims('docs/');
  expect(held()).toEqual([['docs/']]);
  claims('src/');
  claims('lib/');
  expect(held()).toEqual([['docs/']]);
  clock.advance(second);
  expect(held()).toEqual([['docs/'], ['src/'], ['lib/']]);
  clock.advance(second);
  claims('tests/');
  expect(held()).toHaveLength(4);
  clock.advance(minute);
  expect(clock.pending).toBe(0);
});

test('what is there at the start is written, and a change right after it as well', () => {
  snapshot.start();
  expect(held()).toEqual([]);
  claims('docs/');
  expect(held()).toEqual([['docs/']]);
});

test('told that something changed where nothing did, it writes once', () => {
  snapshot.changed();
  const { at } = readSnapshot(home)!;
  clock.advance(minute);
  snapshot.changed();
  expect(readSnapshot(home)).toMatchObject({ at, isStopped: false });
});

test('an orderly stop says so: until then it was so', () => {
  claims('docs/');
  clock.advance(11 * minute);
  snapshot.stop();
  expect(readSnapshot(home)).toMatchObject({ at: clock.now(), isStopped: true, claims: [{ paths: ['docs/'] }] });
});

test('one that never began leaves what it found', () => {
  writeFileSync(join(home, snapshotFile), JSON.stringify({ v: 1, at: 5, lastLease: 57, claims: [] }));
  snapshot.stop();
  expect(readSnapshot(home)).toEqual({ v: 1, at: 5, isStopped: false, lastLease: 57, claims: [], ended: [] });
});

test('ended leases are in it, with whose they were', () => {
  const base = { paths: ['docs/'], mode: 'exclusive', since: 0, until: 5, how: 'asked' } as const;
  history = [{ ...base, lease: 8, holder: { id: 'codex-7', kind: 'agent', owner: 'bob' } }];
  snapshot.changed();
  expect(readSnapshot(home)!.ended).toEqual([{ lease: 8, holder: 'codex-7', owner: 'bob' }]);
});

test('what cannot be written is told, and tried again at the next change', () => {
  mkdirSync(join(home, `${snapshotFile}.part`));
  claims('docs/');
  expect([held(), warned.length]).toEqual([undefined, 1]);
  rmSync(join(home, `${snapshotFile}.part`), { recursive: true });
  clock.advance(minute);
  expect(held()).toBeUndefined();
  snapshot.changed();
  expect(held()).toEqual([['docs/']]);
});
