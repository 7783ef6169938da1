/** What `health` says: is the bot well, and if not, what mends it. */
import type { Millis } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/durations.ts';
import type { Card } from '../reports/card.ts';

export interface Health {
  now: Millis;
  startedAt: Millis;
  host: string;
  running: number;
  waiting: number;
  /** Free bytes where the logs are. */
  diskFree: number | undefined;
  /** How jobs are started: `tmux 3.3a`, or `detached`. */
  runner: string;
  /** Resident memory of the bot, bytes. */
  memory: number;
  adapters: readonly { name: string; state: string }[];
  /** Messages that could not be delivered yet. */
  unsent: number;
  /** Whole sentences, each with what mends it. */
  warnings: readonly string[];
}

export function healthCard(health: Health): Card {
  const { warnings } = health;
  return {
    title: `${warnings.length === 0 ? 'WELL' : 'CHECK'} ${health.host}: up ${formatDuration(health.now - health.startedAt)}, ${health.running} running, ${health.waiting} waiting`,
    lines: [
      `Jobs start by ${health.runner}`,
      `Chat: ${health.adapters.map((a) => `${a.name} ${a.state}`).join(' · ')}`,
      `Unsent messages: ${health.unsent} · bot ${megabytes(health.memory)} MB`,
      health.diskFree === undefined ? 'Free disk: unknown' : `Free disk for logs: ${(health.diskFree / 1024 ** 3).toFixed(1)} GiB`,
      ...warnings.slice(0, 7),
      ...(warnings.length > 7 ? [`+${warnings.length - 7} more: molt-ops doctor`] : []),
    ],
  };
}

const megabytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);
