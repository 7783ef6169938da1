/** Tells systemd that the service is up, and that it is still well. Node can't send datagrams to a Unix socket, so systemd's own program does it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Watchdog {
  /** Milliseconds between two signs of life: half of what the unit allows. Undefined: the unit has no watchdog. */
  every: number | undefined;
  ready(): Promise<void>;
  alive(): Promise<void>;
}

/** Undefined where systemd did not start us. `WATCHDOG_USEC` is `WatchdogSec=` of the unit (systemd.service(5)). */
export function openWatchdog(env: Readonly<Record<string, string | undefined>>): Watchdog | undefined {
  const socket = env.NOTIFY_SOCKET;
  if (!socket) return undefined;
  const allowed = Number(env.WATCHDOG_USEC) / 1000;
  const notify = async (word: string): Promise<void> => {
    await promisify(execFile)('systemd-notify', [word], {
      env: { NOTIFY_SOCKET: socket, PATH: env.PATH ?? '/usr/bin:/bin' },
      timeout: 10_000,
    });
  };
  return { every: allowed > 0 ? allowed / 2 : undefined, ready: () => notify('READY=1'), alive: () => notify('WATCHDOG=1') };
}
