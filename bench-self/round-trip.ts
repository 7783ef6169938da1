/** `molt-ops say jobs` against Node's own start, turn by turn. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { BenchHost } from '../test/lab/bench-host.ts';
import { median, round, spread, timed } from './figures.ts';

const runs = 15;
const entry = resolve(import.meta.dirname, '../bin/molt-ops.mjs');

export async function roundTrip(): Promise<object> {
  const host = new BenchHost({ recipes: {} });
  try {
    const bot = host.serve();
    if (!(await bot.ready)) throw new Error(bot.stderr());
    const say: number[] = [];
    const node: number[] = [];
    for (let n = 0; n <= runs; n++) {
      const bare = await timed(() => execFileSync(process.execPath, ['-e', '0'], { env: host.env }));
      const asked = await timed(() => execFileSync(process.execPath, [entry, 'say', 'jobs'], { env: host.env }));
      if (n > 0) {
        node.push(bare);
        say.push(asked);
      }
    }
    return {
      unit: 'ms',
      say: spread(say),
      node: spread(node),
      beyondNode: { median: round(median(say.map((s, n) => s - node[n]!))), reach: 60 },
    };
  } finally {
    await host.close();
  }
}
