/** Standing in line. */
import { describe, expect, test } from 'vitest';
import { adopt } from './adopting.ts';
import { claim } from './claiming.ts';
import { drop } from './releasing.ts';
import { ada, at, bob, codex1, codex2, type Deed, deskAfter, eve, hold, letGo, line, told } from './testing.ts';
import { pass, take, wait } from './waiting.ts';
import type { Request } from './wish.ts';

const now = at('09:30');

describe('to wait', () => {
  test.each<[string, readonly Deed[], Request, string[]]>([
    ['for what is free is to claim it', [], { who: ada, paths: ['docs/'] }, ['09:30 granted ada docs/ (1) until 13:30']],
    ['for what is taken', [hold(bob, 'docs/')], { who: ada, paths: ['docs/'] }, ['09:30 queued ada for docs/ at 1, behind bob']],
    [
      'behind one who waits',
      [hold(bob, 'docs/'), line(eve, 'docs/')],
      { who: ada, paths: ['docs/a.md'] },
      ['09:30 queued ada for docs/a.md at 2, behind bob eve'],
    ],
    [
      'beside one who waits to share, too',
      [hold(bob, 'docs/'), line(eve, 'docs/', 'shared')],
      { who: ada, paths: ['docs/'], mode: 'shared' },
      ['09:30 queued ada for docs/ at 1, behind bob'],
    ],
    [
      'only for what is missing',
      [hold(bob, 'docs/'), hold(ada, 'src/')],
      { who: ada, paths: ['docs/', 'src/'] },
      ['09:30 queued ada for docs/ at 1, behind bob'],
    ],
    [
      'twice is not to wait',
      [hold(bob, 'docs/'), line(ada, 'docs/')],
      { who: ada, paths: ['docs/a.md'] },
      ['waiting already: You wait for docs/ already, place 1 in line. Nothing was queued.', '> locks'],
    ],
    [
      'for what one holds is to renew it',
      [hold(ada, 'docs/')],
      { who: ada, paths: ['docs/'] },
      ['09:30 renewed ada docs/ (1) until 13:30 by ada'],
    ],
    [
      'for each other is refused',
      [hold(ada, 'src/ a/'), hold(bob, 'docs/'), line(bob, 'src/')],
      { who: ada, paths: ['docs/'] },
      ['circle: Not queued: you would wait for bob (docs/), but bob waits for you (src/). Nobody could ever go on.', '> release src/'],
    ],
    [
      'in a circle of three is refused',
      [hold(ada, 'a'), hold(bob, 'b'), hold(eve, 'c'), line(bob, 'c'), line(eve, 'a')],
      { who: ada, paths: ['b'] },
      [
        'circle: Not queued: you would wait for bob (b), but bob waits for eve (c), eve waits for you (a). Nobody could ever go on.',
        '> release a',
      ],
    ],
    [
      'behind one who waits for oneself is refused',
      [hold(ada, 'a'), hold(bob, 'b'), line(ada, 'b c')],
      { who: bob, paths: ['c'] },
      ['circle: Not queued: you would wait for ada (c), but ada waits for you (b +1). Nobody could ever go on.', '> release b'],
    ],
    [
      'to hold alone what both share is a circle when both do',
      [hold(ada, 'a', 'shared'), hold(bob, 'a', 'shared'), line(ada, 'a')],
      { who: bob, paths: ['a'] },
      ['circle: Not queued: you would wait for ada (a), but ada waits for you (a). Nobody could ever go on.', '> release a'],
    ],
    [
      'for no time is refused',
      [hold(bob, 'docs/')],
      { who: ada, paths: ['docs/'], span: 0 },
      ['no time: That is no time at all. Nothing was queued. Say for how long:', '> claim docs/ --for 4h --wait'],
    ],
    [
      'for no path is refused',
      [],
      { who: ada, paths: ['/etc'] },
      [
        'absolute path: "/etc" starts at the root of a disk, not in the repository. Nothing was queued. Write it as a path from the top folder of the repository, such as docs/ or src/main.rs.',
      ],
    ],
  ])('%s', (_, before, request, expected) => expect(told(wait(deskAfter(...before), request, now))).toEqual(expected));
});

