/** A clock that a test turns by hand; timers fire in the order of their time. */
import type { Clock, Millis } from './clock.ts';

export class FakeClock implements Clock {
  private time: Millis;
  private waiting: { at: Millis; run: () => void }[] = [];

  constructor(at: Millis = Date.UTC(2026, 10, 22, 15, 34, 12)) {
    this.time = at;
  }

  now = (): Millis => this.time;

  after(delay: Millis, run: () => void): { cancel(): void } {
    const entry = { at: this.time + Math.max(0, delay), run };
    this.waiting.push(entry);
    return {
      cancel: () => {
        this.waiting = this.waiting.filter((other) => other !== entry);
      },
    };
  }

  /** Moves on by `by` milliseconds; what falls due on the way runs at its own time. */
  advance(by: Millis): void {
    const end = this.time + by;
    for (;;) {
      const next = this.waiting.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.waiting = this.waiting.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }

  /** Sets the wall clock, also backwards; timers keep their remaining time. */
  set(at: Millis): void {
    const shift = at - this.time;
    for (const t of this.waiting) t.at += shift;
    this.time = at;
  }

  get pending(): number {
    return this.waiting.length;
  }
}
