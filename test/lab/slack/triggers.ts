/** trigger_id: the right to show one person one view, once and for three seconds. */
import type { Millis } from '../../../src/kernel/clock.ts';
import { second } from '../../../src/kernel/durations.ts';
import { Refused } from './refused.ts';
import type { Timers } from './timers.ts';

export const triggerLives = 3 * second;

export class Triggers {
  private readonly timers: Timers;
  private readonly given = new Map<string, { user: string; at: Millis; used: boolean }>();

  constructor(timers: Timers) {
    this.timers = timers;
  }

  give(user: string): string {
    const id = `${this.given.size + 1}.${this.timers.now()}.lab`;
    this.given.set(id, { user, at: this.timers.now(), used: false });
    return id;
  }

  /** The person whose screen it is. */
  exchange(id: string | undefined): string {
    const found = this.given.get(id ?? '');
    if (!found) throw new Refused('invalid_trigger_id');
    if (found.used) throw new Refused('exchanged_trigger_id');
    if (this.timers.now() - found.at > triggerLives) throw new Refused('expired_trigger_id');
    found.used = true;
    return found.user;
  }
}
