import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../kernel/clock.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import type { Outcome } from '../kernel/result.ts';
import { done, refuse } from '../kernel/result.ts';
import { ring } from './follow/bell.ts';
import type { Job } from './job.ts';
import type { Runner } from './runner.ts';
import { until } from './shim/strays.ts';
import { tagged } from './shim/tree.ts';
import { files } from './spec.ts';
import { type Bot, draft, type House, house, kill, step } from './testing.ts';

let home: House;
let bot: Bot;
beforeEach(() => {
  home = house();
  bot = home.open();
});
afterEach(() => home.tearDown());

const started = async (outcome: Promise<Outcome<Job>>): Promise<Job> => {
  const job = await outcome;
  if (!job.ok) throw new Error(job.refusal.message);
  return job.value;
};
const running = (id: number) => bot.until((n) => n.job.id === id && n.job.state.is === 'running' && n.job.state.phase !== undefined);
const pidOf = (job: Job): number => (JSON.parse(readFileSync(join(job.dir, files.events), 'utf8').split('\n')[0]!) as { pid: number }).pid;
const endings = (id: number) => bot.news.filter((n) => n.news === 'ended' && n.job.id === id);
/** Runs until the test touches `go`. */
const gate = () => {
  const go = join(home.logs, '..', `go-${Math.random()}`);
  return { script: `while [ ! -e '${go}' ]; do sleep 0.02; done`, open: () => writeFileSync(go, '') };
};
const silent: Runner = { name: 'tmux', start: async () => done(undefined), reopen: async () => done(undefined), close: async () => {} };

test('a job from its start to its report', async () => {
  const job = await started(
    bot.start(
      draft([
        step('echo "row a"; echo "row b"; echo "{\\"x\\":1}" > "$0"', {
          run: ['sh', '-c', 'echo "row a"; echo "row b"; echo "{}" > "$0"', '{out}/r.json'],
          result: { format: 'x', file: '{out}/r.json' },
          progress: { row: '^row', of: 3 },
        }),
      ]),
    ),
  );
  expect(job).toMatchObject({ id: 1, state: { is: 'starting' }, spec: { host: 'm1', commit: 'a'.repeat(40) } });
  await bot.ended(1);
  expect(bot.get(1)?.state.is).toBe('succeeded');
  expect(readdirSync(job.dir).sort()).toEqual(
    [
      'alive',
      'bell',
      'end.json',
      'env.json',
      'events.jsonl',
      'log',
      'pipe.0',
      'r.json',
      'record-end.json',
      'record.json',
      'reserve',
      'spec.json',
    ].sort(),
  );
  expect(statSync(join(job.dir, 'env.json')).mode & 0o777).toBe(0o600);
  const facts = await bot.facts(1);
  expect(facts).toMatchObject({
    ok: true,
    value: {
      steps: [{ state: { is: 'ended', exit: { code: 0 } }, rows: 2, of: 3 }],
      results: [{ phase: 'only', file: 'r.json', read: { ok: true, content: {} } }],
      printed: [],
      tail: ['row a', 'row b'],
      record: { v: 1 },
      recordEnd: { v: 1 },
      earlier: [],
    },
  });
  expect(await bot.writeReport(1, '## A\n')).toMatchObject({ ok: true });
  expect(await bot.writeReport(1, '## B\n')).toMatchObject({ ok: true });
  expect(readFileSync(join(job.dir, files.report), 'utf8')).toBe('## A\n');
  expect(home.index.rows.get(1)).toMatchObject({ rows: [2], state: { is: 'succeeded' } });
});

test('the same key is one job, at the same time, later, and after a restart', async () => {
  const asked = draft([step('true')]);
  const both = await Promise.all([started(bot.start(asked)), started(bot.start(asked))]);
  expect(both.map((j) => j.id)).toEqual([1, 1]);
  await bot.ended(1);
  expect((await started(bot.start(asked))).id).toBe(1);
  for (const forget of [false, true]) {
    if (forget) home.index.rows.clear();
    bot = home.open();
    expect((await started(bot.start(asked))).id).toBe(1);
  }
});

test('an exact exit code, a quote with its place, and what was printed of a missing result', async () => {
  const script = 'echo fine; echo "error: no such type"; echo "  --> src/lib.rs:12:5"; echo "error: two"; exit 7';
  await started(bot.start(draft([step(script, { result: { format: 'x', file: '{out}/r.json' } })])));
  await bot.ended(1);
  expect(bot.get(1)?.state).toMatchObject({ is: 'failed', exit: { code: 7 }, reason: 'exit', phase: 'only' });
  expect(await bot.facts(1)).toMatchObject({
    value: {
      quote: { line: 'error: no such type', where: 'src/lib.rs:12:5', more: 1 },
      results: [{ read: { ok: false, why: 'missing' } }],
      printed: [{ step: 0, text: 'fine\nerror: no such type\n  --> src/lib.rs:12:5\nerror: two\n' }],
    },
  });
});

