/** What an agent is about to do. */
import { expect, test } from 'vitest';
import { announce } from './announcing.ts';
import { at, bob, codex1, deskAfter, hold, told } from './testing.ts';

const now = at('09:30');
const desk = deskAfter(hold(codex1, 'runtime/ docs/'), hold(codex1, 'src/'));
const plan = { who: codex1, files: ['runtime/a.rs'], tests: ['cargo test'] };

test.each<[string, Parameters<typeof announce>[1], string[]]>([
  [
    'under the claim that holds the scope',
    { ...plan, paths: ['runtime/a.rs'], risky: true },
    ['09:30 announced codex-1 runtime/ docs/ (1), risky: runtime/a.rs; tests cargo test'],
  ],
  ['under a lease', { ...plan, lease: 2 }, ['09:30 announced codex-1 src/ (2): runtime/a.rs; tests cargo test']],
  [
    'under all claims in it',
    { ...plan, paths: ['.'] },
    [
      '09:30 announced codex-1 runtime/ docs/ (1): runtime/a.rs; tests cargo test',
      '09:30 announced codex-1 src/ (2): runtime/a.rs; tests cargo test',
    ],
  ],
  [
    'not without a claim',
    { ...plan, paths: ['lib/'] },
    ['not claimed: You hold nothing in lib/. Nothing was announced. First:', '> claim lib/'],
  ],
  [
    "not in another's",
    { ...plan, who: bob, paths: ['src/'] },
    ['not yours: codex-1 holds src/ (lease 2), not you. Nothing was announced.', '> who src/'],
  ],
  [
    'not with a file that breaks the line',
    { ...plan, lease: 1, files: ['a\nb'] },
    ['bad text: The name of a file holds a line break, or a character that cannot be seen. Nothing was announced. Write it on one line.'],
  ],
  [
    'not with a thousand tests',
    { ...plan, lease: 1, tests: Array.from({ length: 1000 }, String) },
    ['too much: That names more than 200 files or tests. Nothing was announced. Name the folders they are in.'],
  ],
])('announced is %s', (_, said, expected) => expect(told(announce(desk, said, now))).toEqual(expected));

test('it is kept with the claim, the last one counts', () => {
  const after = deskAfter(
    hold(codex1, 'src/'),
    (before) => announce(before, { ...plan, lease: 1 }, at('09:10')),
    (before) => announce(before, { ...plan, files: [], lease: 1, risky: true }, now),
  );
  expect(after.claims[0]?.announced).toEqual({ files: [], tests: ['cargo test'], risky: true, at: now });
});
