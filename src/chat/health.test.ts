import { describe, expect, test } from 'vitest';
import { hour, minute } from '../kernel/durations.ts';
import { plainText } from '../reports/card.ts';
import { type Health, healthCard } from './health.ts';

const now = Date.UTC(2026, 10, 22, 15, 34);
const said = (more: Partial<Health> = {}): string =>
  plainText(
    healthCard({
      now,
      startedAt: now - 3 * hour,
      host: 'm1',
      running: 1,
      waiting: 2,
      diskFree: 20.5 * 1024 ** 3,
      runner: 'tmux 3.3a',
      memory: 70 * 1024 ** 2,
      adapters: [{ name: 'socket', connection: { is: 'open' } }],
      backlog: { unsent: [] },
      warnings: [],
      ...more,
    }),
  );

test('a bot that is well', () =>
  expect(said()).toBe(
    [
      'WELL m1: up 3h, 1 running, 2 waiting',
      'Jobs start by tmux 3.3a · bot 70 MB',
      'Chat: socket open',
      'Unsent messages: none',
      'Free disk for logs: 20.5 GiB',
    ].join('\n'),
  ));

describe('what does not arrive is told', () => {
  test('with how long the oldest has waited', () => {
    const unsent = [
      { adapter: 'socket', count: 2, oldest: now - minute },
      { adapter: 'console', count: 1, oldest: now - 2 * hour },
    ];
    expect(said({ backlog: { unsent } })).toMatch(
      /^CHECK[\s\S]*\nUnsent messages: socket 2 · console 1, oldest 2h\n[\s\S]*\n1 message for console, which is not open\nhere: kept until it is, for 30 days\.$/,
    );
  });

  test('with since when a platform is closed', () =>
    expect(said({ adapters: [{ name: 'slack', connection: { is: 'closed', since: now - 12 * minute } }] })).toMatch(
      /^CHECK[\s\S]*\nChat: slack closed\n[\s\S]*slack is not connected for 12m:/,
    ));

  test('with why it was given up', () => {
    const failed = { count: 2, adapter: 'slack', at: now - 3 * hour, error: 'not_in_channel\u001b[2J' };
    expect(said({ backlog: { unsent: [], failed } }).replaceAll('\n', ' ')).toMatch(
      /2 messages could not be delivered for good, the last 3h ago to slack: not_in_channel␛\[2J\. molt-ops\.log has all\./,
    );
  });

  test('on at most twelve lines, and what is left out is counted', () => {
    const warnings = Array.from({ length: 9 }, (_, i) => `Warning ${i}: ${'word '.repeat(13)}end.`);
    const lines = said({ warnings }).split('\n');
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.at(-1)).toMatch(/^\+\d+ lines: molt-ops\.log, molt-ops doctor$/);
  });
});
