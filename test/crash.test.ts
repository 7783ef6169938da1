/** Bot and shim are killed at every named point, once each; after a restart nothing is lost, doubled or made up. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { BenchHost, until } from './lab/bench-host.ts';

const recipes = {
  seven: {
    about: 'Counts that it ran, exits 7',
    category: 'compiler',
    exclusive: 'none',
    steps: [{ phase: 'count', run: ['sh', '-c', 'echo ran >> "$HOME/ran"; echo output; exit 7'] }],
  },
  long: {
    about: 'Counts that it ran, waits',
    category: 'compiler',
    exclusive: 'none',
    steps: [{ phase: 'wait', run: ['sh', '-c', 'echo ran >> "$HOME/ran"; sleep 300'] }],
  },
  killed: {
    about: 'Kills itself',
    category: 'compiler',
    exclusive: 'none',
    steps: [{ phase: 'die', run: ['sh', '-c', 'echo ran >> "$HOME/ran"; kill -9 $$'] }],
  },
};

/** On the way from a line to its report. */
const bot = [
  'inbox.before-store',
  'inbox.after-store',
  'transaction.before',
  'transaction.after',
  'effect.before',
  'effect.after',
  'id.before',
  'id.after',
  'dir.before-rename',
  'dir.after-rename',
  'runner.before-start',
  'runner.after-start',
  'job.started-seen',
  'outbox.before-sending',
  'outbox.after-sending-mark',
  'outbox.after-post',
  'outbox.after-sent-mark',
  'report.before-outbox',
  'report.after-outbox',
  'report.before-write',
  'report.after-write',
];
/** On the way of `stop`. */
const stopping = ['cancel.before', 'cancel.after'];
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
/** In the bot, when it writes the end of a job whose shim was killed. */
const proving = ['end.before-link', 'end.after-link'];

let host: BenchHost;
afterEach(() => host.close());

describe('the bot is killed', () => {
  test.each(bot)('at %s: one run, exit 7, one report', async (point) => {
    host = new BenchHost({ recipes });
    await crashDuring(point, 'seven');
    const said = await afterRestart('seven');
    expect(said.job).toMatchObject({ recipe: 'seven', state: 'failed', exitCode: 7 });
    expectOnce();
  });

  test.each(stopping)('at %s: the job ends cancelled, once', async (point) => {
    host = new BenchHost({ recipes });
    const first = host.serve({ crashAt: point });
    expect(await first.ready).toBe(true);
    await host.say('long', '--key', 'k');
    await until('the first process', () => existsSync(join(host.root, 'ran')));
    await host.say('stop 1', '--key', 's');
    expect((await first.ended).signal).toBe('SIGKILL');
    const second = host.serve();
    expect(await second.ready).toBe(true);
    await host.say('stop 1', '--key', 's');
    const said = JSON.parse((await host.say('long', '--key', 'k', '--wait', '--json')).stdout);
    expect(said.job.state).toBe('cancelled');
    expectOnce();
  });

  test.each(proving)('at %s, with the shim gone as well: told as lost, once', async (point) => {
    host = new BenchHost({ recipes });
    const first = host.serve({ crashAt: point });
    expect(await first.ready).toBe(true);
    await host.say('long', '--key', 'k');
    await until('the first process', () => existsSync(join(host.root, 'ran')));
    process.kill(shimPid(), 'SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    const said = await afterRestart('long');
    expect(said.job.state).toBe('lost');
    expectOnce();
  });
});

describe('the shim is killed', () => {
  test.each(shim)('at %s: %s', async (point, ends) => {
    host = new BenchHost({ recipes });
    const running = host.serve({ crashAt: point });
    expect(await running.ready).toBe(true);
    const said = JSON.parse((await host.say('seven', '--key', 'k', '--wait', '--json')).stdout);
    expect(host.crashed).toBe(true);
    if (ends === 'lost') expect(said.job.state).toBe('lost');
    else expect(said.job).toMatchObject({ state: 'failed', exitCode: 7 });
    await until('the report', () => existsSync(join(host.jobs()[0]!.dir, 'report.md')));
    expectOnce();
  });
});

test('a step that is killed ends its job with that very signal', async () => {
  host = new BenchHost({ recipes });
  const running = host.serve();
  expect(await running.ready).toBe(true);
  const said = JSON.parse((await host.say('killed', '--wait', '--json')).stdout);
  expect(said.job).toMatchObject({ state: 'signaled', signal: 'SIGKILL' });
});

test('there are 30 points and more', () => {
  expect(bot.length + stopping.length + shim.length + proving.length).toBeGreaterThanOrEqual(30);
});

/** Starts a bot that dies at `point` while it works on `line`. */
async function crashDuring(point: string, line: string): Promise<void> {
  const first = host.serve({ crashAt: point });
  if (await first.ready) await host.say(line, '--key', 'k', '--wait', '--json');
  expect((await first.ended).signal).toBe('SIGKILL');
}

// biome-ignore lint/suspicious/noExplicitAny: the JSON of `say`
async function afterRestart(line: string): Promise<any> {
  const second = host.serve();
  expect(await second.ready).toBe(true);
  const said = JSON.parse((await host.say(line, '--key', 'k', '--wait', '--json')).stdout);
  await until('the report', () => existsSync(join(host.jobs()[0]!.dir, 'report.md')));
  return said;
}

/** One directory, at most one run, and each message that counts in the outbox once and sent. */
function expectOnce(): void {
  expect(host.jobs()).toHaveLength(1);
  const ran = existsSync(join(host.root, 'ran')) ? readFileSync(join(host.root, 'ran'), 'utf8') : '';
  const job = host.jobs()[0]!;
  if (job.end.outcome !== 'lost') expect(ran).toBe('ran\n');
  else expect(['', 'ran\n']).toContain(ran);
  const database = new DatabaseSync(join(host.home, 'molt-ops.db'), { readOnly: true });
  const keys = database.prepare("SELECT key FROM outbox WHERE key LIKE 'end/1/%' OR key LIKE 'report/1/%' ORDER BY key").all();
  database.close();
  expect(keys.map((row) => String(row.key).split('/')[0])).toEqual(['end', 'report']);
}

const shimPid = (): number => {
  const [first] = readFileSync(join(host.jobs()[0]!.dir, 'events.jsonl'), 'utf8').split('\n');
  return JSON.parse(first!).pid;
};
