/** Asked of a holder who may not want to, or not be there. */
import { describe, expect, test } from 'vitest';
import { minute } from '../../kernel/durations.ts';
import type { Who } from './claim.ts';
import { claim } from './claiming.ts';
import { release } from './releasing.ts';
import { renew } from './renewing.ts';
import { answerSteal, type StealAnswer, steal, withdrawSteal } from './stealing.ts';
import { ada, at, bob, codex1, codex2, type Deed, deskAfter, eve, hold, line, nothing, told, world } from './testing.ts';
import { tick } from './tick.ts';

const now = at('09:30');
const ask =
  (who: Who, paths?: string[]): Deed =>
  (desk) =>
    steal(desk, { who, lease: 1, paths, why: 'release' }, at('09:20'));
const answer =
  (who: Who, said: StealAnswer, time = '09:30'): Deed =>
  (desk) =>
    answerSteal(desk, { who, lease: 1, answer: said }, at(time));
/** Until 09:35 Ada was silent. */
const later =
  (time: string, activity = {}): Deed =>
  (desk) =>
    tick(desk, at(time), world(activity));
const held = hold(ada, 'docs/ README.md');

test('from two who share leaves its taker one claim of it, for one line of the file is one claim', () => {
  const codex3: Who = { ...codex1, id: 'codex-3' };
  const desk = deskAfter(hold(codex1, 'docs/', 'shared'), hold(codex3, 'docs/', 'shared'));
  const first = steal(desk, { who: ada, lease: 1, why: 'release' }, at('09:20'));
  if (!first.ok) throw new Error(first.refusal.message);
  const second = steal(first.value.desk, { who: ada, lease: 2, why: 'release' }, at('09:20'));
  if (!second.ok) throw new Error(second.refusal.message);
  expect(second.value.desk.claims.map(({ lease, holder, paths }) => [lease, holder.id, paths])).toEqual([[4, 'ada', ['docs/']]]);
});

