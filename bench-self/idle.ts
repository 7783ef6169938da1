/** What bot and shim cost while one silent job runs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchHost, until } from '../test/lab/bench-host.ts';
import { round } from './figures.ts';
import { cpuSeconds, memory, wakeUps } from './processes.ts';

const seconds = Number(process.env.IDLE_SECONDS ?? 60);

const recipe = (run: string[]) => ({ about: 'For the measure', category: 'compiler', exclusive: 'none', steps: [{ phase: 'only', run }] });
const recipes = {
  silent: recipe(['sleep', '600']),
  flood: recipe(['sh', '-c', "yes 'a line of forty-four characters and no more!' | head -n 700000"]),
};

export const idle = (): Promise<object> => idleWith({}, {}, async () => ({}));

/** `start`: says the line that starts a job, else over the socket. `then`: measures more on the same bot. */
export async function idleWith(
  config: object,
  { env = {}, start }: { env?: Record<string, string>; start?: (line: string) => Promise<unknown> },
  then: () => Promise<object>,
): Promise<object> {
  const host = new BenchHost({ recipes, ...config }, { env });
  try {
    const bot = host.serve();
    if (!(await bot.ready)) throw new Error(bot.stderr());
    await (start ?? ((line) => host.say(line)))('silent');
    const dir = (await until('the job', () => host.jobs()[0])).dir;
    const shim = await until('the shim', () => pidIn(join(dir, 'events.jsonl')));
    await pause(5);
    const pids = { bot: bot.child.pid!, shim };
    const before = { bot: look(pids.bot), shim: look(pids.shim) };
    await pause(seconds);
    const after = { bot: look(pids.bot), shim: look(pids.shim) };
    const told = (who: 'bot' | 'shim') => ({
      wakeUpsPerSecond: round((after[who].wakeUps - before[who].wakeUps) / seconds, 3),
      cpuPercent: round(((after[who].cpu - before[who].cpu) / seconds) * 100, 4),
      rssMb: round(after[who].memory.rss),
      privateMb: round(after[who].memory.private),
    });
    return {
      seconds,
      bot: { ...told('bot'), reach: { wakeUpsPerSecond: 0.5, cpuPercent: 0.02, rssMb: 75 } },
      shim: { ...told('shim'), reach: { wakeUpsPerSecond: 0, privateMb: 12 } },
      ...(await then()),
    };
  } finally {
    await host.close();
  }
}

function pidIn(events: string): number | undefined {
  const text = existsSync(events) ? readFileSync(events, 'utf8') : '';
  return Number(/"pid":(\d+)/.exec(text)?.[1]) || undefined;
}

const look = (pid: number) => ({ wakeUps: wakeUps(pid), cpu: cpuSeconds(pid), memory: memory(pid) });
const pause = (s: number): Promise<void> => new Promise((done) => setTimeout(done, s * 1000));
