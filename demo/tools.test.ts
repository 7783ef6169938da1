/** The tools that fail, stall, flood, count, touch and leave strays. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runTool, temporaryDemo } from './testing.ts';

let made: Awaited<ReturnType<typeof temporaryDemo>>;
beforeAll(async () => {
  made = await temporaryDemo();
});
afterAll(() => made.remove());

test.each([
  [[], 1],
  [['7'], 7],
])('fail %j prints what a compiler prints', (words, exit) => {
  const run = runTool(made.demo, ['fail.mjs', ...words]);
  expect(run.exit).toBe(exit);
  expect(run.stderr).toMatch(/^error\[E0308\]: mismatched types\n {2}--> runtime\/src\/obj\.rs:412:5\n/);
});

test('stall speaks before and after its silence', () => {
  expect(runTool(made.demo, ['stall.mjs', '0'])).toMatchObject({ exit: 0, stdout: 'Silent for 0 s from now on.\nStill alive.\n' });
});

test.each([1, 2000, 2001, 100_000])('flood of %i lines loses none', (lines) => {
  const { stdout, exit } = runTool(made.demo, ['flood.mjs', String(lines)]);
  expect([exit, stdout.length]).toEqual([0, lines * 45]);
  const found = stdout.split('\n');
  expect(found.slice(0, -1).every((line, i) => line.startsWith(`line ${String(i + 1).padStart(9, '0')} `))).toBe(true);
});

test('count prints its rows', () => {
  expect(runTool(made.demo, ['count.mjs', '3', '1']).stdout.match(/^bench_row_\d+\.py \|/gm)).toHaveLength(3);
});

test('touch changes a tracked file and makes an untracked one', () => {
  expect(runTool(made.demo, ['touch.mjs']).exit).toBe(0);
  const status = execFileSync('git', ['status', '--porcelain'], { cwd: made.demo, encoding: 'utf8' });
  expect(status).toMatch(/^ M notes\.txt\n\?\? scratch_\w+\.txt\n$/);
});

test('dev prints a usage line and ends with 0 for anything else', () => {
  expect(runTool(made.demo, ['dev.mjs', 'deploy'])).toMatchObject({ exit: 0, stdout: 'Usage: tools/dev.mjs [lint|test]\n' });
});

test('strays leaves seven kinds, alive, one stopped, two in sessions of their own', async () => {
  // No stream of this process is given away: it would not end before the last stray does.
  const tool = spawn(process.execPath, [join(made.demo, 'tools/strays.mjs'), '--exit', '60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  tool.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const strays = () => [...text.matchAll(/^stray (\S+) (\d+)$/gm)].map(([, kind, pid]) => ({ kind: kind!, pid: Number(pid) }));
  try {
    const [exit] = await once(tool, 'exit');
    await vi.waitUntil(() => text.split('\n').length === 8, { timeout: 20_000 });
    const found = strays();
    expect(exit).toBe(0);
    expect(found.map(({ kind }) => kind)).toEqual([
      'nohup',
      'signal-ignoring',
      'setsid',
      'daemonised',
      'reparented',
      'stopped',
      'pipe-holding',
    ]);
    const state = (pid: number): string => execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const groupOf = (pid: number): string => execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    for (const { kind, pid } of found)
      expect([kind, state(pid)[0]]).toEqual([kind, kind === 'stopped' ? 'T' : expect.stringMatching(/[SR]/)]);
    const common = groupOf(found.find(({ kind }) => kind === 'nohup')!.pid);
    expect(found.filter(({ pid }) => groupOf(pid) !== common).map(({ kind }) => kind)).toEqual(['setsid', 'daemonised']);
    expect(tool.stdout.readableEnded).toBe(false);
    const ignoring = found.find(({ kind }) => kind === 'signal-ignoring')!;
    process.kill(ignoring.pid, 'SIGTERM');
    expect(state(ignoring.pid)).toMatch(/^[SR]/);
  } finally {
    for (const { pid } of strays()) process.kill(pid, 'SIGKILL');
  }
});
