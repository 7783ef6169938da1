/** The tmux server is only a view: killed, stopped, missing or too old, jobs and their logs are complete, and somebody can look again. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { BenchHost, until } from './lab/bench-host.ts';

const entry = resolve(import.meta.dirname, '../bin/molt-ops.mjs');
/** Counts until the file `go` is there, then on to its end, and exits 7. */
const counting = 'i=0; while [ ! -e "$HOME/go" ]; do i=$((i+1)); echo "row $i"; sleep 0.05; done; echo last; exit 7';
const common = { about: 'Counts', category: 'compiler', exclusive: 'none' };
const recipes = {
  count: { ...common, steps: [{ phase: 'count', run: ['sh', '-c', counting] }] },
  silent: { ...common, steps: [{ phase: 'count', run: ['sh', '-c', counting.replace('echo "row $i"; ', '')] }] },
};

let host: BenchHost;
afterEach(() => host.close());

test('the tmux server is killed, twice: the viewer comes back with the tail of the log; job, log and exit code are whole', async () => {
  await runCount();
  for (let round = 0; round < 2; round += 1) {
    process.kill(serverPid(), 'SIGKILL');
    await until('the viewer back', () => sessions() === 'molt-1\n');
    await until('rows in it', () => /row \d+/.test(tmux('capture-pane', '-p', '-t', '=molt-1:')));
  }
  // Looked at from a terminal of its own: another tmux server.
  const outer = openOuter();
  try {
    outer('new-session', '-d', '-x', '120', '-y', '30', process.execPath, entry, 'attach', '1');
    await until('rows for who attaches', () => /row \d+/.test(outer('capture-pane', '-p', '-t', ':0')));
    expect(sessions()).toBe('molt-1\n');
    await expectWholeAfterGo();
    await until('the viewer closed', () => sessions() === '');
  } finally {
    closeOuter(outer);
  }
});

test('the tmux server is killed under a silent job, and cannot come up again: tried once, told in the log of the bot', async () => {
  await runCount('silent');
  const socket = join(socketFolder(host.home, host.env), 'tmux.sock');
  const server = serverPid();
  rmSync(socket);
  mkdirSync(socket);
  process.kill(server, 'SIGKILL');
  const told = (): string[] => host.read('home', 'molt-ops.log').match(/job 1: no viewer/g) ?? [];
  await until('the bot tells', () => told().length > 0);
  rmSync(socket, { recursive: true });
  await expectWholeAfterGo();
  expect(told()).toHaveLength(1);
});

test('the tmux server is killed with the bot down: the next bot opens the viewer', async () => {
  const bot = await runCount();
  process.kill(serverPid(), 'SIGKILL');
  bot.child.kill('SIGKILL');
  await bot.ended;
  expect(await host.serve().ready).toBe(true);
  await until('the viewer', () => sessions() === 'molt-1\n');
  await until('rows in it', () => /row \d+/.test(tmux('capture-pane', '-p', '-t', '=molt-1:')));
  await expectWholeAfterGo();
});

test('the tmux server is stopped: the job goes on and ends, a new one starts without it, attach follows the log', async () => {
  await runCount();
  const server = serverPid();
  process.kill(server, 'SIGSTOP');
  try {
    await rowsGoOn();
    process.kill(server, 'SIGCONT');
    const row = `row ${rows() + 2}`;
    await until('the pane goes on where it was', () => tmux('capture-pane', '-p', '-t', '=molt-1:').includes(row));
    process.kill(server, 'SIGSTOP');
    await host.ask('count', { key: 'second' });
    await host.running(2);
    const outer = openOuter();
    try {
      outer('new-session', '-d', '-x', '120', '-y', '30', process.execPath, entry, 'attach', '1');
      await until('the log', () => /follows its log[\s\S]*row \d+/.test(outer('capture-pane', '-p', '-S', '-', '-t', ':0')));
    } finally {
      closeOuter(outer);
    }
    await expectWholeAfterGo();
    const said = (await host.ask('count', { key: 'second', wait: true }))!;
    expect(said.job).toMatchObject({ state: 'failed', exitCode: 7 });
  } finally {
    process.kill(server, 'SIGCONT');
  }
});

