/** What happens by itself. */
import { describe, expect, test } from 'vitest';
import { day, hour, minute } from '../../kernel/durations.ts';
import type { DeskState } from './claim.ts';
import { claim } from './claiming.ts';
import { looksInto, nextDue } from './due.ts';
import type { Policy } from './policy.ts';
import { standard } from './policy.ts';
import { release } from './releasing.ts';
import { renew } from './renewing.ts';
import { steal } from './stealing.ts';
import { ada, at, bob, clock, codex1, type Deed, deskAfter, eve, hold, letGo, line, told, world } from './testing.ts';
import { type Activity, tick } from './tick.ts';
import { wait } from './waiting.ts';

const short =
  (minutes: number): Deed =>
  (desk) =>
    claim(desk, { who: ada, paths: ['docs/'], span: minutes * minute }, at('09:00'));
const late =
  (time: string): Deed =>
  (desk) =>
    wait(desk, { who: bob, paths: ['docs/'] }, at(time));
const until =
  (time: string, activity: Partial<Activity> = {}) =>
  (desk: DeskState) =>
    tick(desk, at(time), world(activity));
const commit = (time: string, byHolder: boolean) => ({ commits: [{ at: at(time), byHolder }] });

describe('by and by', () => {
  test.each<[string, readonly Deed[], Deed, string[]]>([
    [
      'a person is reminded, has half an hour of grace, and it is over',
      [hold(ada, 'docs/')],
      until('14:00'),
      ['12:45 ends soon ada docs/ (1) in 15m', '13:00 in grace ada docs/ (1) until 13:30', '13:30 released ada docs/ (1), expired'],
    ],
    [
      'an agent has a quarter of an hour',
      [hold(codex1, 'docs/')],
      until('11:00'),
      [
        '09:45 ends soon codex-1 docs/ (1) in 15m',
        '10:00 in grace codex-1 docs/ (1) until 10:15',
        '10:15 released codex-1 docs/ (1), expired',
      ],
    ],
    ['a minute before, nothing happens', [hold(ada, 'docs/')], until('12:44'), []],
    [
      'where somebody waits the reminder comes earlier',
      [hold(ada, 'docs/ src/'), line(bob, 'docs/a.md')],
      until('12:59'),
      ['12:30 ends soon ada docs/ src/ (1) in 30m, bob waits'],
    ],
    [
      'somebody who comes late brings it about',
      [hold(ada, 'docs/'), late('12:35')],
      until('12:59'),
      ['12:35 ends soon ada docs/ (1) in 25m, bob waits'],
    ],
    ['and not a second one', [hold(ada, 'docs/'), until('12:50'), late('12:51')], until('12:59'), []],
    ['a short claim is reminded when half of it is over', [short(10)], until('09:09'), ['09:05 ends soon ada docs/ (1) in 5m']],
    [
      'a claim that is kept is reminded again',
      [hold(ada, 'docs/'), until('12:50'), (desk) => renew(desk, { who: ada, span: hour }, at('12:50'))],
      until('14:00'),
      ['13:35 ends soon ada docs/ (1) in 15m', '13:50 in grace ada docs/ (1) until 14:20'],
    ],
    [
      'a claim that is kept in grace goes on',
      [hold(ada, 'docs/'), until('13:10'), (desk) => renew(desk, { who: ada, span: hour }, at('13:10'))],
      until('13:54'),
      [],
    ],
    [
      'a claim of a holder who commits goes on',
      [hold(ada, 'docs/')],
      until('16:00', commit('12:00', true)),
      [
        '12:45 renewed ada docs/ (1) until 16:00 by a commit',
        '15:45 ends soon ada docs/ (1) in 15m',
        '16:00 in grace ada docs/ (1) until 16:30',
      ],
    ],
    [
      'even one in its grace',
      [hold(ada, 'docs/')],
      until('13:40', commit('13:15', true)),
      [
        '12:45 ends soon ada docs/ (1) in 15m',
        '13:00 in grace ada docs/ (1) until 13:30',
        '13:30 renewed ada docs/ (1) until 17:15 by a commit',
      ],
    ],
    [
      'a claim with files that are not committed is escalated, once',
      [hold(ada, 'docs/'), until('13:20')],
      until('18:00', { dirty: 3 }),
      ['13:30 escalated ada docs/ (1): 3 dirty'],
    ],
    [
      'a claim with commits that are not pushed is escalated',
      [hold(codex1, 'docs/'), until('10:10')],
      until('18:00', { unpushed: 2 }),
      ['10:15 escalated codex-1 docs/ (1): 2 unpushed'],
    ],
    [
      'a claim with a young commit of another is escalated, and over when that is two hours old',
      [hold(ada, 'docs/'), until('13:20')],
      until('18:00', commit('12:10', false)),
      ['13:30 escalated ada docs/ (1): commit of 12:10', '14:10 released ada docs/ (1), expired'],
    ],
    [
      'an escalated claim is over within an hour of the work',
      [hold(ada, 'docs/'), until('15:00', { dirty: 1 })],
      until('18:00'),
      ['15:30 released ada docs/ (1), expired'],
    ],
    [
      'also where its young commit, taken back since, would have been young for longer',
      [hold(ada, 'docs/'), until('13:31', commit('13:15', false))],
      until('18:00'),
      ['14:30 released ada docs/ (1), expired'],
    ],
    [
      'an escalated claim whose holder commits goes on',
      [hold(ada, 'docs/'), until('15:00', { dirty: 1 })],
      until('15:31', commit('15:10', true)),
      ['15:30 renewed ada docs/ (1) until 19:10 by a commit'],
    ],
    [
      'the next in line has a turn a minute after an expiry',
      [hold(codex1, 'docs/'), line(bob, 'docs/'), line(eve, 'docs/a.md'), until('10:10')],
      until('10:40'),
      [
        '10:15 released codex-1 docs/ (1), expired',
        '10:16 offered docs/ to bob until 10:26',
        '10:26 unqueued bob for docs/, lapsed',
        '10:26 offered docs/a.md to eve until 10:36',
        '10:36 unqueued eve for docs/a.md, lapsed',
      ],
    ],
    [
      'nobody else is offered what is beside it',
      [hold(codex1, 'docs/'), until('10:15')],
      (desk) => wait(desk, { who: eve, paths: ['docs/a.md', 'src/'] }, at('10:15')),
      ['10:15 queued eve for docs/a.md src/ at 1, behind '],
    ],
    [
      'its holder may have it back in that minute',
      [hold(codex1, 'docs/'), until('10:15')],
      (desk) => claim(desk, { who: codex1, paths: ['docs/'] }, at('10:15')),
      ['10:15 granted codex-1 docs/ (2) until 11:15'],
    ],
    [
      'others may not',
      [hold(codex1, 'docs/'), until('10:15')],
      (desk) => claim(desk, { who: ada, paths: ['docs/'] }, at('10:15')),
      ["cooling: Not claimed: docs/. codex-1's claim has just expired; it may be taken in 1m.", '> claim docs/ --wait'],
    ],
    [
      'a claim that is given back is offered at once',
      [hold(ada, 'docs/'), line(bob, 'docs/')],
      letGo(ada),
      ['09:20 released ada docs/ (1), asked by ada', '09:20 offered docs/ to bob until 09:30'],
    ],
    [
      'a steal of a claim that ends is over with it',
      [hold(codex1, 'docs/'), until('10:10'), (desk) => steal(desk, { who: bob, lease: 1, why: 'x' }, at('10:10'))],
      until('10:20'),
      ['10:15 released codex-1 docs/ (1), expired', '10:15 steal over docs/ by bob, claim ended'],
    ],
    [
      'even one that falls due at that very moment',
      [hold(codex1, 'docs/'), until('10:00'), (desk) => steal(desk, { who: bob, lease: 1, why: 'x' }, at('10:00'))],
      until('10:20'),
      ['10:15 released codex-1 docs/ (1), expired', '10:15 steal over docs/ by bob, claim ended'],
    ],
  ])('%s', (_, before, deed, expected) => expect(told(deed(deskAfter(...before)))).toEqual(expected));
});

