/** docs/AGENT_LOCKS.md on the disk: how long a claim takes to stand in a long one, how soon an edit by hand is noticed, and what the watch costs while nobody edits. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/kernel/clock.ts';
import { parseLocks } from '../src/locks/agent-locks/parse.ts';
import { addClaim } from '../src/locks/agent-locks/splice.ts';
import { openLockFile } from '../src/locks/file/lock-file.ts';
import { watchLockFile } from '../src/locks/file/watch.ts';
import { round, spread } from './figures.ts';
import { cpuSeconds, wakeUps } from './processes.ts';

const lines = 5000;
const rounds = 50;
const seconds = Number(process.env.IDLE_SECONDS ?? 60);
const path = 'docs/AGENT_LOCKS.md';

export async function lockFile(): Promise<object> {
  const workspace = mkdtempSync(join(tmpdir(), 'molt-ops-bench-lock-file-'));
  const file = join(workspace, path);
  mkdirSync(dirname(file));
  const claims = Array.from({ length: lines }, (_, n) => `- codex-${n % 40} -> crates/c${n % 97}/src/f${n}.rs\n`);
  writeFileSync(file, `# Agent Locks\n\n## Active locks\n${claims.join('')}`);
  try {
    return {
      parseSpliceWriteMs: { lines, ...spread(claimed(workspace)), reach: 20 },
      handEditNoticedMs: { ...spread(await noticed(workspace, file)), reach: 200 },
      whileNothingChanges: { seconds, ...(await idle(workspace)), reach: { wakeUpsPerSecond: 0 } },
    };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** To the disk: three times it is waited for. */
function claimed(workspace: string): number[] {
  const opened = openLockFile(workspace, path);
  if (!opened.ok) throw new Error(opened.refusal.message);
  const file = opened.value;
  return Array.from({ length: rounds }, (_, n) => {
    const start = performance.now();
    const found = file.read();
    const locks = found.is === 'there' ? parseLocks(found.bytes) : undefined;
    if (found.is !== 'there' || locks?.is !== 'usable') throw new Error('not usable');
    const spliced = addClaim(locks, { agent: `codex-${n % 40}`, paths: [`docs/d${n}/`] });
    if (!spliced.ok) throw new Error(spliced.refusal.message);
    const written = file.write(found, spliced.value, { before() {}, withdrawn() {} });
    if (written.is !== 'written') throw new Error(written.is);
    const took = performance.now() - start;
    file.late();
    return took;
  });
}

async function noticed(workspace: string, file: string): Promise<number[]> {
  let heard = (): void => {};
  const watched = watchLockFile({
    workspace,
    path,
    clock: systemClock,
    changed: () => heard(),
    problem: (sentence) => {
      throw new Error(sentence);
    },
  });
  // The watch keeps no process alive.
  const alive = setTimeout(() => {}, 60_000);
  const took: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const start = performance.now();
    await new Promise<void>((resolve) => {
      heard = resolve;
      appendFileSync(file, `- ada -> notes/n${n}.md\n`);
    });
    took.push(performance.now() - start);
  }
  clearTimeout(alive);
  watched.stop();
  return took;
}

/** Of a process that only watches, beside one that does nothing at all: V8 tidies up for a while after its start. */
async function idle(workspace: string): Promise<object> {
  const here = (name: string): string => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  const script = `
    import { watchLockFile } from ${here('../src/locks/file/watch.ts')};
    import { systemClock } from ${here('../src/kernel/clock.ts')};
    const [workspace, watches] = process.argv.slice(1);
    if (watches) watchLockFile({ workspace, path: '${path}', clock: systemClock, changed() {}, problem() {} });
    process.stdin.resume();
    console.log('ready');`;
  const started = ['watches', ''].map((watches) =>
    spawn(process.execPath, ['--input-type=module', '-e', script, '--', workspace, watches], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  try {
    await Promise.all(started.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))));
    await pause(10);
    const look = () => started.map(({ pid }) => ({ wakeUps: wakeUps(pid!), cpu: cpuSeconds(pid!) }));
    const before = look();
    await pause(seconds);
    const [watching, without] = look().map((after, n) => ({
      wakeUpsPerSecond: round((after.wakeUps - before[n]!.wakeUps) / seconds, 3),
      cpuPercent: round(((after.cpu - before[n]!.cpu) / seconds) * 100, 4),
    }));
    return { ...watching, withoutWatch: without };
  } finally {
    for (const child of started) child.kill();
  }
}

const pause = (s: number): Promise<void> => new Promise((done) => setTimeout(done, s * 1000));
