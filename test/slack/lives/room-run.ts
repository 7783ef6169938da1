/** One run in one room: people say and press, and things go wrong. */
import { elements } from '../../lab/slack/find.ts';
import type { LabMessage, PressResult } from '../../lab/slack/lab.ts';
import type { Loose } from '../../lab/slack/types.ts';
import type { Counts } from './counts.ts';
import type { House, Room } from './house.ts';
import type { Act, Recipe, Run } from './plan.ts';

/** Something that was said to the bot. */
export interface Command {
  run: number;
  how: string;
  by: string;
  /** The job that it is about. */
  line: string;
  /** What must come of it, once. */
  makes: 'job' | 'reply';
  /** Its key in the bot's inbox. */
  key: string;
  /** Whether it has reached the bot. A message always does; of the rest Slack tells its person, and nobody knows where the answer is lost. */
  taken: 'yes' | 'no' | 'maybe';
}

type Way = 'slash' | 'mention' | 'dm';

/** How long somebody looks for something to press before they type instead. */
const patience = 4000;

export class RoomRun {
  readonly commands: Command[] = [];
  readonly number: number;
  readonly room: Room;
  private readonly house: House;
  private readonly counts: Counts;
  private readonly pending: Promise<unknown>[] = [];
  private readonly pressed = new Set<string>();

  constructor(house: House, room: Room, number: number, counts: Counts) {
    this.house = house;
    this.room = room;
    this.number = number;
    this.counts = counts;
  }

  async live({ steps }: Run): Promise<void> {
    for (const { after, act } of steps) {
      await new Promise((done) => setTimeout(done, after));
      await this.do(act);
    }
    // What is said in an outage comes to it while it is waited for.
    while (this.pending.length > 0) await Promise.all(this.pending.splice(0));
  }

  private async do(act: Act): Promise<void> {
    const { house, counts } = this;
    switch (act.act) {
      case 'slash':
      case 'mention':
      case 'dm':
        return this.start(act.act, act.recipe, this.room.people[act.by]!);
      case 'ask in thread':
        return this.askInThread(this.room.people[act.by]!);
      case 'same line':
        return this.sayAgain(act.how);
      case 'press':
        return act.label === 'Another' ? this.pressAnother() : this.pressAny(act.label, this.room.people[act.by]!);
      case 'redeliver':
        return this.redeliver(act.which);
      case 'refresh':
        counts.add(`sockets: ${act.reason}`);
        return house.lab.refresh(act);
      case 'drop':
        counts.add('sockets: dropped');
        return house.lab.drop();
      case 'fault':
        return house.lab.fault({ ...act.fault, ...this.placeOf(act) });
      case 'kill':
        return house.kill(act.gone);
      case 'die at':
        return house.dieAt(act.point, act.gone);
      case 'outage': {
        const meanwhile = (): void => {
          if (act.kill) house.killNow();
          for (const [n, way] of act.typed.entries()) this.start(way, 'quick', this.room.people[n]!);
        };
        this.pending.push(house.outage(act.span, meanwhile));
      }
    }
  }

  private placeOf({ where }: Extract<Act, { act: 'fault' }>): { channel?: string } {
    if (where === 'everywhere') return {};
    return { channel: where === 'room' ? this.room.channel : `D${this.room.people[where]}` };
  }

  private start(how: Way, recipe: Recipe, by: string): void {
    const { lab } = this.house;
    const line = `${recipe} --tag r${this.number}c${this.commands.length}`;
    if (how === 'slash') this.insist({ how, by, line, makes: 'job' }, () => lab.slash(by, this.room.channel, line), slashKey);
    else
      this.typed(
        { how, by, line, makes: 'job' },
        how === 'dm' ? lab.dm(by, line) : lab.says(by, this.room.channel, `<@${lab.bot.user}> ${line}`),
      );
  }

  private async askInThread(by: string): Promise<void> {
    const { lab } = this.house;
    const card = await this.seen((message) => message.channel === this.room.channel && /^FAILED \d+ loud --tag/.test(message.text));
    if (!card) return this.start('mention', 'loud', by);
    const told = lab.says(by, card.channel, `<@${lab.bot.user}> tail ${card.text.split(' ')[1]} 50`, { thread: card.ts });
    this.typed({ how: 'in a thread', by, line: lineOf(card), makes: 'reply' }, told);
  }

  /** They are asked whether they want another one. */
  private async sayAgain(how: 'slash' | 'mention'): Promise<void> {
    const before = this.commands.find(({ how, taken }) => taken === 'yes' && (how === 'slash' || how === 'mention'));
    const known = before && (await this.seen((message) => lineOf(message) === before.line));
    if (!known) return this.start('mention', 'quick', this.room.people[0]!);
    const { lab } = this.house;
    const asked = { how: `same line by ${how}`, by: before.by, line: before.line, makes: 'reply' as const };
    if (how === 'slash') this.insist(asked, () => lab.slash(before.by, this.room.channel, before.line), slashKey);
    else this.typed(asked, lab.says(before.by, this.room.channel, `<@${lab.bot.user}> ${before.line}`));
  }

