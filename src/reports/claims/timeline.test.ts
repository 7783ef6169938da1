import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { day, hour } from '../../kernel/durations.ts';
import type { Held } from '../../locks/store.ts';
import { type Bar, daysBetween, timelineOf } from './timeline.ts';
import { timelinePicture } from './timeline-picture.ts';

const now = Date.parse('2026-11-23T18:40:00Z');
const reading = { now, zone: 'America/Chicago' };
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

/** Hours ago; without an end it is held still. */
const held = (
  lease: number,
  id: string,
  paths: string,
  from: number,
  to?: number,
  how = 'asked',
  mode: Held['mode'] = 'exclusive',
): Held => ({
  lease,
  holder: { id, kind: 'person' },
  paths: paths.split(' '),
  mode,
  since: now - from * hour,
  ...(to !== undefined && { until: now - to * hour, how }),
});
const barWords = ({ from, until, isShared, end }: Bar): string =>
  `${(now - from) / hour}-${(now - until) / hour}${isShared ? ' shared' : ''} ${end}`;

describe('the rows', () => {
  it.each<[string, Held[], string[]]>([
    ['one that is held', [held(1, 'ada', 'docs/', 2)], ['ada docs/: 2-0 open']],
    ['begins with the week', [held(1, 'ada', 'docs/', 500)], ['ada docs/: 168-0 open']],
    ['not what ended before', [held(1, 'ada', 'docs/', 500, 169), held(2, 'bob', 'x', 200, 168)], ['bob x: 168-168 given']],
    ['not what has not begun', [held(1, 'ada', 'docs/', -1), held(2, 'bob', 'x', 1)], ['bob x: 1-0 open']],
    [
      'what is held first, then what ended last',
      [held(1, 'ada', 'a', 90, 80), held(2, 'bob', 'b', 50, 10), held(3, 'eve', 'c', 160)],
      ['eve c: 160-0 open', 'bob b: 50-10 given', 'ada a: 90-80 given'],
    ],
    [
      'one for the same paths of one holder',
      [held(1, 'ada', 'a b', 90, 80, 'expired'), held(2, 'ada', 'a b', 50, 40, 'stolen'), held(3, 'ada', 'a', 30, 20, 'broken')],
      ['ada a: 30-20 taken', 'ada a b: 90-80 expired, 50-40 taken'],
    ],
    [
      'claims that follow each other at once as one bar, unless time or others ended the first',
      [
        held(1, 'ada', 'a', 90, 80, 'handed over'),
        held(2, 'ada', 'a', 80, 70, 'expired'),
        held(3, 'ada', 'a', 70, 60, 'replaced'),
        held(4, 'ada', 'a', 60, 50, 'asked', 'shared'),
      ],
      ['ada a: 90-70 expired, 70-60 given, 60-50 shared given'],
    ],
  ])('%s', (_, all, expected) =>
    expect(
      timelineOf(all, now)!.rows.map(({ name, paths, bars }) => `${name} ${paths.join(' ')}: ${bars.map(barWords).join(', ')}`),
    ).toEqual(expected),
  );

  it('are those of holders where there are too many, and what has no room is counted', () => {
    const agents = (n: number) => Array.from({ length: 60 }, (_each, i) => held(i + 1, `agent-${i % n}`, `part${i}/`, 100 - i, 99 - i));
    const few = timelineOf(agents(5), now)!;
    expect([few.rows.length, few.rows[0]!.claims, few.more, few.claims]).toEqual([5, 12, { rows: 0, claims: 0 }, 60]);
    const many = timelineOf(agents(30), now)!;
    expect([many.rows.length, many.more]).toEqual([20, { rows: 10, claims: 20 }]);
  });

  it('there are none of nothing', () => {
    expect(timelineOf([], now)).toBeUndefined();
    expect(timelinePicture([held(1, 'ada', 'a', 500, 400)], reading)).toBeUndefined();
  });
});

