import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBareAgent, isBarePath, isPath, quotedAt, written } from './words.ts';

test.each([
  ['docs/', 'docs/'],
  ['with a space.md', 'with a space.md'],
  ["o'brien.md", "o'brien.md"],
  ['src/*/x.ts', 'src/*/x.ts'],
  ['a,b', '`a,b`'],
  ['src/{a,b}.ts', '`src/{a,b}.ts`'],
  ['{', '`{`'],
  ['a;b', '`a;b`'],
  ['a->b', '`a->b`'],
  ['a→b', '`a→b`'],
  [' a', '` a`'],
  ['a\u00a0', '`a\u00a0`'],
  ["'a", "`'a`"],
  ['a`b', '"a`b"'],
  ['a`"b', "'a`\"b'"],
  ['`"\'', '`` `"\' ``'],
  ['a``"\'', '``` a``"\' ```'],
])('writes the path %j as %s', (path, word) => expect(written(path, isBarePath)).toBe(word));

test.each([
  ['codex-26366', 'codex-26366'],
  ['@ada:example.org', '@ada:example.org'],
  ['-x', '`-x`'],
  ['#', '`#`'],
  ['~~~', '`~~~`'],
  ['Ada L', '`Ada L`'],
  ['**x**', '`**x**`'],
])('writes the agent %j as %s', (agent, word) => expect(written(agent, isBareAgent)).toBe(word));

test('keeps the quotes of its neighbours where it can', () => {
  expect(written('a', isBarePath, "'")).toBe("'a'");
  expect(written("it's", isBarePath, "'")).toBe("`it's`");
});

test.each([
  ['"a', undefined],
  ['"a" b', 'a'],
  ['``a`b``', 'a`b'],
  ['``a```b``', 'a```b'],
  ['`a``b`', 'a``b'],
  ['`` a ``', 'a'],
  ['` a `', ' a '],
  ['``', undefined],
  ['""', ''],
])('reads %s', (line, text) => expect(quotedAt(line, 0)?.text).toBe(text));

test('reads every protected word back', () => {
  const nasty = fc.string({ unit: fc.constantFrom('`', '"', "'", ' ', ',', ';', '-', '>', '{', 'é', '𝒳', '\u00a0') });
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string({ unit: 'grapheme' })).filter(isPath), (path) => {
      const word = written(path, isBarePath);
      if (word !== path) expect(quotedAt(word, 0)).toMatchObject({ text: path, end: word.length });
    }),
    { numRuns: 1000 },
  );
});