test('jobs that conflict run one after the other, and the reason is told', async () => {
  const [one, two] = [gate(), gate()];
  await started(bot.start(draft([step(one.script)], { exclusive: 'host' })));
  const second = await started(bot.start(draft([step(two.script)], { exclusive: 'host' })));
  const third = await started(bot.start(draft([step('true')])));
  expect(second).toMatchObject({ state: { is: 'queued' }, waiting: { position: 1, reason: 'after 1 try (whole host)' } });
  expect(third).toMatchObject({ waiting: { position: 2, reason: 'after 1 try +1 (whole host)' } });
  expect(bot.busy()).toBe(true);
  expect(await bot.first(3, 'bob')).toMatchObject({ ok: true });
  expect(bot.get(2)?.waiting?.position).toBe(2);
  one.open();
  await running(2);
  expect(bot.get(3)?.state.is).toBe('succeeded');
  expect(await bot.first(3, 'bob')).toMatchObject({ ok: false, refusal: { code: 'job is over' } });
  two.open();
  await bot.ended(2);
  expect(bot.busy()).toBe(false);
});

test('cancel: a running job, a waiting one, one that is over, one that never was', async () => {
  await started(bot.start(draft([step('sleep 1000')], { exclusive: 'host' })));
  await started(bot.start(draft([step('sleep 1000')], { exclusive: 'host' })));
  expect(await bot.cancel(2, 'bob', 'not needed')).toMatchObject({ ok: true });
  expect(bot.get(2)?.state.is).toBe('cancelled');
  await running(1);
  expect(await bot.cancel(1, 'bob', 'enough')).toMatchObject({ ok: true });
  expect(await bot.cancel(1, 'ada', 'me too')).toMatchObject({ ok: true });
  await bot.ended(1);
  expect(bot.get(1)?.state).toMatchObject({ is: 'cancelled', exit: { signal: 'SIGTERM' } });
  expect(await bot.cancel(1, 'ada', 'again')).toMatchObject({ ok: true });
  expect(await bot.facts(1)).toMatchObject({ value: { cancel: { by: 'bob', why: 'enough' } } });
  expect(await bot.cancel(9, 'ada', 'what')).toMatchObject({ refusal: { code: 'no such job', next: 'jobs' } });
  await started(bot.start(draft([step('true')])));
  await bot.ended(3);
  expect(await bot.cancel(3, 'ada', 'late')).toMatchObject({ refusal: { code: 'job is over', next: 'report 3' } });
});

test('a killed shim is told, and its processes are found, told and ended; only then does the next job run', async () => {
  const job = await started(bot.start(draft([step('setsid sleep 1000 & sleep 1000')], { exclusive: 'host' })));
  await running(1);
  await expect.poll(() => tagged(job.spec.tag).filter(({ name }) => name === 'sleep').length, { timeout: 10_000 }).toBe(2);
  await started(bot.start(draft([step('true')], { exclusive: 'host' })));
  const before = performance.now();
  kill(pidOf(job));
  await bot.ended(1);
  expect(performance.now() - before).toBeLessThan(5000);
  const state = bot.get(1)!.state;
  expect(state).toMatchObject({ is: 'lost', why: 'shim killed', phase: 'only' });
  expect((state as { left: { name: string }[] }).left.filter((p) => p.name === 'sleep')).toHaveLength(2);
  await bot.ended(2);
  expect(tagged(job.spec.tag)).toEqual([]);
  expect(endings(1)).toHaveLength(1);
  expect(bot.busy()).toBe(false);
});

test('a job that ends while no bot is there: told once after the restart, with its exact exit code', async () => {
  const { script, open } = gate();
  const job = await started(bot.start(draft([step(`${script}; exit 7`)])));
  await running(1);
  bot.close();
  open();
  await new Promise<void>((resolve) => {
    const look = (): void => void (existsSync(join(job.dir, files.end)) ? resolve() : setTimeout(look, 10));
    look();
  });
  bot = home.open();
  expect(await bot.recover()).toMatchObject({ ended: 1, taken: 0 });
  expect(endings(1)).toMatchObject([{ job: { state: { is: 'failed', exit: { code: 7 } } } }]);
  await bot.writeReport(1, '## R\n');
  bot = home.open();
  expect(await bot.recover()).toMatchObject({ ended: 0 });
  expect(bot.news).toEqual([]);
  expect(bot.list()).toMatchObject([{ id: 1, state: { is: 'failed' } }]);
});

test('a restart takes up what runs and what waits, in order', async () => {
  const { script, open } = gate();
  await started(bot.start(draft([step(script)], { exclusive: 'host' })));
  await started(bot.start(draft([step('true')], { exclusive: 'host' })));
  await running(1);
  bot = home.open();
  expect(await bot.recover()).toMatchObject({ taken: 1, queued: 1, lost: 0 });
  expect(bot.get(1)?.state.is).toBe('running');
  expect(bot.get(2)?.waiting).toEqual({ position: 1, reason: 'after 1 try (whole host)' });
  open();
  await bot.ended(2);
  expect(bot.get(1)?.state.is).toBe('succeeded');
  expect(home.runner.spawned).toHaveLength(2);
});

