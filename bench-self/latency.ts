/** From an accepted command to its first process, and from its last process to the report in the adapter's hands. */
import { connect } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { BenchHost } from '../test/lab/bench-host.ts';
import { spread } from './figures.ts';

const runs = 21;

/** A step that tells when it began and, as the last thing it does, when it ended. Milliseconds since 1970. */
const recipes = {
  tick: { about: 'Tells the time', category: 'compiler', exclusive: 'none', steps: [{ phase: 'tick', run: ['date', '+%s%N'] }] },
};

export async function latency(): Promise<object> {
  const host = new BenchHost({ recipes });
  try {
    const bot = host.serve();
    if (!(await bot.ready)) throw new Error(bot.stderr());
    const line = await connect(socketFolder(host.home, host.env));
    if (!line.ok) throw new Error(line.refusal.message);
    const toFirst: number[] = [];
    const toReport: number[] = [];
    for (let n = 0; n < runs; n++) {
      const asked = Date.now();
      const said = await line.value.say({ say: 'tick', wait: true });
      const told = Date.now();
      if (!said?.job) throw new Error(said?.text ?? 'the bot went away');
      const printed = Number(
        BigInt(host.read('logs', 'compiler', said.job.dir.split('/').at(-1)!, 'log').match(/(\d{19})/)![1]!) / 1_000_000n,
      );
      toFirst.push(printed - asked);
      toReport.push(told - printed);
    }
    line.value.close();
    return {
      unit: 'ms',
      acceptedToFirstProcess: { ...spread(toFirst), reach: 150 },
      lastProcessToReport: { ...spread(toReport), reach: 50 },
    };
  } finally {
    await host.close();
  }
}
