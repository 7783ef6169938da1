import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCron, nextRun, runsBetween } from './cron.ts';

const chicago = 'America/Chicago';
const berlin = 'Europe/Berlin';
const at = (text: string): number => Date.parse(text);
const day = 86_400_000;
const iso = (times: number[]): string[] => times.map((time) => new Date(time).toISOString().slice(0, 16));
/** Runs on the day, in UTC, that begins at `from`. */
const within = (cron: string, zone: string, from: string, hours: number): string[] =>
  iso(runsBetween(cron, zone, at(from) - 1, at(from) + hours * 3_600_000 - 1, 1000));

describe('a skipped hour: a run in it comes once, as much later as the clock jumped', () => {
  test.each([
    ['Chicago 2026', chicago, '2026-03-08T06:00Z', '30 2 * * *', ['2026-03-08T08:30']],
    ['Chicago 2027', chicago, '2027-03-14T06:00Z', '30 2 * * *', ['2027-03-14T08:30']],
    ['Berlin 2026', berlin, '2026-03-28T23:00Z', '30 2 * * *', ['2026-03-29T01:30']],
    ['Berlin 2027', berlin, '2027-03-27T23:00Z', '30 2 * * *', ['2027-03-28T01:30']],
    ['together with the hour that it comes to', chicago, '2026-03-08T06:00Z', '0,30 2-3 * * *', ['2026-03-08T08:00', '2026-03-08T08:30']],
    [
      'every hour',
      chicago,
      '2026-03-08T06:00Z',
      '0 * * * *',
      ['2026-03-08T06:00', '2026-03-08T07:00', '2026-03-08T08:00', '2026-03-08T09:00', '2026-03-08T10:00'],
    ],
  ])('%s', (_, zone, from, cron, expected) => {
    expect(within(cron, zone, from, 5)).toEqual(expected);
  });
});

describe('a repeated hour: a run in it comes once, the first time', () => {
  test.each([
    ['Chicago 2026', chicago, '2026-11-01T05:00Z', '30 1 * * *', ['2026-11-01T06:30']],
    ['Chicago 2027', chicago, '2027-11-07T05:00Z', '30 1 * * *', ['2027-11-07T06:30']],
    ['Berlin 2026', berlin, '2026-10-24T22:00Z', '30 2 * * *', ['2026-10-25T00:30']],
    ['Berlin 2027', berlin, '2027-10-30T22:00Z', '30 2 * * *', ['2027-10-31T00:30']],
    [
      'but every hour is every hour',
      berlin,
      '2026-10-24T22:00Z',
      '0 * * * *',
      ['2026-10-24T22:00', '2026-10-24T23:00', '2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
    ],
  ])('%s', (_, zone, from, cron, expected) => {
    expect(within(cron, zone, from, 5)).toEqual(expected);
  });

  test('after its first time, the second is not the next', () => {
    expect(iso([nextRun('30 1 * * *', chicago, at('2026-11-01T06:30Z'))!])).toEqual(['2026-11-02T07:30']);
  });
});

describe('next', () => {
  test.each([
    ['weekdays', '0 18 * * 1-5', chicago, '2026-11-21T12:00Z', '2026-11-24T00:00'],
    ['a time that is now is over', '0 18 * * *', chicago, '2026-11-24T00:00Z', '2026-11-25T00:00'],
    ['a millisecond before', '0 18 * * *', chicago, '2026-11-23T23:59:59.999Z', '2026-11-24T00:00'],
    ['29 February', '0 0 29 2 *', 'UTC', '2026-01-01T00:00Z', '2028-02-29T00:00'],
    ['a name', '@daily', berlin, '2026-11-22T12:00Z', '2026-11-22T23:00'],
    ['a zone off by 45 minutes', '0 12 * * *', 'Asia/Kathmandu', '2026-11-22T00:00Z', '2026-11-22T06:15'],
    ['a day that a zone left out', '0 12 30 12 *', 'Pacific/Apia', '2011-12-29T00:00Z', '2011-12-30T22:00'],
    ['a last day of the month', '0 0 L * *', 'UTC', '2026-02-10T00:00Z', '2026-02-28T00:00'],
  ])('%s', (_, cron, zone, after, expected) => {
    expect(iso([nextRun(cron, zone, at(after)) ?? 0])).toEqual([expected]);
  });

  test.each(['0 0 30 2 *', 'x', '', '* * * *', '* * * * * *', '60 * * * *', '0 0 * * 8', '@often'])('%j never comes', (cron) => {
    expect(nextRun(cron, 'UTC', 0)).toBeUndefined();
    expect(runsBetween(cron, 'UTC', 0, day, 10)).toEqual([]);
  });

  test('an unknown zone never comes either', () => {
    expect(nextRun('0 0 * * *', 'Mars/Olympus', 0)).toBeUndefined();
    expect(runsBetween('0 0 * * *', 'Mars/Olympus', 0, day, 10)).toEqual([]);
  });

  test('says which expressions it takes', () => {
    expect(['0 0 * * *', '@daily', '*/15 9-17 * * 1-5'].map(isCron)).toEqual([true, true, true]);
    expect(['0 0 0 * * *', 'daily', '0 0 * *'].map(isCron)).toEqual([false, false, false]);
  });
});

test('of more runs than are wanted, the newest', () => {
  expect(iso(runsBetween('* * * * *', chicago, 0, at('2026-11-22T12:00Z'), 2))).toEqual(['2026-11-22T11:59', '2026-11-22T12:00']);
});

test.each([chicago, berlin])('in %s a daily run comes once on each of 730 days, whatever the clocks do', (zone) => {
  const times = runsBetween('30 2 * * *', zone, at('2026-01-01T12:00Z'), at('2028-01-01T12:00Z'), 10_000);
  expect(times).toHaveLength(730);
  const days = times.map((time) => new Date(time).toLocaleDateString('sv', { timeZone: zone }));
  expect(new Set(days).size).toBe(730);
});

test('going from one to the next meets just the runs between', () => {
  const field = fc.constantFrom('*', '0', '*/20', '1,2', '1-3', '30');
  const crons = fc.tuple(field, fc.constantFrom('*', '1', '2', '*/6', '1-3')).map(([minute, hour]) => `${minute} ${hour} * * *`);
  const starts = fc.constantFrom('2026-03-07T20:00Z', '2026-10-31T20:00Z', '2027-03-27T10:00Z', '2027-10-30T10:00Z');
  fc.assert(
    fc.property(crons, fc.constantFrom(chicago, berlin), starts, (cron, zone, start) => {
      const from = at(start);
      const to = from + 1.5 * day;
      const walked: number[] = [];
      for (let time = nextRun(cron, zone, from); time !== undefined && time <= to && walked.length < 200; time = nextRun(cron, zone, time))
        walked.push(time);
      expect(walked).toEqual(runsBetween(cron, zone, from, to, 5000).slice(0, 200));
    }),
    { numRuns: 40 },
  );
});
