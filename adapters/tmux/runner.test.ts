import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { runnerContract } from '../../src/jobs/runner.contract.ts';
import { until } from '../../src/jobs/shim/strays.ts';
import { endOf, eventsOf, jobDirectory, logOf, rawOf, shimMain, step, sweep } from '../../src/jobs/shim/testing.ts';
import { files } from '../../src/jobs/spec.ts';
import { tmuxConfig } from './config.ts';
import { tmuxRunner } from './runner.ts';
import { attachArgv, checkVersion, tmuxVersion } from './tmux.ts';

const folder = mkdtempSync(join(tmpdir(), 'molt-tmux-'));
const socket = join(folder, 'sock');
const configFile = join(folder, 'conf');
writeFileSync(configFile, tmuxConfig);
const shim = [process.execPath, shimMain];
const env = { PATH: process.env.PATH!, LANG: 'C.UTF-8' };
const runner = tmuxRunner({ socket, configFile, shim, env });
const dirs: string[] = [];

const tmux = (...words: string[]): string =>
  execFileSync('tmux', ['-S', socket, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const server = (): number => Number(tmux('display-message', '-p', '#{pid}'));
const sessions = (): string[] => {
  try {
    return tmux('list-sessions', '-F', '#S').trim().split('\n').filter(Boolean);
  } catch {
    return [];
  }
};
const pane = (id: number): string => tmux('capture-pane', '-p', '-t', `=molt-${id}:`);
const began = (dir: string) =>
  until(() => existsSync(join(dir, files.events)) && eventsOf(dir).some((e) => e.type === 'phase'), 'the step');
const over = (dir: string) => until(() => existsSync(join(dir, files.end)), 'the end');

function job(id: number, script: string) {
  const dir = jobDirectory([step(['sh', '-c', script])], { id });
  dirs.push(dir);
  return { id, dir };
}
const waiting = 'while [ ! -e "$HOME/go" ]; do sleep 0.01; done';
const go = (dir: string) => writeFileSync(join(dir, 'go'), '');

afterEach(() => sweep(dirs));
afterAll(() => {
  try {
    tmux('kill-server');
  } catch {
    // Ended by a test.
  }
  rmSync(folder, { recursive: true });
});

runnerContract('tmux', (making) => tmuxRunner({ socket, configFile, ...making }), {
  module: new URL('./start-and-wait.ts', import.meta.url).pathname,
  given: { socket, configFile },
});

test('tmux has nothing to say against the configuration', async () => {
  const it = job(7, waiting);
  await runner.start(it);
  expect(tmux('source-file', configFile)).toBe('');
  expect(tmux('show-options', '-w', '-t', '=molt-7:', 'window-size')).toBe('window-size manual\n');
  go(it.dir);
  await over(it.dir);
});

test('the pane shows what the job says, and its session ends with it', async () => {
  const it = job(1, `printf 'hello \\033[31mred\\033[0m \\033[c\\n'; ${waiting}`);
  await runner.start(it);
  await until(() => sessions().includes('molt-1') && pane(1).includes('hello red'), 'the output in the pane');
  go(it.dir);
  await over(it.dir);
  await until(() => !sessions().includes('molt-1'), 'the end of the session');
});

test('kill-server takes neither job nor log, and a viewer comes back', async () => {
  const it = job(2, `echo before; ${waiting}; echo after; exit 7`);
  await runner.start(it);
  await began(it.dir);
  process.kill(server(), 'SIGKILL');
  await until(() => sessions().length === 0, 'the end of the server');
  expect((await runner.reopen(it)).ok).toBe(true);
  expect((await runner.reopen(it)).ok).toBe(true);
  await until(() => pane(2).includes('before'), 'the log in the viewer');
  go(it.dir);
  await over(it.dir);
  expect(endOf(it.dir)).toMatchObject({ exit: { code: 7 } });
  expect(rawOf(it.dir).toString()).toBe('before\nafter\n');
  await runner.close(it);
  expect(sessions()).not.toContain('molt-2');
});

test('a stopped server is a refusal after a while, and holds up no job that runs', async () => {
  const it = job(3, `${waiting}; seq 1 50000; exit 7`);
  await runner.start(it);
  await began(it.dir);
  const pid = server();
  process.kill(pid, 'SIGSTOP');
  try {
    const refused = runner.start(job(4, 'true'));
    go(it.dir);
    await over(it.dir);
    expect(logOf(it.dir)).toContain(' 50000\n');
    expect(endOf(it.dir)).toMatchObject({ exit: { code: 7 } });
    expect(await refused).toMatchObject({ ok: false, refusal: { code: 'tmux silent' } });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test('closing a job leaves a shim that still runs, and other sessions with a like name', async () => {
  const [it, other] = [job(5, waiting), job(50, waiting)];
  await runner.start(it);
  await runner.start(other);
  await Promise.all([began(it.dir), began(other.dir)]);
  await runner.close(it);
  expect(sessions()).toEqual(expect.arrayContaining(['molt-5', 'molt-50']));
  go(it.dir);
  go(other.dir);
  await Promise.all([over(it.dir), over(other.dir)]);
});

test('Ctrl-C twice in the pane stops the job, Ctrl-S and Ctrl-Z do nothing', async () => {
  const it = job(6, 'sleep 1000');
  await runner.start(it);
  await began(it.dir);
  tmux('send-keys', '-t', '=molt-6:', 'C-s', 'C-z', 'C-\\');
  tmux('send-keys', '-t', '=molt-6:', 'C-c');
  await until(() => pane(6).includes('Again within 5 s stops job 6'), 'the question');
  tmux('send-keys', '-t', '=molt-6:', 'C-c');
  await over(it.dir);
  expect(eventsOf(it.dir)).toContainEqual(expect.objectContaining({ type: 'stopping', by: 'pane' }));
});

test.each<[string, boolean]>([
  ['tmux 3.3a', true],
  ['tmux 3.2', true],
  ['tmux 4.0', true],
  ['tmux next-3.5', true],
  ['tmux openbsd-7.4', true],
  ['tmux 3.1c', false],
  ['tmux 2.9', false],
])('%s: new enough is %s', (said, ok) => expect(checkVersion(said).ok).toBe(ok));

test('a missing tmux is a refusal that says how to get it', async () => {
  expect(await tmuxVersion('no-such-tmux')).toMatchObject({ ok: false, refusal: { message: expect.stringContaining('apt install tmux') } });
  expect((await tmuxVersion()).ok).toBe(true);
});

test('how to attach', () => expect(attachArgv('/s', 42, true).join(' ')).toBe('tmux -S /s attach -f ignore-size,read-only -t =molt-42'));
