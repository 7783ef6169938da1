/** Which leases are known after their end. */
import { expect, test } from 'vitest';
import { day } from '../kernel/durations.ts';
import { endedLeases } from './ended.ts';
import type { Held } from './store.ts';

const now = 1000 * day;
const held = (lease: number, id: string, until?: number, owner?: string): Held => ({
  lease,
  holder: { id, kind: owner === undefined ? 'person' : 'agent', ...(owner !== undefined && { owner }) },
  paths: ['docs/'],
  mode: 'exclusive',
  since: 0,
  ...(until !== undefined && { until, how: 'asked' }),
});

test('each once, with its holder and their owner; what is held, or still held in part, is none', () => {
  const asked: number[][] = [];
  const history = (...of: [since: number, most: number]): Held[] => {
    asked.push(of);
    return [held(3, 'ada', now - 5), held(1, 'codex-7', now - 9, 'bob'), held(2, 'ada', now - 8), held(2, 'ada'), held(3, 'ada', now - 4)];
  };
  expect(endedLeases(history, now)).toEqual([
    { lease: 1, holder: 'codex-7', owner: 'bob' },
    { lease: 3, holder: 'ada' },
  ]);
  expect(asked).toEqual([[now - 90 * day, 2000]]);
});
