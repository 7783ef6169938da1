/** The client of a bot that hangs: a process that was stopped takes connections, and what is said to it, and never answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { botSocket } from './folder.mjs';

let folder: string;
let bot: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'molt-ops-client-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const answers = 'socket.on("data", () => socket.write(`{"ok":true,"text":"x"}\\n`)).on("error", () => {})';
  const script = `require("net").createServer({ allowHalfOpen: true }, (socket) => { ${answers} }).listen(process.argv[1], () => console.log("up"))`;
  bot = spawn(process.execPath, ['-e', script, join(folder, botSocket)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(bot.stdout!, 'data');
});
afterEach(() => {
  bot.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process of its own, for what counts is that it ends. */
async function caller(script: string): Promise<string> {
  const client = new URL('./client.mjs', import.meta.url).href;
  const words = ['--input-type=module', '-e', `import { connect } from ${JSON.stringify(client)};\n${script}`, folder];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'], timeout: 30_000, killSignal: 'SIGKILL' });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
    if (!/stop it\n$/.test(said)) return;
    bot.kill('SIGSTOP');
    child.stdin.end('stopped');
  });
  const [code] = await once(child, 'close');
  return `${said}${code}`;
}

test('one that hangs is given up at the signal, and the process ends', async () => {
  bot.kill('SIGSTOP');
  expect(
    await caller(`
      const line = await connect(process.argv[1], { signal: AbortSignal.timeout(300) });
      console.log(line.ok, await line.value.say({ say: 'locks' }), await line.value.say({ say: 'again' }));`),
  ).toBe('true undefined undefined\n0');
});

test('one that hangs after it has answered keeps nobody', async () => {
  expect(
    await caller(`
      const line = await connect(process.argv[1]);
      console.log((await line.value.say({ say: 'locks' })).text);
      console.log('stop it');
      for await (const _ of process.stdin);
      line.value.close();`),
  ).toBe('x\nstop it\n0');
});

test('a signal that came before', async () => {
  expect(
    await caller(`
      const line = await connect(process.argv[1], { signal: AbortSignal.abort() });
      console.log(line.ok, line.refusal.code);`),
  ).toBe('false no connection\n0');
});
