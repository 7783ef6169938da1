/** The limits of a job, by the monotonic clock: one timer each, and nothing wakes while they are far. */
import { type Millis, systemClock, type Timer } from '../../kernel/clock.ts';

export interface Silence {
  /** Something was said. */
  heard(): void;
  /** Counts only while a step runs. */
  begin(): void;
  end(): void;
}

export interface SilenceOptions {
  /** Silence that is told, milliseconds. */
  limit: Millis;
  /** Called once for a silence, with its length so far. */
  silent: (length: Millis) => void;
  /** Called when output returns after that. */
  awake: () => void;
  monotonic?: () => Millis;
  after?: (delay: Millis, run: () => void) => Timer;
}

/** Tells once when nothing is said for `limit`, and once when it ends. The timer is set again only when it fires, not on every output. */
export function watchSilence({
  limit,
  silent,
  awake,
  monotonic = () => performance.now(),
  after = systemClock.after,
}: SilenceOptions): Silence {
  let last = monotonic();
  let timer: Timer | undefined;
  let told = false;
  const wait = (): void => {
    timer = after(last + limit - monotonic(), () => {
      timer = undefined;
      const length = monotonic() - last;
      if (length < limit) return wait();
      told = true;
      silent(length);
    });
  };
  const heard = (): void => {
    last = monotonic();
    if (!told) return;
    told = false;
    awake();
    wait();
  };
  return {
    heard,
    begin() {
      heard();
      if (!timer) wait();
    },
    end() {
      timer?.cancel();
      timer = undefined;
      told = false;
    },
  };
}
