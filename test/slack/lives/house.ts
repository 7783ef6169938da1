/** A bench host, a Slack in a box, and between them a bot that is killed again and again and always comes back. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { BenchHost, type BotProcess, until } from '../../lab/bench-host.ts';
import { SlackLab } from '../../lab/slack/lab.ts';
import type { Counts } from './counts.ts';
import { Deliveries } from './deliveries.ts';
import { slackTimeout } from './plan.ts';

const recipe = (script: string) => ({
  about: 'For the test',
  category: 'compiler',
  exclusive: 'none',
  options: { tag: { type: 'text' } },
  steps: [{ phase: 'only', run: ['sh', '-c', script] }],
});
const recipes = {
  quick: recipe('exit 0'),
  slow: recipe('sleep 1'),
  // Fifty lines of it are more than one message of Slack holds.
  loud: recipe('for n in 1 2 3 4 5; do for m in 0 1 2 3 4 5 6 7 8 9; do printf "line %s%s %0350d\\n" $n $m 0; done; done; exit 3'),
};

/** A room of its own for each of the runs that share a house. */
export interface Room {
  channel: string;
  /** Ids of Slack; they are in no other room. */
  people: readonly string[];
  files: boolean;
}

const roomOf = (n: number): Room => ({
  channel: `C${n}`,
  people: [0, 1, 2].map((who) => `U${n}${who}`),
  files: n % 2 === 0,
});

/** The name in the config of somebody in Slack. */
export const personOf = (user: string): string => `p${user.slice(1)}`;

/** So long may a bot take to end that is asked to, ms. */
const patience = 15_000;

export class House {
  lab!: SlackLab;
  host!: BenchHost;
  deliveries!: Deliveries;
  readonly rooms: readonly Room[];
  /** How the bot ended when nobody killed it. */
  readonly fell: string[] = [];
  private readonly seed: number;
  private readonly counts: Counts;
  private bot!: BotProcess;
  private alive = false;
  private aliveSince = 0;
  private leaving = false;
  private outages = 0;
  /** Until the bot comes back after its next death, ms. */
  private gone = 0;
  private killed = false;
  private point: string | undefined;

  constructor(size: number, seed: number, counts: Counts) {
    this.rooms = Array.from({ length: size }, (_, n) => roomOf(n + 1));
    this.seed = seed;
    this.counts = counts;
  }

  async open(): Promise<void> {
    const { rooms } = this;
    this.lab = await SlackLab.open({ seed: this.seed });
    for (const { channel, people } of rooms) {
      this.lab.addChannel({ id: channel, name: `room-${channel.toLowerCase()}`, members: [...people] });
      for (const id of people) this.lab.addUser({ id, name: personOf(id) });
    }
    this.deliveries = new Deliveries(this.lab, this.counts);
    const people = Object.fromEntries(rooms.flatMap((room) => room.people.map((id) => [personOf(id), { slack: id, roles: ['operator'] }])));
    this.host = new BenchHost(
      { recipes, people, rooms: rooms.map(({ channel, files }) => ({ slack: channel, files })) },
      { env: { ...this.lab.env, MOLT_OPS_SLACK_TIMEOUT: `${slackTimeout}ms`, MOLT_OPS_SLACK_PACE: '150ms' } },
    );
    void this.live();
    await this.up();
    // What is said from now on was said to it.
    await until('the bot has looked around', () => this.lab.calls.some(({ method }) => method === 'chat.scheduledMessages.list'));
  }

  /** Dies and comes back, until it is left. */
  private async live(): Promise<void> {
    while (!this.leaving) {
      this.bot = this.host.serve();
      this.counts.add('bot: started');
      void this.bot.ready.then((ready) => {
        this.alive = ready;
        this.aliveSince = performance.now();
      });
      const { code, signal } = await this.bot.ended;
      this.alive = false;
      if (this.leaving) return;
      if (signal !== 'SIGKILL') this.fell.push(`the bot ended by itself: ${code ?? signal}\n${this.bot.stderr()}`);
      else if (this.killed) this.counts.add('bot: killed');
      else this.counts.add(`bot: died at ${this.point}`);
      this.killed = false;
      for (const end = performance.now() + this.gone; performance.now() < end && this.gone > 0; )
        await new Promise((done) => setTimeout(done, 10));
      this.gone = 0;
    }
  }

  /** A bot that is to be back at once is spared until it has lived; another one may be killed while it starts. */
  kill(gone: number): void {
    if (gone > 0 || this.hasLived) this.killNow(gone);
  }

  killNow(gone = 0): void {
    if (this.bot.child.exitCode !== null || this.bot.child.signalCode !== null) return;
    this.gone = gone;
    this.killed = true;
    this.alive = false;
    this.bot.child.kill('SIGKILL');
  }

  dieAt(point: string, gone: number): void {
    if (!this.hasLived) return;
    this.gone = gone;
    this.point = point;
    this.host.armCrash(point);
  }

  /** Long enough to have heard something: on a busy machine it would only die and come back. */
  private get hasLived(): boolean {
    return this.alive && performance.now() - this.aliveSince > 1000;
  }

  /** Slack is away for a while; `meanwhile` happens in the midst of it. */
  async outage(span: number, meanwhile: () => void): Promise<void> {
    const half = () => new Promise((done) => setTimeout(done, span / 2));
    this.outages += 1;
    this.counts.add('slack: was away');
    this.lab.down();
    await half();
    meanwhile();
    await half();
    this.outages -= 1;
    if (this.outages === 0) this.lab.up();
  }

  /** All faults end, and the bot lives and hears. */
  async up(): Promise<void> {
    this.lab.clearFaults();
    rmSync(join(this.host.root, 'crash-at'), { force: true });
    this.gone = 0;
    await until('the bot is up', () => this.fell.length > 0 || (this.alive && this.lab.connections > 0));
  }

  /** Bot and Slack end. What did not hold. */
  async leave(): Promise<string[]> {
    this.leaving = true;
    this.bot.child.kill('SIGTERM');
    const tooLong = new Promise<undefined>((done) => void setTimeout(() => done(undefined), patience).unref());
    const ended = await Promise.race([this.bot.ended, tooLong]);
    await this.lab.close();
    if (!ended) return ['the bot did not end when it was asked to'];
    return ended.code === 0 || this.fell.length > 0
      ? []
      : [`asked to end, the bot ended with ${ended.code ?? ended.signal}\n${this.bot.stderr()}`];
  }

  async close(): Promise<void> {
    if (!this.leaving) await this.leave();
    await this.host.close();
  }
}
