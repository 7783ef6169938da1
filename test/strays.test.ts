/** `stop`, through the whole bot: nothing that the job started is left, however it hides; a bot that was started inside the job is. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runs } from '../src/jobs/shim/strays.ts';
import { BenchHost, until } from './lab/bench-host.ts';

const strays = resolve(import.meta.dirname, '../demo/workspace/tools/strays.mjs');
const entry = resolve(import.meta.dirname, '../bin/molt-ops.mjs');
const kinds = ['daemonised', 'nohup', 'pipe-holding', 'reparented', 'setsid', 'signal-ignoring', 'stopped'];

let host: BenchHost;
afterEach(() => host.close());

test('none of seven kinds of strays outlives its job', async () => {
  host = new BenchHost({ recipes: { strays: recipe([process.execPath, strays, '300']) } });
  expect(await host.serve().ready).toBe(true);
  await host.ask('strays', { key: 'k' });
  const pids = await until('all strays', () => {
    const file = join(host.jobs()[0]?.dir ?? host.root, 'log');
    const log = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const found = new Map([...log.matchAll(/stray (\S+) (\d+)\n/g)].map(([, kind, pid]) => [kind!, Number(pid)]));
    return found.size === kinds.length && found;
  });
  expect([...pids.keys()].sort()).toEqual(kinds);
  expect([...pids].filter(([, pid]) => !runs(pid))).toEqual([]);
  await host.ask('stop 1');
  const said = (await host.ask('strays', { key: 'k', wait: true }))!;
  expect(said.job?.state).toBe('cancelled');
  expect([...pids].filter(([, pid]) => runs(pid))).toEqual([]);
  expect(host.jobs()[0]!.end.left).toBeUndefined();
});

test('a bot that was started inside a job survives the stop of that job, and takes commands', async () => {
  const script = 'env MOLT_OPS_HOME="$HOME/inner" MOLT_OPS_CONFIG="$HOME/molt-ops.yaml" "$0" "$1" serve 2> "$HOME/inner.err" & sleep 300';
  host = new BenchHost({ recipes: { outer: recipe(['sh', '-c', script, process.execPath, entry]) } });
  expect(await host.serve().ready).toBe(true);
  await host.ask('outer', { key: 'k' });
  await until('the inner bot', () => {
    try {
      return host.read('inner.err').includes('ready');
    } catch {
      return false;
    }
  });
  await host.ask('stop 1');
  const said = (await host.ask('outer', { key: 'k', wait: true }))!;
  expect(said.job?.state).toBe('cancelled');
  const { code } = await host.cli(['say', 'whoami'], { env: { MOLT_OPS_HOME: `${host.root}/inner` } });
  expect(code).toBe(0);
});

const recipe = (run: string[]) => ({
  about: 'Leaves processes',
  category: 'compiler',
  exclusive: 'none',
  steps: [{ phase: 'leave', run }],
});
