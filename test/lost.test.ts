/** A shim that is killed, alone or with its bot, and a host that was started anew: told as lost, never run again, and what it left is ended. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runs } from '../src/jobs/shim/strays.ts';
import { BenchHost, until } from './lab/bench-host.ts';

const recipe = (exclusive: string) => ({
  about: 'Leaves a process beside the one that it waits for',
  category: 'compiler',
  exclusive,
  steps: [
    {
      phase: 'wait',
      run: ['sh', '-c', 'echo ran >> "$HOME/ran"; setsid sleep 300 & echo $! > "$HOME/stray"; echo $$ > "$HOME/step"; wait'],
    },
  ],
});
const recipes = { long: recipe('host') };

let host: BenchHost;
afterEach(() => host.close());

test('a shim that is killed is told within 5 s; its processes are named, and ended', async () => {
  const shim = await runLong();
  const [stray, step] = [pidIn('stray'), pidIn('step')];
  const killedAt = performance.now();
  process.kill(shim, 'SIGKILL');
  await until('the loss in the outbox', () => told().length > 0, 5000);
  expect(performance.now() - killedAt).toBeLessThan(5000);
  const { end } = host.jobs()[0]!;
  expect(end).toMatchObject({ outcome: 'lost', why: 'shim killed' });
  expect(end.left.map(({ pid }: { pid: number }) => pid)).toEqual(expect.arrayContaining([stray, step]));
  expect(told()[0]!.text).toContain(`${stray} (sleep)`);
  await until('its processes gone', () => !runs(stray) && !runs(step));
  expect(ran()).toBe(1);
});

test('a shim and its bot that are killed together: lost, told once, swept, and its place in the queue is free again', async () => {
  const shim = await runLong();
  const [stray, step] = [pidIn('stray'), pidIn('step')];
  bot.child.kill('SIGKILL');
  process.kill(shim, 'SIGKILL');
  await bot.ended;
  expect(runs(stray)).toBe(true);
  await restart();
  await until('the loss in the outbox', () => told().length > 0, 5000);
  expect(host.jobs()[0]!.end).toMatchObject({ outcome: 'lost', why: 'shim killed' });
  await until('its processes gone', () => !runs(stray) && !runs(step));
  await host.ask('long');
  await host.running(2);
  await restart();
  expect(told()).toHaveLength(1);
  expect(host.events(1).filter(({ type }) => type === 'started')).toHaveLength(1);
});

test('after a reboot: lost, told, not run again', async () => {
  const shim = await runLong();
  const dir = host.jobs()[0]!.dir;
  const strays = [pidIn('stray'), pidIn('step')];
  bot.child.kill('SIGKILL');
  await bot.ended;
  for (const pid of [shim, ...strays]) process.kill(pid, 'SIGKILL');
  const events = join(dir, 'events.jsonl');
  writeFileSync(events, readFileSync(events, 'utf8').replace(/"bootId":"[^"]+"/, '"bootId":"11111111-2222-3333-4444-555555555555"'));
  await restart();
  await until('the loss in the outbox', () => told().length > 0, 5000);
  expect(host.jobs()[0]!.end).toEqual({ v: 1, at: expect.any(Number), outcome: 'lost', why: 'reboot' });
  const said = (await host.ask('long', { key: 'k', wait: true }))!;
  expect(said.job).toMatchObject({ id: 1, state: 'lost' });
  expect(host.jobs()).toHaveLength(1);
  expect(ran()).toBe(1);
});

let bot: ReturnType<BenchHost['serve']>;

/** The pid of the shim of job 1, whose step has left its child. */
async function runLong(): Promise<number> {
  host = new BenchHost({ recipes });
  bot = host.serve();
  expect(await bot.ready).toBe(true);
  await host.ask('long', { key: 'k' });
  await until('the step', () => existsSync(join(host.root, 'step')) && host.read('step').endsWith('\n'));
  return host.running(1);
}

async function restart(): Promise<void> {
  bot.child.kill('SIGKILL');
  await bot.ended;
  bot = host.serve();
  expect(await bot.ready).toBe(true);
}

const told = () => host.outbox().filter(({ key }) => key.startsWith('end/1/'));
const pidIn = (name: string): number => Number(host.read(name));
const ran = (): number => host.read('ran').split('\n').length - 1;
