/** The guard beside a real bot: one that hangs, one that is gone, its submodules, and the line that it offers to paste. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BenchHost, type BotProcess } from './lab/bench-host.ts';

const entry = resolve(import.meta.dirname, '../bin/molt-ops.mjs');
let host: BenchHost;
let bot: BotProcess;

beforeEach(async () => {
  host = new BenchHost({ recipes: {}, people: { bob: { roles: ['operator'] } } });
  run('git', ['init', '-q', '--bare', '-b', 'main', join(host.root, 'origin.git')]);
  host.git('remote', 'add', 'origin', join(host.root, 'origin.git'));
  host.git('push', '-q', '-u', 'origin', 'main');
  host.git('config', 'molt-ops.person', 'bob');
  bot = host.serve();
  expect(await bot.ready).toBe(true);
});
afterEach(() => host.close());

/** Without what a person has in their environment: hooks have to find the state folder by themselves. */
function run(file: string, words: string[], { cwd = host.workspace, env = {} } = {}): SpawnSyncReturns<string> {
  const own = {
    PATH: process.env.PATH,
    HOME: host.root,
    GIT_AUTHOR_NAME: 'x',
    GIT_AUTHOR_EMAIL: 'x@example.org',
    GIT_COMMITTER_NAME: 'x',
    GIT_COMMITTER_EMAIL: 'x@example.org',
    NODE_NO_WARNINGS: '1',
    ...env,
  };
  return spawnSync(file, words, { cwd, env: own, encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' });
}
const install = (cwd?: string) =>
  run(process.execPath, [entry, 'guard', 'install'], {
    env: { ...host.env, MOLT_OPS_CRASH_AT: '' },
    ...(cwd !== undefined && { cwd }),
  });
const guard = (...words: string[]) => run(process.execPath, [entry, 'guard', ...words]);

function commit(path: string, folder = host.workspace): SpawnSyncReturns<string> {
  mkdirSync(resolve(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `${Math.random()}`);
  run('git', ['add', '-A'], { cwd: folder });
  return run('git', ['commit', '-qm', 'change'], { cwd: folder });
}

test('a bot that hangs keeps nobody: commits and pushes are made, CI and report say why not', async () => {
  expect(install().status).toBe(0);
  expect((await host.say('claim docs/ for 3h')).code).toBe(0);
  bot.child.kill('SIGSTOP');
  const made = commit('docs/a.md');
  expect(made).toMatchObject({
    status: 0,
    signal: null,
    stderr: expect.stringMatching(/^WARNING: 1 file claimed by .*[\s\S]*The bot did not answer; claims last changed \S+ ago/),
  });
  expect(run('git', ['push', '-q', 'origin', 'main'])).toMatchObject({ status: 0, stderr: expect.stringMatching(/^UNSURE push: 1 file/) });
  expect(guard('ci', 'main~1', '--json')).toMatchObject({ status: 1, stdout: expect.stringMatching(/"cannot tell"/) });
  expect(guard('report', 'main~1..main')).toMatchObject({ status: 0, stdout: expect.stringMatching(/No answer; claims last changed/) });
});

test('the line to paste reaches the bot as it is', async () => {
  install();
  await host.say('claim docs/ for 3h');
  const warned = commit('docs/a.md').stderr;
  const [, line = ''] = /Ask: (.*)$/m.exec(warned) ?? [];
  expect(line).toContain(`MOLT_OPS_HOME=${host.home}`);
  const asked = run('sh', ['-c', line]);
  expect(asked.stderr).not.toMatch(/No bot is running/);
  expect(asked.status).not.toBe(3);
});

test('a bot that is gone: what it left is told with its age, or that it cannot be read', async () => {
  install();
  await host.say('claim docs/ for 3h');
  bot.child.kill('SIGTERM');
  await bot.ended;
  expect(commit('free').stderr).toMatch(/^UNSURE: the bot did not answer; claims of \S+ ago\n$/);
  writeFileSync(join(host.home, 'claims.json'), '{');
  expect(commit('free').stderr).toMatch(
    /^UNSURE: claims were not looked at: no bot answers on .*, and what one left in claims\.json can't be read\n$/,
  );
});

test('settings that the clone had before are its own again', async () => {
  const uninstall = () => run(process.execPath, [entry, 'guard', 'uninstall']);
  const settings = () => run('git', ['config', '--local', '--get-regexp', '^molt-ops\\.']).stdout;
  const before = settings();
  host.git('config', 'molt-ops.home', '/else');
  const had = settings();
  expect(uninstall().stdout).toBe('There was no guard here.\n');
  expect(settings()).toBe(had);
  for (let n = 0; n < 2; n++) expect(install().status).toBe(0);
  expect(settings()).toContain(`molt-ops.home ${host.home}\n`);
  for (let n = 0; n < 2; n++) {
    uninstall();
    expect(settings()).toBe(had);
  }
  host.git('config', '--unset', 'molt-ops.home');
  for (let n = 0; n < 2; n++) install();
  uninstall();
  expect(settings()).toBe(before);
});

test('a submodule is judged by its paths in the workspace', async () => {
  const lib = join(host.root, 'lib');
  run('git', ['init', '-q', '-b', 'main', lib]);
  commit('lib/l.c', lib);
  run('git', ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', lib, 'vendor/sub']);
  run('git', ['commit', '-qm', 'sub']);
  const sub = join(host.workspace, 'vendor/sub');
  run('git', ['config', 'molt-ops.person', 'bob'], { cwd: sub });
  expect(install(lib)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^NOT INSTALLED/) });
  expect(install(sub).status).toBe(0);
  await host.say('claim lib/ for 3h');
  expect(commit('lib/l.c', sub)).toMatchObject({ status: 0, stderr: '' });
  await host.say('claim vendor/sub/lib/ for 3h');
  expect(commit('lib/l.c', sub).stderr).toMatch(/^WARNING: 1 file claimed by .*\n.*\n {2}vendor\/sub\/lib\/l\.c\n/);
  expect(run('git', ['push', 'origin', 'HEAD:refs/heads/new'], { cwd: sub })).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^BLOCKED push: 1 file claimed/),
  });
});