describe('a steal', () => {
  test.each<[string, readonly Deed[], Deed, string[]]>([
    ['asks the holder', [held], ask(bob), ['09:20 steal asked docs/ README.md of ada by bob "release" until 09:35']],
    ['asks for a part', [held], ask(bob, ['readme.md']), ['09:20 steal asked README.md of ada by bob "release" until 09:35']],
    [
      'is approved by the holder',
      [held, ask(bob)],
      answer(ada, 'approve'),
      [
        '09:30 released ada docs/ README.md (1), stolen by bob "release"',
        '09:30 granted bob docs/ README.md (2) until 13:30 "release", stolen',
        '09:30 steal granted docs/ README.md to bob (2), approved by ada',
      ],
    ],
    [
      'of a part leaves the rest',
      [held, ask(bob, ['docs'])],
      answer(ada, 'approve'),
      [
        '09:30 released ada docs/ (1), stolen by bob "release", keeps README.md',
        '09:30 granted bob docs/ (2) until 13:30 "release", stolen',
        '09:30 steal granted docs/ to bob (2), approved by ada',
      ],
    ],
    [
      'from an agent is approved by its owner',
      [hold(codex1, 'docs/'), ask(bob)],
      answer(ada, 'approve'),
      [
        '09:30 released codex-1 docs/ (1), stolen by bob "release"',
        '09:30 granted bob docs/ (2) until 13:30 "release", stolen',
        '09:30 steal granted docs/ to bob (2), approved by ada',
      ],
    ],
    [
      "from one's own agent asks nobody",
      [hold(codex1, 'docs/')],
      ask(ada),
      [
        '09:20 released codex-1 docs/ (1), stolen by ada "release"',
        '09:20 granted ada docs/ (2) until 13:20 "release", stolen',
        '09:20 steal granted docs/ to ada (2), approved by ada',
      ],
    ],
    ["from one's owner asks the owner", [held], ask(codex1), ['09:20 steal asked docs/ README.md of ada by codex-1 "release" until 09:35']],
    ['is denied by the holder', [held, ask(bob)], answer(ada, 'deny'), ['09:30 steal over docs/ README.md by bob, denied by ada']],
    [
      'waits ten minutes for the holder',
      [held, ask(bob)],
      answer(ada, 'ten minutes'),
      ['09:30 steal delayed docs/ README.md of ada by bob "release" until 09:40'],
    ],
    [
      'comes after these, even where there is work',
      [held, ask(bob), answer(ada, 'ten minutes')],
      later('09:45', { dirty: 1 }),
      [
        '09:40 released ada docs/ README.md (1), stolen by bob "release"',
        '09:40 granted bob docs/ README.md (2) until 13:40 "release", stolen',
        '09:40 steal granted docs/ README.md to bob (2), agreed',
      ],
    ],
    [
      'is denied in them all the same',
      [held, ask(bob), answer(ada, 'ten minutes')],
      answer(ada, 'deny', '09:35'),
      ['09:35 steal over docs/ README.md by bob, denied by ada'],
    ],
    [
      'is delayed once',
      [held, ask(bob), answer(ada, 'ten minutes')],
      answer(ada, 'ten minutes', '09:35'),
      ['delayed already: You have asked for time once; docs/ +1 goes to bob in 5m. Nothing was changed.'],
    ],
    [
      'from one who is silent and not at work is granted',
      [held, ask(bob)],
      later('10:00'),
      [
        '09:35 released ada docs/ README.md (1), stolen by bob "release"',
        '09:35 granted bob docs/ README.md (2) until 13:35 "release", stolen',
        '09:35 steal granted docs/ README.md to bob (2), silent',
      ],
    ],
    [
      'from one who has files that are not committed needs a second person',
      [held, ask(bob)],
      later('10:00', { dirty: 1 }),
      ['09:35 steal open docs/ README.md of ada by bob "release" until +1 09:35, at work'],
    ],
    [
      'from one who has commits that are not pushed, too',
      [held, ask(bob)],
      later('10:00', { unpushed: 1 }),
      ['09:35 steal open docs/ README.md of ada by bob "release" until +1 09:35, at work'],
    ],
    [
      'from one who has just committed, too',
      [held, ask(bob)],
      later('10:00', { commits: [{ at: at('07:36'), byHolder: true }] }),
      ['09:35 steal open docs/ README.md of ada by bob "release" until +1 09:35, at work'],
    ],
    [
      'but not from one who has done so two hours ago',
      [held, ask(bob)],
      later('10:00', { commits: [{ at: at('07:35'), byHolder: true }] }),
      [
        '09:35 released ada docs/ README.md (1), stolen by bob "release"',
        '09:35 granted bob docs/ README.md (2) until 13:35 "release", stolen',
        '09:35 steal granted docs/ README.md to bob (2), silent',
      ],
    ],
    [
      'from one who says Keep, too',
      [held, ask(bob)],
      (desk) => renew(desk, { who: ada }, now),
      [
        '09:30 renewed ada docs/ README.md (1) until 13:30 by ada',
        '09:30 steal open docs/ README.md of ada by bob "release" until +1 09:30, kept',
      ],
    ],
    [
      'from one who claims it again, too',
      [held, ask(bob)],
      (desk) => claim(desk, { who: ada, paths: ['docs/'] }, now),
      [
        '09:30 renewed ada docs/ README.md (1) until 13:30 by ada',
        '09:30 steal open docs/ README.md of ada by bob "release" until +1 09:30, kept',
      ],
    ],
    [
      'is approved by that second person',
      [held, ask(bob), later('09:35', { dirty: 1 })],
      answer(eve, 'approve', '09:40'),
      [
        '09:40 released ada docs/ README.md (1), stolen by bob "release"',
        '09:40 granted bob docs/ README.md (2) until 13:40 "release", stolen',
        '09:40 steal granted docs/ README.md to bob (2), second person by eve',
      ],
    ],
    [
      'is still for the holder to approve then',
      [held, ask(bob), later('09:35', { dirty: 1 })],
      answer(ada, 'approve', '09:40'),
      [
        '09:40 released ada docs/ README.md (1), stolen by bob "release"',
        '09:40 granted bob docs/ README.md (2) until 13:40 "release", stolen',
        '09:40 steal granted docs/ README.md to bob (2), approved by ada',
      ],
    ],
    [
      'that no second person approves lapses after a day',
      [hold(ada, 'docs/', 'shared'), ask(bob), later('09:35', { dirty: 1 }), (desk) => renew(desk, { who: ada, span: 5000 * minute }, now)],
      later('+1 10:00'),
      ['+1 09:35 steal over docs/ by bob, lapsed'],
    ],
    [
      'is over when whoever asked no longer wants it',
      [held, ask(bob)],
      (desk) => withdrawSteal(desk, { who: bob, lease: 1 }, now),
      ['09:30 steal over docs/ README.md by bob, withdrawn by bob'],
    ],
    [
      'is over when the claim is',
      [held, ask(bob)],
      (desk) => release(desk, { who: ada }, now),
      ['09:30 released ada docs/ README.md (1), asked by ada', '09:30 steal over docs/ README.md by bob, claim ended'],
    ],
    [
      'is over when what it is about is given back',
      [held, ask(bob, ['docs/'])],
      (desk) => release(desk, { who: ada, paths: ['docs/'] }, now),
      ['09:30 released ada docs/ (1), asked by ada, keeps README.md', '09:30 steal over docs/ by bob, claim ended'],
    ],
    [
      'is over when the holder claims what is around it',
      [held, ask(bob, ['docs/']), (desk) => claim(desk, { who: ada, paths: ['d*'] }, at('09:31'))],
      later('09:35'),
      ['09:35 steal over docs/ by bob, held around'],
    ],
    [
      'serves whoever waits for it',
      [held, line(bob, 'docs/a.md'), ask(bob)],
      later('09:35'),
      [
        '09:35 released ada docs/ README.md (1), stolen by bob "release"',
        '09:35 granted bob docs/ README.md (2) until 13:35 "release", stolen',
        '09:35 steal granted docs/ README.md to bob (2), silent',
        '09:35 unqueued bob for docs/a.md, granted',
      ],
    ],
  ])('%s', (_, before, deed, expected) => expect(told(deed(deskAfter(...before)))).toEqual(expected));
});