test('what waited is recorded again when it starts: commit, machine and time are those of its start', async () => {
  const clock = { ...systemClock, ahead: 0, now: () => Date.now() + clock.ahead };
  bot = home.open({ clock });
  const first = await started(
    bot.start(draft([step('while [ ! -e "$D/go" ]; do sleep 0.01; done', { env: { D: home.logs } })], { exclusive: 'host' })),
  );
  const second = await started(bot.start(draft([step('true')], { exclusive: 'host' })));
  const recordOf = (dir: string) => JSON.parse(readFileSync(join(dir, files.record), 'utf8'));
  const asked = recordOf(second.dir);
  clock.ahead = 3_600_000;
  home.head = 'b'.repeat(40);
  writeFileSync(join(home.logs, 'go'), '');
  await bot.ended(2);
  expect(recordOf(second.dir)).toMatchObject({ git: { head: 'b'.repeat(40) } });
  expect(recordOf(second.dir).at).toBeGreaterThan(asked.at + 3_000_000);
  expect(readFileSync(join(second.dir, files.log), 'utf8')).toContain(`==> commit ${'b'.repeat(40)}\n`);
  expect(recordOf(first.dir)).toMatchObject({ git: { head: 'a'.repeat(40) } });
});

test('a shim killed while no bot was there is lost; events without a whole line too; a half-made directory is nothing', async () => {
  const job = await started(bot.start(draft([step('sleep 1000')])));
  await running(1);
  bot = home.open({ runners: [silent] });
  await started(bot.start(draft([step('true')])));
  bot.close();
  kill(pidOf(job));
  // Its threads let go of the FIFOs one after the other.
  await until(() => ring(job.dir, false) === 'no shim', 'the death of the shim');
  writeFileSync(join(bot.get(2)!.dir, files.events), '{"v":1,"type":"star');
  mkdirSync(join(home.logs, 'agents', '.20261122T153412Z_try_9.tmp'));
  mkdirSync(join(home.logs, 'agents', '20261122T153412Z_try_8'));
  bot = home.open();
  const result = await bot.recover();
  expect(result).toMatchObject({ lost: 2, taken: 0, queued: 0 });
  expect(result.broken.map((d) => d.split('/').at(-1))).toEqual(['20261122T153412Z_try_8']);
  expect(bot.list().map((s) => s.state.is)).toEqual(['lost', 'lost']);
  expect(readdirSync(join(home.logs, 'agents')).filter((n) => n.startsWith('.'))).toEqual([]);
});

test('a shim that does not come: asked once more, then the next runner; none left: start failed, and no shim will ever run it', async () => {
  const clock = new FakeClock();
  const asked: string[] = [];
  const deaf = (name: string): Runner => ({ ...silent, start: async () => done(void asked.push(name)) });
  bot = home.open({ clock, runners: [deaf('tmux'), deaf('detached')] });
  const job = await started(bot.start(draft([step('true')])));
  for (let n = 0; n < 3; n += 1) {
    clock.advance(4000);
    await Promise.resolve();
  }
  expect(asked).toEqual(['tmux', 'tmux', 'detached']);
  expect(bot.get(1)?.state).toMatchObject({ is: 'start_failed', why: 'its shim did not come up within 4 s' });
  expect(readFileSync(join(job.dir, files.events), 'utf8')).toContain('"withdrawn"');
  expect(clock.pending).toBe(0);
});

test('a runner that refuses is not asked again', async () => {
  const refusing: Runner = { ...silent, start: async () => refuse('no tmux', 'tmux is not there') };
  bot = home.open({ runners: [refusing, home.runner] });
  await started(bot.start(draft([step('true')])));
  await bot.ended(1);
  expect(bot.get(1)?.state.is).toBe('succeeded');
  bot = home.open({ runners: [refusing] });
  await started(bot.start(draft([step('true')])));
  await bot.ended(2);
  expect(bot.get(2)?.state).toMatchObject({ is: 'start_failed', why: 'tmux is not there' });
});

test.each([
  ['outside', '/tmp/r.json', 'not inside'],
  ['the log', '{out}/log', 'overwrite log'],
  ['an event file', '{out}/x/../events.jsonl', 'overwrite events.jsonl'],
])('a result that is %s is refused, and nothing stays', async (_, file, message) => {
  const outcome = await bot.start(draft([step('true', { result: { format: 'x', file } })]));
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'bad recipe', message: expect.stringContaining(message) } });
  expect(existsSync(join(home.logs, 'agents'))).toBe(false);
});

test('without room nothing is started', async () => {
  bot = home.open({ diskMin: 2 ** 60 });
  expect(await bot.start(draft([step('true')]))).toMatchObject({ ok: false, refusal: { code: 'disk full' } });
  expect(readdirSync(home.logs)).toEqual([]);
});

test('earlier runs tell how long one takes', async () => {
  const asked = () => draft([step('sleep 0.1; echo row', { progress: { row: '^row' } })]);
  await started(bot.start(asked()));
  await bot.ended(1);
  await bot.facts(1);
  await started(bot.start(asked()));
  const facts = await bot.facts(2);
  expect(facts).toMatchObject({ value: { steps: [{ of: 1 }] } });
  expect((facts as { value: { earlier: number[] } }).value.earlier[0]).toBeGreaterThan(90);
});
