/** A Slack in a box, on the loopback: Socket Mode and Web API with state, people who act, and faults on order. */
import { type Clock, type Millis, systemClock } from '../../../src/kernel/clock.ts';
import { second } from '../../../src/kernel/durations.ts';
import { active } from './active.ts';
import type { Fault } from './faults.ts';
import type { Values } from './form.ts';
import { formatted } from './formatted.ts';
import type { Submission } from './forms.ts';
import { Door } from './http.ts';
import { People } from './people.ts';
import { Platform } from './platform.ts';
import type { DisconnectReason } from './socket.ts';
import { bot } from './team.ts';
import type { CallRecord, Group, LabMessage, PressResult, Ring, Scheduled, User, View } from './types.ts';

export type { LabFile, LabMessage, PressResult, Ring, View } from './types.ts';

export interface LabOptions {
  /** Default: the system's. On a FakeClock go in steps, for acknowledgements travel over real sockets. */
  clock?: Clock;
  port?: number;
  /** Whether the rate limits hold. */
  rates?: boolean;
  team?: string;
  /** Of the choice between connections. */
  seed?: number;
}

export class SlackLab {
  readonly url: string;
  readonly env: { SLACK_API_URL: string; SLACK_BOT_TOKEN: string; SLACK_APP_TOKEN: string };
  readonly bot = bot;
  /** What is behind the people: for whatever has no name here. */
  readonly platform: Platform;
  private readonly door: Door;
  private readonly people: People;
  /** Those who wait for quiet. */
  private readonly waiting = new Set<() => void>();

  private constructor(platform: Platform, door: Door) {
    this.platform = platform;
    this.door = door;
    this.people = new People(platform);
    door.settled = platform.socket.settled = () => {
      for (const look of this.waiting) look();
    };
    this.url = `http://127.0.0.1:${platform.port}/api/`;
    this.env = { SLACK_API_URL: this.url, SLACK_BOT_TOKEN: door.botToken, SLACK_APP_TOKEN: door.appToken };
  }

  static async open({ clock = systemClock, port = 0, rates = false, team = 'T01', seed = 1 }: LabOptions = {}): Promise<SlackLab> {
    const platform = new Platform({ clock, team, seed, rates });
    const door = new Door(platform);
    await door.open(port);
    return new SlackLab(platform, door);
  }

  async close(): Promise<void> {
    this.platform.timers.cancelAll();
    this.platform.socket.close();
    await this.door.close();
  }

  // The workspace.

  addUser(user: User): void {
    this.platform.team.users.set(user.id, { ...user });
  }

  /** Without `members` everybody is in it; the bot is, unless `botIn` is false. */
  addChannel(channel: { id: string; name: string; members?: string[]; botIn?: boolean; isPrivate?: boolean; archived?: boolean }): void {
    const { botIn = true, isPrivate = channel.id.startsWith('G'), archived = false } = channel;
    this.platform.team.channels.set(channel.id, { ...channel, botIn, isPrivate, archived });
  }

  addGroup(group: Group): void {
    this.platform.team.groups.set(group.id, { ...group });
  }

  /** What the bot's token may do. */
  get scopes(): string[] {
    return this.platform.scopes;
  }

  set scopes(scopes: readonly string[]) {
    this.platform.scopes = [...scopes];
  }

  // People act.

  /** `text` with or without the `/molt`. */
  slash(user: string, channel: string, text: string): Promise<PressResult> {
    return this.people.slash(user, channel, text);
  }

  /** Resolves with the ts once the bot has acknowledged it, or the first attempt has failed or was swallowed. */
  says(user: string, channel: string, text: string, more: { thread?: string; type?: 'bot' } = {}): Promise<string> {
    return this.people.says(user, channel, text, more);
  }

  dm(user: string, text: string, more: { thread?: string } = {}): Promise<string> {
    return this.people.says(user, `D${user}`, text, more);
  }

  edits(user: string, channel: string, ts: string, text: string): Promise<void> {
    return this.people.edits(user, channel, ts, text);
  }

  deletes(user: string, channel: string, ts: string): Promise<void> {
    return this.people.deletes(user, channel, ts);
  }

  async press(user: string, channel: string, ts: string, label: string, more: { version?: number } = {}): Promise<PressResult> {
    return this.people.press(user, channel, ts, label, more);
  }

  async pick(user: string, channel: string, ts: string, option: string): Promise<PressResult> {
    return this.people.pick(user, channel, ts, option);
  }

  async pressHome(user: string, label: string): Promise<PressResult> {
    return this.people.pressHome(user, label);
  }

