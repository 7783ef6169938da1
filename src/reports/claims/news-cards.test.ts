/** What the holder of a broken claim is told: which paths went, and which stay. */
import { expect, test } from 'vitest';
import { at, deskAfter, hold } from '../../locks/desk/testing.ts';
import { plainText } from '../card.ts';
import { brokenCard } from './news-cards.ts';

const now = at('09:10');
const bob = { id: 'bob', kind: 'person' } as const;
const claim = deskAfter(hold(bob, 'src/a.rs docs/x tools/ lib/some/longer/name.rs')).claims[0]!;

test.each<[string, string[], string]>([
  [
    'a part',
    ['src/a.rs'],
    'BROKEN src/a.rs by eve\n"gone home"\nstill held: docs/x, tools/,\nlib/some/longer/name.rs\nFiles are untouched.\n[Wait for it]',
  ],
  [
    'a larger part',
    ['src/a.rs', 'tools/', 'lib/some/longer/name.rs'],
    'BROKEN src/a.rs +2 by eve\n"gone home"\nsrc/a.rs, tools/,\nlib/some/longer/name.rs\nstill held: docs/x\nFiles are untouched.\n[Wait for it]',
  ],
  [
    'all',
    [...claim.paths],
    'BROKEN src/a.rs +3 by eve\n"gone home"\nsrc/a.rs, docs/x, tools/,\nlib/some/longer/name.rs\nThe claim is gone; files are untouched.\n[Wait for it]',
  ],
])('%s', (_, paths, told) => {
  const rest = claim.paths.filter((path) => !paths.includes(path));
  const news = { is: 'released', at: now, claim, paths, rest, why: 'broken', by: 'eve', reason: 'gone home' } as const;
  expect(plainText(brokenCard(news, { now, zone: 'UTC', you: 'bob' }))).toBe(told);
});