describe('it is the turn', () => {
  test.each<[string, readonly Deed[], Deed, string[]]>([
    [
      'of the first in line',
      [hold(bob, 'docs/'), line(eve, 'docs/'), line(ada, 'docs/')],
      letGo(bob),
      ['09:20 released bob docs/ (1), asked by bob', '09:20 offered docs/ to eve until 09:30'],
    ],
    [
      'of an agent for two minutes',
      [hold(bob, 'docs/'), line(codex1, 'docs/')],
      letGo(bob),
      ['09:20 released bob docs/ (1), asked by bob', '09:20 offered docs/ to codex-1 until 09:22'],
    ],
    [
      'of all who would share',
      [hold(bob, 'docs/'), line(eve, 'docs/', 'shared'), line(ada, 'docs/a', 'shared')],
      letGo(bob),
      ['09:20 released bob docs/ (1), asked by bob', '09:20 offered docs/ to eve until 09:30', '09:20 offered docs/a to ada until 09:30'],
    ],
    [
      'of nobody who comes after one who still waits',
      [hold(bob, 'a'), hold(codex2, 'b'), line(eve, 'a b'), line(ada, 'a')],
      letGo(bob),
      ['09:20 released bob a (1), asked by bob'],
    ],
    [
      'of those beside them',
      [hold(bob, 'a c'), hold(codex2, 'b'), line(eve, 'a b'), line(ada, 'c')],
      letGo(bob),
      ['09:20 released bob a c (1), asked by bob', '09:20 offered c to ada until 09:30'],
    ],
    [
      'of the next when one leaves the line',
      [hold(bob, 'a'), hold(codex2, 'b'), line(eve, 'a b'), line(ada, 'a'), letGo(bob)],
      (desk) => pass(desk, { who: eve }, now),
      ['09:30 unqueued eve for a b, passed by eve', '09:30 offered a to ada until 09:40'],
    ],
    [
      'of the next when one does not take it',
      [hold(bob, 'a'), line(eve, 'a'), line(ada, 'a'), letGo(bob)],
      (desk) => pass(desk, { who: eve }, now),
      ['09:30 unqueued eve for a, passed by eve', '09:30 offered a to ada until 09:40'],
    ],
    [
      'of one who takes it',
      [hold(bob, 'a'), line(eve, 'a'), letGo(bob)],
      (desk) => take(desk, { who: eve }, at('09:29')),
      ['09:29 granted eve a (2) until 13:29', '09:29 unqueued eve for a, granted'],
    ],
    [
      'of one who claims it',
      [hold(bob, 'a'), line(eve, 'a'), line(ada, 'a'), letGo(bob)],
      (desk) => claim(desk, { who: eve, paths: ['a/b'] }, at('09:29')),
      ['09:29 granted eve a/b (2) until 13:29'],
    ],
    [
      'of one whose owner takes it for them',
      [hold(bob, 'a'), line(codex1, 'a'), letGo(bob)],
      (desk) => take(desk, { who: ada }, at('09:21')),
      ['09:21 granted codex-1 a (2) until 10:21', '09:21 unqueued codex-1 for a, granted'],
    ],
    [
      'of one who shares and would hold it alone',
      [hold(bob, 'a', 'shared'), hold(eve, 'a/b', 'shared'), line(eve, 'a/b'), letGo(bob)],
      (desk) => take(desk, { who: eve }, at('09:21')),
      ['09:21 released eve a/b (2), replaced by eve', '09:21 granted eve a/b (3) until +1 09:00', '09:21 unqueued eve for a/b, granted'],
    ],
    [
      'of nobody where a line was written into the file',
      [hold(bob, 'a'), line(eve, 'a'), letGo(bob)],
      (desk) => adopt(desk, { who: codex2, paths: ['a/x'] }, at('09:21')),
      ['09:21 granted codex-2 a/x (2) until 13:21, file', '09:21 offer of a to eve withdrawn'],
    ],
    [
      'when that line is taken out again',
      [hold(bob, 'a'), line(eve, 'a'), letGo(bob), (desk) => adopt(desk, { who: codex2, paths: ['a/x'] }, at('09:21'))],
      (desk) => drop(desk, { holder: 'codex-2', paths: ['A/x/'] }, now),
      ['09:30 released codex-2 a/x (2), file', '09:30 offered a to eve until 09:40'],
    ],
  ])('%s', (_, before, deed, expected) => expect(told(deed(deskAfter(...before)))).toEqual(expected));
});

describe('refused is', () => {
  const waiting = [hold(bob, 'docs/'), line(eve, 'docs/'), line(ada, 'docs/a.md')];
  test.each<[string, readonly Deed[], Deed, string[]]>([
    [
      "to take before it is one's turn",
      waiting,
      (desk) => take(desk, { who: ada }, now),
      ['not your turn: It is not your turn for docs/a.md: place 2 in line. Nothing was taken.', '> locks'],
    ],
    [
      'to take what has lapsed',
      [...waiting, letGo(bob)],
      (desk) => take(desk, { who: eve }, now),
      ['offer lapsed: The offer of docs/ has lapsed. Nothing was taken.', '> claim docs/'],
    ],
    [
      'to take without having waited',
      waiting,
      (desk) => take(desk, { who: codex2 }, now),
      ['not in line: You wait for nothing. Nothing was taken.', '> locks'],
    ],
    [
      "to take what is another's turn",
      waiting,
      (desk) => take(desk, { who: ada, wait: 1 }, now),
      ['not yours: eve waits there, not you. Nothing was taken.', '> locks'],
    ],
    [
      'to leave a line twice',
      waiting,
      (desk) => pass(desk, { who: ada, wait: 7 }, now),
      ['no such wait: That place in line is gone: it was served, left or has lapsed. Nothing was changed.', '> locks'],
    ],
    [
      'to leave one of several without saying which',
      [hold(bob, 'a b'), line(eve, 'a'), line(eve, 'b')],
      (desk) => pass(desk, { who: eve }, now),
      ['which wait: You wait for several: a, b. Nothing was changed. Say which one.', '> locks'],
    ],
    [
      'to wait where it is offered already',
      [hold(bob, 'a'), line(eve, 'a/b'), line(ada, 'a'), letGo(bob)],
      (desk) => wait(desk, { who: ada, paths: ['a'] }, at('09:21')),
      ['waiting already: You wait for a already, place 2 in line. Nothing was queued.', '> locks'],
    ],
    [
      'to claim what is offered to another',
      [hold(bob, 'a'), line(eve, 'a'), letGo(bob)],
      (desk) => claim(desk, { who: ada, paths: ['a'] }, at('09:21')),
      ['not first in line: Not claimed: a. a is offered to eve for another 9m.', '> claim a --wait'],
    ],
  ])('%s', (_, before, deed, expected) => expect(told(deed(deskAfter(...before)))).toEqual(expected));
});

test('an offer that is withdrawn is told as it was, the place in line goes on without it', () => {
  const { desk, news } = adopt(deskAfter(hold(bob, 'a'), line(eve, 'a'), letGo(bob)), { who: codex2, paths: ['a/x'] }, at('09:21'));
  expect(news.find(({ is }) => is === 'offer withdrawn')).toMatchObject({ wait: { id: 1, offer: { at: at('09:20') } } });
  expect(desk.waits).toEqual([expect.not.objectContaining({ offer: expect.anything() })]);
});
