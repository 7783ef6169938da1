/** Bot and shim are killed at every named point, once each; after a restart nothing is lost, doubled or made up. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BenchHost, until } from './lab/bench-host.ts';

const recipe = (script: string, exclusive = 'none', step = {}) => ({
  about: 'Counts that it ran',
  category: 'compiler',
  exclusive,
  steps: [{ phase: 'only', run: ['sh', '-c', `echo ran >> "$HOME/ran"; ${script}`], ...step }],
});
const recipes = {
  seven: recipe('echo output; exit 7'),
  long: recipe('exec sleep 300'),
  killed: recipe('kill -9 $$'),
  whole: recipe('exit 0', 'host'),
  gate: recipe('until [ -e "$HOME/go" ]; do sleep 0.05; done', 'host'),
  bench: recipe('echo "bench_sum | 0.1 | 512.0 KB"; kill -9 $$', 'none', { result: { format: 'molt-wasm', file: '{out}/wasm.json' } }),
};

/** On the way from a line to its report, in the order in which they come. */
const way = [
  'database.after-migration',
  'inbox.before-store',
  'inbox.after-store',
  'transaction.before',
  'transaction.after',
  'effect.before',
  'id.before',
  'id.after',
  'dir.before-rename',
  'dir.after-rename',
  'runner.before-start',
  'runner.after-start',
  'effect.after',
  'job.started-seen',
  'outbox.before-sending',
  'outbox.after-sending-mark',
  'outbox.after-post',
  'outbox.after-sent-mark',
  'report.before-outbox',
  'report.after-outbox',
  'report.before-write',
  'report.before-link',
  'report.after-link',
  'report.after-write',
];
/** On the way of `stop` for a job that runs. */
const stopping = ['cancel.before', 'cancel.before-link', 'cancel.after-link', 'cancel.after'];
/** On the way of `stop` for a job that waits. */
const withdrawing = ['withdraw.before-link', 'withdraw.after-link'];
/** When the turn of a job comes that waited. */
const turning = ['record.before-replace', 'record.after-replace'];
/** In the bot, when it writes the end of a job whose shim was killed. */
const proving = ['end.before-link', 'end.after-link'];
/** In the bot, when it keeps the rows of a bench that was killed. */
const keeping = ['partial.before-link', 'partial.after-link'];
/** What the console may not be told twice, whatever of this is cut short. */
const telling = way.filter((point) => /^(outbox|report)\./.test(point));
/** In the shim: what is known of a job when it dies there. */
const shim: [point: string, ends: 'exit 7' | 'lost'][] = [
  ['shim.before-events', 'exit 7'],
  ['shim.after-events', 'lost'],
  ['shim.after-started', 'lost'],
  ['shim.before-step', 'lost'],
  ['shim.after-spawn', 'lost'],
  ['shim.after-step-end', 'exit 7'],
  ['shim.before-after', 'exit 7'],
  ['shim.before-end', 'exit 7'],
  ['shim.after-end-tmp', 'exit 7'],
  ['shim.after-end', 'exit 7'],
];

