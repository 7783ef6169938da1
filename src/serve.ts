/** The verbs `start` and `serve`: holds the state folder, opens the adapters that are ours, and lets compose make the bot. */
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { consoleAdapter } from '../adapters/console/adapter.ts';
import { runLines, talkTo } from '../adapters/console/lines.ts';
import { openTerminal } from '../adapters/console/terminal.ts';
import { openTranscript } from '../adapters/console/transcript.ts';
import { connect } from '../adapters/socket/client.mjs';
import { socketFolder } from '../adapters/socket/folder.mjs';
import { holdInstance } from '../adapters/socket/instance.ts';
import { socketAdapter } from '../adapters/socket/server.ts';
import { openWatchdog } from '../adapters/systemd/notify.ts';
import { consoleBeside } from './beside.ts';
import type { ChatAdapter } from './chat/adapter.ts';
import { type Heartbeat, startHeartbeat } from './chat/heartbeat.ts';
import { type Bot, compose } from './compose.ts';
import { systemClock } from './kernel/clock.ts';
import type { Outcome } from './kernel/result.ts';
import type { Paths } from './paths.ts';

const err = (text: string): void => void process.stderr.write(`${text}\n`);
const out = (text: string): void => void process.stdout.write(`${text}\n`);

export async function serve(args: string[], paths: Paths): Promise<number> {
  if (args.length > 0) return wrong(`serve takes no words; it has no console. To say something to it: molt-ops say "${args.join(' ')}"`);
  const house = await open(paths, []);
  if (!house.ok) return refused(house.refusal);
  err('molt-ops is ready');
  const watchdog = await watched();
  await stopAsked();
  watchdog?.stop();
  await house.value.close();
  return 0;
}

/** Under systemd: says that the bot is up, and from then on that it lives. A sign that can't be given is systemd's to judge. */
async function watched(): Promise<Heartbeat | undefined> {
  const watchdog = openWatchdog(process.env);
  if (!watchdog) return undefined;
  const failed = (cause: unknown): void => err(`systemd could not be told: ${(cause as Error).message}`);
  await watchdog.ready().catch(failed);
  const { every, alive } = watchdog;
  return every === undefined ? undefined : startHeartbeat({ clock: systemClock, every, beat: alive, well: () => true, failed });
}

/** `npm start -- "/molt bench --smoke"` says that first. */
export async function start(args: string[], paths: Paths): Promise<number> {
  const first = args.length === 0 ? undefined : args.join(' ');
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const folder = socketFolder(paths.home, process.env);
  const beside = await connect(folder);
  if (beside.ok) {
    beside.value.close();
    return consoleBeside({ folder, home: paths.home, isTerminal, ...(first !== undefined && { first }) });
  }
  return isTerminal ? onTerminal(paths, first) : onLines(paths, first);
}

async function onLines(paths: Paths, first?: string): Promise<number> {
  const shown = watchKeys();
  const house = await openWithConsole(paths, {
    show(text, _rings, key) {
      out(text);
      shown.add(key);
    },
  });
  if (!house.ok) return refused(house.refusal);
  const { bot, console, close } = house.value;
  err('molt-ops is ready');
  const talk = talkTo(bot.answers, { say: console.say, printed: shown.wait, out });
  const code = await Promise.race([runLines(talk, { input: process.stdin, out, err }, first), stopAsked().then(() => 1)]);
  await close();
  return code;
}

async function onTerminal(paths: Paths, first?: string): Promise<number> {
  mkdirSync(paths.home, { recursive: true, mode: 0o700 });
  let words: () => readonly string[] = () => [];
  const terminal = openTerminal({
    input: process.stdin,
    output: process.stdout,
    history: join(paths.home, 'console.history'),
    words: () => words(),
  });
  const house = await openWithConsole(paths, {
    show: (text, rings) => terminal.screen.print(rings ? `\x07${text}` : text),
    edit: terminal.screen.live,
  });
  if (!house.ok) {
    terminal.close();
    return refused(house.refusal);
  }
  const { bot, console, close } = house.value;
  words = () => bot.words();
  err('molt-ops is ready. Type help, or Ctrl-D to leave.');
  const say = (text: string): void => console.say(crypto.randomUUID(), text);
  if (first !== undefined) say(first);
  await Promise.race([terminal.run(say), stopAsked()]);
  terminal.close();
  await close();
  return 0;
}

async function openWithConsole(paths: Paths, parts: Pick<Parameters<typeof consoleAdapter>[0], 'show' | 'edit'>) {
  mkdirSync(paths.home, { recursive: true, mode: 0o700 });
  const transcript = openTranscript(join(paths.home, 'console.transcript.jsonl'), systemClock.now);
  const console = consoleAdapter({ clock: systemClock, sender: userInfo().username, transcript, ...parts });
  const house = await open(paths, [console]);
  return house.ok ? { ok: true as const, value: { ...house.value, console } } : house;
}

/** Takes the state folder, makes the bot with these adapters and the socket, and starts it. */
async function open(paths: Paths, adapters: readonly ChatAdapter[]): Promise<Outcome<{ bot: Bot; close(): Promise<void> }>> {
  mkdirSync(paths.home, { recursive: true, mode: 0o700 });
  const held = holdInstance(paths.home);
  if (!held.ok) return held;
  const socket = socketAdapter({ folder: socketFolder(paths.home, process.env), clock: systemClock });
  // A copy: the bot sets its own TZ, and jobs get the host's.
  const made = await compose({ env: { ...process.env }, cwd: process.cwd(), paths, adapters: [...adapters, socket] });
  if (!made.ok) {
    held.value.release();
    return made;
  }
  const bot = made.value;
  await bot.start();
  socket.serve(bot.answers);
  return {
    ok: true,
    value: {
      bot,
      async close() {
        await bot.stop();
        held.value.release();
        // Whatever still waits for an answer from outside keeps nobody here.
        setTimeout(() => process.exit(), 1000).unref();
      },
    },
  };
}

const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });

/** Keys of what was shown, and who waits for one. */
function watchKeys(): { add(key: string): void; wait(prefix: string): Promise<void> } {
  const seen: string[] = [];
  const waiting = new Set<{ prefix: string; tell(): void }>();
  return {
    add(key) {
      seen.push(key);
      for (const one of waiting) if (key.startsWith(one.prefix) && waiting.delete(one)) one.tell();
    },
    wait: (prefix) =>
      seen.some((key) => key.startsWith(prefix)) ? Promise.resolve() : new Promise((tell) => void waiting.add({ prefix, tell })),
  };
}

function refused({ message, next }: { message: string; next?: string }): number {
  err(next === undefined ? message : `${message}\n${next}`);
  return 1;
}

function wrong(message: string): number {
  err(message);
  return 2;
}
