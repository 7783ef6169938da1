/** From hand to hand. */
import { describe, expect, test } from 'vitest';
import { day } from '../../kernel/durations.ts';
import { announce } from './announcing.ts';
import type { Who } from './claim.ts';
import { claim } from './claiming.ts';
import { acceptHandOver, declineHandOver, handOver } from './handing-over.ts';
import { release } from './releasing.ts';
import { ada, at, bob, codex1, codex2, type Deed, deskAfter, eve, hold, line, told } from './testing.ts';

const now = at('09:30');
const offer =
  (who: Who, to: Who, paths?: string[]): Deed =>
  (desk) =>
    handOver(desk, { who, to, paths }, at('09:25'));

describe('to hand over', () => {
  test.each<[string, readonly Deed[], Deed, string[]]>([
    [
      'asks whoever is to have it',
      [hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: ada, to: bob }, now),
      ['09:30 hand-over offered docs/ by ada to bob until 09:40'],
    ],
    [
      'asks an agent for two minutes',
      [hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: ada, to: codex2 }, now),
      ['09:30 hand-over offered docs/ by ada to codex-2 until 09:32'],
    ],
    [
      'is done when it is accepted',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => acceptHandOver(desk, { who: bob }, now),
      [
        '09:30 released ada docs/ (1), handed over by bob',
        '09:30 granted bob docs/ (2) until 13:30, handed over',
        '09:30 hand-over over docs/ to bob, accepted by bob',
      ],
    ],
    [
      "is accepted by an agent's owner",
      [hold(ada, 'docs/'), offer(ada, codex2)],
      (desk) => acceptHandOver(desk, { who: bob, lease: 1 }, at('09:26')),
      [
        '09:26 released ada docs/ (1), handed over by bob',
        '09:26 granted codex-2 docs/ (2) until 10:26, handed over',
        '09:26 hand-over over docs/ to codex-2, accepted by bob',
      ],
    ],
    [
      "to one's own agent is done at once",
      [hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: ada, to: codex1 }, now),
      [
        '09:30 released ada docs/ (1), handed over by ada',
        '09:30 granted codex-1 docs/ (2) until 10:30, handed over',
        '09:30 hand-over over docs/ to codex-1, accepted by ada',
      ],
    ],
    [
      'some of a claim keeps the rest',
      [hold(ada, 'docs/ src/'), offer(ada, bob, ['docs'])],
      (desk) => acceptHandOver(desk, { who: bob }, now),
      [
        '09:30 released ada docs/ (1), handed over by bob, keeps src/',
        '09:30 granted bob docs/ (2) until 13:30, handed over',
        '09:30 hand-over over docs/ to bob, accepted by bob',
      ],
    ],
    [
      'takes along what is held below it',
      [hold(ada, 'docs/a.md'), hold(ada, 'docs/ src/'), offer(ada, bob, ['docs/'])],
      (desk) => acceptHandOver(desk, { who: bob }, now),
      [
        '09:30 released ada docs/a.md (1), handed over by bob',
        '09:30 released ada docs/ (2), handed over by bob, keeps src/',
        '09:30 granted bob docs/ (3) until 13:30, handed over',
        '09:30 hand-over over docs/ to bob, accepted by bob',
      ],
    ],
    [
      'does not part it from what is held around it',
      [hold(ada, 'docs/a.md'), hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: ada, lease: 1, to: bob }, now),
      ['held around: ada also holds docs/ (lease 2), which docs/a.md is a part of. Nothing changed hands.', '> who docs/'],
    ],
    [
      'is over for whoever does not want it',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => declineHandOver(desk, { who: bob }, now),
      ['09:30 hand-over over docs/ to bob, declined by bob'],
    ],
    [
      'is over when it is taken back',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => declineHandOver(desk, { who: ada }, now),
      ['09:30 hand-over over docs/ to bob, declined by ada'],
    ],
    [
      'is over when it is offered to another',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => handOver(desk, { who: ada, to: eve }, now),
      ['09:30 hand-over over docs/ to bob, replaced by ada', '09:30 hand-over offered docs/ by ada to eve until 09:40'],
    ],
    [
      'is over when the claim is',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => release(desk, { who: ada }, now),
      ['09:30 released ada docs/ (1), asked by ada', '09:30 hand-over over docs/ to bob, claim ended'],
    ],
    [
      'serves whoever waits for it',
      [hold(ada, 'docs/'), line(bob, 'docs/a.md'), offer(ada, bob)],
      (desk) => acceptHandOver(desk, { who: bob }, now),
      [
        '09:30 released ada docs/ (1), handed over by bob',
        '09:30 granted bob docs/ (2) until 13:30, handed over',
        '09:30 hand-over over docs/ to bob, accepted by bob',
        '09:30 unqueued bob for docs/a.md, granted',
      ],
    ],
    [
      'ends a wait that would be in a circle then',
      [hold(ada, 'a'), hold(eve, 'b'), line(bob, 'b'), line(eve, 'a'), offer(ada, bob)],
      (desk) => acceptHandOver(desk, { who: bob }, now),
      [
        '09:30 released ada a (1), handed over by bob',
        '09:30 granted bob a (3) until 13:30, handed over',
        '09:30 hand-over over a to bob, accepted by bob',
        '09:30 unqueued eve for a, circle',
      ],
    ],
    [
      "is refused for another's",
      [hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: bob, to: eve, lease: 1 }, now),
      ['not yours: ada holds docs/ (lease 1), not you. Nothing was handed over.', '> who docs/'],
    ],
    [
      'is refused to its holder',
      [hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: ada, to: ada }, now),
      ['held already: ada holds docs/ already. Nothing was handed over.', '> locks'],
    ],
    [
      'is refused to just any agent',
      [hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: ada, to: { id: 'codex', kind: 'agent' } }, now),
      [
        'generic name: Many agents are called "codex", so nobody could tell whose claim it is. Nothing was handed over. Use a name of its own, such as codex-26366.',
      ],
    ],
    [
      'is refused for longer than they may have it',
      [hold(ada, 'docs/')],
      (desk) => handOver(desk, { who: ada, to: codex2, span: 2 * day }, now),
      [
        'too long: 2d is more than 1d, the most for an agent at once. Nothing was handed over. Like this:',
        '> handover docs/ codex-2 --for 1d',
      ],
    ],
    [
      'is refused when the offer has lapsed',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => acceptHandOver(desk, { who: bob }, at('09:35')),
      ["offer lapsed: ada's offer of docs/ has lapsed. Nothing was handed over.", '> locks'],
    ],
    [
      'is not for others to accept',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => acceptHandOver(desk, { who: eve }, now),
      ['nothing offered: No hand-over waits for your answer. Nothing was handed over.', '> locks'],
    ],
    [
      'is not for its giver to accept',
      [hold(ada, 'docs/'), offer(ada, bob)],
      (desk) => acceptHandOver(desk, { who: ada, lease: 1 }, now),
      ['nothing offered: No hand-over waits for your answer under lease 1. Nothing was handed over.', '> locks'],
    ],
    [
      'is accepted by name where there are several',
      [hold(ada, 'a'), hold(eve, 'b'), offer(ada, bob), offer(eve, bob)],
      (desk) => acceptHandOver(desk, { who: bob }, now),
      ['which hand-over: Several hand-overs wait: a, b. Nothing was handed over. Say which one.', '> locks'],
    ],
  ])('%s', (_, before, deed, expected) => expect(told(deed(deskAfter(...before)))).toEqual(expected));
});

test('what was said with a claim goes along', () => {
  const desk = deskAfter(
    (before) =>
      claim(
        before,
        { who: ada, paths: ['docs/'], mode: 'shared', why: 'API pages', tests: 'links', place: { adapter: 'slack', room: 'C1' } },
        at('09:00'),
      ),
    (before) => announce(before, { who: ada, files: ['docs/a.md'], tests: [], risky: true }, at('09:01')),
    (before) => handOver(before, { who: ada, to: codex1 }, now),
  );
  expect(desk.claims).toEqual([
    {
      lease: 2,
      holder: codex1,
      paths: ['docs/'],
      mode: 'shared',
      since: now,
      until: now + day,
      span: day,
      why: 'API pages',
      tests: 'links',
      announced: { files: ['docs/a.md'], tests: [], risky: true, at: at('09:01') },
      from: 'chat',
      place: { adapter: 'slack', room: 'C1' },
      stage: { is: 'running', since: now },
    },
  ]);
});
