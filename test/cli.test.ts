/** The verbs as scripts use them: what goes to stdout, what to stderr, and the exit codes. */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchHost } from './lab/bench-host.ts';

const entry = resolve(import.meta.dirname, '../bin/molt-ops.mjs');
const recipe = (script: string): object => ({
  about: 'x',
  category: 'compiler',
  exclusive: 'none',
  steps: [{ phase: 'a', run: ['sh', '-c', script] }],
});
let host: BenchHost;
beforeAll(async () => {
  host = new BenchHost({
    recipes: {
      raw: recipe('printf "==> phase no\\nerr\\n" >&2; printf "no end"'),
      seven: recipe('exit 7'),
      brief: recipe('echo one; sleep 1; echo two'),
    },
  });
});
afterAll(() => host.close());

test('without a bot: say ends with 3, jobs has none, log knows none', async () => {
  expect(await host.say('jobs')).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(/^No bot is running here .*npm start/),
  });
  expect(await host.cli(['jobs', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
  expect(await host.cli(['log', '9'])).toMatchObject({ code: 1, stdout: '', stderr: 'There is no job 9. All jobs: molt-ops jobs\n' });
});

test('with one: exit codes, JSON, keys, exact bytes, a second console', async () => {
  const bot = host.serve();
  expect(await bot.ready).toBe(true);
  const first = await host.say('raw', '--wait', '--json', '--key', 'k');
  expect(first.code).toBe(0);
  const { job } = JSON.parse(first.stdout);
  expect(Object.keys(job)).toEqual(['id', 'recipe', 'state', 'dir', 'exitCode', 'signal']);
  expect(JSON.parse((await host.say('raw', '--wait', '--json', '--key', 'k')).stdout).job).toEqual(job);
  expect((await host.say('seven', '--wait')).code).toBe(1);
  expect(JSON.parse((await host.cli(['jobs', '--json'])).stdout)).toEqual([
    { id: 2, recipe: 'seven', state: 'failed', dir: expect.stringMatching(/_seven_2$/), exitCode: 7, signal: null },
    job,
  ]);
  expect((await host.cli(['log', '1', '--raw'])).stdout).toBe('==> phase no\nerr\nno end');
  expect((await host.cli(['log', '1'])).stdout).toBe(readFileSync(join(job.dir, 'log'), 'utf8'));
  await host.say('brief');
  expect((await host.cli(['log', '3', '-f', '--raw'])).stdout).toBe('one\ntwo\n');
  expect(await host.cli(['attach', '3'])).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Job 3 is over \(succeeded\); this is its log\./),
  });
  const table = (await host.cli(['jobs'])).stdout.split('\n');
  expect(table).toEqual([
    expect.stringMatching(/^ {3}3 {2}succeeded {4} +\S+ {2}brief$/),
    expect.stringMatching(/^ {3}2 {2}failed {7} +\S+ {2}seven$/),
    expect.stringMatching(/^ {3}1 {2}succeeded {4} +\S+ {2}raw$/),
    '',
  ]);
  expect(await host.say('jobs', '--as', 'ada')).toMatchObject({ code: 2, stderr: expect.stringMatching(/MOLT_OPS_CREDENTIAL/) });
  expect((await host.cli(['say', 'jobs', '--as', 'ada'], { env: { MOLT_OPS_CREDENTIAL: 'wrong' } })).code).toBe(1);
  const beside = await host.cli(['start'], { input: 'raw\nseven\n', env: { MOLT_OPS_BOT: '1' } });
  expect(beside.code).toBe(1);
  expect(beside.stderr).toMatch(/A bot runs here already: this is a console to it\. ready/);
  expect(beside.stdout).toMatch(/## raw \(job 4\)[\s\S]*## seven \(job 5\)|## seven \(job 5\)[\s\S]*## raw \(job 4\)/);
  expect(beside.stdout).not.toMatch(/"level":/);
});

test('init writes a config that config check accepts, once', async () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [entry, ...words], {
      cwd: host.workspace,
      env: { ...host.env, MOLT_OPS_CONFIG: 'molt-ops.yaml' },
      encoding: 'utf8',
    });
  expect(run('init', '--yes').status).toBe(0);
  expect(run('config', 'check')).toMatchObject({ status: 0, stdout: expect.stringMatching(/is fine: 1 recipes/) });
  writeFileSync(join(host.workspace, 'molt-ops.yaml'), '# mine\n');
  expect(run('init', '--yes')).toMatchObject({ status: 1, stderr: expect.stringMatching(/is there already and was not touched/) });
  expect(readFileSync(join(host.workspace, 'molt-ops.yaml'), 'utf8')).toBe('# mine\n');
  expect(JSON.parse(run('config', 'schema').stdout)).toMatchObject({ type: 'object' });
});
