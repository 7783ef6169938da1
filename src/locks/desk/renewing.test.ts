/** Keeping a claim. */
import { describe, expect, test } from 'vitest';
import { day, hour, minute } from '../../kernel/durations.ts';
import { claim } from './claiming.ts';
import { renew, seen } from './renewing.ts';
import { ada, at, bob, codex1, deskAfter, hold, told } from './testing.ts';

const now = at('12:00');
const long = (desk: Parameters<typeof claim>[0]) => claim(desk, { who: bob, paths: ['tools/'], span: 3 * day }, at('09:00'));
const desk = deskAfter(hold(ada, 'docs/ README.md'), hold(ada, 'src/'), hold(codex1, 'runtime/'), long);

describe('to renew', () => {
  test.each<[string, Parameters<typeof renew>[1], string[]]>([
    ['by lease, for the time it had', { who: ada, lease: 1 }, ['12:00 renewed ada docs/ README.md (1) until 16:00 by ada']],
    ['for a time that is said', { who: ada, lease: 1, span: 2 * hour }, ['12:00 renewed ada docs/ README.md (1) until 14:00 by ada']],
    ['by a path of it', { who: ada, paths: ['readme.md'] }, ['12:00 renewed ada docs/ README.md (1) until 16:00 by ada']],
    ['by a path in it', { who: ada, paths: ['docs/a.md'] }, ['12:00 renewed ada docs/ README.md (1) until 16:00 by ada']],
    [
      'all',
      { who: ada, paths: ['.'] },
      ['12:00 renewed ada docs/ README.md (1) until 16:00 by ada', '12:00 renewed ada src/ (2) until 16:00 by ada'],
    ],
    ['by so much more', { who: ada, lease: 1, more: 2 * hour }, ['12:00 renewed ada docs/ README.md (1) until 15:00 by ada']],
    [
      'by so much more from now, where it has ended',
      { who: ada, lease: 3, more: hour },
      ['12:00 renewed codex-1 runtime/ (3) until 13:00 by ada'],
    ],
    [
      'by no more than the cap',
      { who: ada, lease: 3, more: 25 * hour },
      ['too long: 1d1h is more than 1d, the most for an agent at once. Nothing was renewed. Like this:', '> renew runtime/ --for 1d'],
    ],
    [
      'not by no more time',
      { who: ada, lease: 1, more: 0 },
      ['no time: That is no time at all. Nothing was renewed. Say for how long:', '> renew docs/ README.md --for 4h'],
    ],
    ['never shortens', { who: ada, lease: 1, span: minute }, ['12:00 renewed ada docs/ README.md (1) until 13:00 by ada']],
    [
      "one's agent's, for as long as an agent may",
      { who: ada, lease: 3, span: day },
      ['12:00 renewed codex-1 runtime/ (3) until +1 12:00 by ada'],
    ],
    ['a long one by no more than is usual', { who: bob }, ['12:00 renewed bob tools/ (4) until +3 09:00 by bob']],
    [
      "not one's agent's for longer",
      { who: ada, lease: 3, span: 2 * day },
      ['too long: 2d is more than 1d, the most for an agent at once. Nothing was renewed. Like this:', '> renew runtime/ --for 1d'],
    ],
    [
      'not for no time',
      { who: ada, lease: 1, span: 0 },
      ['no time: That is no time at all. Nothing was renewed. Say for how long:', '> renew docs/ README.md --for 4h'],
    ],
    [
      'not an old lease',
      { who: ada, lease: 9 },
      ['lease is over: Lease 9 is over: released, expired or handed on. Nothing was renewed.', '> locks'],
    ],
    [
      "not another's",
      { who: bob, lease: 1 },
      ['not yours: ada holds docs/ +1 (lease 1), not you. Nothing was renewed.', '> who docs/ README.md'],
    ],
    [
      'not one of several without a word',
      { who: ada },
      ['which claim: You hold several: docs/ +1, src/. Nothing was renewed. Say which, like this:', '> renew docs/ README.md'],
    ],
  ])('%s', (_, request, expected) => expect(told(renew(desk, request, now))).toEqual(expected));
});

describe('commits inside', () => {
  const commit = (time: string, byHolder = true) => ({ at: at(time), byHolder });
  test.each<[string, number, ReturnType<typeof commit>[], string[]]>([
    [
      'of the holder renew from when they were made',
      1,
      [commit('11:00'), commit('11:30')],
      ['12:00 renewed ada docs/ README.md (1) until 15:30 by a commit'],
    ],
    ['of others do not', 1, [commit('11:30', false)], []],
    ['from before do not', 1, [commit('08:00')], []],
    ['that were never made yet do not', 1, [commit('12:30')], []],
    ['give no time that is over', 3, [commit('09:30')], []],
    ["under an old lease are nobody's", 9, [commit('11:30')], []],
  ])('%s', (_, lease, commits, expected) => expect(told(seen(desk, lease, commits, now))).toEqual(expected));
});
