import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from './log.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-log-'));
  file = join(folder, 'state/bot.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = (name = file): { level: number; msg: string; detail?: unknown; err?: { message: string } }[] =>
  readFileSync(name, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('a line is in the file when the call returns, for the owner only', () => {
  const log = openLog({ file });
  log('info', 'started', { job: 42 });
  log('debug', 'not wanted');
  log('error', 'broken', new Error('why'));
  expect(lines()).toMatchObject([
    { level: 30, msg: 'started', detail: { job: 42 } },
    { level: 50, msg: 'broken', err: { message: 'why' } },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  log.close();
});

test('secrets are masked wherever they stand, also where JSON writes them differently', () => {
  const log = openLog({ file, secrets: ['hunter"22', 'first-line\nsecond-line'] });
  log('info', 'token hunter"22', { deep: [{ key: 'first-line' }], note: 'xoxb-12345678901' });
  log('warn', 'failed', new Error('at second-line'));
  log.close();
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/hunter|first-line|second-line|xoxb-1/);
  expect(lines()).toHaveLength(2);
});

test('what is said after its end is dropped, and breaks nothing', () => {
  const log = openLog({ file });
  log('info', 'last');
  log.close();
  log('warn', 'later', new Error('too late'));
  expect(lines().map(({ msg }) => msg)).toEqual(['last']);
});

test('nothing goes to stdout or stderr, and a kill loses no line', () => {
  const module = resolve(import.meta.dirname, 'log.ts');
  const program = `const { openLog } = await import(${JSON.stringify(module)});
    const log = openLog({ file: ${JSON.stringify(file)} });
    for (let n = 0; n < 100; n += 1) log('info', 'line ' + n);
    process.kill(process.pid, 'SIGKILL');`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(ran).toMatchObject({ signal: 'SIGKILL', stdout: '', stderr: '' });
  expect(lines().at(-1)?.msg).toBe('line 99');
  expect(lines()).toHaveLength(100);
});

test('a large log is put aside at the next start, two are kept', () => {
  for (const mark of ['first', 'second', 'third']) {
    const log = openLog({ file });
    log('info', mark);
    log.close();
    truncateSync(file, 10 * 1024 * 1024);
  }
  openLog({ file }).close();
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(readFileSync(`${file}.1`, 'utf8')).toContain('third');
  expect(readFileSync(`${file}.2`, 'utf8')).toContain('second');
  expect(existsSync(`${file}.3`)).toBe(false);
});

test('a small log goes on', () => {
  openLog({ file }).close();
  writeFileSync(file, '{"msg":"before"}\n');
  const log = openLog({ file });
  log('info', 'after');
  log.close();
  expect(lines().map(({ msg }) => msg)).toEqual(['before', 'after']);
});
