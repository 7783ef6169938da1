/** A bot with a console is killed on its way to tell: all that counts stands in the transcript, once. */
import { expect, test } from 'vitest';
import { until } from '../lab/bench-host.ts';
import { Lives } from './lives.ts';
import { telling } from './points.ts';

const lives = new Lives({ args: ['start'], stdin: 'pipe' });

test.each(telling)('at %s', async (point) => {
  await lives.go();
  lives.host.armCrash(point);
  lives.bot.child.stdin!.write('seven\n');
  await lives.diesAndRestarts();
  const { id } = lives.host.jobs().at(-1)!.spec;
  await until('the report', () => lives.shown().some((key) => key.startsWith(`report/${id}/`)));
  await lives.reported(id);
  const keys = lives.shown();
  expect(keys.filter((key) => key.startsWith(`end/${id}/`))).toHaveLength(1);
  expect(keys.filter((key) => key.startsWith(`report/${id}/`))).toHaveLength(1);
  expect(new Set(keys).size).toBe(keys.length);
  lives.expectOnce(1, 1);
});

test('the end of its input ends it, once all is told; a job that failed is its exit code', async () => {
  await lives.go();
  const before = lives.host.jobs().length;
  lives.bot.child.stdin!.end('seven\n');
  expect(await lives.bot.ended).toMatchObject({ code: 1 });
  expect(lives.host.jobs()).toHaveLength(before + 1);
  const { id } = lives.host.jobs().at(-1)!.spec;
  expect(lives.shown().filter((key) => key.startsWith(`report/${id}/`))).toHaveLength(1);
});