test('quiet hours stop the grace of a person, not that of an agent', () => {
  const asleep = world({}, (_, time) => (time >= at('13:10') && time < at('+1 07:00') ? at('+1 07:00') : undefined));
  const news = tick(deskAfter(hold(ada, 'docs/'), hold(codex1, 'src/')), at('+1 08:00'), asleep).news;
  expect(told({ desk: deskAfter(), news }).filter((text) => !text.includes('ends soon'))).toEqual([
    '10:00 in grace codex-1 src/ (2) until 10:15',
    '10:15 released codex-1 src/ (2), expired',
    '13:00 in grace ada docs/ (1) until +1 07:20',
    '+1 07:20 released ada docs/ (1), expired',
  ]);
});

describe('one timer', () => {
  test('wakes for each thing at its time, and for nothing else', () => {
    let desk = deskAfter(hold(codex1, 'docs/'), line(bob, 'docs/'));
    const woken: string[] = [];
    for (let due = nextDue(desk); due !== undefined; due = nextDue(desk)) {
      woken.push(clock(due));
      desk = tick(desk, due, world()).desk;
    }
    expect(woken).toEqual(['09:30', '10:00', '10:15', '10:16', '10:26']);
    expect(desk).toMatchObject({ claims: [], waits: [], cooling: [] });
  });

  test('has to ask git only about the claims that are due', () => {
    const desk = deskAfter(hold(codex1, 'docs/'), hold(ada, 'src/'), hold(eve, 'a'), (before) =>
      steal(before, { who: bob, lease: 3, why: 'x' }, at('09:31')),
    );
    expect(looksInto(desk, at('09:44')).map(({ lease }) => lease)).toEqual([]);
    expect(looksInto(desk, at('09:46')).map(({ lease }) => lease)).toEqual([1, 3]);
  });
});

