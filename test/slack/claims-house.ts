/** The lock desk in Slack, with a lock file under git and a clock that the test turns: what people do, and what they then read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hour, minute, second } from '../../src/kernel/durations.ts';
import { columns } from '../../src/kernel/text.ts';
import { clockTime } from '../../src/kernel/zone.ts';
import { type BenchHost, until } from '../lab/bench-host.ts';
import type { Values } from '../lab/slack/form.ts';
import type { LabMessage } from '../lab/slack/lab.ts';
import { openTimedBot, type TimedBot } from './timed-bot.ts';

/** On Tue 2026-11-24, in Chicago. */
const today = (time: string): number => Date.parse(`2026-11-24T${time}:00-06:00`);
const room = 'C01';
const lockFile = 'docs/AGENT_LOCKS.md';
const zone = 'America/Chicago';
export const emptyFile = '# Agent Locks\n\n## Active locks\n';

/** Milliseconds, as in a TimedBot. */
const step = 4 * second;
/** A button may say so much before a phone cuts it. */
const labelMost = 24;

export class ClaimsHouse {
  readonly timed: TimedBot;
  /** Each message as it was read last. */
  readonly #seen = new Map<string, string>();
  #read: string[] = [];

  private constructor(timed: TimedBot) {
    this.timed = timed;
  }

  static async open({ at = '09:00', ...more }: { at?: string; [key: string]: unknown } = {}): Promise<ClaimsHouse> {
    const config = {
      recipes: {},
      people: {
        ada: { slack: 'U01', roles: ['operator', 'approver', 'admin'], timezone: zone },
        bob: { slack: 'T01/U02', roles: ['operator'], timezone: zone, agents: ['codex-2'] },
        eve: { slack: 'U03', roles: ['operator', 'approver'], timezone: zone },
      },
      rooms: [{ slack: room }],
      ...more,
    };
    return new ClaimsHouse(await openTimedBot(config, ['ada', 'bob', 'eve'], { at: today(at), prepare: withLockFile }));
  }

  get lab(): TimedBot['lab'] {
    return this.timed.lab;
  }

  get now(): number {
    return this.timed.clock.now();
  }

  /** The lock file, as it is on the disk. */
  get file(): string {
    return readFileSync(join(this.timed.host.workspace, lockFile), 'utf8');
  }

  /** Somebody edits it. */
  edits(what: string, change: (text: string) => string): Promise<void> {
    return this.done(what, async () => writeFileSync(join(this.timed.host.workspace, lockFile), change(this.file)));
  }

  /** What the desk does at a moment is done before time goes on, however long git takes for it. */
  async pass(span: number): Promise<void> {
    for (let left = span; left > 0; left -= step) {
      this.timed.clock.advance(Math.min(step, left));
      await new Promise((resolve) => setTimeout(resolve, 1));
      await this.lab.idle();
      if (isGitAtWork()) await this.rest();
      this.look();
    }
    await this.rest();
    this.look();
  }

  /** The clock of Chicago shows `time` next. */
  until(time: string): Promise<void> {
    return this.pass(this.spanTo(time));
  }

  /** The bot stops, and another one starts at that time. */
  async away(time: string): Promise<void> {
    await this.done('the bot is away', async () => {
      await this.timed.stop();
      this.timed.clock.advance(this.spanTo(time));
      await this.timed.start();
    });
  }

  private spanTo(time: string): number {
    const [from, to] = [clockTime(this.now, zone), time].map((one) => Number(one.slice(0, 2)) * 60 + Number(one.slice(3)));
    return ((to! - from! + 1440) % 1440) * minute - (this.now % minute);
  }

  slash(user: string, text: string, channel = room): Promise<void> {
    return this.done(`${nameOf(user)}: /molt ${text.replace(/^\/molt /, '')}`, () => this.lab.slash(user, channel, text));
  }

  says(user: string, text: string, { channel = room, ...where }: { thread?: string; channel?: string } = {}): Promise<void> {
    return this.done(`${nameOf(user)}: ${text}`, () => this.lab.says(user, channel, text, where));
  }

  presses(user: string, message: LabMessage, label: string): Promise<void> {
    return this.done(`${nameOf(user)} [${label}]`, () => this.lab.press(user, message.channel, message.ts, label));
  }

  submits(user: string, values: Values): Promise<void> {
    return this.done(`${nameOf(user)} fills in ${JSON.stringify(values)}`, () => this.lab.submit(user, values));
  }

  async done(what: string, act: () => Promise<unknown>): Promise<void> {
    this.#read.push(`> ${what}`);
    const { errors, error } = ((await act()) ?? {}) as { errors?: Record<string, string>; error?: string };
    for (const [field, message] of Object.entries(errors ?? {})) this.#read.push(`  ! ${field}: ${message}`);
    if (error !== undefined) throw new Error(`${what}: ${error}`);
    await this.settle();
  }