  private async pressAnother(): Promise<void> {
    const found = await this.seen((message) => labels(message).includes('Another') && !this.pressed.has(message.ts));
    const asked = found && this.commands.find(({ key }) => found.metadata?.event_payload.key === `reply/${key}`);
    if (!asked) return this.sayAgain('mention');
    this.pressed.add(found.ts);
    this.press(found, 'Another', { by: asked.by, makes: 'job' });
  }

  private async pressAny(label: 'Again' | 'Tail' | 'Report', who: string): Promise<void> {
    const found = await this.seen(
      (message) => labels(message).includes(label) && this.sees(who, message) && (label !== 'Again' || this.isNew(who, lineOf(message))),
    );
    if (!found) return this.start('slash', label === 'Tail' ? 'loud' : 'quick', who);
    this.press(found, label, { by: who, makes: label === 'Again' ? 'job' : 'reply' });
  }

  /** What somebody has started a moment ago they would be asked about. */
  private isNew(who: string, line: string): boolean {
    return !this.commands.some((command) => command.by === who && command.line === line && command.makes === 'job');
  }

  private press(message: LabMessage, label: string, command: Pick<Command, 'by' | 'makes'>): void {
    // By the next attempt the card may have other buttons.
    const act = () => (labels(message).includes(label) ? this.house.lab.press(command.by, message.channel, message.ts, label) : undefined);
    this.insist({ ...command, how: `[${label}]`, line: lineOf(message) }, act, pressKey);
  }

  private async redeliver(which: number): Promise<void> {
    const events = [...this.house.deliveries.said.values()]
      .filter(({ channel }) => this.isHere(channel))
      .flatMap(({ events }) => [...events]);
    const event = events[which % events.length];
    if (event === undefined) return;
    this.counts.add('redelivered: in the midst');
    this.pending.push(this.house.lab.redeliver(event));
  }

  private typed(command: Omit<Command, 'run' | 'key' | 'taken'>, told: Promise<string>): void {
    const { channel, ts } = this.house.deliveries.last.event;
    this.commands.push({ ...command, run: this.number, key: `slack:m/${channel}/${ts}`, taken: 'yes' });
    this.counts.add(`commands: ${command.how}`);
    this.pending.push(told);
  }

  /** Who is told that the bot cannot be reached tries again, a few times. */
  private insist(
    asked: Omit<Command, 'run' | 'key' | 'taken'>,
    act: () => Promise<PressResult> | undefined,
    keyOf: (payload: Loose) => string,
  ): void {
    const attempt = async (left: number): Promise<void> => {
      const outcome = act();
      if (!outcome) return;
      const command: Command = { ...asked, run: this.number, key: `slack:${keyOf(this.house.deliveries.last)}`, taken: 'maybe' };
      this.commands.push(command);
      const { ok, error } = await outcome;
      command.taken = ok ? 'yes' : error === 'dispatch_failed' ? 'no' : 'maybe';
      this.counts.add(ok ? `commands: ${command.how}` : `told that it failed: ${command.how}, ${error}`);
      if (command.taken !== 'no' || left === 0) return;
      await new Promise((done) => setTimeout(done, 900));
      await attempt(left - 1);
    };
    this.pending.push(attempt(3));
  }

  /** The newest message of the bot about this run that is looked for, once somebody sees it. */
  private async seen(wanted: (message: LabMessage) => boolean): Promise<LabMessage | undefined> {
    const ofRun = new RegExp(`--tag r${this.number}c\\d`);
    for (const end = performance.now() + patience; performance.now() < end; ) {
      const found = this.house.lab.messages.findLast(
        (m) => m.botId !== undefined && this.isHere(m.channel) && ofRun.test(m.text) && wanted(m),
      );
      if (found) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
    return undefined;
  }

  private isHere(channel: string): boolean {
    return channel === this.room.channel || this.room.people.includes(channel.slice(1));
  }

  private sees(user: string, { channel }: LabMessage): boolean {
    return channel === this.room.channel || channel === `D${user}`;
  }
}

const labels = ({ blocks }: LabMessage): string[] =>
  elements(blocks).flatMap(({ element }) => (element.type === 'button' ? [element.text.text] : []));
const lineOf = ({ text }: LabMessage): string => /\w+ --tag r\d+c\d+/.exec(text)?.[0] ?? '';

// What the bot makes its keys of, so that what comes of each command is told from all others.
const slashKey = ({ trigger_id: trigger }: Loose): string => `c/${trigger}`;
const pressKey = ({ channel, message, user, actions: [action] }: Loose): string =>
  ['a', channel.id, message.ts, action.action_ts, user.id, action.action_id].join('/');
