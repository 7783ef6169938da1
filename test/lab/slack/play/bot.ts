/** The bot beside a lab: its own folder, its own config, and what it says on stderr. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parse, stringify } from 'yaml';
import type { SlackLab } from '../lab.ts';
import { sweep } from './sweep.ts';

const root = resolve(import.meta.dirname, '../../../..');
/** What the bot has said lately. */
const keptLines = 200;

export interface BotBeside {
  /** Oldest first. */
  readonly lines: readonly string[];
  /** Resolves once it takes commands, or has ended. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** `told`: called for each line. */
export function startBot(lab: SlackLab, told: (line: string) => void): BotBeside {
  const folder = mkdtempSync(join(tmpdir(), 'molt-lab-'));
  const config = join(folder, 'molt-ops.yaml');
  mkdirSync(join(folder, 'home'), { mode: 0o700 });
  writeFileSync(config, stringify(configFor(folder)));
  const child = spawn(process.execPath, [join(root, 'bin/molt-ops.mjs'), 'serve'], {
    env: { ...process.env, ...lab.env, MOLT_OPS_HOME: join(folder, 'home'), MOLT_OPS_CONFIG: config },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const lines: string[] = [];
  const hear = (line: string): void => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    told(line);
  };
  let isReady: () => void = () => {};
  const ready = new Promise<void>((done) => {
    isReady = done;
  });
  createInterface({ input: child.stderr! }).on('line', (line) => {
    hear(line);
    if (/\bready\b/.test(line)) isReady();
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    hear(`the bot has ended: ${signal ?? `exit ${code}`}`);
    isReady();
  });
  return {
    lines,
    ready,
    async stop() {
      await end(child, ended);
      sweep(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

/** The demo's recipes, with two people and a room. Who says the bot's code first is its admin. */
function configFor(folder: string): object {
  const demo = parse(readFileSync(join(root, 'config/molt-ops.yaml'), 'utf8'), { merge: true });
  return {
    ...demo,
    logs: join(folder, 'logs'),
    people: { ada: { slack: 'U01', roles: ['operator', 'approver'] }, bob: { slack: 'U02', roles: ['viewer'] } },
    rooms: [{ slack: 'C01', files: true }],
  };
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(patience);
}
