/** The shim is killed at every named point, beside a bot that goes on: its job ends as what is known of it, told once. */
import { expect, test } from 'vitest';
import { Lives } from './lives.ts';
import { shim } from './points.ts';

const lives = new Lives();

test.each(shim)('at %s: %s', async (point, ends) => {
  await lives.go();
  lives.host.armCrash(point);
  const job = await lives.endOf('seven', point);
  expect(lives.host.crashed).toBe(true);
  if (ends === 'lost') expect(job.state).toBe('lost');
  else expect(job).toMatchObject({ state: 'failed', exitCode: 7 });
  lives.expectOnce(1, ends === 'lost' ? [0, 1] : 1);
  expect(lives.bot.child.exitCode).toBeNull();
});

test('a step that is killed: its job ends with that very signal', async () => {
  await lives.go();
  expect(await lives.endOf('killed', 'k')).toMatchObject({ state: 'signaled', signal: 'SIGKILL' });
});
