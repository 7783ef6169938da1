/** How fast Slack takes things: about one message a second in each channel, edits so many a minute in all. Waiting is cheaper than being refused. */
import type { Clock, Millis } from '../../src/kernel/clock.ts';
import { minute, second } from '../../src/kernel/durations.ts';

export interface Pace {
  /** Resolves when the next message may go to this channel. */
  turn(channel: string): Promise<void>;
  /** How long until an edit may go; 0: now, and it is counted. */
  edit(): Millis;
  /** Slack has refused for so long. */
  rest(channel: string, after: Millis): void;
}

const gap = second;
/** Tier 3, with something left for others of the same app. */
const editsAMinute = 48;

export function createPace(clock: Clock): Pace {
  /** By channel: when its next message may go. */
  const next = new Map<string, Millis>();
  const edits: Millis[] = [];

  return {
    turn(channel) {
      const now = clock.now();
      const at = Math.max(now, next.get(channel) ?? 0);
      // A clock that was set back would make a channel wait for hours.
      const wait = Math.min(at - now, 5 * minute);
      next.set(channel, now + wait + gap);
      return wait === 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(wait, resolve));
    },
    edit() {
      const now = clock.now();
      while (edits.length > 0 && (edits[0]! <= now - minute || edits[0]! > now)) edits.shift();
      if (edits.length >= editsAMinute) return edits[0]! + minute - now;
      edits.push(now);
      return 0;
    },
    rest(channel, after) {
      next.set(channel, Math.max(next.get(channel) ?? 0, clock.now() + after));
    },
  };
}