  async pickHome(user: string, option: string): Promise<PressResult> {
    return this.people.pickHome(user, option);
  }

  /** A button inside the topmost modal. */
  async pressModal(user: string, label: string): Promise<PressResult> {
    return this.people.pressModal(user, label);
  }

  async shortcut(user: string, callbackId: string, channel: string, ts: string): Promise<PressResult> {
    return this.people.shortcut(user, callbackId, channel, ts);
  }

  async globalShortcut(user: string, callbackId: string): Promise<PressResult> {
    return this.people.globalShortcut(user, callbackId);
  }

  openHome(user: string): Promise<void> {
    return this.people.openHome(user);
  }

  home(user: string): View | undefined {
    return this.platform.views.home(user);
  }

  modal(user: string): View | undefined {
    return this.platform.views.stack(user).at(-1);
  }

  async submit(user: string, values: Values = {}): Promise<Submission> {
    return this.people.forms.submit(user, values);
  }

  cancelModal(user: string): void {
    this.people.forms.cancel(user);
  }

  // What people see.

  /** All that exist now, oldest first, replies and ephemeral ones too. */
  get messages(): LabMessage[] {
    return this.platform.team.all.filter((m) => !m.tombstone);
  }

  /** All of a channel, replies too. A person's id stands for their direct messages. */
  in(channel: string): LabMessage[] {
    const id = this.platform.team.channel(channel)?.id;
    return this.messages.filter((m) => m.channel === id);
  }

  /** The root, if it is still there, then its replies. */
  thread(channel: string, ts: string): LabMessage[] {
    return this.in(channel).filter((m) => m.ts === ts || m.thread === ts);
  }

  rings(user: string): Ring[] {
    return this.platform.rings.of(user);
  }

  /** What in a message takes effect: mentions and links, as Slack writes them. */
  active(message: Pick<LabMessage, 'text' | 'blocks' | 'parse' | 'linkNames'>): string[] {
    return active(message);
  }

  /** What in a message is markup that takes effect: `*bold*`, `:wave:`. Style of rich_text elements is none. */
  formatted(message: Pick<LabMessage, 'text' | 'blocks' | 'mrkdwn'>): string[] {
    return formatted(message);
  }

  get scheduled(): Scheduled[] {
    return this.platform.scheduled;
  }

  get calls(): CallRecord[] {
    return this.door.calls;
  }

  /** Texts over 40 000 characters, which Slack cuts without a word. */
  get cut(): string[] {
    return this.platform.cut;
  }

  // Faults.

  fault(fault: Fault): void {
    const channel = fault.channel === undefined ? undefined : (this.platform.team.channel(fault.channel)?.id ?? fault.channel);
    this.door.faults.add({ ...fault, channel });
  }

  clearFaults(): void {
    this.door.faults.clear();
  }

  /** Slack replaces the connections that are open. Milliseconds by the lab's clock. */
  refresh({
    reason = 'warning',
    closeAfter = reason === 'warning' ? 10 * second : 0,
  }: {
    reason?: DisconnectReason;
    closeAfter?: Millis;
  } = {}): void {
    this.platform.socket.refresh(reason, closeAfter);
  }

  halfOpen(): void {
    this.platform.socket.halfOpen();
  }

  drop(): void {
    this.platform.socket.drop();
  }

  down(): void {
    this.door.isDown = true;
    this.platform.socket.drop();
    this.door.cut();
  }

  up(): void {
    this.door.isDown = false;
  }

  /** Without an id: what a person did last. */
  redeliver(eventId?: string): Promise<void> {
    return this.platform.events.resend(eventId);
  }

  get connections(): number {
    return this.platform.socket.connections;
  }

  /** What was delivered and waits for its acknowledgement: event ids, for other envelopes their own. */
  get unacked(): string[] {
    return this.platform.socket.unacked;
  }

  /** Event ids that nobody acknowledged at the fourth attempt either. */
  get dropped(): string[] {
    return this.platform.events.dropped;
  }

  /** Resolves when no call is under way and nothing delivered waits for its acknowledgement. */
  idle(): Promise<void> {
    return new Promise((done) => {
      const look = (): void => {
        if (this.door.underWay > 0 || this.unacked.length > 0) return;
        // Answers are still on their way out.
        setImmediate(() => {
          if (this.door.underWay > 0 || this.unacked.length > 0 || !this.waiting.delete(look)) return;
          done();
        });
      };
      this.waiting.add(look);
      look();
    });
  }
}
