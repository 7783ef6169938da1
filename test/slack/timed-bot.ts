/** A whole bot in this process on a clock that the test turns, with Slack in a box on the same clock, and real jobs in tmux. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bot, compose } from '../../src/compose.ts';
import { minute, second } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { findPaths } from '../../src/paths.ts';
import { BenchHost, until } from '../lab/bench-host.ts';
import { SlackLab } from '../lab/slack/lab.ts';

/** Longer steps would let sockets die of pings that had no time to be answered. */
const step = 4 * second;

export interface TimedBot {
  clock: FakeClock;
  lab: SlackLab;
  host: BenchHost;
  readonly bot: Bot;
  /** Time goes by, in steps between which everything comes to rest. */
  pass(span: number): Promise<void>;
  /** Everything that is to be said now is said. */
  rest(): Promise<void>;
  /** The step that waits for `name` goes on. */
  release(name: string): void;
  /** The end of a job is on the disk. */
  ended(id: number): Promise<void>;
  stop(): Promise<void>;
  /** Another bot on the same state folder, after `stop`. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A step that prints a line and waits until `name` is released; then ends with this code. */
export const waitsFor = (name: string, code = 0): string[] => [
  'sh',
  '-c',
  `echo begun; until [ -e "$HOME/${name}" ]; do sleep 0.05; done; exit ${code}`,
];

export async function openTimedBot(
  config: ConstructorParameters<typeof BenchHost>[0],
  people: readonly string[] = ['ada', 'bob'],
  { at = Date.now(), prepare = () => {} }: { at?: number; prepare?(host: BenchHost): void } = {},
): Promise<TimedBot> {
  const clock = new FakeClock(at);
  const lab = await SlackLab.open({ clock });
  people.forEach((name, n) => {
    lab.addUser({ id: `U0${n + 1}`, name });
  });
  lab.addChannel({ id: 'C01', name: 'bench' });
  const host = new BenchHost({ rooms: [{ slack: 'C01' }], ...config }, { env: lab.env });
  prepare(host);
  const env = { ...host.env };
  let bot: Bot;
  let isStopped = true;

  async function start(): Promise<void> {
    const made = await compose({ env, cwd: host.root, paths: findPaths(env, host.root), adapters: [], clock });
    if (!made.ok) throw new Error(made.refusal.message);
    bot = made.value;
    isStopped = false;
    await bot.start();
  }

  async function stop(): Promise<void> {
    if (isStopped) return;
    isStopped = true;
    const stopped = bot.stop();
    for (let done = false; !done; ) {
      clock.advance(second);
      done = await Promise.race([stopped.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 5, false))]);
    }
  }

  await start();

  async function rest(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await new Promise((resolve) => setTimeout(resolve, 3));
      await lab.idle();
    }
  }

  return {
    clock,
    lab,
    host,
    get bot() {
      return bot;
    },
    rest,
    async pass(span) {
      for (let left = span; left > 0; left -= step) {
        clock.advance(Math.min(step, left));
        await new Promise((resolve) => setTimeout(resolve, 1));
        await lab.idle();
      }
      await rest();
    },
    release: (name) => writeFileSync(join(host.root, name), ''),
    async ended(id) {
      await until(`end of ${id}`, () => host.jobs().find(({ spec }) => spec.id === id)?.end);
      // What is told of it has its turn; the pace of a room is one message a second.
      for (let n = 0; n < 8; n += 1) {
        clock.advance(second);
        await rest();
      }
    },
    stop,
    start,
    async close() {
      await stop();
      await host.close();
      await lab.close();
    },
  };
}

export { minute, second };
