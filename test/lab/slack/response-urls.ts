/** response_url: five messages in half an hour, to where a command or a press came from. */
import type { Millis } from '../../../src/kernel/clock.ts';
import { minute } from '../../../src/kernel/durations.ts';
import type { Timers } from './timers.ts';

const uses = 5;
const lives = 30 * minute;

export interface Origin {
  channel: string;
  user: string;
  thread?: string;
  /** The message whose button was pressed. */
  ts?: string;
}

export class ResponseUrls {
  private readonly timers: Timers;
  private readonly given: { origin: Origin; at: Millis; used: number }[] = [];

  constructor(timers: Timers) {
    this.timers = timers;
  }

  give(origin: Origin, port: number): string {
    this.given.push({ origin, at: this.timers.now(), used: 0 });
    return `http://127.0.0.1:${port}/response/${this.given.length - 1}`;
  }

  use(id: string): { ok: true; origin: Origin } | { ok: false; error: string } {
    const found = this.given[Number(id)];
    if (!found) return { ok: false, error: 'invalid_url' };
    if (this.timers.now() - found.at > lives) return { ok: false, error: 'expired_url' };
    if (found.used >= uses) return { ok: false, error: 'used_url' };
    found.used += 1;
    return { ok: true, origin: found.origin };
  }
}
