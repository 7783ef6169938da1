/** What hands wrote into the file. */
import { describe, expect, test } from 'vitest';
import { adopt, enter } from './adopting.ts';
import type { Claim, Who } from './claim.ts';
import { claim } from './claiming.ts';
import { renew } from './renewing.ts';
import { ada, at, bob, codex2, type Deed, deskAfter, eve, hold, line, told, world } from './testing.ts';
import { tick } from './tick.ts';
import { wait } from './waiting.ts';

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

describe('a claim of another clone', () => {
  const granted = (lease: number, holder: Who, ...paths: string[]): Claim => ({
    ...{ lease, holder, paths, mode: 'exclusive', since: now, until: at('10:30'), span: 3_600_000, from: 'clone' },
    stage: { is: 'running', since: now },
  });

  test('takes the place of what the same holder had of it: the line in the file is the same', () => {
    const desk = deskAfter(hold(ada, 'docs/ src/a'), hold(bob, 'b'), hold(ada, 'c'));
    const step = enter(desk, granted(7, ada, 'docs', 'c'), now)!;
    expect(told(step)).toEqual([
      '09:30 released ada docs/ (1), replaced, keeps src/a',
      '09:30 released ada c (3), replaced',
      '09:30 granted ada docs c (7) until 10:30, file',
    ]);
    expect(step.desk.claims.map(({ lease, paths }) => `${lease} ${paths.join(' ')}`)).toEqual(['1 src/a', '2 b', '7 docs c']);
  });

  test.each([
    ['claimed again', claim],
    ['waited for', wait],
    ['renewed', renew],
  ])('is not %s here: its time is kept there', (_, deed) => {
    const { desk } = enter(deskAfter(), { ...granted(1, ada, 'docs/'), by: 'm2' }, now)!;
    const [refused] = told(deed(desk, { who: ada, paths: ['docs/'] }, now));
    expect(refused).toMatch(/^other clone: docs\/ was claimed at the bot of m2, which ends it\. Nothing was \w+\. Say it there\.$/);
  });

  test('is known by its lease', () => expect(enter(deskAfter(hold(ada, 'docs/')), granted(1, ada, 'docs/'), now)).toBeUndefined());

  test('is told of, and not made, where it is in the way', () => {
    const step = enter(deskAfter(hold(ada, 'docs/')), granted(5, bob, 'docs/a.md'), now)!;
    expect(told(step)).toEqual(['09:30 not adopted bob docs/a.md: taken']);
    expect(step.desk.lastLease).toBe(5);
  });
});
