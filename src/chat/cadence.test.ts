import fc from 'fast-check';
import { expect, it } from 'vitest';
import { minute } from '../kernel/durations.ts';
import { FakeClock } from '../kernel/fake-clock.ts';
import { createCadence, nextDue } from './cadence.ts';

const start = 1_000_000;

it('counts each report of each place once, in order, with one timer', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ job: fc.nat(5), wait: fc.integer({ min: 0, max: 40 }), every: fc.integer({ min: 10, max: 20 }) }), {
        maxLength: 20,
      }),
      (moves) => {
        const clock = new FakeClock(start);
        const told: string[] = [];
        const numbers = new Map<number, number>();
        const cadence = createCadence({
          clock,
          due: (job, places) => {
            for (const { n } of places) {
              expect(n).toBeGreaterThan(numbers.get(job) ?? 0);
              numbers.set(job, n);
              told.push(`${job}/${n}`);
            }
          },
        });
        const since = new Map<number, number>();
        for (const { job, wait, every } of moves) {
          if (!since.has(job)) since.set(job, clock.now());
          cadence.follow(job, since.get(job)!, [{ key: 'k', every: every * minute }]);
          clock.advance(wait * minute);
          expect(clock.pending).toBeLessThanOrEqual(1);
        }
        expect(new Set(told).size).toBe(told.length);
        for (const job of since.keys()) cadence.forget(job);
        expect(clock.pending).toBe(0);
      },
    ),
  ));

it('has no report due before its time, and survives a clock that is set back', () => {
  const clock = new FakeClock(start);
  const told: number[] = [];
  const cadence = createCadence({ clock, due: (_, places) => told.push(...places.map(({ n }) => n)) });
  cadence.follow(1, start, [{ key: 'k', every: 15 * minute }]);
  clock.advance(15 * minute - 1);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual([1]);
  expect(nextDue(clock.now(), start, 15 * minute)).toBe(start + 30 * minute);
  clock.set(start - 60 * minute);
  clock.advance(200 * minute);
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  cadence.stop();
  expect(clock.pending).toBe(0);
});
