/** What is kept of claims that have ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { release } from '../../src/locks/desk/desk.ts';
import { ada, at, bob, type Deed, hold, clock as hour } from '../../src/locks/desk/testing.ts';
import { openStore, type SqliteStore } from './store.ts';

let folder: string;
let clock: FakeClock;
let store: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-claims-'));
  clock = new FakeClock(0);
  const opened = openStore({ file: join(folder, 'molt-ops.db'), backups: join(folder, 'backups'), clock });
  if (!opened.ok) throw new Error(opened.refusal.message);
  store = opened.value.store;
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the desk does at that time of the day, and what is kept of it. */
function does(time: string, deed: Deed): void {
  clock.set(at(time));
  const from = store.claims.desk();
  const outcome = deed(from);
  const step = 'ok' in outcome ? outcome.ok && outcome.value : outcome;
  if (!step) throw new Error('refused');
  store.claims.changeDesk({ from, to: step.desk, news: step.news }, 'ada');
}

test.each<[since: string, most: number | undefined, held: string[]]>([
  ['09:00', undefined, ['a/ until 09:10', 'b/ until 09:20', 'c/ until 09:30', 'd/']],
  ['09:15', undefined, ['b/ until 09:20', 'c/ until 09:30', 'd/']],
  ['09:00', 2, ['b/ until 09:20', 'c/ until 09:30', 'd/']],
  ['09:25', 2, ['c/ until 09:30', 'd/']],
  ['09:31', 2, ['d/']],
  ['09:00', 0, ['d/']],
])('the history since %s, %s of those that ended at most', (since, most, held) => {
  for (const [n, path] of ['a/', 'b/', 'c/'].entries()) {
    does('09:00', hold(ada, path));
    does(`09:${n + 1}0`, (desk) => release(desk, { who: ada, paths: [path] }, clock.now()));
  }
  does('09:40', hold(bob, 'd/'));
  const told = store.claims.history(at(since), most);
  expect(told.map(({ paths, until }) => `${paths}${until === undefined ? '' : ` until ${hour(until)}`}`)).toEqual(held);
});
