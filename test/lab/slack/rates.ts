/** How often a method may be called. Over it: 429. */
import type { Clock } from '../../../src/kernel/clock.ts';
import { minute, second } from '../../../src/kernel/durations.ts';

interface Limit {
  /** So many at once. */
  burst: number;
  /** Then one in so many ms. */
  every: number;
}

const perMinute = (n: number): Limit => ({ burst: n, every: minute / n });
const posts: Limit = { burst: 3, every: second };
const [tier2, tier3, tier4] = [perMinute(20), perMinute(50), perMinute(100)];

const tiers: Record<string, Limit> = {
  'chat.update': tier3,
  'chat.delete': tier3,
  'chat.scheduledMessages.list': tier3,
  'chat.deleteScheduledMessage': tier3,
  'conversations.history': tier3,
  'conversations.replies': tier3,
  'conversations.info': tier3,
  'conversations.open': tier3,
  'conversations.list': tier2,
  'users.conversations': tier3,
  'users.info': tier4,
  'usergroups.list': tier2,
  'usergroups.users.list': tier2,
  'views.publish': tier4,
  'views.open': tier4,
  'views.update': tier4,
  'views.push': tier4,
  'files.getUploadURLExternal': tier4,
  'files.info': tier4,
  'reactions.add': tier3,
  'pins.add': tier2,
  'pins.remove': tier2,
  'apps.connections.open': tier3,
};

/** Postings, one a second in each channel. */
const perChannel = new Set(['chat.postMessage', 'chat.postEphemeral', 'chat.scheduleMessage', 'files.completeUploadExternal']);

export class RateLimits {
  on: boolean;
  /** Postings in the whole workspace. */
  workspacePerMinute = 300;
  private readonly clock: Clock;
  /** When each bucket will be full again. */
  private readonly full = new Map<string, number>();

  constructor(clock: Clock, on: boolean) {
    this.clock = clock;
    this.on = on;
  }

  /** Undefined: go on. Otherwise the seconds to wait. */
  take(method: string, channel: string): number | undefined {
    if (!this.on) return undefined;
    const limits: [string, Limit][] = perChannel.has(method)
      ? [
          [`post ${channel}`, posts],
          ['workspace', perMinute(this.workspacePerMinute)],
        ]
      : tiers[method]
        ? [[method, tiers[method]]]
        : [];
    const waits = limits.map(([key, limit]) => this.wait(key, limit));
    const longest = Math.max(0, ...waits);
    if (longest > 0) return Math.ceil(longest / second);
    for (const [key, limit] of limits) this.full.set(key, Math.max(this.full.get(key) ?? 0, this.clock.now()) + limit.every);
    return undefined;
  }

  private wait(key: string, { burst, every }: Limit): number {
    const debt = Math.max(0, (this.full.get(key) ?? 0) - this.clock.now());
    return Math.max(0, debt - (burst - 1) * every);
  }
}