test('a clock that leaps ahead and back says everything once', () => {
  const desk = deskAfter(hold(ada, 'docs/'));
  const ahead = tick(desk, at('+1 09:00'), world());
  expect(ahead.news).toHaveLength(3);
  for (const time of ['09:00', '12:50', '13:20', '+1 09:00']) expect(tick(ahead.desk, at(time), world()).news).toEqual([]);
  const back = claim(ahead.desk, { who: bob, paths: ['docs/'] }, at('09:00'));
  expect(told(back)).toEqual(['09:00 granted bob docs/ (2) until 13:00']);
});

test('a year of an escalated claim is looked through in no time', () => {
  const desk = deskAfter(hold(ada, 'docs/'));
  const started = performance.now();
  expect(told(tick(desk, at('09:00') + 365 * day, world({ dirty: 1 }))).at(-1)).toBe('13:30 escalated ada docs/ (1): 1 dirty');
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('another policy, another pace', () => {
  const quick: Policy = { ...standard, remind: { usual: 1000, waited: 2000 }, grace: { person: 500, agent: 500 }, lockDelay: 100 };
  const desk = deskAfter((before) => claim(before, { who: ada, paths: ['docs/'], span: 10_000 }, at('09:00'), quick));
  expect(tick(desk, at('09:01'), world(), quick).news.map((news) => [news.is, news.at - at('09:00')])).toEqual([
    ['ends soon', 9000],
    ['in grace', 10_000],
    ['released', 10_500],
  ]);
  expect(nextDue(release(desk, { who: ada }, at('09:00'), quick).ok ? deskAfter() : desk, quick)).toBeUndefined();
});
