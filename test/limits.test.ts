/** The limits of a job through a whole bot: silence, time and size of the log; what happens at each is told in log, card and report. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchHost, until } from './lab/bench-host.ts';

const recipe = (limits: object, script: string): object => ({
  about: 'Comes to a limit',
  category: 'compiler',
  exclusive: 'none',
  limits,
  steps: [{ phase: 'only', run: ['sh', '-c', script] }],
});
/** 700 lines of 100 bytes. */
const loud = 'i=0; while [ $i -lt 700 ]; do i=$((i+1)); printf "%099d\\n" $i; done; exit 7';
const recipes = {
  loud: recipe({ log: '16KiB' }, loud),
  silent: recipe({ stall: '1s' }, 'echo "before"; while [ ! -e "$HOME/go" ]; do sleep 0.05; done; echo "after"'),
  slow: recipe({ time: '1s' }, 'echo "begun"; sleep 300'),
};
let host: BenchHost;

beforeAll(async () => {
  host = new BenchHost({ recipes, disk: { min: '0B' } });
  expect(await host.serve().ready).toBe(true);
}, 60_000);
afterAll(() => host?.close());

const message = (key: string) => until(key, () => host.outbox().find((one) => one.key.startsWith(key)));
const logOf = (dir: string): string => readFileSync(join(dir, 'log'), 'utf8');

test('a log at its limit: what comes after is drained, counted and told; the job ends as it would have', async () => {
  const { job, text } = (await host.ask('loud', { wait: true }))!;
  const { id, dir } = job!;
  expect(job).toMatchObject({ state: 'failed', exitCode: 7 });
  const kept = (await host.cli(['log', String(id), '--raw'])).stdout;
  expect(kept.split('\n').slice(0, 2)).toEqual(['1'.padStart(99, '0'), '2'.padStart(99, '0')]);
  const missing = 70_000 - kept.length;
  expect(statSync(join(dir, 'log')).size).toBeLessThan(17 * 1024);
  expect(logOf(dir)).toContain(`==> the log is at its limit of 16384 bytes: ${missing} bytes of output are missing above\n`);
  expect(text).toContain(`(${missing} bytes) of output are missing in it (log limit)`);
  expect((await message(`end/${id}/`)).text).toMatch(/log lacks \d+\.\d KB \(log limit\)/);
}, 60_000);

test('silence: told once with a ring, nothing is stopped, and told as over when output returns', async () => {
  const { id, dir } = (await host.ask('silent', { key: 'silent' }))!.job!;
  const stalled = await message(`stall/${id}/`);
  expect(stalled.text).toMatch(/STALLED 2 silent: silent \d+(?:\.\d)?s, CPU \d+%/);
  expect(stalled.text).toMatch(/last line: \W+before/);
  expect(stalled.text).toContain('Not stopped');
  expect(JSON.parse(stalled.text).rings).toBe(1);
  expect((await host.ask(`status ${id}`))!.text).toContain('no output since');
  writeFileSync(join(host.root, 'go'), '');
  const { job, text } = (await host.ask('silent', { key: 'silent', wait: true }))!;
  expect(job).toMatchObject({ id, state: 'succeeded' });
  expect(text).toMatch(/^- Stalled: no output since .* for \d/m);
  expect(host.events(id).filter(({ type }) => type === 'stalled' || type === 'awake')).toMatchObject([
    { type: 'stalled' },
    { type: 'awake' },
  ]);
  expect(logOf(dir)).toMatch(/ before\n.* after\n/);
  expect(host.outbox().filter(({ key }) => key.startsWith(`stall/${id}/`))).toHaveLength(1);
}, 60_000);

test('time: the job is ended, and log, ending and report say so', async () => {
  const { job, text } = (await host.ask('slow', { wait: true }))!;
  const { id, dir } = job!;
  expect(job).toMatchObject({ state: 'timed_out', signal: 'SIGTERM' });
  expect(logOf(dir)).toContain('==> stopping: time limit: it ran for 1 s\n');
  expect(text).toMatch(/^timed_out: time limit of 1s reached in phase only after 1(?:\.\d)?s, signal 15 \(SIGTERM\)/m);
  expect((await message(`end/${id}/`)).text).toContain(`TIMED OUT ${id} slow: limit 1s reached at only`);
  await until('the report', () => existsSync(join(dir, 'report.md')));
}, 60_000);
