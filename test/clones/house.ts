/** One bare remote and two clones of it, each with a bot that is killed again and again and always comes back. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { BenchHost, type BotProcess, until } from '../lab/bench-host.ts';
import type { Counts } from '../slack/lives/counts.ts';
import { lockFile } from './hands.ts';
import { agents } from './plan.ts';
import { type CloneName, cloneNames } from './record.ts';

const begin = `# Agent Locks\n\nWho edits what. A line is \`<agent-id> -> <path>\`.\n\n## Active locks\n`;

const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=first', '-c', 'user.email=first@example.org', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export class House {
  readonly root = mkdtempSync(join(tmpdir(), 'molt-ops-clones-'));
  readonly remote = join(this.root, 'remote.git');
  readonly clones: Readonly<Record<CloneName, Clone>>;
  private readonly counts: Counts;
  private outages = 0;

  constructor(counts: Counts) {
    this.counts = counts;
    this.makeRemote();
    this.clones = { one: new Clone('one', this.remote, counts), two: new Clone('two', this.remote, counts) };
  }

  /** It keeps a log of its branch, which is the order of all pushes, and takes as long over a push as a file says. */
  private makeRemote(): void {
    const first = join(this.root, 'first');
    mkdirSync(join(first, 'docs'), { recursive: true });
    writeFileSync(join(first, lockFile), begin);
    git(first, 'init', '-q', '-b', 'main');
    git(first, 'add', '.');
    git(first, 'commit', '-q', '-m', 'first');
    git(this.root, 'init', '-q', '--bare', '-b', 'main', this.remote);
    git(this.remote, 'config', 'core.logAllRefUpdates', 'always');
    const hook = join(this.remote, 'hooks', 'pre-receive');
    mkdirSync(join(this.remote, 'hooks'), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\nif [ -f slow ]; then sleep "$(cat slow)"; fi\nexit 0\n');
    chmodSync(hook, 0o755);
    git(first, 'push', '-q', this.remote, 'main');
  }

  async open(): Promise<void> {
    for (const name of cloneNames) void this.clones[name].live();
    await this.up();
  }

  async away(span: number): Promise<void> {
    if (this.outages > 0) return;
    this.outages += 1;
    renameSync(this.remote, `${this.remote}.away`);
    await new Promise((done) => setTimeout(done, span));
    renameSync(`${this.remote}.away`, this.remote);
    this.outages -= 1;
    this.counts.add('remote: was away');
  }

  async slow(ms: number, span: number): Promise<void> {
    this.counts.add('remote: was slow');
    const file = join(this.remote, 'slow');
    if (!existsSync(this.remote)) return;
    writeFileSync(file, String(ms / 1000));
    await new Promise((done) => setTimeout(done, span));
    rmSync(file, { force: true });
  }

  /** All faults end, and both bots live. */
  async up(): Promise<void> {
    rmSync(join(this.remote, 'slow'), { force: true });
    for (const name of cloneNames) await this.clones[name].up();
  }

  /** What did not hold. */
  async leave(): Promise<string[]> {
    return (await Promise.all(cloneNames.map((name) => this.clones[name].leave()))).flat();
  }

  async close(): Promise<void> {
    for (const name of cloneNames) await this.clones[name].host.close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** So long may a bot take to end that is asked to, ms. */
const patience = 30_000;

export class Clone {
  readonly host: BenchHost;
  /** How the bot ended when nobody killed it. */
  readonly fell: string[] = [];
  private readonly name: CloneName;
  private readonly counts: Counts;
  private bot!: BotProcess;
  private alive = false;
  private aliveSince = 0;
  private leaving = false;
  private gone = 0;
  private died: string | undefined;
  private hands: Promise<unknown> = Promise.resolve();

  constructor(name: CloneName, remote: string, counts: Counts) {
    this.name = name;
    this.counts = counts;
    const me = userInfo().username;
    this.host = new BenchHost(
      {
        recipes: {},
        host: { name },
        locks: { push: true },
        people: { [me]: { roles: ['admin'], agents: [...agents[name]] } },
      },
      { env: { MOLT_OPS_CLAIMS_PACE: '300' } },
    );
    this.host.git('remote', 'add', 'origin', remote);
    this.host.git('fetch', '-q', 'origin');
    this.host.git('checkout', '-q', '-B', 'main', 'origin/main');
    this.host.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  }

  /** Dies and comes back, until it is left. */
  async live(): Promise<void> {
    while (!this.leaving) {
      const bot = this.host.serve();
      this.bot = bot;
      this.counts.add('bots: started');
      void bot.ready.then((ready) => {
        if (bot !== this.bot) return;
        this.alive = ready;
        this.aliveSince = performance.now();
      });
      const { code, signal } = await bot.ended;
      this.alive = false;
      if (this.leaving) return;
      if (signal !== 'SIGKILL') this.fell.push(`the bot of ${this.name} ended by itself: ${code ?? signal}\n${bot.stderr()}`);
      this.counts.add(`bots: ${this.died ?? 'died later at the point'}`);
      this.died = undefined;
      for (const end = performance.now() + this.gone; performance.now() < end && this.gone > 0; )
        await new Promise((done) => setTimeout(done, 10));
      this.gone = 0;
    }
  }

  killNow(how: string, gone = 0): void {
    if (!this.bot || this.bot.child.exitCode !== null || this.bot.child.signalCode !== null) return;
    this.gone = gone;
    this.died = how;
    this.alive = false;
    this.bot.child.kill('SIGKILL');
  }

  /** Spared until it has lived: on a busy machine it would only die and come back. */
  kill(how: string, gone: number): void {
    if (gone > 0 || this.hasLived) this.killNow(how, gone);
  }

  dieAt(point: string, gone: number): void {
    if (!this.hasLived) return;
    this.gone = gone;
    this.died = `died at ${point}`;
    this.host.armCrash(point);
  }

  hangs(line: string): void {
    this.fell.push(`the bot of ${this.name} does not answer "${line}"\n${this.bot.stderr()}`);
  }

  private get hasLived(): boolean {
    return this.alive && performance.now() - this.aliveSince > 1000;
  }

  /** The hands of a clone do one thing after the other. */
  byHand<T>(deed: () => Promise<T> | T): Promise<T> {
    const turn = this.hands.then(deed);
    this.hands = turn.catch(() => {});
    return turn;
  }

  async up(): Promise<void> {
    rmSync(join(this.host.root, 'crash-at'), { force: true });
    this.gone = 0;
    await until(`the bot of ${this.name} is up`, () => this.fell.length > 0 || this.alive);
  }

  async leave(): Promise<string[]> {
    this.leaving = true;
    this.bot.child.kill('SIGTERM');
    const tooLong = new Promise<undefined>((done) => void setTimeout(() => done(undefined), patience).unref());
    const ended = await Promise.race([this.bot.ended, tooLong]);
    if (!ended) return [`the bot of ${this.name} did not end when it was asked to`];
    return ended.code === 0 || this.fell.length > 0
      ? []
      : [`asked to end, the bot of ${this.name} ended with ${ended.code ?? ended.signal}`];
  }
}
