/** What happens when something is said: it is kept, it rings, and the bot hears of it. */
import type { Clock } from '../../../src/kernel/clock.ts';
import { Events } from './events.ts';
import { messageJson } from './message-json.ts';
import { named } from './naming.ts';
import { seeded } from './random.ts';
import { RateLimits } from './rates.ts';
import { ResponseUrls } from './response-urls.ts';
import { Rings } from './rings.ts';
import { allScopes } from './scopes.ts';
import { SocketMode } from './socket.ts';
import { bot, type ChannelType, Team } from './team.ts';
import { Timers } from './timers.ts';
import { Triggers } from './triggers.ts';
import type { LabFile, LabMessage, Loose, Scheduled, Version } from './types.ts';
import { Views } from './views.ts';

const longestText = 40_000;
const historyScope: Record<ChannelType, string> = { channel: 'channels:history', group: 'groups:history', im: 'im:history' };

export interface PlatformOptions {
  clock: Clock;
  team: string;
  seed: number;
  rates: boolean;
}

export class Platform {
  readonly timers: Timers;
  readonly team: Team;
  readonly socket: SocketMode;
  readonly events: Events;
  readonly rings: Rings;
  readonly rates: RateLimits;
  readonly triggers: Triggers;
  readonly views: Views;
  readonly responseUrls: ResponseUrls;
  readonly scheduled: Scheduled[] = [];
  /** By id: uploads that are not shared yet, then all files. */
  readonly files = new Map<string, LabFile & { length: number }>();
  readonly pins = new Set<string>();
  /** Texts that Slack cut, as they were sent. */
  readonly cut: string[] = [];
  scopes: string[] = [...allScopes];
  /** How long after completeUploadExternal the message with the files appears, ms. */
  sharesAfter = 0;
  /** Where the lab listens, once it does. */
  port = 0;
  private readonly watchers = new Set<() => void>();

  constructor({ clock, team, seed, rates }: PlatformOptions) {
    this.timers = new Timers(clock);
    this.team = new Team(team, clock);
    this.socket = new SocketMode(this.timers, seeded(seed));
    this.events = new Events(this.team, this.timers, this.socket);
    this.rings = new Rings(this.team, clock.now);
    this.rates = new RateLimits(clock, rates);
    this.triggers = new Triggers(this.timers);
    this.views = new Views(this.team);
    this.responseUrls = new ResponseUrls(this.timers);
  }

  /** Calls back after every change that people can see. */
  watch(seen: () => void): () => void {
    this.watchers.add(seen);
    return () => this.watchers.delete(seen);
  }

  changed(): void {
    for (const seen of this.watchers) seen();
  }

  /** Resolves when the bot has heard of it, or has not. */
  post(said: Partial<LabMessage> & Pick<LabMessage, 'channel' | 'user'>, more: Loose = {}): { message: LabMessage; told: Promise<void> } {
    const message: LabMessage = {
      ts: this.team.nextTs(),
      files: [],
      edits: 0,
      history: [],
      reactions: [],
      ...said,
      text: this.cutText(said.text ?? ''),
      blocks: named(said.blocks ?? []),
    };
    this.team.all.push(message);
    this.rings.posted(message);
    this.changed();
    return { message, told: message.ephemeralTo === undefined ? this.tell(message, more) : Promise.resolve() };
  }

  /** The next version of a message. Nobody is rung. */
  edit(message: LabMessage, next: Version & { metadata?: Loose }, by: { user: string; mark: boolean }): Promise<void> {
    const previous = messageJson(this.team, message);
    message.history.push({ text: message.text, blocks: message.blocks });
    message.text = this.cutText(next.text);
    message.blocks = named(next.blocks);
    if (next.metadata !== undefined) message.metadata = Object.keys(next.metadata).length > 0 ? next.metadata : undefined;
    message.edits += 1;
    const ts = this.team.nextTs();
    if (by.mark) message.edited = { user: by.user, ts };
    this.changed();
    if (message.ephemeralTo !== undefined) return Promise.resolve();
    return this.tellOf(message, by.user, {
      subtype: 'message_changed',
      ts,
      message: messageJson(this.team, message),
      previous_message: previous,
    });
  }

  remove(message: LabMessage, by: string): Promise<void> {
    const previous = messageJson(this.team, message);
    if (this.team.replies(message.channel, message.ts).length > 0) message.tombstone = true;
    else this.team.all.splice(this.team.all.indexOf(message), 1);
    this.changed();
    if (message.ephemeralTo !== undefined) return Promise.resolve();
    return this.tellOf(message, by, {
      subtype: 'message_deleted',
      ts: this.team.nextTs(),
      deleted_ts: message.ts,
      previous_message: previous,
    });
  }

  has(scope: string): boolean {
    return this.scopes.includes(scope);
  }

  private cutText(text: string): string {
    if (text.length <= longestText) return text;
    this.cut.push(text);
    return text.slice(0, longestText);
  }

  private async tell(message: LabMessage, more: Loose): Promise<void> {
    const { channel, user, text } = message;
    const type = this.team.type(channel);
    const shared = { ...messageJson(this.team, message), channel, event_ts: message.ts, ...more };
    const told = [this.hears(channel) && this.events.send({ ...shared, channel_type: type }, user !== bot.user)];
    // In direct messages, and where the bot is not, no mention is reported.
    if (
      text.includes(`<@${bot.user}>`) &&
      type !== 'im' &&
      this.team.isMember(bot.user, channel) &&
      user !== bot.user &&
      this.has('app_mentions:read')
    )
      told.push(this.events.send({ ...shared, type: 'app_mention' }, true));
    await Promise.all(told);
  }

  private async tellOf(message: LabMessage, by: string, event: Loose): Promise<void> {
    const { channel } = message;
    if (!this.hears(channel)) return;
    await this.events.send({ type: 'message', hidden: true, channel, channel_type: this.team.type(channel), ...event }, by !== bot.user);
  }

  private hears(channel: string): boolean {
    return this.team.isMember(bot.user, channel) && this.has(historyScope[this.team.type(channel)]);
  }
}
