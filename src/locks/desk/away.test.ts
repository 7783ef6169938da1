/** After a time in which nobody was heard. */
import { describe, expect, test } from 'vitest';
import { backAfter } from './away.ts';
import type { DeskState } from './claim.ts';
import { nextDue } from './due.ts';
import { handOver } from './handing-over.ts';
import { answerSteal, steal } from './stealing.ts';
import { ada, at, bob, clock, codex1, type Deed, deskAfter, hold, letGo, line, told, world } from './testing.ts';
import { tick } from './tick.ts';

const back =
  (from: string, to: string, activity = {}) =>
  (desk: DeskState) =>
    backAfter(desk, { from: at(from), to: at(to) }, world(activity));
const until =
  (time: string, activity = {}): Deed =>
  (desk) =>
    tick(desk, at(time), world(activity));

describe('a bot that comes back', () => {
  test.each<[string, readonly Deed[], Deed, string[], string]>([
    [
      'tells of a claim that ran out meanwhile once, and its grace begins then',
      [hold(ada, 'docs/')],
      back('11:00', '15:00'),
      ['15:00 in grace ada docs/ (1) until 15:30'],
      '15:30',
    ],
    [
      'gives an agent its grace as well',
      [hold(codex1, 'docs/')],
      back('09:50', '15:00'),
      ['15:00 in grace codex-1 docs/ (1) until 15:15'],
      '15:15',
    ],
    [
      'looks whether the holder committed meanwhile',
      [hold(ada, 'docs/')],
      back('11:00', '15:00', { commits: [{ at: at('12:00'), byHolder: true }] }),
      ['15:00 renewed ada docs/ (1) until 16:00 by a commit'],
      '15:45',
    ],
    ['gives what is left of a grace', [hold(ada, 'docs/'), until('13:10')], back('13:10', '15:00'), [], '15:20'],
    ['gives what is left of an offer', [hold(ada, 'docs/'), line(bob, 'docs/'), letGo(ada)], back('09:25', '11:00'), [], '11:05'],
    [
      'gives what is left of a hand-over',
      [hold(ada, 'docs/'), (desk) => handOver(desk, { who: ada, to: bob }, at('09:20'))],
      back('09:25', '11:00'),
      [],
      '11:05',
    ],
    [
      'gives a holder time to answer a steal',
      [hold(ada, 'docs/'), (desk) => steal(desk, { who: bob, lease: 1, why: 'x' }, at('09:20'))],
      back('09:25', '11:00'),
      [],
      '11:10',
    ],
    [
      'gives the ten minutes that were asked for',
      [
        hold(ada, 'docs/'),
        (desk) => steal(desk, { who: bob, lease: 1, why: 'x' }, at('09:20')),
        (desk) => answerSteal(desk, { who: ada, lease: 1, answer: 'ten minutes' }, at('09:25')),
      ],
      back('09:30', '11:00'),
      [],
      '11:05',
    ],
    ['leaves what had lapsed before', [hold(ada, 'docs/'), line(bob, 'docs/'), letGo(ada)], back('09:31', '11:00'), [], '09:30'],
    ['leaves all else', [hold(ada, 'docs/')], back('09:30', '10:00'), [], '12:45'],
  ])('%s', (_, before, deed, expected, due) => {
    const outcome = deed(deskAfter(...before));
    expect(told(outcome)).toEqual(expected);
    expect(clock(nextDue('ok' in outcome ? deskAfter() : outcome.desk)!)).toBe(due);
  });

  test('twice at once was away but once', () => {
    const once = back('11:00', '15:00')(deskAfter(hold(ada, 'docs/')));
    expect(back('15:00', '15:00')(once.desk)).toEqual({ desk: once.desk, news: [] });
  });
});
