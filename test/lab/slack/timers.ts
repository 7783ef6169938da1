/** All timers of one lab, so that they end with it. */
import type { Clock, Millis, Timer } from '../../../src/kernel/clock.ts';

export class Timers {
  readonly clock: Clock;
  private readonly running = new Set<Timer>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  now(): Millis {
    return this.clock.now();
  }

  after(delay: Millis, run: () => void): Timer {
    const timer = this.clock.after(delay, () => {
      this.running.delete(own);
      run();
    });
    const own: Timer = {
      cancel: () => {
        this.running.delete(own);
        timer.cancel();
      },
    };
    this.running.add(own);
    return own;
  }

  wait(delay: Millis): Promise<void> {
    return new Promise((done) => {
      this.after(delay, done);
    });
  }

  cancelAll(): void {
    for (const timer of [...this.running]) timer.cancel();
  }
}
