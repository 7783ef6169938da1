/** A bench host of one's own for a test: a workspace under git, a config, a state folder; bots and callers are real processes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { stringify } from 'yaml';
import { connect } from '../../adapters/socket/client.mjs';
import { socketFolder } from '../../adapters/socket/folder.mjs';
import type { Said as Answer } from '../../adapters/socket/protocol.ts';

const entry = resolve(import.meta.dirname, '../../bin/molt-ops.mjs');

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

export interface BotProcess {
  child: ChildProcess;
  /** Resolves with true once the bot takes commands, with false when it ended before. */
  ready: Promise<boolean>;
  ended: Promise<{ code: number | null; signal: string | null }>;
  stderr(): string;
}

export interface JobDirectory {
  dir: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what is there
  spec: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  end: any;
}

export class BenchHost {
  readonly root: string;
  readonly workspace: string;
  readonly logs: string;
  readonly home: string;
  readonly config: string;
  private readonly bots = new Set<ChildProcess>();
  readonly env: NodeJS.ProcessEnv;

  /** `recipes` and further keys go into the config as they are. `name` may hold spaces and quotes. */
  constructor(config: { recipes: object; [key: string]: unknown }, options: { name?: string; env?: Record<string, string> } = {}) {
    this.root = mkdtempSync(join(tmpdir(), 'molt-ops-test-'));
    this.workspace = join(this.root, options.name ?? 'workspace');
    this.logs = join(this.root, 'logs');
    this.home = join(this.root, 'home');
    this.config = join(this.root, 'molt-ops.yaml');
    mkdirSync(this.workspace);
    this.git('init', '-q', '-b', 'main');
    writeFileSync(join(this.workspace, 'tracked.txt'), 'one\n');
    this.git('add', '.');
    this.git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '-qm', 'first');
    writeFileSync(
      this.config,
      stringify({ workspace: this.workspace, logs: this.logs, timezone: 'America/Chicago', host: { name: 'm1' }, ...config }),
    );
    this.env = {
      PATH: process.env.PATH,
      HOME: this.root,
      MOLT_OPS_CONFIG: this.config,
      MOLT_OPS_HOME: this.home,
      MOLT_OPS_CRASH_AT: this.crashFile,
      ...options.env,
    };
  }

  git(...words: string[]): string {
    return execFileSync('git', ['-C', this.workspace, ...words], { encoding: 'utf8' });
  }

  /** From now on the one of its bots and shims that comes to `point` first dies there. */
  armCrash(point: string): void {
    writeFileSync(this.crashFile, point);
  }

  /** Whether the process that was to die at its crash point has come there. */
  get crashed(): boolean {
    return !existsSync(this.crashFile);
  }

  private get crashFile(): string {
    return join(this.root, 'crash-at');
  }

  /** Starts a bot, as a service. */
  serve(options: { env?: Record<string, string>; args?: string[]; stdin?: 'ignore' | 'pipe' } = {}): BotProcess {
    const env = { ...this.env, ...options.env };
    const child = spawn(process.execPath, [entry, ...(options.args ?? ['serve'])], {
      env,
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    });
    this.bots.add(child);
    let text = '';
    const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
    const ready = new Promise<boolean>((done) => {
      createInterface({ input: child.stderr! }).on('line', (line) => {
        text += `${line}\n`;
        if (/\bready\b/.test(line)) done(true);
      });
      ended.then(() => done(false));
    });
    child.stdout!.resume();
    return { child, ready, ended, stderr: () => text };
  }

  /** One command line of `molt-ops`, to its end. */
  async cli(args: string[], options: { input?: string; env?: Record<string, string>; timeout?: number } = {}): Promise<Said> {
    const child = spawn(process.execPath, [entry, ...args], {
      env: { ...this.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeout ?? 60_000,
      killSignal: 'SIGKILL',
    });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      out.stderr += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    const [code] = await once(child, 'close');
    return { code: code ?? -1, ...out };
  }

  say(line: string, ...more: string[]): Promise<Said> {
    return this.cli(['say', line, ...more]);
  }

  /** One command over the socket, without the start of a process. Undefined when the bot went away, or was never there. */
  async ask(line: string, request: { key?: string; wait?: boolean } = {}): Promise<Answer | undefined> {
    const connected = await connect(socketFolder(this.home, this.env));
    if (!connected.ok) return undefined;
    const answer = await connected.value.say({ say: line, ...request });
    connected.value.close();
    return answer;
  }

  /** All job directories, by number. */
  jobs(): JobDirectory[] {
    const found: JobDirectory[] = [];
    for (const category of ['compiler', 'benchmarks', 'wasm', 'agents']) {
      for (const name of list(join(this.logs, category))) {
        const dir = join(this.logs, category, name);
        // Pictures lie there, too.
        if (name.startsWith('.') || !existsSync(join(dir, 'spec.json'))) continue;
        found.push({ dir, spec: json(join(dir, 'spec.json')), end: json(join(dir, 'end.json')) });
      }
    }
    return found.sort((a, b) => a.spec.id - b.spec.id);
  }

  /** The events of job `id` so far. */
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  events(id: number): any[] {
    const job = this.jobs().find(({ spec }) => spec.id === id);
    if (!job || !existsSync(join(job.dir, 'events.jsonl'))) return [];
    return readFileSync(join(job.dir, 'events.jsonl'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  /** Waits for the step of job `id` to run; answers with the pid of its shim. */
  async running(id: number): Promise<number> {
    await until(`job ${id} runs`, () => this.events(id).some(({ type, pid }) => type === 'phase' && pid));
    return this.events(id)[0].pid;
  }

  /** The messages of the bot's outbox. */
  outbox(): { key: string; state: string; text: string }[] {
    const database = new DatabaseSync(join(this.home, 'molt-ops.db'), { readOnly: true });
    try {
      return database
        .prepare('SELECT * FROM outbox ORDER BY rowid')
        .all()
        .map((row) => ({
          key: String(row.key),
          state: String(row.state),
          text: JSON.stringify(row),
        }));
    } finally {
      database.close();
    }
  }

  read(...path: string[]): string {
    return readFileSync(join(this.root, ...path), 'utf8');
  }

  /** Kills what is left (bots, callers, shims, their tmux server and all that jobs started) and removes all of it. */
  async close(): Promise<void> {
    for (const bot of this.bots) bot.kill('SIGKILL');
    const marks = [`HOME=${this.root}`, `MOLT_OPS_HOME=${this.home}`, ...this.jobs().flatMap(({ spec }) => (spec?.tag ? [spec.tag] : []))];
    // Who forks while we look is found by the second look.
    for (let found = ours(marks); found.length > 0; found = ours(marks)) {
      for (const pid of found) signal(pid, 'SIGKILL');
      await new Promise((done) => setTimeout(done, 10));
    }
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** Processes whose environment holds one of the words: those of one bench host, by its own random folder name. */
const ours = (words: readonly string[]): number[] =>
  list('/proc').flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
      return words.some((word) => environment.includes(word)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

// biome-ignore lint/suspicious/noExplicitAny: a test reads what is there
function json(file: string): any {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Waits for something that the outside will bring about; the bound only keeps a broken test from hanging. */
export async function until<T>(what: string, look: () => T | undefined | false, bound = 45_000): Promise<T> {
  const end = performance.now() + bound;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
