import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { columns } from '../../kernel/text.ts';
import {
  leftWords,
  momentWords,
  pathList,
  pathRows,
  pathsWords,
  pathWords,
  peopleWords,
  personWords,
  reasonWords,
  stateWords,
  whoseClaim,
  zonedMoment,
} from './claim-words.ts';

const now = Date.parse('2026-11-23T18:40:30Z');
const deep = 'runtime/molt-runtime/src/object/gc/barrier.rs';

describe('paths', () => {
  test.each<[string, string[], string[]]>([
    ['', ['docs/'], ['docs/']],
    ['still held: ', ['docs/', 'a b'], ['still held: docs/, a b']],
    ['', ['a'.repeat(30), 'b'.repeat(9), 'c'], [`${'a'.repeat(30)},`, `${'b'.repeat(9)}, c`]],
    ['still held: ', ['a'.repeat(38), 'b'], ['still held:', `${'a'.repeat(38)},`, 'b']],
    ['', [deep, deep], ['…/molt-runtime/src/object/gc/barrier.rs,', '…/molt-runtime/src/object/gc/barrier.rs']],
    ['', ['a', deep, 'b'], ['a,', '…/molt-runtime/src/object/gc/barrier.rs,', 'b']],
    ['', Array.from({ length: 9 }, (_, n) => `${'x'.repeat(30)}-${n}`), [...[0, 1].map((n) => `${'x'.repeat(30)}-${n},`), '+7 more']],
  ])('after %j %j are %j', (lead, paths, rows) => expect(pathRows(lead, paths, 3)).toEqual(rows));
  test('as rows fit on a phone, and none is lost', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { minLength: 1 }),
        fc.integer({ min: 2, max: 6 }),
        (paths, most) => {
          const rows = pathRows('still held: ', paths, most);
          expect(rows.length).toBeLessThanOrEqual(most);
          expect(Math.max(...rows.map(columns))).toBeLessThanOrEqual(40);
        },
      ),
    ));

  test.each<[string, number, string]>([
    ['docs/', 20, 'docs/'],
    [deep, 45, deep],
    [deep, 44, '…ntime/molt-runtime/src/object/gc/barrier.rs'],
    [deep, 41, '…/molt-runtime/src/object/gc/barrier.rs'],
    [deep, 20, '…bject/gc/barrier.rs'],
    [deep, 17, '…/gc/barrier.rs'],
    [deep, 18, '…ect/gc/barrier.rs'],
    [deep, 13, '…/barrier.rs'],
    [deep, 10, '…arrier.rs'],
    ['docs/api/', 8, '…/api/'],
    ['crates/some_long_crate_name_3/src/module.rs', 23, '…e_name_3/src/module.rs'],
    ['crates/some_long_crate_name_13/src/module.rs', 23, '…_name_13/src/module.rs'],
    ['docs/a_name_longer_than_the_room/', 12, '…n_the_room/'],
    ['a_name_longer_than_the_room.rs', 12, 'a_name_long…'],
    ['a_name_longer_than_the_room/', 12, 'a_name_long…'],
    ['a\nb', 20, 'a␊b'],
    ['中文/文件', 8, '…/文件'],
    ['中文中文/文件', 11, '…中文/文件'],
    ['áe\u0301e\u0301e\u0301/e\u0301.rs', 9, 'áe\u0301e\u0301e\u0301/e\u0301.rs'],
    ['aáe\u0301e\u0301e\u0301/e\u0301.rs', 9, '…e\u0301e\u0301e\u0301/e\u0301.rs'],
  ])('%j in %i columns is %j', (path, width, expected) => expect(pathWords(path, width)).toBe(expected));

  test.each<[string[], number, string, string]>([
    [[], 20, 'nothing', 'nothing'],
    [['docs/'], 20, 'docs/', 'docs/'],
    [['docs/', 'a', 'b'], 20, 'docs/ +2', 'docs/, a, b'],
    [['docs/', 'README.md', 'CHANGELOG.md', 'src/'], 30, 'docs/ +3', 'docs/, README.md, +2 more'],
    [[deep, 'a'], 29, '…/src/object/gc/barrier.rs +1', '…/src/object/gc/barrier.rs +1'],
    [[deep, 'a'], 34, '…ntime/src/object/gc/barrier.rs +1', '…ntime/src/object/gc/barrier.rs +1'],
  ])('%j in %i columns', (paths, width, short, long) => expect([pathsWords(paths, width), pathList(paths, width)]).toEqual([short, long]));

  it('a reason that has quotes of its own stands in others', () =>
    expect([reasonWords('GC barrier'), reasonWords('the "GC" barrier'), reasonWords('the "GC" barrier', 12)]).toEqual([
      '"GC barrier"',
      '“the "GC" barrier”',
      '“the "GC"…”',
    ]));

  it('fit whatever they are, and hide nothing', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 9 }),
        fc.integer({ min: 12, max: 60 }),
        (paths, width) => {
          for (const words of [
            pathsWords(paths, width),
            pathList(paths, width),
            reasonWords(paths.join(' '), width),
            personWords(paths.join(''), width),
          ]) {
            expect(columns(words)).toBeLessThanOrEqual(width);
            expect(words).not.toMatch(/[\p{Cc}\p{Cs}]/u);
          }
        },
      ),
    ));
});

test.each<[number, string]>([
  [48 * 60_000, '48m'],
  [90_000, '1m30s'],
  [400, '1s'],
  [0, 'over'],
  [-5, 'over'],
])('%i ms are %j', (ms, expected) => expect(leftWords(now + ms, now)).toBe(expected));

test.each<[string, string, string, string]>([
  ['2026-11-23T19:40:00Z', 'America/Chicago', '13:40', '13:40 CST'],
  ['2026-11-24T05:59:00Z', 'America/Chicago', '23:59', '23:59 CST'],
  ['2026-11-24T06:01:00Z', 'America/Chicago', 'Tue 00:01', 'Tue 00:01 CST'],
  ['2026-11-22T18:00:00Z', 'UTC', 'Sun 18:00', 'Sun 18:00 UTC'],
  ['2026-11-29T18:00:00Z', 'UTC', 'Sun 18:00', 'Sun 18:00 UTC'],
  ['2026-11-30T18:00:00Z', 'UTC', '11-30 18:00', '11-30 18:00 UTC'],
])('%s in %s is %j', (at, zone, expected, zoned) => {
  const reading = { now, zone };
  expect([momentWords(Date.parse(at), reading), zonedMoment(Date.parse(at), reading)]).toEqual([expected, zoned]);
});

test.each<[string[], string]>([
  [[], 'nobody'],
  [['ada'], 'ada'],
  [['ada', 'bob'], 'ada and bob'],
  [['ada', 'bob', 'eve', 'dan'], 'ada, bob +2'],
])('%j are %j', (ids, expected) => expect(peopleWords(ids)).toBe(expected));

test('whose, and what is out of the ordinary', () => {
  expect([whoseClaim('ada', 'ada'), whoseClaim('codex-1', 'ada'), whoseClaim('ada', undefined)]).toEqual([
    'your claim',
    "codex-1's claim",
    "ada's claim",
  ]);
  expect(stateWords({ mode: 'exclusive', stage: { is: 'running', since: now } })).toEqual([]);
  expect(stateWords({ mode: 'shared', stage: { is: 'grace', since: now, until: now } })).toEqual(['SHARED', 'OVER']);
  expect(stateWords({ mode: 'exclusive', stage: { is: 'escalated', since: now, because: {}, look: now } })).toEqual(['STALE']);
});
