/** What goes wrong with calls of the Web API, on order. */
import type { Millis } from '../../../src/kernel/clock.ts';

export interface Fault {
  method: string | RegExp;
  /** Only for calls about this channel. */
  channel?: string;
  /** How many calls it befalls; default 1. */
  times?: number;
  /** Lost response: it is done, then the connection is destroyed. Lost request: the connection is destroyed before it is done. Undefined: nothing, it is only slow. */
  does?: 'lost response' | 'lost request' | '429' | 'http 500' | 'internal_error' | 'hang' | { error: string };
  /** Seconds, with 429. */
  retryAfter?: number;
  /** Milliseconds before anything happens, by the lab's clock. */
  slow?: Millis;
}

export class Faults {
  private waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The first one that fits, once less from now on. */
  take(method: string, channel: string | undefined): Fault | undefined {
    const found = this.waiting.find(
      ({ fault }) =>
        (typeof fault.method === 'string' ? fault.method === method : fault.method.test(method)) &&
        (fault.channel === undefined || fault.channel === channel),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.waiting = this.waiting.filter((other) => other !== found);
    return found.fault;
  }
}
