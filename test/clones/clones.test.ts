/** Two clones over one remote, a bot each; claims, hand edits, people's git, deaths and outages at once: nobody holds what another holds, no hand edit is lost, and everything is told once. */
import { expect, test } from 'vitest';
import { parseDuration, second } from '../../src/kernel/durations.ts';
import { Counts } from '../slack/lives/counts.ts';
import { check } from './checks.ts';
import { countWhat } from './figures.ts';
import { House } from './house.ts';
import { live } from './live.ts';
import { randomPlan } from './plan.ts';

/** How long; .ci/run lives five minutes. */
const span = (parseDuration(process.env.MOLT_OPS_CLONES ?? '20s') ?? Number.NaN) / second;
/** Another at each run; MOLT_OPS_TEST_SEED repeats one, as far as processes can be repeated. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

test(
  'whatever befalls two clones, nobody holds what another holds, no hand edit is lost, and each reminder and end comes once',
  async () => {
    const counts = new Counts();
    const house = new House(counts);
    try {
      await house.open();
      const { history, open } = await live(house, randomPlan(span, seed), span, counts);
      countWhat(history, counts);
      const problems = [...open, ...check(history), ...(await house.leave())];
      expect(problems, problems.join('; ')).toEqual([]);
      expect(history.tips.flatMap(({ grants }) => grants).length).toBeGreaterThan(span / 20);
    } finally {
      process.stdout.write([`${span} s of two clones, seed ${seed}`, ...counts.lines(), ''].join('\n'));
      await house.close();
    }
  },
  span * 1000 + 240_000,
);
