/** A bot that comes back to 100 running jobs, and one that starts beside 10 000 finished ones. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { BenchHost } from '../test/lab/bench-host.ts';
import { round, spread, timed } from './figures.ts';

const running = 100;
const finished = 10_000;

export async function recovery(): Promise<object> {
  return { unit: 'ms', running: await withRunning(), finished: await withFinished() };
}

async function withRunning(): Promise<object> {
  const host = new BenchHost({
    recipes: { wait: { about: 'Waits', category: 'compiler', exclusive: 'none', steps: [{ phase: 'wait', run: ['sleep', '900'] }] } },
  });
  try {
    const first = host.serve();
    await first.ready;
    const line = await lineTo(host);
    for (let n = 0; n < running; n++) await line.say({ say: 'wait' });
    line.close();
    first.child.kill('SIGKILL');
    await first.ended;
    const bare = host.serve({ env: { MOLT_OPS_HOME: join(host.root, 'empty'), MOLT_OPS_CONFIG: host.config } });
    const second = await timed(() => bare.ready);
    bare.child.kill('SIGKILL');
    await bare.ended;
    let taken = 0;
    const took = await timed(async () => {
      await host.serve().ready;
      const again = await lineTo(host);
      const said = await again.say({ say: 'jobs' });
      taken = (said?.data as { state: string }[] | undefined)?.filter((job) => job.state === 'running').length ?? 0;
      again.close();
    });
    return { jobs: running, taken, startAndTakeUp: round(took), startOfAnotherBotOnTheSameLogs: round(second), reach: 2000 };
  } finally {
    await host.close();
  }
}

async function withFinished(): Promise<object> {
  const host = new BenchHost({ recipes: {} });
  try {
    for (let id = 1; id <= finished; id++) finishedJob(host, id);
    const cold = await startAndList(host);
    const warm = await startAndList(host);
    return { directories: finished, withoutDatabase: cold, withDatabase: { ...warm, reach: { start: 1000, jobs: 50 } } };
  } finally {
    await host.close();
  }
}

async function startAndList(host: BenchHost): Promise<object> {
  const bot = host.serve();
  const start = await timed(() => bot.ready);
  const line = await lineTo(host);
  const jobs: number[] = [];
  for (let n = 0; n < 9; n++) jobs.push(await timed(() => line.say({ say: 'jobs' })));
  line.close();
  bot.child.kill('SIGTERM');
  await bot.ended;
  return { start: round(start), jobs: spread(jobs) };
}

function finishedJob(host: BenchHost, id: number): void {
  const at = Date.UTC(2026, 0, 1) + id * 60_000;
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const dir = join(host.logs, 'compiler', `${stamp}_build_${id}`);
  mkdirSync(join(host.logs, '.ids', String(id)), { recursive: true });
  mkdirSync(dir, { recursive: true });
  const spec = {
    v: 1,
    id,
    recipe: 'build',
    about: 'Builds',
    category: 'compiler',
    exclusive: 'none',
    steps: [{ phase: 'build', run: ['true'], cwd: host.workspace, env: {}, continue: false }],
    workspace: host.workspace,
    worktree: host.workspace,
    requester: 'ada',
    agent: false,
    place: { adapter: 'console', room: 'console' },
    asked: { given: 'build', canonical: 'build' },
    options: {},
    limits: { log: 1024 },
    key: `k${id}`,
    tag: `t${id}`,
    errors: [],
    host: 'm1',
    createdAt: at,
  };
  writeFileSync(join(dir, 'spec.json'), JSON.stringify(spec));
  const started = { type: 'started', at, pid: 1, startTicks: '1', bootId: 'b', host: 'm1' };
  const over = { type: 'step-end', at: at + 900, phase: 'build', step: 0, exit: { code: 0 }, took: 900 };
  writeFileSync(
    join(dir, 'events.jsonl'),
    `${JSON.stringify(started)}\n${JSON.stringify({ type: 'phase', at, phase: 'build', step: 0, of: 1 })}\n${JSON.stringify(over)}\n`,
  );
  writeFileSync(join(dir, 'end.json'), JSON.stringify({ v: 1, at: at + 1000, outcome: 'exited', exit: { code: 0 } }));
  writeFileSync(join(dir, 'log'), '');
  writeFileSync(join(dir, 'report.md'), '## build\n');
}

async function lineTo(host: BenchHost) {
  const line = await connect(socketFolder(host.home, host.env));
  if (!line.ok) throw new Error(line.refusal.message);
  return line.value;
}
