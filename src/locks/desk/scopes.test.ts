/** What lies in what, as far as that shows. */
import { expect, test } from 'vitest';
import { clashing, liesIn, scopeOf } from './scopes.ts';

test.each<[string, string, boolean]>([
  ['docs/a.md', 'docs', true],
  ['docs', 'docs/', true],
  ['docs', 'docs/a.md', false],
  ['Docs/A.md', 'docs', true],
  ['docs2', 'docs', false],
  ['src/a.rs', 'src/*.rs', true],
  ['src/*.rs', 'src', true],
  ['src/**/x.rs', 'src/', true],
  ['**/x.rs', 'src/', false],
  ['src/*.rs', 'src/*.rs', true],
  ['{src,docs}/a', '{src,docs}', true],
  ['{src,docs}', 'src', false],
  ['anything/at/all', '.', true],
  ['.', '.', true],
  ['../x', '.', false],
])('%s in %s: %s', (inner, outer, is) => expect(liesIn(scopeOf(inner), [scopeOf(outer)])).toBe(is));

test('a path that cannot be read takes nothing', () => {
  expect(clashing({ paths: ['../x', 'a'], mode: 'exclusive' }, { paths: ['.'], mode: 'exclusive' })).toEqual(['a']);
});
