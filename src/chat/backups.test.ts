import { expect, test } from 'vitest';
import type { Millis } from '../kernel/clock.ts';
import { hour, minute } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import { startBackups } from './backups.ts';

function house(age?: Millis) {
  const clock = new FakeClock();
  const did: string[] = [];
  const state = { busy: false, copied: async (): Promise<void> => {} };
  const backups = startBackups({
    clock,
    last: age === undefined ? undefined : clock.now() - age,
    prune: () => did.push('prune'),
    backup: () => {
      did.push('copy');
      return state.copied();
    },
    busy: () => state.busy,
    failed: (cause) => did.push(String(cause)),
  });
  const pass = async (span: number): Promise<string[]> => {
    clock.advance(span);
    await new Promise((resolve) => setImmediate(resolve));
    return did.splice(0);
  };
  return { clock, state, backups, pass };
}

test('at the first start and then each hour, pruned before it is copied', async () => {
  const { pass } = house();
  expect(await pass(0)).toEqual(['prune', 'copy']);
  expect(await pass(hour - 1)).toEqual([]);
  expect(await pass(1)).toEqual(['prune', 'copy']);
});

test.each([
  ['a start soon after a copy waits for the rest of the hour', 20 * minute, 40 * minute],
  ['one long after it does not wait', 5 * hour, 0],
  ['a copy from the future, of a clock that was set back, is waited for an hour', -5 * hour, hour],
])('%s', async (_, age, wait) => {
  const { pass } = house(age);
  if (wait > 0) expect(await pass(wait - 1)).toEqual([]);
  expect(await pass(Math.min(wait, 1))).toEqual(['prune', 'copy']);
});

test('waits five minutes while a job has the whole host', async () => {
  const { pass, state } = house();
  state.busy = true;
  expect(await pass(minute + 5 * minute)).toEqual([]);
  state.busy = false;
  expect(await pass(5 * minute)).toEqual(['prune', 'copy']);
});

test('one that fails is told, and the next is made', async () => {
  const { pass, state } = house();
  state.copied = async () => {
    throw new Error('the disk is full');
  };
  expect(await pass(minute)).toEqual(['prune', 'copy', 'Error: the disk is full']);
  expect(await pass(hour)).toHaveLength(3);
});

test('stop waits for the copy that is under way, and makes no more', async () => {
  const { clock, state, backups, pass } = house();
  let finish = (): void => {};
  state.copied = () => new Promise<void>((resolve) => (finish = resolve));
  await pass(minute);
  let stopped = false;
  const stop = backups.stop().then(() => {
    stopped = true;
  });
  await pass(0);
  expect(stopped).toBe(false);
  finish();
  await stop;
  expect(clock.pending).toBe(0);
});
