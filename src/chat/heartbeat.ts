/** Tells an outside watcher that the bot is well; silence is the alarm. */
import type { Clock, Millis, Timer } from '../kernel/clock.ts';

export interface Heartbeat {
  stop(): void;
}

/** Calls `beat` at once and then every `every` ms, while `well()`. A beat that fails is logged and waits for the next. */
export function startHeartbeat(deps: {
  clock: Clock;
  every: Millis;
  beat: () => Promise<void>;
  well: () => boolean;
  failed: (cause: unknown) => void;
}): Heartbeat {
  let timer: Timer;
  const tick = (): void => {
    timer = deps.clock.after(deps.every, tick);
    if (deps.well()) deps.beat().catch(deps.failed);
  };
  tick();
  return { stop: () => timer.cancel() };
}
