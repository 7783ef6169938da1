/** The socket with a bot behind it that only echoes: real sockets and locks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/adapter.ts';
import type { Answers } from '../../src/chat/answers.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { refuse } from '../../src/kernel/result.ts';
import { connect, type Line } from './client.mjs';
import { socketFolder } from './folder.mjs';
import { holdInstance } from './instance.ts';
import type { Heard } from './protocol.ts';
import { say } from './say.mjs';
import { type SocketAdapter, socketAdapter } from './server.ts';

let home: string;
let folder: string;
let server: SocketAdapter;
let seen: Incoming[];

const job = { id: 42, recipe: 'bench', dir: '/logs/42', exitCode: null, signal: null } as const;
const answers: Answers = {
  async outcome(key) {
    const line = seen.find(({ id }) => `socket:${id}` === key)!.text;
    if (line === 'bnech') return refuse('unknown command', 'No command "bnech".', 'bench');
    if (line === 'nothing') return refuse('nothing', 'Nothing to do.');
    if (line === 'bench') return { ok: true, job: 42 };
    return { ok: true, card: { title: `said ${line.length > 20 ? line.length : line}` } };
  },
  job: () => ({ ...job, state: 'running' }),
  ended: async () => ({ job: { ...job, state: 'failed', exitCode: 7 }, report: '## Report' }),
  proves: (person, credential) => person === 'ada' && credential === 'right',
};

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'molt-socket-'));
  folder = socketFolder(home, {});
  seen = [];
  server = socketAdapter({ folder, clock: systemClock });
  await server.start((incoming) => {
    if (!seen.some(({ id }) => id === incoming.id)) seen.push(incoming);
  });
  server.serve(answers);
});
afterEach(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

async function open(options: Parameters<typeof connect>[1] = {}): Promise<Line> {
  const line = await connect(folder, options);
  if (!line.ok) throw new Error(line.refusal.message);
  return line.value;
}

describe('a line', () => {
  test('is answered', async () => {
    const line = await open();
    expect(await line.say({ say: 'jobs' })).toEqual({ ok: true, text: 'said jobs' });
    line.close();
  });

  test('that is refused says what to send instead', async () => {
    const line = await open();
    expect(await line.say({ say: 'bnech' })).toEqual({
      ok: false,
      text: 'No command "bnech".\n/molt bench',
      error: { code: 'unknown command', message: 'No command "bnech".\n/molt bench', next: 'bench' },
    });
    expect(await line.say({ say: 'nothing' })).toEqual({
      ok: false,
      text: 'Nothing to do.',
      error: { code: 'nothing', message: 'Nothing to do.' },
    });
    line.close();
  });

  test('with wait is answered with the report, and is as well as the job', async () => {
    const line = await open();
    expect(await line.say({ say: 'bench', wait: true })).toMatchObject({
      ok: false,
      text: '## Report',
      job: { id: 42, state: 'failed', exitCode: 7 },
    });
    line.close();
  });

  test('with the same key has the same id', async () => {
    const line = await open();
    await line.say({ say: 'bench', key: 'K' });
    await line.say({ say: 'bench', key: 'K' });
    expect(seen.map(({ id }) => id)).toEqual(['key:K']);
    line.close();
  });

  test.each([
    ['right', true],
    ['wrong', false],
  ])('as ada with the %s credential', async (credential, ok) => {
    const line = await open();
    expect((await line.say({ say: 'jobs', as: 'ada', credential }))?.ok).toBe(ok);
    expect(seen.map((one) => one.as)).toEqual(ok ? ['ada'] : []);
    line.close();
  });
});

describe('what a caller does', () => {
  test.each([
    ['not JSON', 'jobs\n', 'bad request'],
    ['another value', '[1]\n', 'bad request'],
    ['no line', '{"wait": true}\n', 'bad request'],
    ['a number as key', '{"say": "jobs", "key": 1}\n', 'bad request'],
    ['bytes that are no text', Buffer.from([0xff, 0, 0xfe, 10]), 'bad request'],
    ['a line of 1 MB', `${'x'.repeat(1024 * 1024)}\n`, 'too long'],
  ])('%s is refused, and the next caller is served', async (_name, bytes, code) => {
    const socket = createConnection(join(folder, 'bot.sock')).on('error', () => {});
    socket.write(bytes);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(JSON.parse(String(answer).split('\n')[0]!)).toMatchObject({ ok: false, error: { code } });
    socket.destroy();
    const line = await open();
    expect((await line.say({ say: 'jobs' }))?.ok).toBe(true);
    line.close();
    expect(seen).toHaveLength(1);
  });

  test('goes away mid-way: nothing is done', async () => {
    const socket = createConnection(join(folder, 'bot.sock'));
    await once(socket, 'connect');
    socket.end('{"say": "ben');
    await once(socket.resume(), 'close');
    expect(seen).toEqual([]);
  });

  test('listens: hears what is posted to consoles', async () => {
    const heard: Heard[] = [];
    const line = await open({ heard: (what) => heard.push(what) });
    await line.say({ say: 'jobs' });
    expect(seen[0]?.place.room).toBe('console');
    const message = { card: { title: 'DONE 42' }, rings: true };
    await server.post({ adapter: 'socket', room: 'console' }, message, 'end/42');
    await server.post({ adapter: 'socket', room: 'console' }, message, 'end/42');
    await server.post({ adapter: 'socket', room: 'say' }, message, 'end/43');
    await line.say({ say: 'jobs' });
    expect(heard).toEqual([{ posted: 'DONE 42', rings: true }]);
    line.close();
  });
});

test('only its owner may reach the socket', () => {
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'bot.sock')).mode & 0o777).toBe(0o600);
});

test('a bot that stops answers whoever waits, and takes its socket away', async () => {
  const line = await open();
  await server.stop();
  expect(await line.say({ say: 'jobs' })).toBeUndefined();
  expect(existsSync(join(folder, 'bot.sock'))).toBe(false);
  expect(await connect(folder)).toMatchObject({ ok: false, refusal: { code: 'no bot' } });
});

describe('molt-ops say', () => {
  const run = async (args: string[], env: Record<string, string> = {}) => {
    const said: string[] = [];
    const code = await say(args, {
      env,
      out: (t) => said.push(`out ${t}`),
      err: (t) => said.push(`err ${t.split('\n')[0]}`),
      connect: () => connect(folder),
    });
    return [code, ...said];
  };
  test.each([
    [['jobs'], 0, 'out said jobs'],
    [['tail', '3'], 0, 'out said tail 3'],
    [['bnech'], 1, 'err No command "bnech".'],
    [['bench', '--wait'], 1, 'out ## Report'],
    [['bench --smoke', '--json'], 0, 'out {"ok":true,"text":"said bench --smoke"}'],
    [[], 2, 'err There is nothing to say'],
  ])('%j ends with %i', async (args, code, text) => expect(await run(args)).toEqual([code, text]));
  test('an option of the command outside of quotes is wrong usage', async () => expect((await run(['bench', '--smoke']))[0]).toBe(2));
  test('--as without a credential is wrong usage', async () => expect((await run(['jobs', '--as', 'ada']))[0]).toBe(2));
  test.each<[args: string[], env: Record<string, string>, code: string, message: RegExp]>([
    [['jobs', '--as', 'bob'], {}, 'no credential', /^--as bob needs that person's credential .*\. Nothing was said\.$/],
    [['jobs', '--as', 'bob'], { MOLT_OPS_CREDENTIAL_FILE: '/dev/null' }, 'no credential', /\/dev\/null is empty\. Nothing was said\.$/],
    [[], {}, 'usage', /^There is nothing to say\. Nothing was said\. Usage: molt-ops say TEXT /],
    [['bench', '--smoke'], {}, 'usage', /goes in quotes: molt-ops say "bench --smoke"\. Nothing was said\. Usage: /],
  ])('%j with --json is JSON as well', async (args, env, code, message) => {
    const [exit, ...said] = await run([...args, '--json'], env);
    expect(exit).toBe(2);
    expect(said).toHaveLength(1);
    const { text, ...rest } = JSON.parse(String(said[0]).replace(/^out /, ''));
    expect(rest).toEqual({ ok: false, error: { code, message: expect.stringMatching(message) } });
    expect(text).toBe(rest.error.message);
  });
  test('--as with one', async () => expect((await run(['jobs', '--as', 'ada'], { MOLT_OPS_CREDENTIAL: 'right' }))[0]).toBe(0));
  test('without a bot it ends with 3', async () => {
    await server.stop();
    expect((await run(['jobs']))[0]).toBe(3);
  });
});

describe('one bot on a state folder', () => {
  test('a second one is refused until the first lets go', () => {
    const first = holdInstance(home);
    expect(holdInstance(home)).toMatchObject({ ok: false, refusal: { code: 'already running' } });
    if (first.ok) first.value.release();
    const third = holdInstance(home);
    expect(third.ok).toBe(true);
    if (third.ok) third.value.release();
  });

  test('a killed one leaves nothing to clean up', async () => {
    const script = `import { holdInstance } from ${JSON.stringify(new URL('./instance.ts', import.meta.url).href)};
      const { ok } = holdInstance(process.argv[1]); gc(); console.log(ok); setInterval(() => {}, 1e6);`;
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script, home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(String((await once(child.stdout, 'data'))[0])).toBe('true\n');
    expect(holdInstance(home).ok).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = holdInstance(home);
    expect(next.ok).toBe(true);
    if (next.ok) next.value.release();
  });
});

test.each([
  ['short', '/srv/x', {}, '/srv/x/run'],
  ['long, with a runtime folder', `/srv/${'x'.repeat(120)}`, { XDG_RUNTIME_DIR: '/run/user/7' }, /^\/run\/user\/7\/molt-ops-[0-9a-f]{12}$/],
  ['long, without one', `/srv/${'ä'.repeat(50)}`, {}, /^\/tmp\/molt-ops-7-[0-9a-f]{12}$/],
])('the folder of sockets for a state folder that is %s', (_name, path, env, expected) =>
  expect(socketFolder(path, env, 7)).toMatch(expected),
);
