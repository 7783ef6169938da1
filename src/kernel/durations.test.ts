/** Spans of time read as people say them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, formatDuration, hour, minute, parseDuration, second } from './durations.ts';

test.each<[number, string]>([
  [0, '0s'],
  [9940, '9.9s'],
  [59.4 * second, '59s'],
  [59.7 * second, '1m'],
  [minute, '1m'],
  [9 * minute + 59 * second, '9m59s'],
  [15 * minute - second, '15m'],
  [hour - 31 * second, '59m'],
  [hour - second, '1h'],
  [hour, '1h'],
  [65 * minute, '1h05m'],
  [day - second, '1d'],
  [day + 2 * hour, '1d2h'],
  [20 * day + 15 * hour + 29 * minute + 29.5 * second, '20d15h'],
])('%d ms is %s', (span, said) => {
  expect(formatDuration(span)).toBe(said);
});

test('what is said is never off by more than half of its last unit, and has no 60 of one and no 24 of the other', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: 0, max: 2 * hour }), fc.integer({ min: 0, max: 40 * day })), (span) => {
      const said = formatDuration(span);
      const off = Math.abs((parseDuration(said) ?? Number.NaN) - span);
      const unit = { s: second, m: minute, h: hour, d: hour }[said.at(-1) as 's'];
      expect(off).toBeLessThanOrEqual(unit / 2 + second);
      expect(said).not.toMatch(/\b60[sm]|\b24h/);
    }),
  );
});
