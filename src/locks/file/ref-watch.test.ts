/** What git does to the branches of remotes is noticed, whatever keeps them; nothing else is, and nothing waits while nothing changes. */
import { type FSWatcher, mkdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../kernel/fake-clock.ts';
import { watchRemoteRefs } from './ref-watch.ts';
import { freshWorkspace, git } from './testing.ts';

const at = freshWorkspace();
let clock: FakeClock;
let changes: number;
let problems: string[];
let watched: { stop(): void };
let sentinel: FSWatcher | undefined;
const remote = (): string => join(at.outer, 'remote.git');
const other = (): string => join(at.outer, 'other');
const here = (...words: string[]): string => git(at.workspace, ...words);
const there = (...words: string[]): string => git(other(), ...words);

beforeEach(() => {
  [clock, changes, problems] = [new FakeClock(), 0, []];
  mkdirSync(join(at.outer, 'sentinel'));
  git(at.outer, 'init', '-q', '--bare', '-b', 'main', remote());
  here('init', '-q', '-b', 'main');
  here('commit', '-q', '--allow-empty', '-m', 'first');
  here('remote', 'add', 'origin', remote());
});
afterEach(() => {
  watched.stop();
  sentinel?.close();
});

function start(): void {
  watched = watchRemoteRefs({
    commonDir: join(at.workspace, '.git'),
    clock,
    changed: () => {
      changes += 1;
    },
    problem: (code) => problems.push(code),
  });
}

/** All that has happened so far was heard: the kernel tells in order. */
async function drained(): Promise<void> {
  const told = new Promise<void>((resolve) => {
    sentinel?.close();
    sentinel = watch(join(at.outer, 'sentinel'), () => resolve());
  });
  writeFileSync(join(at.outer, 'sentinel', `${Math.random()}`), '');
  await told;
}

async function noticed(deed: () => unknown): Promise<boolean> {
  deed();
  await drained();
  const isPending = clock.pending > 0;
  const before = changes;
  for (let n = 0; n < 3; n += 1) {
    clock.advance(200);
    await drained();
  }
  expect([clock.pending, problems]).toEqual([0, []]);
  expect(changes > before).toBe(isPending);
  return isPending;
}

function pushed(): void {
  here('push', '-q', 'origin', 'main', 'main:feature/api');
  git(at.outer, 'clone', '-q', remote(), other());
}

test('a day of a repository', async () => {
  start();
  expect(await noticed(() => here('commit', '-q', '--allow-empty', '-m', 'second'))).toBe(false);
  expect(await noticed(pushed)).toBe(true);
  there('commit', '-q', '--allow-empty', '-m', 'merge');
  there('push', '-q', 'origin', 'main');
  expect(await noticed(() => here('fetch', '-q'))).toBe(true);
  expect(await noticed(() => here('fetch', '-q'))).toBe(false);
  there('push', '-q', 'origin', 'main:feature/deep/one');
  expect(await noticed(() => here('fetch', '-q'))).toBe(true);
  there('commit', '-q', '--allow-empty', '-m', 'more');
  there('push', '-q', 'origin', 'main:feature/deep/one');
  expect(await noticed(() => here('fetch', '-q'))).toBe(true);
  expect(await noticed(() => here('pack-refs', '--all', '--prune'))).toBe(true);
  there('push', '-q', 'origin', ':feature/api');
  expect(await noticed(() => here('fetch', '-q', '--prune'))).toBe(true);
  expect(await noticed(() => here('status'))).toBe(false);
  watched.stop();
  there('push', '-q', 'origin', 'main');
  here('fetch', '-q');
  await drained();
  expect(clock.pending).toBe(0);
});

test('branches that are packed when it begins', async () => {
  pushed();
  here('pack-refs', '--all', '--prune');
  start();
  there('commit', '-q', '--allow-empty', '-m', 'merge');
  there('push', '-q', 'origin', 'main:feature/api');
  expect(await noticed(() => here('fetch', '-q'))).toBe(true);
});

test('a folder that is not there', async () => {
  watched = watchRemoteRefs({ commonDir: join(at.outer, 'nowhere'), clock, changed: () => {}, problem: (code) => problems.push(code) });
  await drained();
  expect([clock.pending, problems]).toEqual([0, []]);
});
