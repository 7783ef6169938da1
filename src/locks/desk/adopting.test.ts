/** What hands wrote into the file. */
import { describe, expect, test } from 'vitest';
import { adopt } from './adopting.ts';
import type { Who } from './claim.ts';
import { ada, at, bob, codex2, type Deed, deskAfter, eve, hold, line, told, world } from './testing.ts';
import { tick } from './tick.ts';

const now = at('09:30');
const codex: Who = { id: 'codex', kind: 'agent' };

describe('a line of the file', () => {
  test.each<[string, readonly Deed[], Who, string[], string[]]>([
    ['is one claim for four hours', [], codex2, ['docs/', 'a.md'], ['09:30 granted codex-2 docs/ a.md (1) until 13:30, file']],
    ['may be of whoever it says', [], codex, ['docs/'], ['09:30 granted codex docs/ (1) until 13:30, file']],
    [
      'may name what lies within another, as it stands there',
      [],
      ada,
      ['docs/a.md', 'docs/'],
      ['09:30 granted ada docs/a.md docs/ (1) until 13:30, file'],
    ],
    ['that is a claim already is no news', [hold(ada, 'docs/ src/')], ada, ['docs', 'SRC/'], []],
    [
      'adds what is new to its holder',
      [hold(ada, 'docs/')],
      ada,
      ['docs/', 'docs/a.md', 'src/'],
      ['09:30 granted ada docs/a.md src/ (2) until 13:30, file'],
    ],
    [
      'stays a line where it is in the way',
      [hold(ada, 'docs/')],
      bob,
      ['docs/a.md', 'src/'],
      ['09:30 granted bob src/ (2) until 13:30, file', '09:30 not adopted bob docs/a.md: taken'],
    ],
    [
      'stays a line where it is no path',
      [],
      bob,
      ['../x', '/etc', ':(top)x'],
      [
        '09:30 not adopted bob ../x: outside the repository',
        '09:30 not adopted bob /etc: absolute path',
        '09:30 not adopted bob :(top)x: path magic',
      ],
    ],
    [
      'does not wait for those who wait',
      [hold(ada, 'docs/a.md'), line(bob, 'docs/')],
      eve,
      ['docs/b.md'],
      ['09:30 granted eve docs/b.md (2) until 13:30, file'],
    ],
    [
      'does not wait until an expired claim has cooled down',
      [hold(codex2, 'docs/'), (desk) => tick(desk, at('10:15'), world())],
      bob,
      ['docs/a.md'],
      ['09:30 granted bob docs/a.md (2) until 13:30, file'],
    ],
    [
      'ends the last wait in a circle that it closes',
      [hold(ada, 'a'), hold(bob, 'b'), line(ada, 'b c'), line(eve, 'a')],
      eve,
      ['c'],
      ['09:30 granted eve c (3) until 13:30, file', '09:30 unqueued eve for a, circle'],
    ],
  ])('%s', (_, before, who, paths, expected) => expect(told(adopt(deskAfter(...before), { who, paths }, now))).toEqual(expected));

  test('that stays one says what stands in its way', () => {
    const desk = deskAfter(hold(ada, 'docs/'));
    const [news] = adopt(desk, { who: bob, paths: ['docs/a.md'] }, now).news;
    expect(news).toMatchObject({
      is: 'not adopted',
      who: bob,
      path: 'docs/a.md',
      refusal: { message: 'Not claimed: docs/a.md. ada holds all of it for another 3h30m.', next: 'claim docs/a.md --wait' },
      conflict: { claims: [{ claim: desk.claims[0], isWhole: true }] },
    });
  });
});