describe('refused is', () => {
  test.each<[string, readonly Deed[], Deed, string[]]>([
    [
      'a steal without a reason',
      [held],
      (desk) => steal(desk, { who: bob, lease: 1, why: ' ' }, now),
      ['no reason: A steal needs a reason, for ada to read. Nothing was stolen. Like this:', '> steal docs/ README.md --why REASON'],
    ],
    [
      'a reason of two lines',
      [held],
      (desk) => steal(desk, { who: bob, lease: 1, why: 'a\nb' }, now),
      ['bad text: The reason holds a line break, or a character that cannot be seen. Nothing was stolen. Write it on one line.'],
    ],
    ["a steal of what is one's own", [held], ask(ada), ['held already: You hold docs/ +1 already. Nothing was stolen.', '> locks']],
    [
      'a steal of what is over',
      [],
      ask(ada),
      ['lease is over: Lease 1 is over already. Nothing was stolen. Look who has it now:', '> locks'],
    ],
    [
      'a steal of what is not in it',
      [held],
      ask(bob, ['src/']),
      ['not in it: Lease 1 is docs/ +1, not src/. Nothing was stolen.', '> steal docs/ README.md --why REASON'],
    ],
    [
      'a second steal',
      [held, ask(bob)],
      ask(eve),
      ['asked already: bob has asked for docs/ +1 already. Nothing was stolen.', '> claim docs/ README.md --wait'],
    ],
    [
      'a steal of what lies in another claim of the same holder',
      [hold(ada, 'docs/a.md'), hold(ada, 'docs/')],
      ask(bob),
      ['held around: ada also holds docs/ (lease 2), which docs/a.md is a part of. Nothing changed hands.', '> who docs/'],
    ],
    [
      'a steal for a year',
      [held],
      (desk) => steal(desk, { who: codex2, lease: 1, why: 'a b', span: 365 * 1440 * minute }, now),
      [
        'too long: 365d is more than 1d, the most for an agent at once. Nothing was stolen. Like this:',
        '> steal docs/ README.md --for 1d --why "a b"',
      ],
    ],
    [
      'an agent who approves',
      [held, ask(bob), later('09:35', { dirty: 1 })],
      answer({ id: 'claude-7', kind: 'agent', owner: 'eve' }, 'approve'),
      ['agents never approve: A steal is approved by a person, or answered by ada. Nothing was changed.'],
    ],
    [
      'whoever asked, who approves',
      [held, ask(bob), later('09:35', { dirty: 1 })],
      answer(bob, 'approve'),
      ['no second person: You ask for it, so a second person has to approve. Nothing was changed.'],
    ],
    [
      'the owner of an agent who asked, who approves',
      [held, ask(codex2), later('09:35', { dirty: 1 })],
      answer(bob, 'approve'),
      ['no second person: You ask for it, so a second person has to approve. Nothing was changed.'],
    ],
    [
      'a second person while the holder may answer',
      [held, ask(bob)],
      answer(eve, 'approve'),
      ['holder first: ada has 5m to answer. Nothing was changed.'],
    ],
    [
      'a second person while the holder finishes',
      [held, ask(bob), answer(ada, 'ten minutes')],
      answer(eve, 'approve', '09:35'),
      ['holder first: ada has 5m to finish. Nothing was changed.'],
    ],
    [
      'a second person who denies',
      [held, ask(bob)],
      answer(eve, 'deny'),
      ['not yours: ada holds docs/ +1, so only ada may say that. Nothing was changed.'],
    ],
    [
      'an answer when nobody asks',
      [held],
      answer(ada, 'deny'),
      ['no steal: Nobody asks for lease 1 any more. Nothing was changed.', '> locks'],
    ],
    [
      "to withdraw another's",
      [held, ask(bob)],
      (desk) => withdrawSteal(desk, { who: eve, lease: 1 }, now),
      ['not yours: bob asks for it, not you. Nothing was withdrawn.', '> locks'],
    ],
  ])('%s', (_, before, deed, expected) => expect(told(deed(deskAfter(...before)))).toEqual(expected));
});

test('silence is what git says at that time, and of that claim', () => {
  const asked: number[] = [];
  const desk = deskAfter(held, hold(eve, 'src/'), ask(bob));
  tick(desk, at('09:35'), {
    activity: (of) => {
      asked.push(of.lease);
      return nothing;
    },
    quietUntil: () => undefined,
  });
  expect(asked).toEqual([1]);
});