test('Ctrl-C in the pane asks; the second one cancels', async () => {
  await runCount();
  tmux('send-keys', '-t', '=molt-1:', 'C-c');
  await until('the question', () => tmux('capture-pane', '-p', '-S', '-', '-t', '=molt-1:').includes('Again within 5 s stops job 1'));
  expect(host.events(1).some(({ type }) => type === 'stopping')).toBe(false);
  tmux('send-keys', '-t', '=molt-1:', 'C-c');
  const said = (await host.ask('count', { key: 'k', wait: true }))!;
  expect(said.job?.state).toBe('cancelled');
  expect(host.events(1).find(({ type }) => type === 'stopping')).toMatchObject({ by: 'pane' });
});

test.each([
  ['missing', undefined, 'apt install tmux'],
  ['too old', 'tmux 2.9', '3.2 or newer'],
])('tmux is %s: jobs run detached, and health says how to mend it', async (_, version, mend) => {
  host = new BenchHost({ recipes });
  writeFileSync(join(host.root, 'go'), '');
  const bot = host.serve({ env: { PATH: pathWith(version) } });
  expect(await bot.ready).toBe(true);
  const said = (await host.ask('count', { wait: true }))!;
  expect(said.job).toMatchObject({ state: 'failed', exitCode: 7 });
  expect(host.read('logs', 'compiler', host.jobs()[0]!.dir.split('/').at(-1)!, 'log')).toContain('last\n');
  const health = await host.ask('health');
  expect(health?.text).toContain('detached');
  expect(health?.text).toContain(mend);
});

async function runCount(recipe: keyof typeof recipes = 'count') {
  host = new BenchHost({ recipes });
  const bot = host.serve();
  expect(await bot.ready).toBe(true);
  await host.ask(recipe, { key: 'k' });
  await host.running(1);
  if (recipe === 'count') await rowsGoOn();
  return bot;
}

/** Everything was logged, and the exit code is the step's. */
async function expectWholeAfterGo(): Promise<void> {
  writeFileSync(join(host.root, 'go'), '');
  const said = (await host.ask('count', { key: 'k', wait: true }))!;
  expect(said.job).toMatchObject({ id: 1, state: 'failed', exitCode: 7 });
  const raw = (await host.cli(['log', '1', '--raw'])).stdout;
  const numbers = [...raw.matchAll(/^row (\d+)$/gm)].map(([, n]) => Number(n));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(raw).toMatch(/(?:^|\n)last\n$/);
}

async function rowsGoOn(): Promise<void> {
  const before = rows();
  await until('more rows', () => rows() > before + 1);
}
const rows = (): number => readFileSync(join(host.jobs()[0]!.dir, 'log'), 'utf8').split('row ').length;

const tmux = (...words: string[]): string =>
  execFileSync('tmux', ['-S', join(socketFolder(host.home, host.env), 'tmux.sock'), ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const serverPid = (): number => Number(tmux('display-message', '-p', '#{pid}'));
const sessions = (): string => {
  try {
    return tmux('list-sessions', '-F', '#S');
  } catch {
    return '';
  }
};

/** A tmux server that stands for the terminal of a person. */
function openOuter(): (...words: string[]) => string {
  const socket = join(host.root, 'outer.sock');
  return (...words) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...words], { encoding: 'utf8', env: { ...host.env, TERM: 'xterm-256color' } });
}

function closeOuter(outer: (...words: string[]) => string): void {
  try {
    outer('kill-server');
  } catch {
    // Gone with its only session, once the attached job was over.
  }
}

/** A PATH with all that the bot needs, but another tmux, or none. */
function pathWith(version: string | undefined): string {
  const folder = join(host.root, 'bin');
  mkdirSync(folder);
  for (const tool of ['git', 'sh', 'mkfifo', 'sleep', 'env', 'uname', 'date', 'stty', 'tail', 'sha256sum', 'cut', 'cat', 'nproc']) {
    try {
      symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(folder, tool));
    } catch {
      // Not on this host: the bot does without.
    }
  }
  if (version !== undefined) writeFileSync(join(folder, 'tmux'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  return folder;
}