test.each<[string, string, string, string[]]>([
  ['2026-11-21T12:00:00Z', '2026-11-23T12:00:00Z', 'UTC', ['Sat 21 12:00', 'Sun 22 00:00', 'Mon 23 00:00']],
  ['2026-11-21T12:00:00Z', '2026-11-23T12:00:00Z', 'Asia/Kolkata', ['Sat 21 12:00', 'Sat 21 18:30', 'Sun 22 18:30']],
  // 25 and 23 hours; a midnight that does not exist.
  ['2026-11-01T12:00:00Z', '2026-11-03T12:00:00Z', 'America/Chicago', ['Sun 01 12:00', 'Mon 02 06:00', 'Tue 03 06:00']],
  ['2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z', 'America/Chicago', ['Sat 31 12:00', 'Sun 01 05:00', 'Mon 02 06:00']],
  ['2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z', 'America/Chicago', ['Sat 07 12:00', 'Sun 08 06:00', 'Mon 09 05:00']],
  ['2026-09-05T12:00:00Z', '2026-09-07T12:00:00Z', 'America/Santiago', ['Sat 05 12:00', 'Sun 06 04:00', 'Mon 07 03:00']],
])('the days from %s to %s in %s', (from, until, zone, expected) => {
  const days = daysBetween(Date.parse(from), Date.parse(until), zone);
  const utc = days.map(({ at }) => new Date(at).toISOString());
  expect(utc.map((at) => at.slice(11, 16))).toEqual(expected.map((one) => one.slice(7)));
  const labels = zone === 'Asia/Kolkata' ? ['Sat 21', 'Sun 22', 'Mon 23'] : expected.map((one) => one.slice(0, 6));
  expect(days.map(({ label }) => label)).toEqual(labels);
});

const plain = (said: string): string => said.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
const textsIn = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => plain(match[1]!));
const rowsIn = (svg: string): string[] => [...svg.matchAll(/<g class="row">(.*?)<\/g>/g)].map((match) => match[1]!);

