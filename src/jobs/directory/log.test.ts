import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { stamp } from '../../kernel/stamp.ts';
import { until } from '../shim/strays.ts';
import { eventsOf, jobDirectory, logOf, shimMain, specOf } from '../shim/testing.ts';
import { killTree } from '../shim/tree.ts';
import { files } from '../spec.ts';
import { step } from '../testing.ts';
import { followLog } from './follow-log.ts';
import { lastLines, openLog, rawLog, stretchOf, wholeOutput } from './log.ts';
import { createQuoter } from './quote.ts';

const dirs: string[] = [];
const start = (dir: string) => {
  dirs.push(dir);
  const child = spawn(process.execPath, [shimMain, dir], { env: { PATH: process.env.PATH! }, stdio: 'ignore' });
  return new Promise<void>((resolve) => child.on('exit', () => resolve())).then(() => undefined);
};
const text = async (pieces: AsyncIterable<Buffer>): Promise<string> => {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString('utf8');
};
afterEach(async () => {
  for (const dir of dirs.splice(0)) {
    await killTree({ tag: specOf(dir).tag, groups: [], grace: 0 });
    rmSync(dirname(dir), { recursive: true, force: true });
  }
});

test('the exact bytes, of all and of each step, whatever it prints', async () => {
  const dir = jobDirectory([
    step('printf "a\\n==> phase x\\nno end"', { phase: 'one' }),
    step('echo "==> one: exit 0"; echo b >&2', { phase: 'two' }),
  ]);
  await start(dir);
  expect(await text(rawLog(dir))).toBe('a\n==> phase x\nno end==> one: exit 0\nb\n');
  const events = eventsOf(dir);
  const log = (await openLog(dir))!;
  expect(await wholeOutput(log, events, stretchOf(events, 0)!)).toBe('a\n==> phase x\nno end');
  expect(await wholeOutput(log, events, stretchOf(events, 1)!)).toBe('==> one: exit 0\nb\n');
  expect(stretchOf(events, 2)).toBeUndefined();
  await log.close();
  expect(await lastLines(dir, events, 2)).toEqual(['no end==> one: exit 0', 'b']);
});

test('following ends with the job, and gives all of it', async () => {
  const dir = jobDirectory([step('for i in 1 2 3 4 5; do echo "line $i"; sleep 0.05; done; printf "==> last"')]);
  const both = [text(followLog(dir)), text(followLog(dir, { raw: true }))];
  const over = start(dir);
  const [stamped, raw] = await Promise.all(both);
  await over;
  expect(raw).toBe('line 1\nline 2\nline 3\nline 4\nline 5\n==> last');
  expect(stamped).toBe(logOf(dir));
});

test('following ends when the shim dies', async () => {
  const dir = jobDirectory([step('echo on; sleep 1000')]);
  void start(dir);
  await until(() => existsSync(join(dir, files.log)) && logOf(dir).includes(' on\n'), 'the step');
  const followed = text(followLog(dir));
  const started = eventsOf(dir)[0]!;
  if (started.type === 'started') process.kill(started.pid, 'SIGKILL');
  expect(await followed).toContain('on\n');
});

test('the tail of a long log, of one long line, and of none', async () => {
  const root = mkdtempSync(join(tmpdir(), 'molt-tail-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  expect(await lastLines(root, [], 5)).toEqual([]);
  const line = (n: number) => `${stamp(n)}line ${n} ${'x'.repeat(200)}\n`;
  for (let n = 0; n < 5000; n += 1000) appendFileSync(join(root, files.log), Array.from({ length: 1000 }, (_, i) => line(n + i)).join(''));
  const tail = await lastLines(root, [], 1000);
  expect(tail.map((l) => l.split(' ')[1])).toEqual(Array.from({ length: 1000 }, (_, i) => String(4000 + i)));
  writeFileSync(join(root, files.log), `${stamp(1)}${'y'.repeat(2 ** 21)}\n${stamp(2)}end\n`);
  expect((await lastLines(root, [], 2)).map((l) => l.slice(-3))).toEqual(['yyy', 'end']);
});

test.each<[string, string[], object | undefined]>([
  ['none', ['fine'], undefined],
  ['rustc', ['error[E1]: no', '  --> src/lib.rs:12:5', 'error: two'], { line: 'error[E1]: no', where: 'src/lib.rs:12:5', more: 1 }],
  ['in the line', ['error: a/b.c:3: no'], { line: 'error: a/b.c:3: no', where: 'a/b.c:3', more: 0 }],
  ['too far below', ['error: no', '', '', '', 'x.rs:1'], { line: 'error: no', more: 0 }],
  ['of the next error', ['error: one', 'error: two', ' --> x.rs:1'], { line: 'error: one', more: 1 }],
  ['python', ['  File "tools/x.py", line 12, in f', '    g()', 'error: no'], { line: 'error: no', where: 'tools/x.py:12', more: 0 }],
  ['a time is no place', ['error: at 12:30:01 it broke'], { line: 'error: at 12:30:01 it broke', more: 0 }],
])('quote: %s', (_, lines, expected) => {
  const quoter = createQuoter(['^error(\\[E\\d+\\])?: ', '(']);
  for (const line of lines) quoter.line(line);
  expect(quoter.quote).toEqual(expected);
});
