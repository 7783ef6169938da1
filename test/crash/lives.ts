/** One bench host whose bot is killed and restarted again and again; a test that fails leaves a fresh one to the next. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import { BenchHost, type BotProcess, until } from '../lab/bench-host.ts';

const recipe = (script: string, exclusive = 'none', step = {}) => ({
  about: 'Counts that it ran',
  category: 'compiler',
  exclusive,
  steps: [{ phase: 'only', run: ['sh', '-c', `echo ran >> "$HOME/ran"; ${script}`], ...step }],
});
const recipes = {
  seven: recipe('echo output; exit 7'),
  long: recipe('exec sleep 300'),
  killed: recipe('kill -9 $$'),
  whole: recipe('exit 0', 'host'),
  gate: recipe('until [ -e "$HOME/go" ]; do sleep 0.05; done', 'host'),
  bench: recipe('echo "bench_sum | 0.1 | 512.0 KB"; kill -9 $$', 'none', { result: { format: 'molt-wasm', file: '{out}/wasm.json' } }),
};

export class Lives {
  host!: BenchHost;
  bot!: BotProcess;
  private readonly how: Parameters<BenchHost['serve']>[0];
  private open = false;

  /** `how`: as what its bot runs. */
  constructor(how: Parameters<BenchHost['serve']>[0] = {}) {
    this.how = how;
    afterEach(({ task }) => (task.result?.state === 'fail' ? this.end() : undefined));
    afterAll(() => this.end());
  }

  /** A host that has no bot yet. */
  async fresh(): Promise<void> {
    await this.end();
    this.host = new BenchHost({ recipes });
    this.open = true;
  }

  /** The bot of the test before, else one on a fresh host. From now on it counts what is new. */
  async go(): Promise<void> {
    if (!this.open) {
      await this.fresh();
      await this.start();
    }
    this.counted = { jobs: this.host.jobs().length, ran: this.ran() };
  }
  private counted = { jobs: 0, ran: 0 };

  async start(): Promise<void> {
    this.bot = this.host.serve(this.how);
    expect(await this.bot.ready).toBe(true);
  }

  /** SIGKILL ends the bot at its crash point, and a new one is started. */
  async diesAndRestarts(): Promise<void> {
    await until('the crash point', () => this.host.crashed);
    expect((await this.bot.ended).signal).toBe('SIGKILL');
    await this.start();
  }

  /** Says the line again under its key, as whoever got no answer does, and waits for all that is to be told of its job. */
  async endOf(line: string, key: string) {
    const { job } = (await this.host.ask(line, { key, wait: true }))!;
    await this.reported(job!.id);
    return job!;
  }

  reported(id: number): Promise<unknown> {
    return until('the report', () => {
      const job = this.host.jobs().find(({ spec }) => spec.id === id);
      return job && existsSync(join(job.dir, 'report.md')) && this.host.outbox().every(({ state }) => state === 'sent');
    });
  }

  /** So many directories are new, `ran` as often as said, and of every job ever each message that counts was told once. */
  expectOnce(jobs: number, ran: number | readonly number[]): void {
    expect(this.host.jobs()).toHaveLength(this.counted.jobs + jobs);
    expect([ran].flat()).toContain(this.ran() - this.counted.ran);
    const kinds = this.host
      .outbox()
      .map(({ key }) => key.split('/'))
      .filter(([kind]) => kind === 'end' || kind === 'report')
      .map(([kind, id]) => `${kind} ${id}`);
    expect(kinds.toSorted()).toEqual(
      this.host
        .jobs()
        .flatMap(({ spec }) => [`end ${spec.id}`, `report ${spec.id}`])
        .toSorted(),
    );
  }

  /** Keys that the console has shown, in order. */
  shown(): string[] {
    const file = join(this.host.home, 'console.transcript.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' || !line.endsWith('}') ? [] : [JSON.parse(line).key]));
  }

  /** How often a step ran. */
  ran(): number {
    const file = join(this.host.root, 'ran');
    return existsSync(file) ? readFileSync(file, 'utf8').length / 'ran\n'.length : 0;
  }

  private async end(): Promise<void> {
    if (this.open) await this.host.close();
    this.open = false;
  }
}
