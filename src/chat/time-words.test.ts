/** Times and spans as people say them, in their zones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, hour, minute } from '../kernel/durations.ts';
import { dateTime } from '../kernel/zone.ts';
import { clockOrSpan, momentSaid, spanWords, startsLikeTime, untilWords } from './time-words.ts';

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
console.info(`MOLT_OPS_TEST_SEED=${seed}`);

const chicago = 'America/Chicago';
const zones = [chicago, 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
/** A Thursday, 14:00 in Chicago. */
const thursday = Date.UTC(2026, 10, 26, 20);

const told = async (text: string, now = thursday, zone = chicago): Promise<string> => {
  const read = await untilWords(text, { now, zone });
  if (!read.ok) return `${read.refusal.code}: ${read.refusal.message}`;
  expect(momentSaid(read.value.at, { now, zone })).toBe(read.value.said);
  return read.value.said;
};

describe('until', () => {
  it.each([
    ['6pm', 'today 18:00 CST'],
    ['until 6pm', 'today 18:00 CST'],
    ['till 6 pm', 'today 18:00 CST'],
    ['by 6:30pm', 'today 18:30 CST'],
    ['until about 6 p.m.', 'today 18:00 CST'],
    ['6PM', 'today 18:00 CST'],
    ['6pm today', 'today 18:00 CST'],
    ['18:00', 'today 18:00 CST'],
    ['18.30', 'today 18:30 CST'],
    ["6 o'clock", 'today 18:00 CST'],
    ['at 6', 'today 18:00 CST'],
    ['5', 'today 17:00 CST'],
    ['3', 'today 15:00 CST'],
    ['11', 'today 23:00 CST'],
    ['5:30', 'today 17:30 CST'],
    ['tonight', 'today 20:00 CST'],
    ['tonight 9pm', 'today 21:00 CST'],
    ['tonight at 11', 'today 23:00 CST'],
    ['this afternoon', 'today 15:00 CST'],
    ['end of day', 'today 18:00 CST'],
    ['the end of the day', 'today 18:00 CST'],
    ['EOD', 'today 18:00 CST'],
    ['today', 'today 18:00 CST'],
    ['midnight', 'tomorrow 00:00 CST'],
    ['24:00', 'tomorrow 00:00 CST'],
    ['friday midnight', 'Sat 00:00 CST'],
    ['tomorrow', 'tomorrow 12:00 CST'],
    ['tomorrow noon', 'tomorrow 12:00 CST'],
    ['Tomorrow lunch', 'tomorrow 12:00 CST'],
    ['tomorrow eod', 'tomorrow 18:00 CST'],
    ['tomorrow morning', 'tomorrow 09:00 CST'],
    ['5 pm tomorrow', 'tomorrow 17:00 CST'],
    ['day after tomorrow', 'Sat 12:00 CST'],
    ['eow', 'tomorrow 18:00 CST'],
    ['end of the week', 'tomorrow 18:00 CST'],
    ['monday', 'Mon 12:00 CST'],
    ['friday 9:30', 'tomorrow 09:30 CST'],
    ['Friday, 6 p.m.', 'tomorrow 18:00 CST'],
    ['wednesday at 10', 'Wed 10:00 CST'],
    ['next week', 'Mon 12:00 CST'],
    ['next thursday 10:00', '2026-12-03 10:00 CST'],
    ['2026-11-30 18:00', 'Mon 18:00 CST'],
    ['2026-12-24', '2026-12-24 12:00 CST'],
    ['24 Dec 18:00', '2026-12-24 18:00 CST'],
    ['12/24', '2026-12-24 12:00 CST'],
    ['3 march', '2027-03-03 12:00 CST'],
    ['2026-07-04 10:00', 'past: 2026-07-04 10:00 CDT is past.'],
    ['in 2 hours', 'today 16:00 CST'],
    ['half an hour', 'today 14:30 CST'],
    ['an hour and a half', 'today 15:30 CST'],
    ['an hour from now', 'today 15:00 CST'],
    ['2 weeks', '2026-12-10 14:00 CST'],
    ['6pm CST', 'today 18:00 CST'],
    ['6pm cst', 'today 18:00 CST'],
    ['6pm PST', 'today 20:00 CST'],
    ['22:30 UTC', 'today 16:30 CST'],
    ['Mon 9:00 CET', 'Mon 02:00 CST'],
    ['2026-11-30T18:00Z', 'Mon 12:00 CST'],
    ['tmw', 'tomorrow 12:00 CST'],
    ['2moro 9am', 'tomorrow 09:00 CST'],
    ['tmrw 9', 'tomorrow 09:00 CST'],
    ['9 tmrw', 'tomorrow 09:00 CST'],
    ['weds', 'Wed 12:00 CST'],
    ['6p', 'today 18:00 CST'],
    ['6:30p', 'today 18:30 CST'],
    ['tomorrow 6', 'tomorrow 06:00 CST'],
    ['friday 9', 'tomorrow 09:00 CST'],
    ['tonight 9', 'today 21:00 CST'],
    ['half past 5', 'today 17:30 CST'],
    ['quarter past five', 'today 17:15 CST'],
    ['quarter to 6', 'today 17:45 CST'],
    ['five', 'today 17:00 CST'],
    ["six o'clock", 'today 18:00 CST'],
    ["9 o'clock", 'today 21:00 CST'],
    ['1½ hours', 'today 15:30 CST'],
    ['2h max', 'today 16:00 CST'],
    ['the 27th', 'tomorrow 12:00 CST'],
    ['on the 27th 5pm', 'tomorrow 17:00 CST'],
    ['the 5th', '2026-12-05 12:00 CST'],
    ['8 tonight', 'today 20:00 CST'],
    ['9:30 tonight', 'today 21:30 CST'],
    ['6 in the evening', 'today 18:00 CST'],
    ['this evening at 6', 'today 18:00 CST'],
    ['18:30 this evening', 'today 18:30 CST'],
    ['7:30 tomorrow morning', 'tomorrow 07:30 CST'],
    ['friday 7 in the morning', 'tomorrow 07:00 CST'],
    ['monday evening at 8', 'Mon 20:00 CST'],
    ['24 Dec evening', '2026-12-24 20:00 CST'],
    ['Dec 5 evening', '2026-12-05 20:00 CST'],
    ['twenty five past 4', 'today 16:25 CST'],
    ['5 past six', 'today 18:05 CST'],
    ['ten to 6', 'today 17:50 CST'],
  ])('%j is %s', async (text, said) => expect(await told(text)).toBe(said));

  it.each([
    ['9:00', 'past: It is past 09:00.'],
    ['8:30', 'past: It is past 08:30.'],
    ['8', 'past: It is past 08:00.'],
    ["8 o'clock", 'past: It is past 08:00.'],
    ['half past eight', 'past: It is past 08:30.'],
    ['8am', 'past: It is past 08:00.'],
    ['9:30', 'today 09:30 CST'],
    ['10', 'today 10:00 CST'],
    ['5', 'today 17:00 CST'],
    ['5:30', 'today 17:30 CST'],
    ['half past 4', 'today 16:30 CST'],
    ['ten past 9', 'today 09:10 CST'],
    ['the 26th', 'today 12:00 CST'],
  ])('%j at 9 in the morning is %s', async (text, said) => expect(await told(text, Date.UTC(2026, 10, 26, 15, 3))).toBe(said));

  it.each([
    ['2:30', 'past: It is past 02:30.'],
    ['5', 'past: It is past 05:00.'],
    ['tonight at 9', 'past: It is past 21:00.'],
    ['8 tonight', 'past: It is past 20:00.'],
    ['2 at night', 'past: It is past 02:00.'],
    ['12 tonight', 'past: It is past 00:00.'],
    ['tomorrow night at 11', 'tomorrow 23:00 CST'],
    ['11', 'today 23:00 CST'],
  ])('%j at 10 in the evening is %s', async (text, said) => expect(await told(text, Date.UTC(2026, 10, 27, 4))).toBe(said));

  it.each([
    ['17h', '17:00'],
    ['9h', '09:00'],
    ['17h30', '17:30'],
    ['24h', '24:00'],
    ['25h', undefined],
    ['17h3', undefined],
    ['17 h', undefined],
    ['2h30m', undefined],
  ])('%j may be the clock time %j', (text, clock) => expect(clockOrSpan(text)).toBe(clock));

  it.each([
    ['lunch', 'It is past 12:00.'],
    ['noon', 'It is past 12:00.'],
    ['10:30', 'It is past 10:30.'],
    ['13:59', 'It is past 13:59.'],
    ['14:00', 'It is past 14:00.'],
    ['05:30', 'It is past 05:30.'],
    ['thursday 9:30', 'It is past 09:30.'],
    ['today 9am', 'It is past 09:00.'],
    ['yesterday', '2026-11-25 12:00 CST is past.'],
    ['2025-01-01 10:00', '2025-01-01 10:00 CST is past.'],
    ['now', 'That is no time to come.'],
    ['0', 'That is no time to come.'],
    ['-5m', 'That is no time to come.'],
  ])('%j is past', async (text, message) => expect(await told(text)).toBe(`past: ${message}`));

  it.each([
    '',
    '6pm or so maybe',
    '6pm or 7pm',
    '6pm-8pm',
    '3 to 5',
    'for ever',
    'ever',
    'until until',
    'the parser works',
    '😀',
    '6pm 😀',
    'six-ish',
    '25:00',
    '18:60',
    '3/4',
    '3.4.2026',
    '2026-13-01',
    '2026-02-30 18:00',
    '9999-12-31',
    '100 years',
    '99999999999999h',
    '1e99 h',
    'june',
    'next month',
    'last friday',
    '2 days ago',
    'tomorrow 9:00 get',
    '6pm mart',
    '6pm; rm -rf /',
  ])('%j is no time', async (text) => expect(await told(text)).toMatch(/^unreadable: I cannot read "/));

  it('nor are 4 KB', async () => {
    for (const text of ['x'.repeat(4096), `6pm ${' '.repeat(4096)}x`, `${'6'.repeat(4096)}pm`, '6pm '.repeat(1024)])
      expect(await told(text)).toMatch(/^unreadable: I cannot read ".{3,40}" as a time\.$/);
  });

  it('says what was not done', async () => {
    const read = await untilWords('lunch', { now: thursday, zone: chicago, nothing: 'Nothing was claimed.' });
    expect(read).toEqual({ ok: false, refusal: { code: 'past', message: 'It is past 12:00. Nothing was claimed.' } });
  });

  it.each([
    [chicago, '2026-03-08T05:30Z', '2026-03-08 02:30', '2026-03-08T08:30Z', 'tomorrow 03:30 CDT'],
    [chicago, '2026-03-08T07:30Z', '18:00', '2026-03-08T23:00Z', 'today 18:00 CDT'],
    [chicago, '2026-03-08T07:30Z', '2 hours', '2026-03-08T09:30Z', 'today 04:30 CDT'],
    [chicago, '2026-11-01T05:30Z', '01:30', '2026-11-01T07:30Z', 'today 01:30 CST'],
    [chicago, '2026-11-01T06:45Z', '01:30', '2026-11-01T07:30Z', 'today 01:30 CST'],
    [chicago, '2026-11-01T05:30Z', '6pm', '2026-11-02T00:00Z', 'today 18:00 CST'],
    [chicago, '2026-10-31T17:00Z', 'tomorrow noon', '2026-11-01T18:00Z', 'tomorrow 12:00 CST'],
    ['Europe/Berlin', '2026-03-28T23:30Z', '02:30', '2026-03-29T01:30Z', 'today 03:30 GMT+2'],
    ['Europe/Berlin', '2026-10-24T22:30Z', '02:30', '2026-10-25T01:30Z', 'today 02:30 GMT+1'],
    ['Australia/Lord_Howe', '2026-10-03T13:45Z', '02:15', '2026-10-03T15:45Z', 'today 02:45 GMT+11'],
    ['Australia/Lord_Howe', '2026-04-04T13:15Z', '01:45', '2026-04-04T15:15Z', 'today 01:45 GMT+10:30'],
    ['Asia/Kolkata', '2026-11-26T18:29Z', 'midnight', '2026-11-26T18:30Z', 'tomorrow 00:00 GMT+5:30'],
  ])('in %s at %s, %s is %s', async (zone, now, text, at, said) => {
    const read = await untilWords(text, { now: Date.parse(now), zone });
    expect(read).toEqual({ ok: true, value: { at: Date.parse(at), said } });
  });
});

describe('over a year, in five zones', () => {
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${two(h)}:${two(m)}`);
  const around = fc.oneof(
    fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
    // Days around which clocks are changed.
    fc
      .tuple(fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'), fc.nat(3 * day))
      .map(([date, past]) => Date.parse(date) - 2 * day + past),
  );
  const asked = fc.record({ zone: fc.constantFrom(...zones), now: around, clock });
  const check = (test: (one: { zone: string; now: number; clock: string }) => Promise<void>) =>
    fc.assert(fc.asyncProperty(asked, test), { seed, numRuns: 150 });
  const shows = (at: number, zone: string): string => dateTime(at, zone);
  const dateAfter = (now: number, zone: string, days: number): string =>
    new Date(Date.parse(`${shows(now, zone).slice(0, 10)}Z`) + days * day).toISOString().slice(0, 10);
  /** The wall clock shows it at that moment and not again; or it never does. */
  const isAt = (at: number, zone: string, wall: string): void => {
    const quarters = Array.from({ length: 33 }, (_, n) => (n - 16) * 15 * minute);
    const times = quarters.filter((by) => shows(at + by, zone) === wall);
    expect(times.at(-1) ?? 0).toBe(0);
    if (times.length === 0) expect(shows(at, zone) > wall).toBe(true);
  };

  it('a time of day is that of today, or past', () =>
    check(async ({ zone, now, clock }) => {
      const read = await untilWords(clock, { now, zone });
      const wall = `${shows(now, zone).slice(0, 10)} ${clock}`;
      if (read.ok) {
        isAt(read.value.at, zone, wall);
        expect(read.value.at).toBeGreaterThan(now);
      } else {
        expect(read.refusal.code).toBe('past');
        expect(wall <= shows(now, zone)).toBe(true);
      }
    }));

  it('a time of a named day is what the clock shows then', () =>
    check(async ({ zone, now, clock }) => {
      for (const [text, days] of [
        [`tomorrow ${clock}`, 1],
        [`${clock} tomorrow`, 1],
        [`${dateAfter(now, zone, 40)} ${clock}`, 40],
      ] as const) {
        const read = await untilWords(text, { now, zone });
        if (!read.ok) throw new Error(read.refusal.message);
        isAt(read.value.at, zone, `${dateAfter(now, zone, days)} ${clock}`);
      }
    }));

  it('a weekday is the next one of that name', () =>
    check(async ({ zone, now, clock }) => {
      const date = dateAfter(now, zone, 3);
      const weekday = new Date(date).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
      const read = await untilWords(`${weekday} ${clock}`, { now, zone });
      if (!read.ok) throw new Error(read.refusal.message);
      isAt(read.value.at, zone, `${date} ${clock}`);
    }));

  it('what is echoed reads as the same moment', () =>
    fc.assert(
      fc.asyncProperty(asked, fc.integer({ min: 1, max: 20 * 24 * 60 }), async ({ zone, now }, minutes) => {
        const at = Math.floor(now / minute) * minute + minutes * minute;
        expect(await untilWords(momentSaid(at, { now, zone }), { now, zone })).toEqual({
          ok: true,
          value: { at, said: momentSaid(at, { now, zone }) },
        });
      }),
      { seed, numRuns: 250 },
    ));

  it('never throws', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 100 }),
          fc
            .array(
              fc.constantFrom(
                ...'until in at the a half hour 2 6pm 18:00 2026-11-30 99 tomorrow friday next midnight GMT+5 CST and , - / week 0 1e9'.split(
                  ' ',
                ),
              ),
              { maxLength: 8 },
            )
            .map((all) => all.join(' ')),
        ),
        asked,
        async (text, { zone, now }) => {
          const read = await untilWords(text, { now, zone });
          if (read.ok) expect(read.value.at).toBeGreaterThan(now);
          spanWords(text);
          startsLikeTime(text);
        },
      ),
      { seed, numRuns: 600 },
    ));
});

describe('spans', () => {
  it.each([
    ['2h', 2 * hour],
    ['2 hours', 2 * hour],
    ['2hrs', 2 * hour],
    ['two hours', 2 * hour],
    ['Two Hours', 2 * hour],
    ['for two hours', 2 * hour],
    ['about two hours', 2 * hour],
    ['the next two hours', 2 * hour],
    ['a couple of hours', 2 * hour],
    ['2 more hours', 2 * hour],
    ['an hour', hour],
    ['hour', hour],
    ['another hour', hour],
    ['one more hour', hour],
    ['a good hour', hour],
    ['half an hour', 30 * minute],
    ['half hour', 30 * minute],
    ['a half-hour', 30 * minute],
    ['an hour and a half', 90 * minute],
    ['one and a half hours', 90 * minute],
    ['2 and a half hours', 150 * minute],
    ['a quarter of an hour', 15 * minute],
    ['three quarters of an hour', 45 * minute],
    ['90 min', 90 * minute],
    ['90 minutes', 90 * minute],
    ['ninety minutes', 90 * minute],
    ['twenty-five minutes', 25 * minute],
    ['forty five minutes', 45 * minute],
    ['1h30', 90 * minute],
    ['1:30h', 90 * minute],
    ['2hrs30', 150 * minute],
    ['2 hours 30', 150 * minute],
    ['+1h', hour],
    ['1h 30', 90 * minute],
    ['2h30m', 150 * minute],
    ['1 hour 30 minutes', 90 * minute],
    ['1 hour, 30 minutes', 90 * minute],
    ['an hour and 30 minutes', 90 * minute],
    ['1.5h', 90 * minute],
    ['1,5h', 90 * minute],
    ['.5h', 30 * minute],
    ['90s', 90_000],
    ['a day', day],
    ['a day and a half', 36 * hour],
    ['half a day', 12 * hour],
    ['1d12h', 36 * hour],
    ['a week', 7 * day],
    ['a fortnight', 14 * day],
    ['a month', 30 * day],
    ['a year', 365 * day],
    ['0', 0],
    ['0h', 0],
    ['zero minutes', 0],
    ['-5m', -5 * minute],
    ['-2 hours', -2 * hour],
    ['1,000 min', 1000 * minute],
    ['1½ hours', 90 * minute],
    ['½ hour', 30 * minute],
    ['1/2 hour', 30 * minute],
    ['1 1/2 hours', 90 * minute],
    ['3/4 of an hour', 45 * minute],
    ['couple of hours', 2 * hour],
    ['a couple hours', 2 * hour],
    ['2h max', 2 * hour],
    ['max 2h', 2 * hour],
    ['at most 2h', 2 * hour],
    ['like 2h', 2 * hour],
    ['~2h', 2 * hour],
  ])('%j is %i ms', (text, span) => expect(spanWords(text)).toBe(span));

  it.each([
    '',
    '5',
    'two',
    'half',
    'a',
    'x',
    'ever',
    'for ever',
    'hours',
    'a few hours',
    'an hour or so',
    '2-3 hours',
    '2 3 hours',
    '2h 3h',
    '2h and 3h',
    'an hour or two',
    'max',
    '2h5',
    '1:30',
    '6pm',
    'the API pages',
    'a while',
    '😀',
    '2h😀',
    '1e9h',
  ])('%j is no span', (text) => expect(spanWords(text)).toBeUndefined());

  it('nor are 4 KB', () => {
    for (const text of [`${'9'.repeat(4096)}h`, '1h'.repeat(2048), 'x'.repeat(4096)]) expect(spanWords(text)).toBeUndefined();
  });

  it('units add up, however they are written', () => {
    const parts = fc.record({ h: fc.nat(99), m: fc.nat(99), form: fc.nat(3) });
    fc.assert(
      fc.property(parts, ({ h, m, form }) => {
        const text = [`${h}h${m}m`, `${h} hours and ${m} minutes`, `${h}h ${m} min`, `for ${h} hrs, ${m} mins`][form]!;
        expect(spanWords(text)).toBe(h * hour + m * minute);
      }),
      { seed },
    );
  });
});

describe('what comes after until', () => {
  it.each(['6pm', '18:00', 'lunch', 'the end of the day', 'monday', 'Fri', 'about 5', 'next week', 'in an hour', 'an hour', 'tonight'])(
    '%j is a time',
    (text) => expect(startsLikeTime(text)).toBe(true),
  );
  it.each(['the parser works', "I'm back", 'codex-2 is done', 'money comes', 'sundry things', 'further notice', ''])('%j is none', (text) =>
    expect(startsLikeTime(text)).toBe(false),
  );
});
