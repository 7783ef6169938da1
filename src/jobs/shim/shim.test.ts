import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Cancel, files } from '../spec.ts';
import { stateOf } from '../state.ts';
import { forking, pidOf, runs, strays, until, written } from './strays.ts';
import { endOf, eventsOf, jobDirectory, logOf, rawOf, shimMain, specOf, step, sweep } from './testing.ts';
import { tagged } from './tree.ts';

/** Starting a shim is most of what these tests do. */
const cache = mkdtempSync(join(tmpdir(), 'molt-cache-'));
const dirs: string[] = [];
const job: typeof jobDirectory = (...given) => {
  const dir = jobDirectory(...given);
  dirs.push(dir);
  return dir;
};

function start(dir: string, env: Record<string, string> = {}): ChildProcess & { over: Promise<[number | null, string | null]> } {
  const child = spawn(process.execPath, [shimMain, dir], {
    env: { PATH: process.env.PATH!, NODE_COMPILE_CACHE: cache, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const over = new Promise<[number | null, string | null]>((resolve) => child.on('exit', (code, signal) => resolve([code, signal])));
  return Object.assign(child, { over });
}

const run = async (dir: string, env?: Record<string, string>): Promise<void> => expect(await start(dir, env).over).toEqual([0, null]);
const sh = (script: string, more: Parameters<typeof step>[1] = {}) => step(['sh', '-c', script], more);
const has = (dir: string, type: string): boolean => existsSync(join(dir, files.events)) && eventsOf(dir).some((e) => e.type === type);
const state = (dir: string) => stateOf({ asked: 'starting', events: eventsOf(dir), end: endOf(dir) });

function cancel(dir: string): void {
  writeFileSync(join(dir, files.cancel), JSON.stringify({ v: 1, at: Date.now(), by: 'bob', why: 'not needed' } satisfies Cancel));
  const bell = openSync(join(dir, files.bell), constants.O_WRONLY | constants.O_NONBLOCK);
  writeSync(bell, '!');
  closeSync(bell);
}

afterEach(() => sweep(dirs));

test('a job of two steps: events, log, end', async () => {
  const dir = job([sh('echo one; echo two >&2; printf "no end"', { phase: 'native' }), sh('echo "==> native: exit 9"', { phase: 'wasm' })]);
  await run(dir);
  expect(eventsOf(dir).map((e) => e.type)).toEqual(['started', 'note', 'phase', 'step-end', 'phase', 'step-end']);
  expect(endOf(dir)).toMatchObject({ v: 1, outcome: 'exited', exit: { code: 0 } });
  expect(state(dir).is).toBe('succeeded');
  expect(rawOf(dir).toString()).toBe('one\ntwo\nno end==> native: exit 9\n');
  const lines = logOf(dir).trimEnd().split('\n');
  expect(lines.every((line) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /.test(line))).toBe(true);
  expect(lines.map((line) => line.slice(25).replace(/\d+\.\d s|\d{4}-\S+Z/, 'T'))).toEqual([
    '==> job 42 try',
    '==> commit unknown',
    '==> machine m1',
    '==> date T',
    `==> phase native 1/2: sh -c 'echo one; echo two >&2; printf "no end"'`,
    'one',
    'two',
    'no end',
    '==> native: exit 0 in T',
    `==> phase wasm 2/2: sh -c 'echo "==> native: exit 9"'`,
    '==> native: exit 9',
    '==> wasm: exit 0 in T',
  ]);
  expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([]);
});

test.each<[string, ReturnType<typeof step>[], object, string, string]>([
  ['exit 7 ends the job', [sh('exit 7'), sh('echo never')], { exit: { code: 7 } }, 'failed', ''],
  [
    'with continue the rest is run, and the first failure counts',
    [sh('exit 7', { continue: true }), sh('echo on; exit 8')],
    { exit: { code: 7 } },
    'failed',
    'on\n',
  ],
  ['a killed step', [sh('kill -9 $$')], { exit: { signal: 'SIGKILL' } }, 'signaled', ''],
  ['no such command', [step(['no-such-command'])], { exit: { code: 127 } }, 'failed', ''],
  ['not executable', [step(['/etc/passwd'])], { exit: { code: 126 } }, 'failed', ''],
  ['no such folder', [step(['true'], { cwd: '/no/such/folder' })], { exit: { code: 127 } }, 'failed', ''],
  ['a NUL in a word', [step(['echo', 'a\0b'])], { exit: { code: 126 } }, 'failed', ''],
  ['no output', [step(['true'])], { exit: { code: 0 } }, 'succeeded', ''],
  ['no step at all', [], { exit: { code: 0 } }, 'succeeded', ''],
  ['words are never split', [step(['printf', '%s|', 'a b', '$(id)', ';', '"'])], { exit: { code: 0 } }, 'succeeded', 'a b|$(id)|;|"|'],
  [
    'writing to the name of an output',
    [sh('echo a > /dev/stderr; echo b > /dev/stdout; echo c')],
    { exit: { code: 0 } },
    'succeeded',
    'a\nb\nc\n',
  ],
  ['nothing to read', [step(['cat'])], { exit: { code: 0 } }, 'succeeded', ''],
])('%s', async (_, steps, end, is, raw) => {
  const dir = job(steps);
  await run(dir);
  expect(endOf(dir)).toMatchObject(end);
  expect(state(dir).is).toBe(is);
  expect(rawOf(dir).toString()).toBe(raw);
});

test('the environment of a step: what the job has and its own, its PATH decides what is run, nothing of the shim', async () => {
  const own = join(dirname(job([])), 'bin');
  mkdirSync(own);
  writeFileSync(join(own, 'mine'), '#!/bin/sh\n/usr/bin/env\n', { mode: 0o755 });
  const dir = job([step(['mine'], { env: { PATH: own, STEP: 'x' } })], { tag: 'tag-of-this-test' });
  await run(dir, { SECRET: 's', MOLT_OPS_CRASH_AT: 'elsewhere' });
  const names = rawOf(dir)
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0]!);
  expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual(['HOME', 'MOLT_OPS_JOB', 'PATH', 'STEP']);
});

test('a declared result that is not there is a failure, named', async () => {
  const dir = job([]);
  const results = ['there.json', 'sub/none.json'].map((file) => ({ format: 'x', file: join(dir, file) }));
  const other = job([sh(`touch '${dir}/there.json'`, { result: results[0]! }), sh('true', { result: results[1]! })]);
  await run(other);
  expect(endOf(other)).toMatchObject({ exit: { code: 0 }, reason: 'no result', missing: [relative(other, join(dir, 'sub/none.json'))] });
  expect(state(other)).toMatchObject({ is: 'failed', reason: 'no result' });
});

test('a second shim leaves a job alone', async () => {
  const dir = job([sh('echo once; sleep 0.3')]);
  await Promise.all([run(dir), run(dir), run(dir)]);
  await run(dir);
  expect(rawOf(dir).toString()).toBe('once\n');
  expect(eventsOf(dir).filter((e) => e.type === 'started')).toHaveLength(1);
});

test('a stray child does not hold the end up, is not ended, and is told', async () => {
  const dir = job([sh('sleep 1000 & echo fine')]);
  await run(dir);
  expect(rawOf(dir).toString()).toBe('fine\n');
  expect(endOf(dir)).toMatchObject({ exit: { code: 0 }, left: [{ name: 'sleep' }] });
  expect(tagged(specOf(dir).tag)).toHaveLength(1);
});

test('what a stray child of one step says during the next is in the log', async () => {
  const dir = job([
    sh('(while [ ! -e "$HOME/go" ]; do sleep 0.01; done; echo stray; echo x > "$HOME/said") &'),
    sh('touch "$HOME/go"; while [ ! -e "$HOME/said" ]; do sleep 0.01; done'),
  ]);
  await run(dir);
  expect(rawOf(dir).toString()).toBe('stray\n');
});

test('stop ends all that the job started, whatever it ignores, and runs spec.after all the same', async () => {
  const pids = dirname(job([]));
  const dir = job(
    [sh(`${Object.values(strays).join('\n')}\n${forking}\necho ready; sleep 1000`, { env: { PIDS: pids } }), sh('echo never')],
    {
      after: ['sh', '-c', `echo after > '${pids}/after'`],
    },
  );
  const { over } = start(dir);
  const kinds = [...Object.keys(strays), 'forking'];
  await until(() => kinds.every((kind) => written(join(pids, kind))), 'all strays');
  cancel(dir);
  expect(await over).toEqual([0, null]);
  if (runs(pidOf(pids, 'bare'))) process.kill(pidOf(pids, 'bare'), 'SIGKILL');
  expect(kinds.filter((kind) => kind !== 'bare' && runs(pidOf(pids, kind)))).toEqual([]);
  expect(tagged(specOf(dir).tag)).toEqual([]);
  expect(state(dir)).toMatchObject({ is: 'cancelled', exit: { signal: 'SIGTERM' } });
  expect(eventsOf(dir)).toContainEqual(expect.objectContaining({ type: 'stopping', reason: 'cancelled', by: 'bob', why: 'not needed' }));
  expect(rawOf(dir).toString()).not.toContain('never');
  expect(written(join(pids, 'after'))).toBe(true);
});

test('a job that was cancelled before its first step runs none', async () => {
  const dir = job([sh('echo never')]);
  writeFileSync(join(dir, files.cancel), JSON.stringify({ v: 1, at: 1, by: 'bob', why: 'late' }));
  await run(dir);
  expect(state(dir).is).toBe('cancelled');
  expect(rawOf(dir).toString()).toBe('');
});

test('the time limit ends a job', async () => {
  const dir = job([sh('sleep 1000')], { limits: { time: 200, log: 2 ** 20 } });
  await run(dir);
  expect(state(dir).is).toBe('timed_out');
  expect(logOf(dir)).toContain('==> stopping: time limit: it ran for 0.2 s\n');
});

test('silence is told with the CPU that is used meanwhile, and so is its end', async () => {
  const dir = job([sh('while [ ! -e "$HOME/go" ]; do :; done; echo awake')], { limits: { stall: 150, log: 2 ** 20 } });
  const { over } = start(dir);
  await until(() => has(dir, 'stalled'), 'stalled');
  writeFileSync(join(dir, 'go'), '');
  await over;
  const stalled = eventsOf(dir).filter((e) => e.type === 'stalled');
  expect(stalled).toHaveLength(1);
  expect(stalled[0]!.cpuPercent).toBeGreaterThan(5);
  expect(stalled[0]!.since).toBeLessThan(stalled[0]!.at);
  expect(has(dir, 'awake')).toBe(true);
  expect(state(dir).is).toBe('succeeded');
});

test('Ctrl-C asks first', async () => {
  const dir = job([sh('trap "" INT; sleep 1000')]);
  const shim = start(dir);
  await until(() => has(dir, 'phase'), 'the step');
  shim.kill('SIGINT');
  shim.kill('SIGHUP');
  shim.kill('SIGQUIT');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(has(dir, 'stopping')).toBe(false);
  shim.kill('SIGINT');
  await shim.over;
  expect(eventsOf(dir)).toContainEqual(expect.objectContaining({ type: 'stopping', by: 'pane' }));
});

test('alive tells of events and of the end; bell says whether a shim is there', async () => {
  const dir = job([sh('while [ ! -e "$HOME/go" ]; do sleep 0.01; done')]);
  const { over } = start(dir);
  await until(() => has(dir, 'phase'), 'the step');
  closeSync(openSync(join(dir, files.bell), constants.O_WRONLY | constants.O_NONBLOCK));
  writeFileSync(join(dir, 'go'), '');
  await over;
  expect(() => openSync(join(dir, files.bell), constants.O_WRONLY | constants.O_NONBLOCK)).toThrow('ENXIO');
});

test('a lot of output is complete', async () => {
  const dir = job([sh('seq 1 200000; printf end')]);
  await run(dir);
  expect(rawOf(dir).toString() === `${Array.from({ length: 200_000 }, (_, n) => `${n + 1}\n`).join('')}end`).toBe(true);
});

test('over the log limit the job goes on, and what is missing is counted', async () => {
  const dir = job([sh('seq 1 20000'), sh('seq 1 10')], { limits: { log: 5000 } });
  await run(dir);
  expect(statSync(join(dir, files.log)).size).toBeLessThan(6000);
  const gap = eventsOf(dir).findLast((e) => e.type === 'gap');
  expect(gap).toMatchObject({ reason: 'log limit' });
  expect(rawOf(dir).length + (gap as { bytes: number }).bytes).toBe(108_894 + 21);
  expect(state(dir).is).toBe('succeeded');
});

test('a clock that is set back changes no limit and no duration; lines keep their order', async () => {
  const dir = job([sh('echo first; sleep 0.3; echo last; sleep 30')], { limits: { log: 2 ** 31, time: 600 } });
  // Told to Node before the shim is loaded: an hour back, as soon as the job has been running for a moment.
  const back = 'const now = Date.now; const from = now(); Date.now = () => now() - (now() - from > 200 ? 3_600_000 : 0);';
  await start(dir, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(back)}` }).over;
  const events = eventsOf(dir);
  const ended = events.find((e) => e.type === 'step-end')!;
  expect(ended.at).toBeLessThan(events[0]!.at);
  expect(ended).toMatchObject({ exit: { signal: 'SIGTERM' } });
  expect((ended as { took: number }).took).toBeGreaterThanOrEqual(300);
  expect((ended as { took: number }).took).toBeLessThan(20_000);
  expect(state(dir).is).toBe('timed_out');
  expect(rawOf(dir).toString()).toBe('first\nlast\n');
});

const points = [
  'before-events',
  'after-events',
  'after-started',
  'before-step',
  'after-spawn',
  'after-step-end',
  'before-after',
  'before-end',
  'after-end-tmp',
  'after-end',
];
test.each(points)('killed at shim.%s: nothing is run twice, and an end is whole or absent', async (point) => {
  const dir = job([sh('echo ran >> "$HOME/ran"; exit 7')]);
  writeFileSync(join(dir, 'once'), `shim.${point}`);
  expect(await start(dir, { MOLT_OPS_CRASH_AT: join(dir, 'once') }).over).toEqual([null, 'SIGKILL']);
  await start(dir).over;
  if (point === 'after-spawn') await until(() => existsSync(join(dir, 'ran')), 'the step');
  const ran = existsSync(join(dir, 'ran'));
  const early = points.indexOf(point) >= 1 && points.indexOf(point) <= 3;
  expect(ran).toBe(!early);
  expect(existsSync(join(dir, files.end))).toBe(point === 'before-events' || point === 'after-end');
  if (existsSync(join(dir, files.end))) expect(endOf(dir)).toMatchObject({ exit: { code: 7 } });
});

test('an end that is there already stays', async () => {
  const dir = job([sh('true')]);
  writeFileSync(join(dir, files.end), JSON.stringify({ v: 1, at: 1, outcome: 'lost', why: 'reboot' }));
  await run(dir);
  expect(endOf(dir)).toMatchObject({ outcome: 'lost' });
});

test('what spec.after says and how it exits changes nothing', async () => {
  const dir = job([sh('true')], { after: ['sh', '-c', 'echo never seen; exit 3'] });
  await run(dir);
  expect(logOf(dir)).not.toContain('never seen');
  expect(state(dir).is).toBe('succeeded');
});
