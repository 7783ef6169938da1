/** The index finds what a look at every scope would find. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, meets } from './scope.ts';
import { ScopeIndex } from './scope-index.ts';
import { paths, scope, scopeText, seed } from './testing.ts';

test('finds holders, each once', () => {
  const index = new ScopeIndex<string>();
  index.add(scope('docs/'), 'ada');
  index.add(scope('docs/a.md'), 'ada');
  index.add(scope('src/**/*.rs'), 'bob');
  index.add(scope('{x,y}/*'), 'eve');
  expect([...index.meeting(scope('docs'))]).toEqual(['ada']);
  expect([...index.meeting(scope('src/a'))]).toEqual(['bob']);
  expect([...index.meeting(scope('src/a/b.ts'))]).toEqual(['bob']);
  expect([...index.meeting(scope('**/z'))].sort()).toEqual(['ada', 'bob', 'eve']);
  expect([...index.meeting(scope('x'))]).toEqual(['eve']);
  expect([...index.covering('docs/A.md')]).toEqual(['ada']);
  expect([...index.covering('src/a/b/c.rs')]).toEqual(['bob']);
  expect([...index.covering('src/a/b/c.ts')]).toEqual([]);
  expect([...index.covering('src/a.rs')]).toEqual(['bob']);
});

test('says what a look at each scope says, also after some are gone', () => {
  const entry = fc.record({ text: scopeText, holder: fc.constantFrom('ada', 'bob', 'eve', 'cy'), isGone: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 30 }),
      scopeText,
      fc.array(fc.constantFrom(...paths), { maxLength: 20 }),
      (entries, asked, some) => {
        const index = new ScopeIndex<string>();
        for (const { text, holder } of entries) index.add(scope(text), holder);
        for (const { text, holder, isGone } of entries) if (isGone) index.delete(scope(text), holder);
        index.delete(scope('never/there'), 'ada');
        const left = entries.filter(({ isGone }) => !isGone);
        const holders = (is: (text: string) => boolean): string[] =>
          [...new Set(left.filter(({ text }) => is(text)).map(({ holder }) => holder))].sort();
        expect([...index.meeting(scope(asked))].sort()).toEqual(holders((text) => meets(scope(text), scope(asked))));
        for (const path of some) expect([...index.covering(path)].sort()).toEqual(holders((text) => covers(scope(text), path)));
      },
    ),
    { seed, numRuns: 1000 },
  );
});
