import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conflict, plan, type Queued, type Running } from './queue.ts';

const job = (id: number, exclusive: Queued['exclusive'], more: Partial<Queued> = {}): Queued => ({
  id,
  recipe: `r${id}`,
  exclusive,
  worktree: '/w',
  agent: false,
  ...more,
});

test.each<[string, Queued[], Running[], number[], { [id: number]: string }]>([
  ['an idle host', [job(2, 'host')], [], [2], {}],
  ['host waits for anything', [job(2, 'host')], [job(1, 'none')], [], { 2: '1 after 1 r1 (needs whole host)' }],
  ['anything waits for host', [job(2, 'none')], [job(1, 'host')], [], { 2: '1 after 1 r1 (whole host)' }],
  ['the same worktree', [job(2, 'worktree')], [job(1, 'worktree')], [], { 2: '1 after 1 r1 (same worktree)' }],
  ['another worktree', [job(2, 'worktree', { worktree: '/x' })], [job(1, 'worktree')], [2], {}],
  ['none beside worktree', [job(2, 'none'), job(3, 'none')], [job(1, 'worktree')], [2, 3], {}],
  [
    'nothing overtakes a waiting host job',
    [job(2, 'host'), job(3, 'none')],
    [job(1, 'none')],
    [],
    { 2: '1 after 1 r1 (needs whole host)', 3: '2 after 2 r2 (whole host)' },
  ],
  ['people before agents', [job(2, 'host', { agent: true }), job(3, 'host')], [], [3], { 2: '1 after 3 r3 (whole host)' }],
  [
    'the newest first mark is in front of all',
    [job(2, 'host'), job(3, 'host', { first: 10 }), job(4, 'host', { first: 20, agent: true })],
    [],
    [4],
    { 3: '1 after 4 r4 (whole host)', 2: '2 after 4 r4 +1 (whole host)' },
  ],
])('%s', (_, waiting, running, start, told) => {
  const planned = plan({ waiting, running });
  expect(planned.start).toEqual(start);
  expect(Object.fromEntries([...planned.waiting].map(([id, w]) => [id, `${w.position} ${w.reason}`]))).toEqual(told);
});

const jobs = fc.array(
  fc.record({
    exclusive: fc.constantFrom('host', 'worktree', 'none'),
    worktree: fc.constantFrom('/a', '/b'),
    agent: fc.boolean(),
    first: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  }),
  { maxLength: 9 },
);
const before = (a: Queued, b: Queued): boolean => {
  if ((a.first ?? 0) !== (b.first ?? 0)) return (a.first ?? 0) > (b.first ?? 0);
  return a.agent === b.agent ? a.id < b.id : !a.agent;
};

test('no two that conflict run together, nothing is overtaken, and what can run runs', () => {
  fc.assert(
    fc.property(jobs, jobs, (waitingJobs, runningJobs) => {
      const running = plan({ waiting: runningJobs.map((j, n) => ({ ...j, id: n + 1, recipe: 'r' })), running: [] });
      const already = runningJobs.map((j, n) => ({ ...j, id: n + 1, recipe: 'r' })).filter((j) => running.start.includes(j.id));
      const waiting = waitingJobs.map((j, n) => ({ ...j, id: n + 100, recipe: 'r' }));
      const planned = plan({ waiting, running: already });
      const started = waiting.filter((j) => planned.start.includes(j.id));
      const together = [...already, ...started];
      expect(together.some((a, n) => together.slice(n + 1).some((b) => conflict(a, b)))).toBe(false);
      const kept = waiting.filter((j) => !planned.start.includes(j.id));
      expect(kept.map((j) => planned.waiting.get(j.id)!.position).sort((a, b) => a - b)).toEqual(kept.map((_, n) => n + 1));
      for (const j of started) expect(kept.some((other) => before(other, j) && conflict(other, j))).toBe(false);
      for (const j of kept) {
        const held: Running[] = [...already, ...waiting.filter((o) => o !== j && before(o, j))];
        expect(held.some((other) => conflict(other, j))).toBe(true);
      }
    }),
  );
});
