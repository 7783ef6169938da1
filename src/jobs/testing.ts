/** For tests: a heart over a folder of its own, with real shims. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { done } from '../kernel/result.ts';
import type { JobIndex } from './index-port.ts';
import type { Draft, JobNews, JobSummary } from './job.ts';
import { createJobs, type JobsHeart } from './jobs.ts';
import type { Runner } from './runner.ts';
import { shimMain } from './shim/testing.ts';
import { killTree } from './shim/tree.ts';
import type { Step } from './spec.ts';
import { isOver } from './state.ts';

export const step = (script: string, more: Partial<Step> = {}): Step => ({
  phase: 'only',
  run: ['sh', '-c', script],
  cwd: tmpdir(),
  env: {},
  continue: false,
  ...more,
});

export const draft = (steps: Step[], more: Partial<Draft> = {}): Draft => ({
  recipe: 'try',
  about: 'a try',
  category: 'agents',
  exclusive: 'none',
  steps,
  workspace: tmpdir(),
  requester: 'ada',
  agent: false,
  place: { adapter: 'console', room: 'main' },
  asked: { given: 'try', canonical: 'try' },
  options: {},
  limits: { log: 2 ** 31 },
  key: `key-${Math.random()}`,
  errors: ['^error'],
  env: { PATH: process.env.PATH! },
  ...more,
});

/** Starts real shims, without tmux. `spawned` holds their pids. */
export function shimRunner(): Runner & { spawned: number[] } {
  const spawned: number[] = [];
  return {
    name: 'detached',
    spawned,
    async start({ dir }) {
      const child = spawn(process.execPath, [shimMain, dir], { env: { PATH: process.env.PATH! }, detached: true, stdio: 'ignore' });
      child.unref();
      spawned.push(child.pid!);
      return done(undefined);
    },
    reopen: async () => done(undefined),
    close: async () => {},
  };
}

export function memoryIndex(): JobIndex & { rows: Map<number, JobSummary> } {
  const rows = new Map<number, JobSummary>();
  return {
    rows,
    put(...jobs) {
      for (const job of jobs) rows.set(job.id, JSON.parse(JSON.stringify(job)) as JobSummary);
    },
    all: () => [...rows.values()],
  };
}

export interface House {
  logs: string;
  index: ReturnType<typeof memoryIndex>;
  runner: ReturnType<typeof shimRunner>;
  /** The commit that is checked out. */
  head: string;
  /** A new bot over the same folder; the one before is closed. */
  open(more?: { runners?: readonly Runner[]; clock?: Clock; diskMin?: number }): Bot;
  /** Ends all that is left, and removes the folder. */
  tearDown(): Promise<void>;
}

export interface Bot extends JobsHeart {
  news: JobNews[];
  said: string[];
  /** Resolves with the first news for which `wanted` holds, also when it has been told before. */
  until(wanted: (news: JobNews) => boolean): Promise<JobNews>;
  ended(id: number): Promise<JobNews>;
}

export function house(): House {
  const root = mkdtempSync(join(tmpdir(), 'molt-jobs-'));
  const logs = join(root, 'logs');
  const index = memoryIndex();
  const runner = shimRunner();
  const bots: Bot[] = [];
  const made: House = {
    logs,
    index,
    runner,
    head: 'a'.repeat(40),
    open({ runners = [runner], clock = systemClock, diskMin = 0 } = {}) {
      bots.at(-1)?.close();
      const said: string[] = [];
      const heart = createJobs({
        logs,
        clock,
        runners,
        index,
        diskMin,
        hostName: 'm1',
        observer: {
          atStart: async () => ({
            v: 1,
            at: clock.now(),
            utc: new Date(clock.now()).toISOString(),
            git: { head: made.head, status: [] },
          }),
          after: (dir) => ['sh', '-c', `echo '{"v":1,"at":1,"utc":"x"}' > '${dir}/record-end.json'`],
        },
        log: (_, message) => void said.push(message),
      });
      const bot = Object.assign(heart, listenTo(heart), { said });
      bots.push(bot);
      return bot;
    },
    async tearDown() {
      const tags = await Promise.all(
        bots.flatMap((bot) => bot.list().map(async ({ id }) => (await bot.read(id)) as { value?: { spec: { tag: string } } })),
      );
      for (const bot of bots) bot.close();
      for (const pid of runner.spawned) kill(pid);
      for (const tag of new Set(tags.flatMap((job) => job.value?.spec.tag ?? []))) await killTree({ tag, groups: [], grace: 0 });
      rmSync(root, { recursive: true, force: true });
    },
  };
  return made;
}

function listenTo(heart: JobsHeart): Pick<Bot, 'news' | 'until' | 'ended'> {
  const news: JobNews[] = [];
  const waiting = new Set<(one: JobNews) => void>();
  heart.subscribe((one) => {
    news.push(one);
    for (const tell of waiting) tell(one);
  });
  const until = (wanted: (news: JobNews) => boolean): Promise<JobNews> =>
    new Promise((resolve, reject) => {
      const known = news.find(wanted);
      if (known) return resolve(known);
      const late = setTimeout(
        () => reject(new Error(`waited too long; heard ${news.map((n) => `${n.job.id} ${n.news}`).join(', ')}`)),
        20_000,
      );
      const tell = (one: JobNews): void => {
        if (!wanted(one)) return;
        clearTimeout(late);
        waiting.delete(tell);
        resolve(one);
      };
      waiting.add(tell);
    });
  return { news, until, ended: (id) => until((n) => n.news === 'ended' && n.job.id === id && isOver(n.job.state)) };
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Over already.
  }
}
