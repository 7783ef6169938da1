import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parsePs, parseStat } from './processes.ts';
import { forking, pidOf, runs, strays, until, written } from './strays.ts';
import { bootId, killTree, startTicks, tagged } from './tree.ts';

const started: { tag: string; child: ChildProcess }[] = [];

function run(script: string, env: Record<string, string> = {}) {
  const tag = `tree-${process.pid}-${started.length}`;
  const pids = mkdtempSync(join(tmpdir(), 'molt-tree-'));
  const child = spawn('sh', ['-c', script], {
    env: { PATH: process.env.PATH!, PIDS: pids, MOLT_OPS_JOB: tag, ...env },
    detached: true,
    stdio: 'ignore',
  });
  started.push({ tag, child });
  return { tag, pids, child };
}

afterEach(async () => {
  for (const { tag } of started) await killTree({ tag, groups: [], grace: 0 });
});

test('every kind of stray child is found and ended, with their parent still there', async () => {
  const kinds = Object.keys(strays);
  const { tag, pids, child } = run(`${Object.values(strays).join('\n')}\nsleep 1000`);
  await until(() => kinds.every((kind) => written(`${pids}/${kind}`)), 'all strays');
  expect(tagged(tag).length).toBeGreaterThanOrEqual(kinds.length);
  expect(await killTree({ tag, groups: [child.pid!], grace: 300 })).toEqual([]);
  // One that threw away its environment and its parent cannot be told from anybody else's.
  expect(kinds.filter((kind) => kind !== 'bare' && runs(pidOf(pids, kind)))).toEqual([]);
  if (runs(pidOf(pids, 'bare'))) process.kill(pidOf(pids, 'bare'), 'SIGKILL');
  expect(tagged(tag)).toEqual([]);
});

test('a tree that forks all the time is ended', async () => {
  const { tag, pids, child } = run(`${forking}\nsleep 1000`);
  await until(() => written(`${pids}/forking`) && tagged(tag).length > 10, 'some forks');
  expect(await killTree({ tag, groups: [child.pid!], grace: 50 })).toEqual([]);
  expect(tagged(tag)).toEqual([]);
});

test('who tidies up on TERM is not waited for longer than it needs', async () => {
  const { tag, pids, child } = run(`trap 'echo done > $PIDS/tidied; exit 3' TERM; echo on > $PIDS/on; while :; do sleep 0.01; done`);
  await until(() => written(`${pids}/on`), 'the trap');
  const exit = new Promise((resolve) => child.on('exit', resolve));
  const from = performance.now();
  expect(await killTree({ tag, groups: [child.pid!], grace: 15_000 })).toEqual([]);
  expect(performance.now() - from).toBeLessThan(10_000);
  expect(written(`${pids}/tidied`)).toBe(true);
  expect(await exit).toBe(3);
});

test('a bot that was started inside a job is spared, and all below it', async () => {
  const bot = `env -u MOLT_OPS_JOB MOLT_OPS_BOT=1 sh -c 'echo $$ > $PIDS/bot; env -u MOLT_OPS_BOT sh -c "echo \\$\\$ > $PIDS/child; exec sleep 1000" & exec sleep 1000' &`;
  const { tag, pids, child } = run(`${bot}\n${strays.nohup}\nsleep 1000`);
  await until(() => ['bot', 'child', 'nohup'].every((kind) => written(`${pids}/${kind}`)), 'the bot');
  expect(await killTree({ tag, groups: [child.pid!], grace: 100 })).toEqual([]);
  const alive = ['bot', 'child', 'nohup'].filter((kind) => runs(pidOf(pids, kind)));
  for (const kind of ['bot', 'child']) process.kill(pidOf(pids, kind), 'SIGKILL');
  expect(alive).toEqual(['bot', 'child']);
});

test('nothing carries a tag that nobody was given', () => expect(tagged('no such tag')).toEqual([]));

test('this process has a start and this host a boot', () => {
  expect(startTicks(process.pid)).toMatch(/^\d+$/);
  expect(startTicks(process.pid)).toBe(startTicks(process.pid));
  expect(startTicks(2 ** 30)).toBeUndefined();
  expect(bootId()).toMatch(/^[0-9a-f-]{36}$/);
});

test('a process name may hold brackets and spaces', () => {
  const stat = '12 (a ) b) Z 1 7 7 0 -1 4194560 1 0 0 0 5 6 0 0 20 0 1 0 9988 1 1 1';
  expect(parseStat(stat)).toEqual({ pid: 12, name: 'a ) b', zombie: true, parent: 1, group: 7, cpu: 110, startTicks: '9988' });
});

test('ps of macOS', () => {
  expect(parsePs('  812     1   810 Ss   Sun Nov  2 09:34:12 2026 /usr/bin/a b\nnonsense\n')).toEqual([
    { pid: 812, parent: 1, group: 810, zombie: false, startTicks: 'Sun Nov 2 09:34:12 2026', name: 'a b', cpu: 0 },
  ]);
});
