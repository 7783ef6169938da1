/** Whose phone a new message rings. Edits never ring, and nobody is rung by what they wrote themselves. */
import type { Millis } from '../../../src/kernel/clock.ts';
import { mentions } from './active.ts';
import { bot, type Team } from './team.ts';
import type { LabMessage, Ring } from './types.ts';

export class Rings {
  private readonly team: Team;
  private readonly now: () => Millis;
  private readonly rung = new Map<string, Ring[]>();

  constructor(team: Team, now: () => Millis) {
    this.team = team;
    this.now = now;
  }

  of(user: string): Ring[] {
    return this.rung.get(user) ?? [];
  }

  /** Call once for each new message, after it was added. */
  posted(message: LabMessage): void {
    if (message.ephemeralTo !== undefined) return;
    for (const user of this.team.members(message.channel)) {
      if (user === message.user || user === bot.user) continue;
      const why = this.why(user, message);
      if (why) this.rung.set(user, [...this.of(user), { at: this.now(), channel: message.channel, ts: message.ts, why }]);
    }
  }

  private why(user: string, message: LabMessage): Ring['why'] | undefined {
    if (mentions(message, this.team, user)) return 'mention';
    if (this.team.type(message.channel) === 'im') return 'direct';
    return message.thread !== undefined && this.follows(user, message.channel, message.thread, message.ts) ? 'thread' : undefined;
  }

  /** Who started a thread, wrote in it or was mentioned in it follows it. */
  private follows(user: string, channel: string, root: string, before: string): boolean {
    return this.team.all.some(
      (m) =>
        m.channel === channel &&
        (m.ts === root || m.thread === root) &&
        m.ts < before &&
        m.ephemeralTo === undefined &&
        (m.user === user || mentions(m, this.team, user)),
    );
  }
}
