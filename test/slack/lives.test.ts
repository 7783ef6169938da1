/** Random lives of real bots on a Slack in a box that loses answers, refuses, hangs up and goes away: each command is worked once, each final report seen once, in order. */
import { expect, test } from 'vitest';
import { Counts } from './lives/counts.ts';
import { liveAll } from './lives/live-all.ts';
import { randomRuns } from './lives/plan.ts';

/** How many runs; .ci/run has many more. */
const runs = Number(process.env.MOLT_OPS_LIVES ?? 40);
/** Another at each run; MOLT_OPS_TEST_SEED repeats one, as far as processes can be repeated. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

test(
  'each command is worked once and each final report seen once, in order, whatever befalls bot and Slack',
  async () => {
    const counts = new Counts();
    const begun = performance.now();
    try {
      const problems = await liveAll(randomRuns(runs, seed), seed, counts);
      expect(problems, problems.join('; ')).toEqual([]);
      expect(counts.of('seen: full reports')).toBeGreaterThan(runs);
    } finally {
      const took = `${((performance.now() - begun) / 1000).toFixed(0)} s`;
      process.stdout.write([`${runs} lives of Slack, seed ${seed}, in ${took}`, ...counts.lines(), ''].join('\n'));
    }
  },
  60_000 + runs * 5000,
);
