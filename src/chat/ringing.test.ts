/** Whether, where and when a phone rings: what people asked for, and their nights. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Millis } from '../kernel/clock.ts';
import { day, minute } from '../kernel/durations.ts';
import { clockTime } from '../kernel/zone.ts';
import { quietUntil, type Ring, ringOf } from './ringing.ts';
import { type RingKind, type RingWay, ringKinds, ringWays, type Settings, usualWay } from './store.ts';

const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
const utc = (text: string): Millis => Date.parse(`${text}Z`);
type Quiet = NonNullable<Settings['quiet']>;
const quiet = (hours: string, zone = 'America/Chicago'): Quiet => ({ from: hours.split('-')[0]!, to: hours.split('-')[1]!, zone });

describe('quiet hours', () => {
  test.each<[string, Quiet, string, string | undefined]>([
    ['in the evening', quiet('22:00-07:00'), '2026-11-23T05:30:00', '2026-11-23T13:00:00'],
    ['at night', quiet('22:00-07:00'), '2026-11-23T08:00:00', '2026-11-23T13:00:00'],
    ['by day', quiet('22:00-07:00'), '2026-11-23T15:00:00', undefined],
    ['in the very minute in which they begin', quiet('22:00-07:00'), '2026-11-23T04:00:00', '2026-11-23T13:00:00'],
    ['a second before', quiet('22:00-07:00'), '2026-11-23T03:59:59', undefined],
    ['in their last second', quiet('22:00-07:00'), '2026-11-23T12:59:59', '2026-11-23T13:00:00'],
    ['in the minute in which they end', quiet('22:00-07:00'), '2026-11-23T13:00:00', undefined],
    ['from midnight', quiet('00:00-07:00'), '2026-11-23T06:00:00', '2026-11-23T13:00:00'],
    ['until midnight', quiet('22:00-00:00'), '2026-11-23T05:00:00', '2026-11-23T06:00:00'],
    ['at midnight after that', quiet('22:00-00:00'), '2026-11-23T06:00:00', undefined],
    ['at noon', quiet('12:00-13:30'), '2026-11-23T18:20:00', '2026-11-23T19:30:00'],
    ['all day but a minute', quiet('07:01-07:00'), '2026-11-23T13:01:00', '2026-11-24T13:00:00'],
    ['and that minute', quiet('07:01-07:00'), '2026-11-23T13:00:30', undefined],
    ['where both are the same there are none', quiet('07:00-07:00'), '2026-11-23T13:00:00', undefined],
    ['in Berlin', quiet('22:00-07:00', 'Europe/Berlin'), '2026-11-23T02:00:00', '2026-11-23T06:00:00'],
    ['in Kolkata, half an hour off', quiet('22:00-07:00', 'Asia/Kolkata'), '2026-11-23T00:00:00', '2026-11-23T01:30:00'],
    ['in Kathmandu, a quarter off', quiet('22:00-07:00', 'Asia/Kathmandu'), '2026-11-23T00:00:00', '2026-11-23T01:15:00'],
    ['on the last island', quiet('22:00-07:00', 'Pacific/Kiritimati'), '2026-11-23T10:00:00', '2026-11-23T17:00:00'],
    ['the night that is an hour shorter', quiet('22:00-07:00'), '2027-03-14T05:30:00', '2027-03-14T12:00:00'],
    ['the night that is an hour longer', quiet('22:00-07:00'), '2026-11-01T04:30:00', '2026-11-01T13:00:00'],
    ['to a time that is skipped that night: to the moment after', quiet('22:00-02:30'), '2027-03-14T05:30:00', '2027-03-14T08:00:00'],
    ['the same, shortly before', quiet('22:00-02:30'), '2027-03-14T07:45:00', '2027-03-14T08:00:00'],
    ['to a time that comes twice that night: to the first', quiet('22:00-01:30'), '2026-11-01T04:30:00', '2026-11-01T06:30:00'],
    ['and between both', quiet('22:00-01:30'), '2026-11-01T06:45:00', undefined],
    ['and in the hour that comes twice', quiet('22:00-01:30'), '2026-11-01T07:10:00', '2026-11-01T07:30:00'],
    ['where the clock jumps at midnight', quiet('20:00-00:30', 'Africa/Cairo'), '2026-04-23T20:00:00', '2026-04-23T22:00:00'],
    ['where it jumps by half an hour', quiet('22:00-02:15', 'Australia/Lord_Howe'), '2026-10-03T13:00:00', '2026-10-03T15:30:00'],
  ])('%s', (_, hours, now, end) => {
    const until = quietUntil(hours, utc(now));
    expect(until === undefined ? undefined : new Date(until).toISOString().slice(0, 19)).toBe(end);
  });

  test('are none where none were set', () => expect(quietUntil(undefined, utc('2026-11-23T08:00:00'))).toBeUndefined());

  const zones = [
    'America/Chicago',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'America/Havana',
    'Pacific/Chatham',
    'UTC',
  ];
  const time = fc
    .integer({ min: 0, max: 1439 })
    .map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`);
  /** Any moment of two years, and often one of the nights when a clock is changed. */
  const changes = [
    '2026-03-08',
    '2026-03-29',
    '2026-04-05',
    '2026-04-24',
    '2026-10-04',
    '2026-10-25',
    '2026-10-30',
    '2026-11-01',
    '2027-03-14',
  ].map((date) => utc(`${date}T00:00:00`));
  const moment = fc.oneof(
    fc.integer({ min: utc('2026-01-01T00:00:00'), max: utc('2028-01-01T00:00:00') }),
    fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -day, max: day })).map(([night, off]) => night + off),
  );
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const isQuietAt = ({ from, to, zone }: Quiet, at: Millis): boolean => {
    const [a, b, shown] = [minutes(from), minutes(to), minutes(clockTime(at, zone))];
    return a <= b ? shown >= a && shown < b : shown >= a || shown < b;
  };

  test(`end in the first moment in which the clock there shows their end, or has jumped over it (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), time, time, moment, (zone, from, to, now) => {
        const hours: Quiet = { from, to, zone };
        const until = quietUntil(hours, now);
        expect(until === undefined).toBe(!isQuietAt(hours, now));
        if (until === undefined) return;
        expect(until).toBeGreaterThan(now);
        expect(until % minute).toBe(0);
        let at = now - (now % minute);
        let before = minutes(clockTime(at, zone));
        for (;;) {
          at += minute;
          const shown = minutes(clockTime(at, zone));
          const forward = (shown - before + 1440) % 1440;
          const jumpedOver = forward > 1 && forward < 720 && (minutes(to) - before + 1440) % 1440 < forward;
          if (shown === minutes(to) || jumpedOver) break;
          before = shown;
        }
        expect(new Date(until).toISOString()).toBe(new Date(at).toISOString());
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('a ring', () => {
  const night = utc('2026-11-23T08:00:00');
  const morning = utc('2026-11-23T13:00:00');
  const nights: Settings = { quiet: quiet('22:00-07:00') };
  test.each<[string, RingKind, Settings, { now?: Millis; wake?: boolean }, Ring]>([
    ['where nothing was said about it is in the room, now', 'done', {}, {}, { way: 'room' }],
    ['of a claim goes to its holder alone', 'claims', {}, {}, { way: 'dm' }],
    ['by a direct message', 'failed', { notify: { failed: 'dm' } }, {}, { way: 'dm' }],
    ['that is off', 'stalled', { notify: { stalled: 'off' } }, {}, { way: 'off' }],
    ['of another kind is as ever', 'done', { notify: { stalled: 'off' } }, {}, { way: 'room' }],
    ['at night waits', 'failed', nights, { now: night }, { way: 'room', holdUntil: morning }],
    [
      'at night by a direct message waits, too',
      'failed',
      { ...nights, notify: { failed: 'dm' } },
      { now: night },
      { way: 'dm', holdUntil: morning },
    ],
    ['that is off waits for nothing', 'failed', { ...nights, notify: { failed: 'off' } }, { now: night }, { way: 'off' }],
    ['of a job that may wake does not wait', 'failed', nights, { now: night, wake: true }, { way: 'room' }],
    ['nor does its stall', 'stalled', nights, { now: night, wake: true }, { way: 'room' }],
    ['but its good end does', 'done', nights, { now: night, wake: true }, { way: 'room', holdUntil: morning }],
    ['in the morning does not wait', 'done', nights, { now: morning }, { way: 'room' }],
  ])('%s', (_, kind, settings, { now = morning, wake = false }, expected) =>
    expect(ringOf(kind, settings, { now, wake })).toEqual(expected),
  );

  test(`that is off never waits, one that wakes never waits, and any other one waits just as long as it is quiet (seed ${seed})`, () => {
    const settings = fc.record(
      {
        notify: fc.dictionary(fc.constantFrom(...ringKinds), fc.constantFrom(...ringWays)),
        quiet: fc.constantFrom(quiet('22:00-07:00'), quiet('12:00-13:00')),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Settings>;
    fc.assert(
      fc.property(
        fc.constantFrom(...ringKinds),
        settings,
        fc.integer({ min: night - day, max: night + day }),
        fc.boolean(),
        (kind, asked, now, wake) => {
          const { way, holdUntil } = ringOf(kind, asked, { now, wake });
          expect(way).toBe<RingWay>(asked.notify?.[kind] ?? usualWay(kind));
          const waits = way !== 'off' && !(wake && kind !== 'done');
          expect(holdUntil).toBe(waits ? quietUntil(asked.quiet, now) : undefined);
        },
      ),
      { seed },
    );
  });
});
