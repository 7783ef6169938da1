/** Which claims are meant, and how they end. */
import { describe, expect, test } from 'vitest';
import { claim } from './claiming.ts';
import { breakClaim, drop, release } from './releasing.ts';
import { ada, at, bob, codex1, deskAfter, eve, hold, told } from './testing.ts';

const now = at('09:30');
const desk = deskAfter(
  hold(ada, 'docs/ README.md'),
  hold(ada, 'src/a.rs'),
  hold(ada, 'src/b.rs'),
  hold(codex1, 'runtime/'),
  hold(bob, 'tools/'),
);

describe('to release', () => {
  test.each<[string, Parameters<typeof release>[1], string[]]>([
    ['by lease', { who: ada, lease: 1 }, ['09:30 released ada docs/ README.md (1), asked by ada']],
    ['a part by lease', { who: ada, lease: 1, paths: ['docs'] }, ['09:30 released ada docs/ (1), asked by ada, keeps README.md']],
    ['a part by path', { who: ada, paths: ['readme.md'] }, ['09:30 released ada README.md (1), asked by ada, keeps docs/']],
    [
      'all below a folder',
      { who: ada, paths: ['src/'] },
      ['09:30 released ada src/a.rs (2), asked by ada', '09:30 released ada src/b.rs (3), asked by ada'],
    ],
    [
      'parts of several',
      { who: ada, paths: ['docs/', 'src/b.rs'] },
      ['09:30 released ada docs/ (1), asked by ada, keeps README.md', '09:30 released ada src/b.rs (3), asked by ada'],
    ],
    [
      "everything, of one's own",
      { who: ada, paths: ['.'] },
      [
        '09:30 released ada docs/ README.md (1), asked by ada',
        '09:30 released ada src/a.rs (2), asked by ada',
        '09:30 released ada src/b.rs (3), asked by ada',
      ],
    ],
    ['the only one without a word', { who: bob }, ['09:30 released bob tools/ (5), asked by bob']],
    ["one's agent's", { who: ada, paths: ['runtime/'] }, ['09:30 released codex-1 runtime/ (4), asked by ada']],
    ["one's agent's by lease", { who: ada, lease: 4 }, ['09:30 released codex-1 runtime/ (4), asked by ada']],
    [
      "not one's owner's",
      { who: codex1, lease: 1 },
      ['not yours: ada holds docs/ +1 (lease 1), not you. Nothing was released.', '> who docs/ README.md'],
    ],
    [
      "not another's",
      { who: bob, paths: ['docs/'] },
      ['not yours: ada holds docs/ (lease 1), not you. Nothing was released.', '> who docs/'],
    ],
    [
      "not all when one is another's",
      { who: ada, paths: ['docs/', 'tools/'] },
      ['not yours: bob holds tools/ (lease 5), not you. Nothing was released.', '> who tools/'],
    ],
    ['not what nobody holds', { who: ada, paths: ['lib/'] }, ['not claimed: Nobody holds lib/. Nothing was released.', '> locks']],
    [
      'not a part of what is held as a whole',
      { who: ada, paths: ['docs/a.md'] },
      [
        'held as a whole: You hold docs/ as a whole, and docs/a.md is only a part of it. Nothing was released. All of it:',
        '> release docs/',
      ],
    ],
    [
      'not an old lease',
      { who: ada, lease: 77 },
      ['lease is over: Lease 77 is over: released, expired or handed on. Nothing was released.', '> locks'],
    ],
    [
      'not one of several without a word',
      { who: ada },
      [
        'which claim: You hold several: docs/ +1, src/a.rs, src/b.rs. Nothing was released. Say which, like this:',
        '> release docs/ README.md',
      ],
    ],
    ['not where one holds nothing', { who: eve }, ['nothing held: You hold nothing. Nothing was released.', '> locks']],
    [
      'not a path that is none',
      { who: ada, paths: [''] },
      [
        'empty path: "" is empty. Nothing was released. Write it as a path from the top folder of the repository, such as docs/ or src/main.rs.',
      ],
    ],
  ])('%s', (_, request, expected) => expect(told(release(desk, request, now))).toEqual(expected));

  test('just what is named leaves what is held below it', () => {
    const nested = deskAfter(hold(ada, 'docs/a.md'), hold(ada, 'docs/'));
    expect(told(release(nested, { who: ada, paths: ['docs'] }, now))).toEqual(['09:30 released ada docs/ (2), asked by ada']);
  });

  test('and claim again leaves the claims as they were, under a new lease', () => {
    const [first, second] = [release(desk, { who: bob }, now), desk].map((state) => ('ok' in state && state.ok ? state.value.desk : desk));
    const again = claim(first!, { who: bob, paths: ['tools/'] }, now);
    expect(again.ok && again.value.desk.claims.map(({ lease, paths }) => [lease, ...paths])).toEqual([
      ...second!.claims.slice(0, -1).map(({ lease, paths }) => [lease, ...paths]),
      [6, 'tools/'],
    ]);
  });
});

test('an admin breaks a claim at once, and only one that is held', () => {
  expect(told(breakClaim(desk, { who: eve, lease: 1, why: 'on leave' }, now))).toEqual([
    '09:30 released ada docs/ README.md (1), broken by eve "on leave"',
  ]);
  expect(told(breakClaim(desk, { who: eve, lease: 1, paths: ['Docs'], why: 'on leave' }, now))).toEqual([
    '09:30 released ada docs/ (1), broken by eve "on leave", keeps README.md',
  ]);
  expect(told(breakClaim(desk, { who: eve, lease: 1, paths: ['src/a.rs'] }, now))).toEqual([
    'not in it: Lease 1 is docs/ +1, not src/a.rs. Nothing was broken.',
    '> break docs/ README.md',
  ]);
  expect(told(breakClaim(desk, { who: eve, lease: 9 }, now))).toEqual([
    'lease is over: Lease 9 is over already. Nothing was broken.',
    '> locks',
  ]);
  expect(told(breakClaim(desk, { who: eve, lease: 1, why: '\n' }, now))[0]).toMatch(/^bad text/);
});

test('of a claim that is broken in part the rest is held as before', () => {
  const step = breakClaim(desk, { who: eve, lease: 1, paths: ['docs/'] }, now);
  const [before, ...others] = desk.claims;
  expect(step.ok && step.value.desk.claims).toEqual([{ ...before, paths: ['README.md'] }, ...others]);
});

test.each<[string, string, string[], string[]]>([
  ['a whole line', 'ada', ['docs', 'README.md'], ['09:30 released ada docs/ README.md (1), file']],
  ['a part of one', 'ada', ['DOCS/'], ['09:30 released ada docs/ (1), file, keeps README.md']],
  [
    'parts of two',
    'ada',
    ['docs/', 'src/a.rs', 'src/'],
    ['09:30 released ada docs/ (1), file, keeps README.md', '09:30 released ada src/a.rs (2), file'],
  ],
  ['a line that is no claim any more', 'ada', ['lib/', '../x'], []],
  ['a line of another', 'bob', ['docs/'], []],
])('taken out of the file: %s', (_, holder, paths, expected) => expect(told(drop(desk, { holder, paths }, now))).toEqual(expected));
