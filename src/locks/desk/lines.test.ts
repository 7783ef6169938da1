/** Lines that may be sent as they stand: their words come out again as they went in. */
import fc from 'fast-check';
import split from 'string-argv';
import { expect, test } from 'vitest';
import { hour } from '../../kernel/durations.ts';
import { claimLine, handOverLine, lineOf, stealLine } from './lines.ts';
import { seed } from './testing.ts';

test.each([
  [claimLine({ paths: ['docs/'] }), 'claim docs/'],
  [
    claimLine({ paths: ['docs/', 'a b'], span: 2 * hour, mode: 'shared', why: 'API pages' }, true),
    'claim docs/ "a b" --for 2h --shared --why "API pages" --wait',
  ],
  [claimLine({ paths: ['--x'], why: 'y' }), 'claim --why y -- --x'],
  [lineOf('release', ["it's", '"a"']), `release "it's" '"a"'`],
  [lineOf('release', ['-x']), 'release -- -x'],
  [stealLine(['docs/'], 'now', hour), 'steal docs/ --for 1h --why now'],
  [stealLine(['-x', 'docs/'], 'a b', hour), 'steal --for 1h --why "a b" -- -x docs/'],
  [
    claimLine({ paths: ['a,', 'all', '2h', 'docs', 'folder', 'x/all', '`q`', '#1'] }),
    'claim "a," "all" "2h" docs "folder" x/all "`q`" "#1"',
  ],
  [handOverLine(['docs/'], 'bob', hour), 'handover docs/ bob --for 1h'],
  [handOverLine(['--x'], 'bob b', hour), 'handover --for 1h -- --x "bob b"'],
])('%s', (line, expected) => expect(line).toBe(expected));

test(`words stay whole (seed ${seed})`, () => {
  const word = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '*', '{', ',', '→', '-'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (paths, why) => {
      expect(split(claimLine({ paths, why }, true)).filter((each) => each !== '--')).toEqual(
        expect.arrayContaining(paths.filter((each) => each !== '--')),
      );
      expect(split(lineOf('who', paths)).slice(-paths.length)).toEqual(paths);
    }),
    { seed },
  );
});
