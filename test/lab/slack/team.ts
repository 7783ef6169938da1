/** What the workspace holds: people, channels, groups, messages. No consequences: those are the platform's. */
import type { Clock } from '../../../src/kernel/clock.ts';
import type { Channel, Group, LabMessage, User } from './types.ts';

export const bot = { user: 'UBOT01', botId: 'B01', app: 'A01' } as const;

/** `channel_type` of an event. */
export type ChannelType = 'channel' | 'group' | 'im';

export class Team {
  readonly id: string;
  readonly domain = 'lab';
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly groups = new Map<string, Group>();
  /** Oldest first, with what is left of deleted roots. */
  readonly all: LabMessage[] = [];
  private readonly clock: Clock;
  private lastTs = 0;
  private lastId = 0;

  constructor(id: string, clock: Clock) {
    this.id = id;
    this.clock = clock;
  }

  /** Unique and increasing, whatever the clock does. */
  nextTs(): string {
    this.lastTs = Math.max(this.lastTs + 100, this.clock.now() * 1000);
    return `${Math.floor(this.lastTs / 1e6)}.${String(this.lastTs % 1e6).padStart(6, '0')}`;
  }

  nextId(prefix: string): string {
    this.lastId += 1;
    return `${prefix}${String(this.lastId).padStart(8, '0')}`;
  }

  /** A channel, or the direct messages of one person and the bot. `U…` stands for the latter. */
  channel(id: string): Channel | undefined {
    const found = this.channels.get(id);
    if (found) return found;
    const user = this.users.get(id.startsWith('D') ? id.slice(1) : id);
    return user && { id: `D${user.id}`, name: user.name, members: [user.id, bot.user], botIn: true, isPrivate: true, archived: false };
  }

  type(channel: string): ChannelType {
    if (channel.startsWith('D')) return 'im';
    return this.channels.get(channel)?.isPrivate ? 'group' : 'channel';
  }

  isMember(user: string, channel: string): boolean {
    const found = this.channel(channel);
    if (!found) return false;
    if (user === bot.user) return found.botIn;
    return found.members ? found.members.includes(user) : this.users.has(user);
  }

  members(channel: string): string[] {
    const found = this.channel(channel);
    if (!found) return [];
    return [...(found.members ?? [...this.users.keys()]).filter((user) => user !== bot.user), ...(found.botIn ? [bot.user] : [])];
  }

  /** Ephemeral messages and what is left of deleted ones are not found. */
  message(channel: string, ts: string): LabMessage | undefined {
    return this.all.find((m) => m.channel === channel && m.ts === ts && m.ephemeralTo === undefined && !m.tombstone);
  }

  /** The root of the thread that `ts` is of, also when it was deleted. */
  root(channel: string, ts: string): LabMessage | undefined {
    const found = this.all.find((m) => m.channel === channel && m.ts === ts && m.ephemeralTo === undefined);
    return found?.thread === undefined ? found : this.all.find((m) => m.channel === channel && m.ts === found.thread);
  }

  replies(channel: string, root: string): LabMessage[] {
    return this.all.filter((m) => m.channel === channel && m.thread === root && m.ephemeralTo === undefined && !m.tombstone);
  }
}
