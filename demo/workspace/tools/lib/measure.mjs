/** Runs a program several times as a whole process, start included. Its answer must be right each time. */
import { spawnSync } from 'node:child_process';

/** `{ times }` in seconds, or `{ failed }`: why there are none. */
export function measure(argv, expected, { samples, warmup }) {
  const times = [];
  for (let round = 0; round < warmup + samples; round++) {
    const from = process.hrtime.bigint();
    const run = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const seconds = Number(process.hrtime.bigint() - from) / 1e9;
    if (run.error) return { failed: run.error.message };
    if (run.status !== 0) return { failed: run.stderr.trim() || `ended with ${run.signal ?? `exit ${run.status}`}` };
    if (run.stdout.trim() !== expected) return { failed: `wrong answer ${run.stdout.trim().slice(0, 80)}, expected ${expected}` };
    if (round >= warmup) times.push(seconds);
  }
  return { times };
}

/** Seconds that something takes, and what it gives. */
export function timed(work) {
  const from = process.hrtime.bigint();
  const value = work();
  return { value, seconds: Number(process.hrtime.bigint() - from) / 1e9 };
}

export const mean = (times) => times.reduce((sum, time) => sum + time, 0) / times.length;

/** What --super adds. The variance is that of the population. */
export function statistics(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const average = mean(times);
  return {
    mean_s: average,
    median_s: sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2,
    variance_s: mean(times.map((time) => (time - average) ** 2)),
    range_s: sorted.at(-1) - sorted[0],
    min_s: sorted[0],
    max_s: sorted.at(-1),
  };
}
