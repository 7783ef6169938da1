/** Nearly all scopes are read a shorter way: it must read what the longer one reads. `.//` before a scope changes nothing but the way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordinaryKey, parseScope } from './scope.ts';
import { seed } from './testing.ts';

const longWay = (text: string): ReturnType<typeof parseScope> => parseScope(`.//${text}`);
const read = (way: ReturnType<typeof parseScope>): object | string => (way.ok ? { ...way.value, given: '' } : way.refusal.code);

const name = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[\w.+=-]{1,8}$/) },
  { weight: 3, arbitrary: fc.stringMatching(/^[ab.*?]{1,4}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('**', '.', '..', '...', '.github', 'É', 'e\u0301', 'K', '[ab]', '{a,b}', 'a~', 'a b', 'x'.repeat(120)),
  },
);
const path = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 5 }), fc.constantFrom('/', '/', '/', '//', '\\'), fc.constantFrom('', '', '/', '//'))
  .map(([names, separator, end]) => names.join(separator) + end);

test(`plain and odd scopes are read the same both ways (seed ${seed})`, () => {
  const seen = { plain: 0, other: 0, refused: 0 };
  fc.assert(
    fc.property(path, (text) => {
      const slow = longWay(text);
      expect(read(parseScope(text))).toEqual(read(slow));
      const key = ordinaryKey(text);
      seen[key !== undefined ? 'plain' : slow.ok ? 'other' : 'refused'] += 1;
      if (key === undefined) return;
      expect(slow.ok && slow.value.key).toBe(key);
      expect(slow.ok && slow.value.routes.map((route) => route.map(({ kind }) => kind))).toEqual([key.split('/').map(() => 'name')]);
    }),
    { seed, numRuns: 5000 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(50);
});

test.each([
  ['a name as long as one may be', 'a'.repeat(255)],
  ['a name too long', 'a'.repeat(256)],
  ['a name too long below a folder', `a/${'b'.repeat(256)}`],
  ['more than 255 letters', 'abc/'.repeat(80)],
  ['a pattern as deep as one may be', `${'a/'.repeat(63)}*`],
  ['a pattern too deep', `${'a/'.repeat(64)}*`],
  ['deep, with needless parts', `${'a/'.repeat(63)}b/**/**`],
  ['a pattern that matches nothing, but for the dots', '?/.?'],
  ['dots only, as a pattern', '.?/?.'],
  ['everything', '**/*'],
  ['any name', '***'],
])('%s', (_what, text) => expect(read(parseScope(text))).toEqual(read(longWay(text))));