describe('the picture', () => {
  const some = [
    held(1, 'ada', 'docs/ README.md', 2),
    held(2, 'ada', 'docs/ README.md', 30, 26, 'expired'),
    held(3, 'bob', 'tools/', 60, 20, 'stolen', 'shared'),
  ];

  it('says what it shows', () =>
    expect(textsIn(timelinePicture(some, reading)!)).toEqual([
      'Claims of the last 7 days',
      'until 2026-11-23 12:40 CST · 3 claims, 1 held now',
      ...['held alone', 'shared', 'held now', 'expired', 'taken away'],
      ...['Tue 17', 'Wed 18', 'Thu 19', 'Fri 20', 'Sat 21', 'Sun 22', 'now'],
      ...['ada · docs/ +1', '2 claims', 'bob · tools/'],
    ]));

  it('explains only what is there', () => {
    const texts = textsIn(timelinePicture([held(1, 'ada', 'a', 20, 10)], reading)!);
    expect(texts.slice(1, 4)).toEqual(['until 2026-11-23 12:40 CST · 1 claim, none held now', 'held alone', 'Tue 17']);
  });

  it('tells the ends apart by their shapes: a tip, a stroke, a diamond', () => {
    const row = (how?: string): string =>
      rowsIn(timelinePicture([held(1, 'ada', 'a', 20, how === undefined ? undefined : 10, how)], reading)!)[0]!;
    const shapes = [undefined, 'asked', 'expired', 'stolen', 'broken'].map((how) =>
      row(how)
        .replace(/<text.*?<\/text>/g, '')
        .match(/<(?:rect|path)/g)!
        .join(''),
    );
    expect(shapes).toEqual(['<rect<path', '<rect', '<rect<rect', '<rect<path', '<rect<path']);
    expect(row('stolen')).not.toEqual(row());
  });

  it('shows both modes of one row beside each other', () => {
    const [row] = rowsIn(timelinePicture([held(1, 'ada', 'a', 20, 10), held(2, 'ada', 'a', 15, 5, 'asked', 'shared')], reading)!);
    const boxes = [...row!.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)].map(([, y, high]) => [
      Number(y),
      Number(high),
    ]);
    expect(boxes[0]![0]! + boxes[0]![1]!).toBe(boxes[1]![0]);
  });

  it('draws 20 rows, and says how many more there are', () => {
    const all = Array.from({ length: 30 }, (_, n) => held(n + 1, `agent-${n}`, 'x', 50 - n));
    const svg = timelinePicture(all, reading)!;
    expect([rowsIn(svg).length, textsIn(svg).at(-1)]).toEqual([20, '+10 more (10 claims)']);
    expect(Number(/ height="(\d+)"/.exec(svg)![1])).toBeLessThan(2400);
  });

  it.each([
    ['<script>', 'x', '<script> · x'],
    ['a\u202eb', 'c\nd', 'a⟨U+202E⟩b · c␊d'],
    ['\ufffe', '&amp;"\'', '\ufffd · &amp;"\''],
    ['ghp_0123456789abcdefghij', 'x', '‹masked› · x'],
    ['codex', `${'deep/'.repeat(40)}x.rs`, `codex · …/${'deep/'.repeat(8)}x.rs`],
  ])('shows %j and %j as %j', (name, path, shown) => {
    const one = { ...held(1, name, '', 5), paths: [path] };
    const svg = timelinePicture([one], reading)!;
    expect(textsIn(rowsIn(svg)[0]!)).toEqual([shown]);
    expect(svg).not.toMatch(/<script|\u202e|\ufffe/);
  });

  it('keeps its place and the form of an SVG, whatever is claimed', () => {
    const word = fc.string({ unit: 'binary', maxLength: 40 });
    const one = fc.record({
      lease: fc.nat(40),
      holder: fc.record({ id: fc.oneof(word, fc.constantFrom('a', 'b', 'c')), kind: fc.constant('agent' as const) }),
      paths: fc.array(word, { minLength: 1, maxLength: 3 }),
      mode: fc.constantFrom('exclusive' as const, 'shared' as const),
      since: fc.integer({ min: now - 20 * day, max: now + day }),
      until: fc.option(fc.integer({ min: now - 20 * day, max: now + day }), { nil: undefined }),
      how: fc.constantFrom('asked', 'expired', 'stolen'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 24 }), fc.constantFrom('UTC', 'America/Chicago', 'Asia/Kolkata'), (all, zone) => {
        const svg = timelinePicture(all as Held[], { now, zone }) ?? '';
        const form = svg.replace(/>[^<>]*</g, '><');
        expect(form).not.toMatch(/NaN|Infinity|undefined|null|e[+-]\d/);
        expect(form.replace(/<(?:\/?(?:svg|title|text|g)|rect|path)(?: [\w:-]+="[^"<>]*")*\/?>/g, '').trim()).toBe('');
        const boxes = [...svg.matchAll(/<rect x="(-?[\d.]+)" y="-?[\d.]+" width="(-?[\d.]+)"/g)].map(([, x, wide]) => [
          Number(x),
          Number(wide),
        ]);
        expect(boxes.filter(([x, wide]) => x! < 0 || wide! < 5 || x! + wide! > 1080)).toEqual([]);
        const texts = [...svg.matchAll(/<text x="(-?[\d.]+)"(?:[^>]*text-anchor="(\w+)")?[^>]*>([^<]*)<\/text>/g)].map(
          ([, x, anchor, said]) => {
            const wide = [...plain(said!)].length * 28 * 0.6021;
            return [Number(x) - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0), wide, said];
          },
        );
        expect(texts.filter(([left, wide]) => Number(left) < 0 || Number(left) + Number(wide) > 1080)).toEqual([]);
      }),
      { seed, numRuns: 60 },
    );
  });
});
