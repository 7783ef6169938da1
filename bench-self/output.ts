/** 30 MB of lines through the shim, into a plain file, and through tmux pipe-pane; and a step that prints nothing. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOf, jobDirectory, logOf, step } from '../src/jobs/shim/testing.ts';
import { shimCommand } from '../src/shim-command.ts';
import { median, round, spread, timed } from './figures.ts';

const runs = 5;
const lines = 700_000;
const bytes = lines * 45;
/** Prints as a compiler does: in blocks, as fast as it can. */
const flood = ['sh', '-c', `yes 'a line of forty-four characters and no more!' | head -n ${lines}`];
const silent = ['sh', '-c', 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done'];

export async function output(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'molt-ops-output-'));
  const plain: number[] = [];
  const shim: number[] = [];
  const start: number[] = [];
  const quietPlain: number[] = [];
  const quietShim: number[] = [];
  try {
    await throughShim(['true']);
    for (let n = 0; n < runs; n++) {
      plain.push(await timed(() => toFile(flood, join(folder, 'plain'))));
      start.push(await throughShim(['true']));
      shim.push(await throughShim(flood, bytes));
      quietPlain.push(await timed(() => toFile(silent, join(folder, 'plain'))));
      quietShim.push(await tookInShim(silent));
    }
    const pane = await throughPane(folder);
    const beyond = shim.map((s, n) => s - start[n]! - plain[n]!);
    return {
      unit: 'ms',
      bytes,
      plainFile: spread(plain),
      shim: spread(shim),
      shimStart: spread(start),
      beyondPlainFile: { ...spread(beyond), reach: 250 },
      pipePane: round(pane),
      timesFasterThanPipePane: { value: round(pane / median(shim.map((s, n) => s - start[n]!)), 2), reach: 4 },
      silentStep: {
        plain: spread(quietPlain),
        shim: spread(quietShim),
        ratio: round(median(quietShim.map((s, n) => s / quietPlain[n]!)), 3),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toFile(argv: string[], file: string): void {
  const fd = openSync(file, 'w');
  spawnSync(argv[0]!, argv.slice(1), { stdio: ['ignore', fd, fd] });
}

/** Time of a whole shim; throws when a byte of the output is missing. */
async function throughShim(run: string[], expected?: number): Promise<number> {
  const dir = jobDirectory([step(run)]);
  const took = await timed(() => shimRun(dir));
  if (expected !== undefined) {
    const size = statSync(join(dir, 'log')).size;
    const rows = logOf(dir)
      .split('\n')
      .filter((line) => line.endsWith('and no more!')).length;
    if (rows !== expected / 45) throw new Error(`${rows} of ${expected / 45} lines in a log of ${size} bytes`);
  }
  rmSync(dir, { recursive: true, force: true });
  return took;
}

/** What the shim itself measured of its step. */
async function tookInShim(run: string[]): Promise<number> {
  const dir = jobDirectory([step(run)]);
  await shimRun(dir);
  endOf(dir);
  const took = readFileSync(join(dir, 'events.jsonl'), 'utf8').match(/"took":(\d+(?:\.\d+)?)/);
  rmSync(dir, { recursive: true, force: true });
  return Number(took?.[1]);
}

async function shimRun(dir: string): Promise<void> {
  const [node = '', ...args] = shimCommand;
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'molt-ops-bench-cache') };
  const child = spawn(node, [...args, dir], { stdio: 'ignore', detached: true, env });
  await once(child, 'exit');
}

/** The same output as tmux would log it. */
async function throughPane(folder: string): Promise<number> {
  const socket = join(folder, 'tmux');
  const log = join(folder, 'pane.log');
  const script = join(folder, 'flood.sh');
  writeFileSync(script, `sleep 0.5\n${flood[2]}\n`);
  const tmux = (...words: string[]): void => {
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...words]);
  };
  tmux('new-session', '-d', '-s', 'p', '-x', '200', '-y', '50', '--', 'sh', script);
  tmux('pipe-pane', '-t', 'p', `exec cat > ${log}`);
  const took = await timed(async () => {
    while (spawnSync('tmux', ['-S', socket, 'has-session', '-t', 'p'], { stdio: 'ignore' }).status === 0)
      await new Promise((done) => setTimeout(done, 20));
  });
  spawnSync('tmux', ['-S', socket, 'kill-server'], { stdio: 'ignore' });
  return took - 500;
}
