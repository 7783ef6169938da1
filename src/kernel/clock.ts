/** Time as a capability, so that tests own it. */

/** Milliseconds since 1970, UTC. */
export type Millis = number;

export interface Timer {
  cancel(): void;
}

export interface Clock {
  now(): Millis;
  /** Calls `run` once, `delay` milliseconds from now, unless cancelled first. */
  after(delay: Millis, run: () => void): Timer;
}

/** setTimeout holds at most 2^31-1 ms; a longer wait is taken in pieces. */
const longest = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  after(delay, run) {
    let timer: NodeJS.Timeout;
    const wait = (left: Millis): void => {
      timer = left > longest ? setTimeout(() => wait(left - longest), longest) : setTimeout(run, Math.max(0, left));
    };
    wait(delay);
    return { cancel: () => clearTimeout(timer) };
  },
};