  /** Everything is said that is to be said now; no time goes by but what a room needs between two messages. */
  async settle(): Promise<void> {
    for (let n = 0; n < 12; n += 1) {
      await this.rest();
      this.timed.clock.advance(250);
    }
    await this.rest();
    this.look();
  }

  /** No call is under way, and no git either. */
  private async rest(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await this.timed.rest();
      quiet = isGitAtWork() ? 0 : quiet + 1;
    }
  }

  /** What the outside brings about, a watched file perhaps, has come: the clock goes on with the world's. */
  async comes(what: RegExp): Promise<LabMessage> {
    return until(`${what} in ${this.#read.join('\n')}`, () => {
      this.timed.clock.advance(10);
      this.look();
      return this.said.findLast(({ text }) => what.test(text));
    });
  }

  /** The newest message of the bot that is like that. */
  find(what: RegExp): LabMessage {
    const found = this.said.findLast(({ text }) => what.test(text));
    if (!found) throw new Error(`no ${what} in\n${this.#read.join('\n')}`);
    return found;
  }

  /** All that was said and done since this was last asked, as people read it: when, where, whom it rings, text, buttons. */
  read(): string {
    const read = this.#read;
    this.#read = [];
    return `\n${read.join('\n')}\n`;
  }

  private look(): void {
    for (const message of this.said) {
      const [where, ...rest] = shown(message);
      const now = rest.join('\n');
      const before = this.#seen.get(key(message));
      if (before === now) continue;
      this.#seen.set(key(message), now);
      const rung = users.filter((user) => this.lab.rings(user).some((ring) => key(ring) === key(message)));
      const how = before !== undefined ? ' (edit)' : rung.length > 0 ? ` RINGS ${rung.map(nameOf).join(', ')}` : '';
      this.#read.push(`${clockTime(this.now, zone)} ${where}${how}`, ...rest.map((line) => `  ${line}`));
    }
  }

  private get said(): LabMessage[] {
    return this.lab.messages.filter(({ user }) => user === this.lab.bot.user);
  }

  /** What is wrong with the messages for a phone, or says what nobody should read. */
  faults(): string[] {
    return this.said
      .flatMap((message) => [{ text: message.text, blocks: message.blocks }, ...message.history])
      .flatMap(({ text, blocks }) => {
        const [title = '', ...lines] = plain(text).split('\n');
        return [
          ...(/undefined|NaN|\[object|Infinity|Invalid/.test(text) ? [`says ${text}`] : []),
          ...(columns(title) > 60 ? [`title ${title}`] : []),
          ...lines.filter((line) => columns(line) > 40 && !/^<@/.test(line)).map((line) => `line ${line}`),
          ...(lines.length > 13 ? [`${lines.length} lines: ${title}`] : []),
          ...labelsOf(blocks)
            .filter((label) => columns(label) > labelMost)
            .map((label) => `button ${label}`),
        ];
      });
  }
}

/** Claims are all that git is asked about here. */
const isGitAtWork = (): boolean => process.getActiveResourcesInfo().includes('ProcessWrap');
const users = ['U01', 'U02', 'U03'];
const nameOf = (user: string): string => ({ U01: 'ada', U02: 'bob', U03: 'eve' })[user] ?? user;
const key = ({ ts, channel }: { ts: string; channel: string }): string => `${channel}/${ts}`;

function shown(message: LabMessage): string[] {
  const where = message.channel === room ? '#bench' : `@${nameOf(message.channel.slice(1))}`;
  const thread = message.thread === undefined ? '' : ', in a thread';
  const only = message.ephemeralTo === undefined ? '' : `, to ${nameOf(message.ephemeralTo)} alone`;
  const below = [...message.files.map(({ name }) => `<${name}>`), ...labelsOf(message.blocks).map((label) => `[${label}]`)];
  return [`${where}${thread}${only}`, ...plain(message.text).split('\n'), ...(below.length === 0 ? [] : [below.join(' ')])];
}

const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const labelsOf = (blocks: LabMessage['blocks']): string[] =>
  blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((one: { type: string; text?: { text: string } }) => (one.type === 'button' ? [one.text!.text] : []))
      : [],
  );

function withLockFile(host: BenchHost): void {
  for (const [path, text] of Object.entries({
    [lockFile]: emptyFile,
    'docs/api.md': 'api\n',
    'docs/index.md': 'index\n',
    'runtime/src/obj.rs': 'obj\n',
    'runtime/tests/gc.rs': 'gc\n',
    'runtime/wasm/lib.rs': 'wasm\n',
  })) {
    mkdirSync(dirname(join(host.workspace, path)), { recursive: true });
    writeFileSync(join(host.workspace, path), text);
  }
  const date = new Date(today('09:00') - 30 * hour).toISOString();
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const git = (...words: string[]): unknown => execFileSync('git', ['-C', host.workspace, ...words], { env });
  git('add', '.');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '-qm', 'a lock file');
}
