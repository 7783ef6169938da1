/** Waking time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, hour, minute } from '../../kernel/durations.ts';
import { awakeAfter, awakeBetween } from './quiet.ts';
import { at, seed } from './testing.ts';

/** From `from` to `to` of every day, in minutes. */
const quiet =
  (from: number, to: number) =>
  (_: string, time: number): number | undefined => {
    const of = Math.floor((time % day) / minute);
    const isQuiet = from <= to ? of >= from && of < to : of >= from || of < to;
    return isQuiet ? time - (time % minute) + ((to - of + 1440) % 1440) * minute : undefined;
  };

test.each<[string, string, number, string]>([
  ['by day', '12:00', 30, '12:30'],
  ['into the night', '21:50', 30, '+1 07:20'],
  ['just before it', '21:30', 30, '22:00'],
  ['in it', '23:00', 30, '+1 07:30'],
  ['for longer than a day', '21:00', 16 * 60, '+1 22:00'],
])('half an hour %s', (_, from, minutes, end) =>
  expect(new Date(awakeAfter('ada', at(from), minutes * minute, quiet(22 * 60, 7 * 60)))).toEqual(new Date(at(end))),
);

test('ends where somebody is always quiet, or a clock says nonsense', () => {
  expect(awakeAfter('ada', 0, minute, (_, time) => time + minute)).toBe(7 * day);
  expect(awakeAfter('ada', 0, minute, (_, time) => time - hour)).toBe(minute);
});

test.each<[string, string, string, number]>([
  ['by day', '12:00', '12:30', 30],
  ['over a night', '21:50', '+1 07:20', 30],
  ['in it', '23:00', '+1 06:50', 0],
  ['over two', '21:00', '+2 07:01', 16 * 60 + 1],
  ['backwards', '12:30', '12:00', 0],
])('how much of the time somebody is awake: %s', (_, from, to, minutes) =>
  expect(awakeBetween('ada', at(from), at(to), quiet(22 * 60, 7 * 60))).toBe(minutes * minute),
);

test(`counts the minutes in which nobody sleeps (seed ${seed})`, () => {
  const time = fc.nat(1439);
  const piece = 20_000;
  fc.assert(
    fc.property(time, time, fc.nat(6 * 1440), fc.integer({ min: 1, max: 120 }), (from, to, start, span) => {
      const sleeps = quiet(from, to);
      let now = start * piece;
      // At most a week, as the function has it.
      for (let left = span; left > 0 && now < start * piece + 7 * day; now += piece) if (sleeps('ada', now) === undefined) left -= 1;
      expect(awakeAfter('ada', start * piece, span * piece, sleeps)).toBe(now);
      const isAwakeSometime = now < start * piece + 7 * day;
      if (isAwakeSometime) expect(awakeBetween('ada', start * piece, now, sleeps)).toBe(span * piece);
    }),
    { seed },
  );
});
