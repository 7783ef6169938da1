import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAfter } from './after.ts';
import { runs, written } from './strays.ts';

const folder = mkdtempSync(join(tmpdir(), 'molt-after-'));
const env = { PATH: process.env.PATH!, HOME: folder };

test('it is waited for', async () => {
  await runAfter(['sh', '-c', 'sleep 0.05; echo done > "$HOME/done"'], folder, env, 'after-1');
  expect(written(join(folder, 'done'))).toBe(true);
});

test('over its limit it is ended with all that it started', async () => {
  const script = 'setsid sleep 1000 & echo $! > "$HOME/stray"; echo $$ > "$HOME/self"; sleep 1000';
  await runAfter(['sh', '-c', script], folder, env, `after-${process.pid}`, 500);
  // Whoever adopts what is killed may bury it a little later.
  for (const name of ['stray', 'self'])
    await expect.poll(() => runs(Number(readFileSync(join(folder, name), 'utf8'))), { timeout: 10_000 }).toBe(false);
});

test('one that cannot be started is over at once', () => runAfter(['no-such-program'], folder, env, 'after-3'));