/** Several hosts at once, each with its own folders: most of a restart is waiting. */
describe.concurrent('killed', () => {
  test.each(way)('the bot at %s: one run, exit 7, one report', (point) =>
    onHost(async (host) => {
      const first = host.serve({ crashAt: point });
      if (await first.ready) void host.ask('seven', { key: 'k', wait: true });
      await died(host, first);
      const said = await afterRestart(host, 'seven');
      expect(said.job).toMatchObject({ recipe: 'seven', state: 'failed', exitCode: 7 });
      expectOnce(host, 'ran\n');
    }),
  );

  test.each(stopping)('the bot at %s: the job ends cancelled, once', (point) =>
    onHost(async (host) => {
      const first = host.serve({ crashAt: point });
      expect(await first.ready).toBe(true);
      await host.ask('long', { key: 'k' });
      await until('the first process', () => existsSync(join(host.root, 'ran')));
      await host.ask('stop 1', { key: 's' });
      await died(host, first);
      const said = await afterRestart(host, 'long', 'stop 1');
      expect(said.job?.state).toBe('cancelled');
      expectOnce(host, 'ran\n');
    }),
  );

  test.each(withdrawing)('the bot at %s: the job that waited never runs', (point) =>
    onHost(async (host) => {
      const first = host.serve({ crashAt: point });
      expect(await first.ready).toBe(true);
      await host.ask('long');
      await host.ask('whole', { key: 'k' });
      await host.ask('stop 2', { key: 's' });
      await died(host, first);
      const said = await afterRestart(host, 'whole', 'stop 2');
      expect(said.job?.state).toBe('cancelled');
      expect(host.jobs()).toHaveLength(2);
      expect(host.events(2).map(({ type }) => type)).toEqual(['withdrawn']);
      expectTold(host, 2);
    }),
  );

  test.each(turning)('the bot at %s: the job that waited runs once', (point) =>
    onHost(async (host) => {
      const first = host.serve({ crashAt: point, armed: false });
      expect(await first.ready).toBe(true);
      await host.ask('gate');
      await host.ask('whole', { key: 'k' });
      await host.running(1);
      host.armCrash();
      writeFileSync(join(host.root, 'go'), '');
      await died(host, first);
      const said = await afterRestart(host, 'whole');
      expect(said.job).toMatchObject({ id: 2, state: 'succeeded' });
      expect(readFileSync(join(host.root, 'ran'), 'utf8')).toBe('ran\nran\n');
      expectTold(host, 2);
    }),
  );

  test.each(proving)('the bot at %s, and the shim before it: told as lost, once', (point) =>
    onHost(async (host) => {
      const first = host.serve({ crashAt: point });
      expect(await first.ready).toBe(true);
      await host.ask('long', { key: 'k' });
      await until('the first process', () => existsSync(join(host.root, 'ran')));
      process.kill(await host.running(1), 'SIGKILL');
      await died(host, first);
      const said = await afterRestart(host, 'long');
      expect(said.job?.state).toBe('lost');
      expectOnce(host, 'ran\n');
    }),
  );

  test.each(keeping)('the bot at %s: the rows of a killed bench are kept', (point) =>
    onHost(async (host) => {
      const first = host.serve({ crashAt: point });
      expect(await first.ready).toBe(true);
      void host.ask('bench', { key: 'k' });
      await died(host, first);
      const said = await afterRestart(host, 'bench');
      expect(said.job?.state).toBe('signaled');
      expect(JSON.parse(readFileSync(join(said.job!.dir, 'wasm.partial.json'), 'utf8'))).toMatchObject({ partial: true });
      expectOnce(host, 'ran\n');
    }),
  );

  test.each(telling)('the bot with a console at %s: all that counts stands in the transcript once', (point) =>
    onHost(async (host) => {
      const first = host.serve({ crashAt: point, args: ['start', 'seven'], stdin: 'pipe' });
      await died(host, first);
      const second = host.serve({ args: ['start'], stdin: 'pipe' });
      expect(await second.ready).toBe(true);
      await until('the report', () => shown(host).some((key) => key.startsWith('report/1/')));
      second.child.stdin!.end();
      expect(await second.ended).toMatchObject({ code: 0 });
      const keys = shown(host);
      expect(keys.filter((key) => key.startsWith('end/1/'))).toHaveLength(1);
      expect(keys.filter((key) => key.startsWith('report/1/'))).toHaveLength(1);
      expect(new Set(keys).size).toBe(keys.length);
      expectOnce(host, 'ran\n');
    }),
  );

  test.each(shim)('the shim at %s: %s', (point, ends) =>
    onHost(async (host) => {
      const bot = host.serve({ crashAt: point });
      expect(await bot.ready).toBe(true);
      const said = (await host.ask('seven', { key: 'k', wait: true }))!;
      expect(host.crashed).toBe(true);
      if (ends === 'lost') expect(said.job?.state).toBe('lost');
      else expect(said.job).toMatchObject({ state: 'failed', exitCode: 7 });
      await reported(host, 1);
      expectOnce(host, ends === 'lost' ? undefined : 'ran\n');
    }),
  );

  test('a step: its job ends with that very signal', () =>
    onHost(async (host) => {
      expect(await host.serve().ready).toBe(true);
      const said = (await host.ask('killed', { wait: true }))!;
      expect(said.job).toMatchObject({ state: 'signaled', signal: 'SIGKILL' });
    }));
});

