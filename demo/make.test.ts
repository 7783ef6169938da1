/** The demo workspace appears whole, once, and needs nothing of us afterwards. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDemo } from './make.ts';
import { runTool, temporaryDemo } from './testing.ts';

let made: Awaited<ReturnType<typeof temporaryDemo>>;
beforeEach(async () => {
  made = await temporaryDemo();
});
afterEach(() => made.remove());

const git = (folder: string, ...words: string[]): string => execFileSync('git', words, { cwd: folder, encoding: 'utf8' }).trim();
const makeScript = (target: string): string =>
  `import { makeDemo } from ${JSON.stringify(new URL('./make.ts', import.meta.url).href)};
   console.log(JSON.stringify(await makeDemo(${JSON.stringify(target)}, (sentence) => console.log(sentence))));`;
const makeElsewhere = (target: string, env: Record<string, string>) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', makeScript(target)], { encoding: 'utf8', env: { ...process.env, ...env } });

describe('makeDemo', () => {
  test('makes a clean repository with one commit by its own identity', () => {
    expect(git(made.demo, 'log', '--format=%an <%ae> %s')).toBe('molt-ops <demo@molt-ops.invalid> Demo workspace');
    expect(git(made.demo, 'status', '--porcelain')).toBe('');
    expect(git(made.demo, 'branch', '--show-current')).toBe('main');
  });

  test('links nothing and leaves nothing beside it', () => {
    const entries = readdirSync(made.demo, { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isSymbolicLink())).toEqual([]);
    expect(readdirSync(made.folder)).toEqual(['demo']);
  });

  test('leaves one that is there as it is', async () => {
    writeFileSync(join(made.demo, 'notes.txt'), 'mine');
    const head = git(made.demo, 'rev-parse', 'HEAD');
    expect(await makeDemo(made.demo)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(join(made.demo, 'notes.txt'), 'utf8')).toBe('mine');
    expect(git(made.demo, 'rev-parse', 'HEAD')).toBe(head);
  });

  test('a bench leaves the repository clean', () => {
    const out = join(made.folder, 'wasm.json');
    expect(runTool(made.demo, ['bench_wasm.mjs', '--smoke', '--json-out', out])).toMatchObject({ exit: 0, stderr: '' });
    expect(git(made.demo, 'status', '--porcelain')).toBe('');
  });

  test('refuses a folder that holds something else, and takes nothing from it', async () => {
    const other = join(made.folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.txt'), 'precious');
    expect(await makeDemo(other)).toMatchObject({ ok: false, refusal: { code: 'not a demo' } });
    expect(readdirSync(other)).toEqual(['thesis.txt']);
  });

  test('takes an empty folder', async () => {
    const empty = join(made.folder, 'empty');
    mkdirSync(empty);
    expect(await makeDemo(empty)).toMatchObject({ ok: true });
    expect(git(empty, 'rev-list', '--count', 'HEAD')).toBe('1');
  });

  test.each(['demo.before-rename', 'demo.after-rename'])('killed at %s, the next start has a whole one', async (point) => {
    const target = join(made.folder, 'killed');
    const once = join(made.folder, 'once');
    writeFileSync(once, point);
    expect(makeElsewhere(target, { MOLT_OPS_CRASH_AT: once }).signal).toBe('SIGKILL');
    expect(existsSync(target)).toBe(point === 'demo.after-rename');
    expect(await makeDemo(target)).toMatchObject({ ok: true });
    expect(git(target, 'status', '--porcelain')).toBe('');
    expect(readdirSync(made.folder).sort()).toEqual(['demo', 'killed']);
  });

  test('throws away what a predecessor left half-made', async () => {
    const target = join(made.folder, 'again');
    mkdirSync(join(`${target}.making`, 'tools'), { recursive: true });
    writeFileSync(join(`${target}.making`, 'tools/half.mjs'), 'half');
    expect(await makeDemo(target)).toMatchObject({ ok: true });
    expect(existsSync(join(target, 'tools/half.mjs'))).toBe(false);
  });

  test('without git and python3 it is a plain folder, told; with git it becomes a repository', async () => {
    const target = join(made.folder, 'plain');
    const noGit = join(made.folder, 'bin');
    mkdirSync(noGit);
    symlinkSync(process.execPath, join(noGit, 'node'));
    const run = makeElsewhere(target, { PATH: noGit });
    expect(run.stdout).toBe(
      'python3 was not found, so the CPython column of the demo benches is n/a. Install python3, then run bench again.\n' +
        'The demo workspace is a plain folder, so its jobs name no commit: git was not found. Install git and start again.\n{"ok":true}\n',
    );
    expect(existsSync(join(target, '.git'))).toBe(false);
    expect(runTool(target, ['count.mjs', '1', '1'])).toMatchObject({ exit: 0 });
    expect(await makeDemo(target)).toMatchObject({ ok: true });
    expect(git(target, 'status', '--porcelain')).toBe('');
  });

  test('a git init that was cut off is finished', async () => {
    rmSync(join(made.demo, '.git'), { recursive: true });
    git(made.demo, 'init', '--quiet');
    await makeDemo(made.demo);
    expect(git(made.demo, 'rev-list', '--count', 'HEAD')).toBe('1');
  });

  test('hooks, templates and settings of the host have no say', async () => {
    const home = join(made.folder, 'home');
    const hooks = join(home, 'hooks');
    mkdirSync(hooks, { recursive: true });
    const ran = join(home, 'ran');
    for (const hook of ['pre-commit', 'post-commit', 'commit-msg'])
      writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch '${ran}'\nexit 1\n`, { mode: 0o755 });
    writeFileSync(join(home, '.gitconfig'), `[core]\n\thooksPath = "${hooks}"\n[user]\n\tname = host\n\temail = host@host.invalid\n`);
    const target = join(made.folder, 'hostile');
    expect(makeElsewhere(target, { HOME: home }).stdout).toBe('{"ok":true}\n');
    expect(existsSync(ran)).toBe(false);
    expect(git(target, 'log', '--format=%an')).toBe('molt-ops');
  });

  test('a folder that cannot be written is a sentence', async () => {
    writeFileSync(join(made.folder, 'file'), '');
    const outcome = await makeDemo(join(made.folder, 'file/demo'));
    expect(outcome).toMatchObject({ ok: false, refusal: { message: expect.stringContaining('could not be made at') } });
  });
});
