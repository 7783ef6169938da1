/** What `health` says: is the bot well, and if not, what mends it. */
import type { Millis } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/durations.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Card } from '../reports/card.ts';
import type { Connection } from './adapter.ts';
import { wrapped } from './refusal-card.ts';
import type { Backlog } from './store.ts';

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
  adapters: readonly { name: string; connection: Connection }[];
  backlog: Backlog;
  /** Whole sentences, each with what mends it. */
  warnings: readonly string[];
}

/** Under the title. */
const linesAtMost = 11;

export function healthCard(health: Health): Card {
  const { now, adapters, diskFree } = health;
  const warnings = [...chatWarnings(health), ...health.warnings];
  const lines = [
    `Jobs start by ${health.runner} · bot ${megabytes(health.memory)} MB`,
    `Chat: ${adapters.map(({ name, connection }) => `${name} ${connection.is}`).join(' · ')}`,
    unsentLine(health),
    diskFree === undefined ? 'Free disk: unknown' : `Free disk for logs: ${(diskFree / 1024 ** 3).toFixed(1)} GiB`,
  ];
  return {
    title: clip(
      `${warnings.length === 0 ? 'WELL' : 'CHECK'} ${health.host}: up ${formatDuration(now - health.startedAt)}, ${health.running} running, ${health.waiting} waiting`,
      60,
    ),
    lines: fitting([...lines, ...warnings.flatMap((warning) => wrapped(warning))]),
  };
}

function unsentLine({ now, backlog: { unsent } }: Health): string {
  if (unsent.length === 0) return 'Unsent messages: none';
  const oldest = Math.min(...unsent.map((one) => one.oldest));
  const counts = unsent.map(({ adapter, count }) => `${adapter} ${count}`).join(' · ');
  return `Unsent messages: ${counts}, oldest ${formatDuration(now - oldest)}`;
}

function chatWarnings({ now, adapters, backlog: { unsent, failed } }: Health): string[] {
  const ago = (at: Millis): string => formatDuration(now - at);
  const closed = adapters.flatMap(({ name, connection }) =>
    connection.is === 'closed' ? [`${name} is not connected for ${ago(connection.since)}: what is to be said there waits.`] : [],
  );
  const absent = unsent
    .filter(({ adapter }) => !adapters.some(({ name }) => name === adapter))
    .map(({ adapter, count }) => `${messages(count)} for ${adapter}, which is not open here: kept until it is, for 30 days.`);
  const given =
    failed === undefined
      ? []
      : [
          `${messages(failed.count)} could not be delivered for good, the last ${ago(failed.at)} ago to ${failed.adapter}: ${visible(failed.error, { maxLength: 80 })}. molt-ops.log has all.`,
        ];
  return [...given, ...closed, ...absent];
}

/** What is too long for a phone ends with how much more there is. */
const fitting = (lines: readonly string[]): string[] =>
  lines.length <= linesAtMost
    ? [...lines]
    : [...lines.slice(0, linesAtMost - 1), `+${lines.length - linesAtMost + 1} lines: molt-ops.log, molt-ops doctor`];

const messages = (count: number): string => `${count} message${count === 1 ? '' : 's'}`;
const megabytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);
