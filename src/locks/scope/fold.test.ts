import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from './fold.ts';
import { seed } from './testing.ts';

test.each([
  ['README.md', 'readme.md'],
  ['Cafe\u0301', 'caf\u00e9'],
  ['ΑΣ', 'ας'],
  ['Straße', 'STRAẞE'],
  // Composed only when small.
  ['H\u0331', '\u1e96'],
])('%s and %s are one name', (a, b) => expect(fold(a)).toBe(fold(b)));

test.each([
  ['ß', 'ss'],
  ['ı', 'i'],
  ['é', 'e'],
  ['ﬁ', 'fi'],
])('%s and %s are two names', (a, b) => expect(fold(a)).not.toBe(fold(b)));

test('folds every letter of Unicode as a regular expression without case does', () => {
  const wrong: string[] = [];
  for (const letter of everyLetter()) {
    const folded = fold(letter);
    if (folded !== letter.normalize('NFC') && !new RegExp(`^${folded}$`, 'iu').test(letter.normalize('NFC'))) wrong.push(letter);
    if (fold(folded) !== folded) wrong.push(letter);
    const other = letter.toUpperCase();
    if ([...other].length === 1 && new RegExp(`^${other}$`, 'iu').test(letter) && fold(other) !== folded) wrong.push(letter);
  }
  expect(wrong).toEqual([]);
});

function* everyLetter(): Generator<string> {
  for (let code = 0x80; code < 0x1f000; code += 1) {
    const letter = String.fromCodePoint(code);
    if (/\p{L}|\p{M}|\p{N}/u.test(letter)) yield letter;
  }
}

test('what is folded stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
      expect(fold(text.normalize('NFD'))).toBe(fold(text));
      expect(fold(text.normalize('NFD').toUpperCase().normalize('NFD'))).toBe(fold(text.toUpperCase()));
    }),
    { seed, numRuns: 2000 },
  );
});
