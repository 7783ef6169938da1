/** The bot is killed at every named point, once each; after a restart nothing is lost, doubled or made up. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../lab/bench-host.ts';
import { Lives } from './lives.ts';
import { keeping, proving, stopping, turning, way, withdrawing } from './points.ts';

const lives = new Lives();

test.each(way)('at %s: one run, exit 7, one report', async (point) => {
  if (point.startsWith('database.')) {
    await lives.fresh();
    lives.host.armCrash(point);
    lives.bot = lives.host.serve();
  } else {
    await lives.go();
    lives.host.armCrash(point);
    void lives.host.ask('seven', { key: point, wait: true });
  }
  await lives.diesAndRestarts();
  expect(await lives.endOf('seven', point)).toMatchObject({ recipe: 'seven', state: 'failed', exitCode: 7 });
  lives.expectOnce(1, 1);
});

test.each(stopping)('at %s: the job ends cancelled, once', async (point) => {
  await lives.go();
  const ran = lives.ran();
  const { id } = (await lives.host.ask('long', { key: point }))!.job!;
  await until('the first process', () => lives.ran() > ran);
  lives.host.armCrash(point);
  await lives.host.ask(`stop ${id}`, { key: `stop at ${point}` });
  await lives.diesAndRestarts();
  await lives.host.ask(`stop ${id}`, { key: `stop at ${point}` });
  expect(await lives.endOf('long', point)).toMatchObject({ id, state: 'cancelled' });
  lives.expectOnce(1, 1);
});

test.each(withdrawing)('at %s: the job that waited never runs', async (point) => {
  await lives.go();
  const first = (await lives.host.ask('long', { key: `before ${point}` }))!.job!;
  const { id } = (await lives.host.ask('whole', { key: point }))!.job!;
  lives.host.armCrash(point);
  await lives.host.ask(`stop ${id}`, { key: `stop at ${point}` });
  await lives.diesAndRestarts();
  await lives.host.ask(`stop ${id}`, { key: `stop at ${point}` });
  expect(await lives.endOf('whole', point)).toMatchObject({ id, state: 'cancelled' });
  expect(lives.host.events(id).map(({ type }) => type)).toEqual(['withdrawn']);
  await lives.host.ask(`stop ${first.id}`);
  await lives.endOf('long', `before ${point}`);
  lives.expectOnce(2, [0, 1]);
});

test.each(turning)('at %s: the job that waited runs once', async (point) => {
  await lives.go();
  const gate = (await lives.host.ask('gate', { key: `before ${point}` }))!.job!;
  const { id } = (await lives.host.ask('whole', { key: point }))!.job!;
  await lives.host.running(gate.id);
  lives.host.armCrash(point);
  writeFileSync(join(lives.host.root, 'go'), '');
  await lives.diesAndRestarts();
  rmSync(join(lives.host.root, 'go'));
  expect(await lives.endOf('whole', point)).toMatchObject({ id, state: 'succeeded' });
  lives.expectOnce(2, 2);
});

test.each(proving)('at %s, and the shim before it: told as lost, once', async (point) => {
  await lives.go();
  const { id } = (await lives.host.ask('long', { key: point }))!.job!;
  const shim = await lives.host.running(id);
  lives.host.armCrash(point);
  process.kill(shim, 'SIGKILL');
  await lives.diesAndRestarts();
  expect(await lives.endOf('long', point)).toMatchObject({ id, state: 'lost' });
  lives.expectOnce(1, [0, 1]);
});

test.each(keeping)('at %s: the rows of a killed bench are kept', async (point) => {
  await lives.go();
  lives.host.armCrash(point);
  void lives.host.ask('bench', { key: point });
  await lives.diesAndRestarts();
  const job = await lives.endOf('bench', point);
  expect(job.state).toBe('signaled');
  expect(JSON.parse(readFileSync(join(job.dir, 'wasm.partial.json'), 'utf8'))).toMatchObject({ partial: true });
  lives.expectOnce(1, 1);
});
