/** After a time in which nobody was heard. */
import { describe, expect, test } from 'vitest';
import { hour } from '../../kernel/durations.ts';
import { backAfter } from './away.ts';
import type { Claim, DeskState, Who } from './claim.ts';
import { claim } from './claiming.ts';
import { nextDue } from './due.ts';
import { handOver } from './handing-over.ts';
import { answerSteal, steal } from './stealing.ts';
import { ada, at, bob, clock, codex1, type Deed, deskAfter, eve, hold, letGo, line, told, world } from './testing.ts';
import { tick, type World } from './tick.ts';

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
    [
      'gives what is left of a grace',
      [hold(ada, 'docs/'), until('13:10')],
      back('13:10', '15:00'),
      ['15:00 grace prolonged ada docs/ (1) until 15:20'],
      '15:20',
    ],
    [
      'gives an agent what is left of it',
      [hold(codex1, 'docs/'), until('10:05')],
      back('10:05', '15:00'),
      ['15:00 grace prolonged codex-1 docs/ (1) until 15:10'],
      '15:10',
    ],
    [
      'gives what is left of an offer',
      [hold(ada, 'docs/'), line(bob, 'docs/'), letGo(ada)],
      back('09:25', '11:00'),
      ['11:00 offer of docs/ to bob prolonged until 11:05'],
      '11:05',
    ],
    [
      'gives what is left of a hand-over',
      [hold(ada, 'docs/'), (desk) => handOver(desk, { who: ada, to: bob }, at('09:20'))],
      back('09:25', '11:00'),
      ['11:00 hand-over of docs/ to bob prolonged until 11:05'],
      '11:05',
    ],
    [
      'gives a holder time to answer a steal',
      [hold(ada, 'docs/'), (desk) => steal(desk, { who: bob, lease: 1, why: 'x' }, at('09:20'))],
      back('09:25', '11:00'),
      ['11:00 steal of docs/ by bob prolonged until 11:10'],
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
      ['11:00 steal of docs/ by bob prolonged until 11:05'],
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

  test('gives nothing for the time before something was asked', () => {
    const desk = deskAfter(hold(ada, 'docs/'), (before) => steal(before, { who: bob, lease: 1, why: 'x' }, at('09:20')));
    expect(told(back('09:00', '09:30')(desk))).toEqual(['09:30 steal of docs/ by bob prolonged until 09:45']);
    expect(back('09:00', '09:20')(desk).desk).toBe(desk);
  });

  test('leaves the desk as it is where nothing moves, and says nothing', () => {
    const desk = deskAfter(hold(ada, 'docs/'), hold(bob, 'src/'), line(bob, 'docs/'));
    expect(back('09:30', '10:00')(desk).desk).toBe(desk);
  });

  test.each<[string, Partial<Claim>]>([
    ['of another desk', { from: 'clone' }],
    ['that lasts as long as a job', { job: 'slack:1' }],
  ])('gives no grace to a claim %s: it ends otherwise', (_, parts) => {
    const desk = deskAfter(hold(ada, 'docs/'));
    const other = { ...desk, claims: desk.claims.map((claim) => ({ ...claim, ...parts })) };
    expect(back('11:00', '15:00')(other)).toEqual({ desk: other, news: [] });
  });
});

describe('a night of a bot that comes back', () => {
  const night = (_: string, time: number): number | undefined => {
    for (const [from, to] of [
      ['22:00', '+1 07:00'],
      ['+1 22:00', '+2 07:00'],
    ] as const)
      if (time >= at(from) && time < at(to)) return at(to);
    return undefined;
  };
  const asleep = world({}, night);
  /** At 21:45 its time is over: until 07:15 for a person, of whom 15 minutes are left at night, until 22:00 for an agent. */
  const evening =
    (who: Who): Deed =>
    (desk) =>
      claim(desk, { who, paths: ['docs/'], span: 12.75 * hour }, at('09:00'));
  const over =
    (seen: World): Deed =>
    (desk) =>
      tick(desk, at('21:50'), seen);

  test.each<[string, Who, string, string, string | undefined]>([
    ['takes nothing of a grace while its holder sleeps', ada, '22:05', '+1 06:50', undefined],
    ['takes five minutes, and gives them back', ada, '21:50', '21:55', '+1 07:20'],
    ['takes ten, and then only sleep', ada, '21:50', '23:00', '+1 07:25'],
    ['takes ten, sleep, and five in the morning', ada, '21:50', '+1 07:05', '+1 07:30'],
    ['takes all that is left', ada, '21:50', '+1 09:00', '+1 09:25'],
    ['takes all that is left, and ends at night', ada, '21:50', '+1 23:00', '+2 07:25'],
    ['lasts for days', eve, '21:50', '+2 12:00', '+2 12:25'],
    ['takes as much of an agent as it lasts', codex1, '21:50', '23:00', '23:10'],
  ])('%s', (_, who, from, to, until) => {
    const desk = deskAfter(evening(who), over(asleep));
    const before = clock(nextDue(desk)!);
    expect(before).toBe(who.kind === 'agent' ? '22:00' : '+1 07:15');
    const after = backAfter(desk, { from: at(from), to: at(to) }, asleep);
    expect(told(after)).toEqual(until === undefined ? [] : [`${to} grace prolonged ${who.id} docs/ (1) until ${until}`]);
    expect(clock(nextDue(after.desk)!)).toBe(until ?? before);
  });

  test('a grace of somebody who has since chosen to be quiet is not cut short', () => {
    const desk = deskAfter(evening(ada), over(world()));
    expect(
      told(
        backAfter(
          desk,
          { from: at('21:50'), to: at('21:55') },
          world({}, () => at('+1 07:00')),
        ),
      ),
    ).toEqual([]);
  });
});
