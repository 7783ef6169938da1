import { expect, test } from 'vitest';
import { FakeClock } from '../kernel/fake-clock.ts';
import { startHeartbeat } from './heartbeat.ts';

test('beats at once, then on time, is silent while unwell, survives a failure, and stops', async () => {
  const clock = new FakeClock();
  let beats = 0;
  let well = true;
  const failures: unknown[] = [];
  const beat = async (): Promise<void> => {
    beats += 1;
    if (beats === 2) throw new Error('503');
  };
  const heartbeat = startHeartbeat({ clock, every: 60_000, beat, well: () => well, failed: (cause) => failures.push(cause) });
  expect(beats).toBe(1);
  clock.advance(60_000);
  await Promise.resolve();
  expect([beats, failures.length]).toEqual([2, 1]);
  well = false;
  clock.advance(180_000);
  expect(beats).toBe(2);
  well = true;
  clock.advance(60_000);
  expect(beats).toBe(3);
  heartbeat.stop();
  clock.advance(600_000);
  expect([beats, clock.pending]).toEqual([3, 0]);
});