test('every crash point of the program is in these lists', () => {
  const here = [...way, ...stopping, ...withdrawing, ...turning, ...proving, ...keeping, ...shim.map(([point]) => point)];
  expect(new Set(here).size).toBe(here.length);
  expect(here.toSorted()).toEqual(pointsOfTheProgram());
  expect(here.length).toBeGreaterThanOrEqual(30);
});

function pointsOfTheProgram(): string[] {
  const root = resolve(import.meta.dirname, '..');
  const sources = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'commands/**/*.ts'], { cwd: root }).filter((f) => !f.endsWith('.test.ts'));
  const points = sources.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const named = [...source.matchAll(/\bcrashPoint\('([^']+)'\)/g)].map(([, name]) => name!);
    const around = [...source.matchAll(/\blinkOnce\([^;]*, '(\w+)'\)/g)].flatMap(([, name]) => [
      `${name}.before-link`,
      `${name}.after-link`,
    ]);
    return [...named, ...around];
  });
  return [...new Set(points)].sort();
}

async function onHost(run: (host: BenchHost) => Promise<void>): Promise<void> {
  const host = new BenchHost({ recipes });
  try {
    await run(host);
  } finally {
    await host.close();
  }
}

/** The bot came to its crash point, and SIGKILL ended it. */
async function died(host: BenchHost, bot: ReturnType<BenchHost['serve']>): Promise<void> {
  await until('the crash point', () => host.crashed);
  expect((await bot.ended).signal).toBe('SIGKILL');
}

/** Restarts the bot and says the lines again under their keys, as whoever got no answer does; the end of the job that the first one started. */
async function afterRestart(host: BenchHost, line: string, stop?: string) {
  expect(await host.serve().ready).toBe(true);
  if (stop !== undefined) await host.ask(stop, { key: 's' });
  const said = (await host.ask(line, { key: 'k', wait: true }))!;
  await reported(host, said.job!.id);
  return said;
}

const reported = (host: BenchHost, id: number): Promise<unknown> =>
  until('the report', () => {
    const job = host.jobs().find(({ spec }) => spec.id === id);
    return job && existsSync(join(job.dir, 'report.md')) && host.outbox().every(({ state }) => state === 'sent');
  });

/** One directory, `ran` as often as said (undefined: at most once), and each message that counts once. */
function expectOnce(host: BenchHost, ran: string | undefined): void {
  expect(host.jobs()).toHaveLength(1);
  const file = join(host.root, 'ran');
  const times = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (ran === undefined) expect(['', 'ran\n']).toContain(times);
  else expect(times).toBe(ran);
  // A number that was reserved by a bot that died is never used again.
  expectTold(host, host.jobs()[0]!.spec.id);
}

function expectTold(host: BenchHost, id: number): void {
  const kinds = host
    .outbox()
    .map(({ key }) => key.split('/'))
    .filter(([kind, job]) => Number(job) === id && (kind === 'end' || kind === 'report'));
  expect(kinds.map(([kind]) => kind).sort()).toEqual(['end', 'report']);
}

/** Keys that the console has shown, in order. */
const shown = (host: BenchHost): string[] => {
  const file = join(host.home, 'console.transcript.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' || !line.endsWith('}') ? [] : [JSON.parse(line).key]));
};
