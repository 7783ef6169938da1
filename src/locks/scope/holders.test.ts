/** Holders of some paths are those that a look at every scope would find. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Holders } from './holders.ts';
import { covers, parseScope } from './scope.ts';
import { scopeText, seed } from './testing.ts';

const holders = (paths: readonly string[], held: Record<string, readonly string[]>): Holders<string> => {
  const found = new Holders<string>(paths);
  for (const [holder, scopes] of Object.entries(held)) for (const scope of scopes) found.add(scope, holder);
  return found;
};

test('finds holders, each once', () => {
  const paths = ['Docs/A.md', 'docs2/a', 'src/a/b.rs', 'src//./x', 'cafe\u0301/x', ''];
  const found = holders(paths, { ada: ['docs/', 'DOCS/a.md', '.github'], bob: ['src/**/*.rs', 'src'], eve: ['caf\u00e9', '../x', '.'] });
  expect(paths.map((path) => [...found.of(path)].sort())).toEqual([
    ['ada', 'eve'],
    ['eve'],
    ['bob', 'eve'],
    ['bob', 'eve'],
    ['eve'],
    ['eve'],
  ]);
});

test('of paths and folders longer than any ordinary scope', () => {
  const [first, deep] = ['x'.repeat(255), 'folder/'.repeat(300)];
  const paths = [`${first}/a`, `${deep}a`, `${deep}b/c`];
  const found = holders(paths, { ada: [first], bob: [`${deep}b`], cy: ['folder/'.repeat(36)], eve: ['folder/'.repeat(37)] });
  expect(paths.map((path) => [...found.of(path)].sort())).toEqual([['ada'], ['cy', 'eve'], ['bob', 'cy', 'eve']]);
});

test(`says what a look at each scope says (seed ${seed})`, () => {
  const name = fc.constantFrom('a', 'b', 'ab', 'A', 'B.a', '.a', '..a', 'é', 'E\u0301', 'K', 'k');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const plain = fc.tuple(path, fc.constantFrom('', '/', '//', '/.', '/..')).map((parts) => parts.join(''));
  const entry = fc.record({ text: fc.oneof(plain, scopeText), holder: fc.constantFrom('ada', 'bob', 'eve', 'cy') });
  let held = 0;
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), fc.array(entry, { maxLength: 8 }), (paths, entries) => {
      const found = new Holders<string>(paths);
      for (const { text, holder } of entries) found.add(text, holder);
      for (const each of paths) {
        const there = entries.filter(({ text }) => {
          const read = parseScope(text);
          return read.ok && covers(read.value, each);
        });
        held += there.length;
        expect([...found.of(each)].sort()).toEqual([...new Set(there.map(({ holder }) => holder))].sort());
      }
    }),
    { seed, numRuns: 2000 },
  );
  expect(held).toBeGreaterThan(500);
});
