/** How fast Slack takes things: about one message a second in each channel, messages and edits so many a minute in all. Waiting is cheaper than being refused, and fair. */
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

/** What Slack allows: a message a second in a channel. */
const usualGap = second;
/** Edits in the time of 60 messages, a minute that is: tier 3, with something left for others of the same app. */
const editsMost = 48;
/** Messages to all channels in that time; Slack allows several hundred. */
const postsMost = 280;
/** A clock that was set back would make a channel wait for hours. */
const longestWait = 5 * minute;

export function createPace(clock: Clock, gap: Millis = usualGap): Pace {
  const span = 60 * gap;
  /** By channel: when its next message may go. */
  const next = new Map<string, Millis>();
  const edits: Millis[] = [];
  /** When all channels together may send at once again as much as ever. */
  let rested: Millis = 0;

  /** When the next message may go, to whatever channel: first come, first served. */
  function turnOfAll(now: Millis): Millis {
    if (rested > now + span + longestWait) rested = now;
    const at = rested - span + span / postsMost;
    rested = Math.max(rested, now) + span / postsMost;
    return Math.ceil(at);
  }

  return {
    turn(channel) {
      const now = clock.now();
      const at = Math.max(now, next.get(channel) ?? 0, turnOfAll(now));
      const wait = Math.min(at - now, longestWait);
      next.set(channel, now + wait + gap);
      return wait === 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(wait, resolve));
    },
    edit() {
      const now = clock.now();
      while (edits.length > 0 && (edits[0]! <= now - span || edits[0]! > now)) edits.shift();
      if (edits.length >= editsMost) return edits[0]! + span - now;
      edits.push(now);
      return 0;
    },
    rest(channel, after) {
      next.set(channel, Math.max(next.get(channel) ?? 0, clock.now() + after));
    },
  };
}
