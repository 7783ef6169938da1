import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Millis } from '../kernel/clock.ts';
import { hour, minute } from '../kernel/durations.ts';
import type { Place } from '../kernel/people.ts';
import { columns } from '../kernel/text.ts';
import * as desk from '../locks/desk/desk.ts';
import { ada, at, Bench, bob, codex1, codex2, type Deed, deskAfter, eve, hold, seed, world } from '../locks/desk/testing.ts';
import { plainText } from '../reports/card.ts';
import { brief, dev, dm, type House, main, Outbox, people, read, socket, type Told } from './claim-news.fixture.ts';
import type { Settings } from './store.ts';

/** A desk that speaks into an outbox. */
function house(options: House = {}) {
  const bench = new Bench();
  const outbox = new Outbox(options);
  const does = (who: desk.Who | undefined, time: Millis, deed: Deed, place: Place = main): Told[] =>
    outbox.hear(bench.do(deed(bench.desk)), bench.desk, time, who && { person: who.id, place });
  return { bench, outbox, does, happens: (time: Millis, deed: Deed) => does(undefined, time, deed) };
}

const tick =
  (time: Millis, activity: Parameters<typeof world>[0] = {}): Deed =>
  (state) =>
    desk.tick(state, time, world(activity));
const claims =
  (who: desk.Who, paths: string, place?: Place): Deed =>
  (state) =>
    desk.claim(state, { who, paths: paths.split(' '), ...(place && { place }) }, at('09:00'));
const asksFor =
  (who: desk.Who, lease = 1, place: Place = main): Deed =>
  (state) =>
    desk.steal(state, { who, lease, why: 'release notes', place }, at('09:10'));
const answers =
  (who: desk.Who, answer: desk.StealAnswer, time = '09:12'): Deed =>
  (state) =>
    desk.answerSteal(state, { who, lease: 1, answer }, at(time));
const back =
  (from: string, to: string): Deed =>
  (state) =>
    desk.backAfter(state, { from: at(from), to: at(to) }, world());
const waits =
  (who: desk.Who, paths = 'docs/', place: Place = main): Deed =>
  (state) =>
    desk.wait(state, { who, paths: paths.split(' '), place }, at('09:05'));
const working = { dirty: 3, unpushed: 2, commits: [{ at: at('12:02'), byHolder: false }] };

describe('where a holder is reminded', () => {
  const quiet: Settings = { quiet: { from: '12:00', to: '14:00', zone: 'UTC' } };
  it.each<[string, desk.Who, Place | undefined, House, string]>([
    ['alone', ada, main, {}, '@ada RINGS ada'],
    ['alone, where it was claimed alone', ada, dm('ada'), {}, '@ada RINGS ada'],
    ['alone, where it was claimed by a program', ada, socket, {}, '@ada RINGS ada'],
    ["an agent's owner", codex1, socket, {}, '@ada RINGS ada'],
    ['alone, where nobody but their platform knows them', { id: 'T01/U03', kind: 'person' }, main, {}, '@T01/U03 RINGS T01/U03'],
    ['in the room, if they like that better', ada, dev, { settings: { ada: { notify: { claims: 'room' } } } }, 'C02 RINGS ada'],
    [
      'in the room, not in its thread',
      ada,
      { ...dev, thread: '7.7' },
      { settings: { ada: { notify: { claims: 'room' } } } },
      'C02 RINGS ada',
    ],
    [
      'in the first room, where it was claimed by a program',
      ada,
      socket,
      { settings: { ada: { notify: { claims: 'room' } } } },
      'C01 RINGS ada',
    ],
    [
      'what holds for jobs does not for claims',
      ada,
      dev,
      { settings: { ada: { notify: { failed: 'off', done: 'off' } } } },
      '@ada RINGS ada',
    ],
    ['without a ring', ada, dev, { settings: { ada: { notify: { claims: 'off' } } } }, 'C02'],
    ['without a ring, alone where it was claimed alone', ada, dm('ada'), { settings: { ada: { notify: { claims: 'off' } } } }, '@ada'],
    ['after their quiet hours', ada, main, { settings: { ada: quiet } }, '@ada RINGS ada held'],
    ["after their owner's quiet hours", codex1, main, { settings: { ada: quiet } }, '@ada RINGS ada held'],
    ['in the room, where nobody can be spoken to alone', ada, dev, { direct: () => undefined }, 'C02 RINGS ada'],
    ["not in another's talk with the bot", ada, dm('bob'), { direct: () => undefined }, 'C01 RINGS ada'],
    ['in a room, where nobody knows who that is', { id: 'codex-9', kind: 'agent' }, dev, {}, 'C02'],
    [
      'on the console, where there is nothing else',
      ada,
      socket,
      { adapters: ['console', 'socket'], rooms: [], direct: () => undefined },
      'console RINGS ada',
    ],
    ['nowhere, where there is nothing at all', ada, socket, { adapters: ['socket'], rooms: [], direct: () => undefined }, 'nowhere'],
    [
      'alone on the platform where it was claimed',
      { id: 'dan', kind: 'person' },
      { adapter: 'matrix', room: 'r' },
      {
        adapters: ['slack', 'matrix', 'socket'],
        people: [{ id: 'dan', roles: [], handles: { slack: 'D', matrix: '@d:x' } }],
        direct: (person, adapter) => ({ adapter, room: person.handles[adapter]!, direct: true }),
      },
      '@d:x RINGS dan',
    ],
    [
      'alone on another platform, where they have no name on that one',
      { id: 'dan', kind: 'person' },
      { adapter: 'matrix', room: 'r' },
      {
        adapters: ['matrix', 'slack', 'socket'],
        people: [{ id: 'dan', roles: [], handles: { slack: 'D' } }],
        direct: (person, adapter) =>
          person.handles[adapter] === undefined ? undefined : { adapter, room: person.handles[adapter], direct: true },
        settings: { dan: { notify: { claims: 'room' } } },
      },
      'D RINGS dan',
    ],
  ])('%s', (_, who, place, options, expected) => {
    const { does, happens } = house(options);
    does(who, at('09:00'), (state) => desk.claim(state, { who, paths: ['docs/'], span: 4 * hour, ...(place && { place }) }, at('09:00')));
    const told = happens(at('12:46'), tick(at('12:46')));
    const [one] = told.map(({ message: { place: where, rings, card, holdUntil } }) =>
      [where.room, ...(rings ? ['RINGS', ...(card.mention ?? [])] : []), ...(holdUntil === undefined ? [] : ['held'])].join(' '),
    );
    expect(one ?? 'nowhere').toBe(expected);
  });
});

it.each<[string, desk.Who[], string[]]>([
  ['it is free', [], ['Claim: claim docs/ --for 4h']],
  ['it is the turn of the next in line', [eve], ['Wait: claim docs/ --for 4h --wait']],
])('whose turn has lapsed is told what they can do where %s', (_, behind, buttons) => {
  const { does, happens } = house();
  does(ada, at('09:00'), claims(ada, 'docs/ README.md'));
  for (const who of [bob, ...behind]) does(who, at('09:05'), waits(who));
  does(ada, at('09:30'), (state) => desk.release(state, { who: ada }, at('09:30')));
  const [lapsed] = happens(at('09:40'), tick(at('09:40')));
  expect(read(lapsed!)[1]).toBe('LAPSED docs/: your turn was over 09:40 UTC');
  expect(lapsed!.message.card.buttons?.map(({ label, sends }) => `${label}: ${sends}`)).toEqual(buttons);
});

it('a turn of an agent lapses without a button: a person would claim for themselves', () => {
  const { does, happens } = house();
  does(ada, at('09:00'), claims(ada, 'docs/'));
  does(codex2, at('09:05'), waits(codex2));
  does(ada, at('09:30'), (state) => desk.release(state, { who: ada }, at('09:30')));
  expect(read(happens(at('09:32'), tick(at('09:32')))[0]!).slice(1)).toEqual([
    "LAPSED docs/: codex-2's turn was over 09:32 UTC",
    '| codex-2 waits for it no longer.',
  ]);
});

it.each([
  ['waits for the end of quiet hours', true, '@ada edit RINGS: OVER since 13:00: your claim docs/'],
  ['was read', false, '@ada edit: OVER since 13:00: your claim docs/'],
])('a reminder that %s rings as it is then, or no more', (_, isWaiting, over) => {
  const { does, happens } = house({ isWaiting: () => isWaiting });
  does(ada, at('09:00'), claims(ada, 'docs/'));
  expect(happens(at('12:45'), tick(at('12:45'))).map(brief)).toEqual(['@ada RINGS: ENDS 13:00: your claim docs/ (15m left)']);
  expect(happens(at('13:00'), tick(at('13:00'))).map(brief)).toEqual([over]);
  expect(happens(at('13:30'), tick(at('13:30'))).some(({ message }) => message.rings)).toBe(false);
});

it('a reason that has no room in the title is told below it, and who gave it is told as that', () => {
  const { does } = house();
  does(ada, at('09:00'), claims(ada, 'docs/'));
  const why = 'the notes of the release have to say what has become of the parser';
  const [wanted] = does(bob, at('09:10'), (state) => desk.steal(state, { who: bob, lease: 1, why, place: main }, at('09:10')));
  expect(read(wanted!).slice(1, 4)).toEqual([
    'WANTED docs/ by bob: "the notes of the release have to say…"',
    '| "the notes of the release have to say',
    '| what has become of the parser"',
  ]);
  const given = does(ada, at('09:12'), answers(ada, 'approve'), dm('ada')).find(({ message }) => message.place.room === '@bob');
  expect(read(given!).slice(1, 3)).toEqual(['YOURS docs/ until 13:12 UTC', '| given by ada']);
});

/** What happens, and what is heard of the last of it. */
type Story = [what: string, before: readonly [desk.Who | undefined, string, Deed][], expected: string[], options?: House];

const held: [desk.Who, string, Deed] = [ada, '09:00', claims(ada, 'docs/ README.md', main)];
const reminded: [undefined, string, Deed] = [undefined, '12:46', tick(at('12:46'))];
const asked: [desk.Who, string, Deed] = [bob, '09:10', asksFor(bob)];
const opened: [undefined, string, Deed] = [undefined, '09:25', tick(at('09:25'), working)];
const offered: [desk.Who, string, Deed] = [ada, '09:20', (state) => desk.handOver(state, { who: ada, to: bob }, at('09:20'))];

const granted = { ...deskAfter(hold(codex1, 'lib/')).claims[0]!, from: 'clone', by: 'm2' } as const;
const theirs: Deed = (state) => desk.enter(state, granted, at('09:30'))!;

describe('what is said', () => {
  it.each<Story>([
    ['nothing of a claim', [held], []],
    ['nothing of a wait', [held, [bob, '09:05', waits(bob)]], []],
    ['a reminder', [held, reminded], ['@ada RINGS: ENDS 13:00: your claim docs/ +1 (14m left)']],
    [
      'in its place, that its time is over',
      [held, reminded, [undefined, '13:00', tick(at('13:00'))]],
      ['@ada edit: OVER since 13:00: your claim docs/ +1'],
    ],
    [
      'in its place, that it is kept',
      [held, reminded, [ada, '12:50', (state) => desk.renew(state, { who: ada, lease: 1, span: 2 * hour }, at('12:50'))]],
      ['@ada edit: KEPT docs/ +1 until 14:50 UTC'],
    ],
    [
      'nothing of a renewal that nobody was reminded of',
      [held, [ada, '10:00', (state) => desk.renew(state, { who: ada, lease: 1, span: 5 * hour }, at('10:00'))]],
      [],
    ],
    [
      'in its place, what is left of it',
      [held, reminded, [ada, '12:50', (state) => desk.release(state, { who: ada, paths: ['docs'] }, at('12:50'))]],
      ['@ada edit: ENDS 13:00: your claim README.md (10m left)'],
    ],
    [
      'in its place, that it was given back',
      [held, reminded, [ada, '12:50', (state) => desk.release(state, { who: ada }, at('12:50'))]],
      ['@ada edit: RELEASED docs/ +1: given back by you'],
    ],
    [
      'its end, to the room as well',
      [held, reminded, [undefined, '13:30', tick(at('13:30'))]],
      ['@ada edit: RELEASED docs/ +1: its time was over', 'C01: RELEASED docs/ +1 of ada: its time was over'],
    ],
    [
      'its end, to no room where it was claimed alone',
      [[ada, '09:00', claims(ada, 'docs/', dm('ada'))], reminded, [undefined, '13:30', tick(at('13:30'))]],
      ['@ada edit: RELEASED docs/: its time was over'],
    ],
    [
      'all that one late tick brings, as its end, without a ring',
      [held, [undefined, '15:00', tick(at('15:00'))]],
      ['@ada: RELEASED docs/ +1: its time was over', 'C01: RELEASED docs/ +1 of ada: its time was over'],
    ],
    [
      'a grace that nobody was reminded before, with a ring',
      [held, [undefined, '15:00', (state) => desk.backAfter(state, { from: at('10:00'), to: at('15:00') }, world())]],
      ['@ada RINGS: OVER since 13:00: your claim docs/ +1'],
    ],
    [
      'in its place, that a grace is longer by the time that the bot was away',
      [held, reminded, [undefined, '13:00', tick(at('13:00'))], [undefined, '13:40', back('13:10', '13:40')]],
      ['@ada edit: OVER since 13:00: your claim docs/ +1'],
    ],
    [
      'nothing where the minute is the same',
      [
        held,
        reminded,
        [undefined, '13:00', tick(at('13:00'))],
        [undefined, '13:10', (state) => desk.backAfter(state, { from: at('13:10'), to: at('13:10') + 20_000 }, world())],
      ],
      [],
    ],
    [
      'in its place, until when an offer stands, a hand-over, a question',
      [
        held,
        [ada, '09:01', claims(ada, 'src/', main)],
        [bob, '09:05', waits(bob)],
        [eve, '09:05', (state) => desk.steal(state, { who: eve, lease: 2, why: 'x', place: main }, at('09:05'))],
        [ada, '09:10', (state) => desk.release(state, { who: ada, lease: 1 }, at('09:10'))],
        [ada, '09:11', (state) => desk.handOver(state, { who: ada, lease: 2, to: bob }, at('09:11'))],
        [undefined, '10:12', back('09:12', '10:12')],
      ],
      [
        '@bob edit: YOUR TURN docs/: take it by 10:20',
        '@ada edit: WANTED src/ by eve: "x"',
        '@bob edit: OFFERED src/ by ada: take by 10:21',
      ],
    ],
    [
      'in its place, to both, when a holder gives it up',
      [held, asked, [ada, '09:12', answers(ada, 'ten minutes')], [undefined, '10:15', back('09:15', '10:15')]],
      ['@ada edit: WANTED docs/ +1 by bob: theirs at 10:22', 'C01 edit: SOON docs/ +1 for bob: at 10:22 UTC'],
    ],
    [
      'in its place, until when a second person may approve',
      [held, asked, opened, [undefined, '11:00', back('10:00', '11:00')]],
      ['C01 edit: WANTED docs/ +1 of ada by bob: approve?'],
    ],
    [
      'its end once, in a room that was reminded',
      [held, reminded, [undefined, '13:30', tick(at('13:30'))]],
      ['C01 edit: RELEASED docs/ +1 of ada: its time was over'],
      { settings: { ada: { notify: { claims: 'off' } } } },
    ],
    [
      'its end once there, also by a line that was removed, and to the other rooms',
      [held, reminded, [undefined, '12:50', (state) => desk.drop(state, { holder: 'ada', paths: ['docs/', 'README.md'] }, at('12:50'))]],
      ['C01 edit: RELEASED docs/ +1 of ada: line removed by hand', 'C02: RELEASED docs/ +1 of ada: line removed by hand'],
      { rooms: [main, dev], settings: { ada: { notify: { claims: 'off' } } } },
    ],
    [
      'that work lies inside, to those who wait as well, once a room',
      [held, [bob, '09:05', waits(bob)], [eve, '09:05', waits(eve)], reminded, [undefined, '13:30', tick(at('13:30'), working)]],
      [
        '@ada edit: OVER since 13:00: your claim docs/ +1',
        '@ada RINGS: STALE docs/ +1: over since 13:00, work inside',
        'C01: STALE docs/ +1 of ada: over since 13:00',
      ],
    ],
    [
      'after that, that it is kept',
      [
        held,
        [undefined, '13:30', tick(at('13:30'), working)],
        [ada, '13:40', (state) => desk.renew(state, { who: ada, lease: 1, span: hour }, at('13:40'))],
      ],
      ['@ada edit: KEPT docs/ +1 until 14:40 UTC'],
    ],
    [
      'whose turn it is',
      [held, [bob, '09:05', waits(bob)], [ada, '09:30', (state) => desk.release(state, { who: ada }, at('09:30'))]],
      ['@bob RINGS: YOUR TURN docs/: take it by 09:40'],
    ],
    [
      "an agent's turn, to its owner; not with a ring if they made it so themselves",
      [
        [bob, '09:00', claims(bob, 'docs/')],
        [codex2, '09:05', waits(codex2)],
        [bob, '09:30', (state) => desk.release(state, { who: bob }, at('09:30'))],
      ],
      ['@bob: YOUR TURN docs/ for codex-2: take it by 09:32'],
    ],
    [
      'in its place, that a turn is over',
      [
        held,
        [bob, '09:05', waits(bob)],
        [ada, '09:30', (state) => desk.release(state, { who: ada }, at('09:30'))],
        [undefined, '09:40', tick(at('09:40'))],
      ],
      ['@bob edit: LAPSED docs/: your turn was over 09:40 UTC'],
    ],
    [
      'in its place, that a line of the file came first',
      [
        held,
        [bob, '09:05', waits(bob)],
        [ada, '09:30', (state) => desk.release(state, { who: ada }, at('09:30'))],
        [undefined, '09:31', (state) => desk.adopt(state, { who: codex1, paths: ['docs/x'] }, at('09:31'))],
      ],
      ['C01: ADOPTED docs/x for codex-1: a line of the file', '@bob edit: NOT YET docs/: a line of the file came first'],
    ],
    ['to the rooms, what another clone has granted', [[undefined, '09:30', theirs]], ['C01: CLAIMED lib/ by codex-1 at m2']],
    [
      'and what it has taken back',
      [
        [undefined, '09:30', theirs],
        [undefined, '09:40', (state) => desk.drop(state, { holder: 'codex-1', paths: ['lib/'], why: 'clone' }, at('09:40'))],
      ],
      ['C01: RELEASED lib/ of codex-1: given back in another clone'],
    ],
    [
      'that a wait would never end',
      [
        [ada, '09:00', claims(ada, 'a')],
        [bob, '09:00', claims(bob, 'b')],
        [ada, '09:05', waits(ada, 'b')],
        [eve, '09:00', claims(eve, 'c')],
        [bob, '09:05', waits(bob, 'c')],
        [eve, '09:10', (state) => desk.handOver(state, { who: eve, to: ada }, at('09:10'))],
        [ada, '09:11', (state) => desk.acceptHandOver(state, { who: ada }, at('09:11'))],
      ],
      ['@ada edit: TAKEN c from eve', 'C01: ACCEPTED c: ada has it now', 'C01: NOT WAITING bob: c would never come'],
    ],
    ['that somebody wants it', [held, asked], ['@ada RINGS: WANTED docs/ +1 by bob: "release notes"']],
    [
      'nothing to an owner who takes from their agent',
      [
        [codex1, '09:00', claims(codex1, 'docs/', socket)],
        [ada, '09:10', asksFor(ada)],
      ],
      [],
    ],
    [
      'that it takes a second person',
      [held, asked, opened],
      ['@ada edit: WANTED docs/ +1 by bob: not yet given', 'C01: WANTED docs/ +1 of ada by bob: approve?'],
    ],
    [
      'that it takes none, where the holder gives it up after all',
      [held, asked, opened, [ada, '09:30', answers(ada, 'ten minutes', '09:30')]],
      [
        '@ada edit: WANTED docs/ +1 by bob: theirs at 09:40',
        'C01 edit: NOT NEEDED docs/ +1: ada gives it to bob',
        'C01: SOON docs/ +1 for bob: at 09:40 UTC',
      ],
    ],
    [
      'to both sides, that a second person approved',
      [held, asked, opened, [eve, '09:30', answers(eve, 'approve', '09:30')]],
      [
        '@ada edit: GONE docs/ +1: bob has it, eve approved',
        'C01 edit: APPROVED docs/ +1 for bob by eve',
        '@bob RINGS: YOURS docs/ +1 until 13:30 UTC',
        '@ada RINGS: STOLEN docs/ +1 by bob',
      ],
    ],
    [
      'to both sides, that silence counts',
      [held, asked, [undefined, '09:25', tick(at('09:25'))]],
      [
        '@ada edit: GONE docs/ +1: bob has it, you were silent',
        '@bob RINGS: YOURS docs/ +1 until 13:25 UTC',
        '@ada RINGS: STOLEN docs/ +1 by bob',
      ],
    ],
    [
      'only to the other side, what a holder gave',
      [held, asked, [ada, '09:12', answers(ada, 'approve')]],
      ['@ada edit: GIVEN docs/ +1 to bob', '@bob RINGS: YOURS docs/ +1 until 13:12 UTC'],
    ],
    [
      'that the holder keeps it',
      [held, asked, [ada, '09:12', answers(ada, 'deny')]],
      ['@ada edit: KEPT docs/ +1: bob does not get it', '@bob RINGS: DENIED docs/ +1: ada keeps it'],
    ],
    [
      'that the holder asks for time',
      [held, asked, [ada, '09:12', answers(ada, 'ten minutes')]],
      ['@ada edit: WANTED docs/ +1 by bob: theirs at 09:22', 'C01: SOON docs/ +1 for bob: at 09:22 UTC'],
    ],
    [
      'that it is no longer wanted',
      [held, asked, [bob, '09:12', (state) => desk.withdrawSteal(state, { who: bob, lease: 1 }, at('09:12'))]],
      ['@ada edit: KEPT docs/ +1: bob no longer wants it'],
    ],
    [
      'that nobody approved',
      [
        held,
        [ada, '09:00', (state) => desk.renew(state, { who: ada, span: 100 * hour }, at('09:00'))],
        asked,
        opened,
        [undefined, '+1 09:25', tick(at('+1 09:25'))],
      ],
      [
        '@ada edit: KEPT docs/ +1: nobody approved it',
        'C01 edit: NOT GIVEN docs/ +1 to bob: nobody approved',
        'C01: NOT YOURS docs/ +1 for bob: nobody approved it',
      ],
    ],
    [
      'that it ended before',
      [held, asked, [ada, '09:12', (state) => desk.release(state, { who: ada }, at('09:12'))]],
      ['@ada edit: OVER docs/ +1: it ended before bob had it', 'C01: NOT YOURS docs/ +1 for bob: its claim has ended'],
    ],
    ['that a claim is offered', [held, offered], ['@bob RINGS: OFFERED docs/ +1 by ada: take by 09:30']],
    [
      'that an offer was taken',
      [held, offered, [bob, '09:21', (state) => desk.acceptHandOver(state, { who: bob }, at('09:21'))]],
      ['@bob edit: TAKEN docs/ +1 from ada', 'C01: ACCEPTED docs/ +1: bob has it now'],
    ],
    [
      'that an offer was not wanted',
      [held, offered, [bob, '09:21', (state) => desk.declineHandOver(state, { who: bob }, at('09:21'))]],
      ['@bob edit: DECLINED docs/ +1 from ada', 'C01: DECLINED docs/ +1: bob does not want it'],
    ],
    [
      'that an offer was taken back',
      [held, offered, [ada, '09:21', (state) => desk.declineHandOver(state, { who: ada }, at('09:21'))]],
      ['@bob edit: WITHDRAWN docs/ +1: ada keeps it'],
    ],
    [
      'that an offer has lapsed',
      [held, offered, [undefined, '09:30', tick(at('09:30'))]],
      ['@bob edit: LAPSED docs/ +1: the offer was over 09:30 UTC', 'C01: LAPSED docs/ +1: bob did not answer'],
    ],
    [
      'that another offer took its place',
      [held, offered, [ada, '09:22', (state) => desk.handOver(state, { who: ada, to: eve }, at('09:22'))]],
      ['@bob edit: WITHDRAWN docs/ +1: offered anew', '@eve RINGS: OFFERED docs/ +1 by ada: take by 09:32'],
    ],
    [
      'that a claim was broken',
      [held, [eve, '09:10', (state) => desk.breakClaim(state, { who: eve, lease: 1, why: 'ada is on leave' }, at('09:10'))]],
      ['@ada RINGS: BROKEN docs/ +1 by eve'],
    ],
    [
      'nothing of one that was broken by its holder',
      [held, [ada, '09:10', (state) => desk.breakClaim(state, { who: ada, lease: 1 }, at('09:10'))]],
      [],
    ],
    [
      'to all rooms, that a line was removed',
      [held, [undefined, '09:10', (state) => desk.drop(state, { holder: 'ada', paths: ['docs/'] }, at('09:10'))]],
      ['C01: RELEASED docs/ of ada: line removed by hand', 'C02: RELEASED docs/ of ada: line removed by hand'],
      { rooms: [main, dev] },
    ],
    [
      'where it was claimed, that a line was removed, where no room hears of claims',
      [
        [ada, '09:00', claims(ada, 'docs/', dev)],
        [undefined, '09:10', (state) => desk.drop(state, { holder: 'ada', paths: ['docs/'] }, at('09:10'))],
      ],
      ['C02: RELEASED docs/ of ada: line removed by hand'],
      { rooms: [] },
    ],
    [
      'lines that were adopted, and those that were not',
      [
        held,
        [undefined, '09:10', (state) => desk.adopt(state, { who: codex2, paths: ['docs/a', 'docs/b', '../x', 'tools/'] }, at('09:10'))],
      ],
      ['C01: ADOPTED tools/ for codex-2: a line of the file', 'C01: NOT ADOPTED docs/a +2 for codex-2'],
    ],
    [
      'to the other rooms, what is announced, once for all claims',
      [
        held,
        [ada, '09:01', claims(ada, 'src/', main)],
        [
          ada,
          '09:10',
          (state) =>
            desk.announce(state, { who: ada, paths: ['docs/', 'src/'], files: ['src/gc.rs'], tests: [], risky: false }, at('09:10')),
        ],
      ],
      ['C02: ANNOUNCED ada: docs/ +2'],
      { rooms: [main, dev] },
    ],
  ])('%s', (_, story, expected, options) => {
    const { does } = house(options);
    const told = story.map(([who, time, deed]) => does(who, at(time), deed));
    expect(told.at(-1)!.map(brief)).toEqual(expected);
  });

  it('what comes to one person at once rings once', () => {
    const { does, happens } = house();
    does(ada, at('09:00'), claims(ada, 'docs/', main));
    does(ada, at('09:00'), claims(ada, 'src/', main));
    expect(happens(at('12:45'), tick(at('12:45'))).map(brief)).toEqual([
      '@ada RINGS: ENDS 13:00: your claim docs/ (15m left)',
      '@ada: ENDS 13:00: your claim src/ (15m left)',
    ]);
  });

  it('nothing of what a person does reaches them again, and nothing rings that is no question or loss', () => {
    const { does } = house();
    does(ada, at('09:00'), claims(ada, 'docs/', main));
    const told = [
      ...does(bob, at('09:10'), asksFor(bob)),
      ...does(bob, at('09:11'), (state) => desk.withdrawSteal(state, { who: bob, lease: 1 }, at('09:11'))),
    ];
    expect(told.filter(({ message }) => message.card.mention?.includes('bob'))).toEqual([]);
  });
});

/** What a day does not bring; see claim-news.day.test.ts. */
it('is read', () => {
  const lines: string[] = [];
  const hear = (...story: readonly [desk.Who | undefined, string, Deed][]): void => {
    const { does } = house();
    const told = story.map(([who, time, deed]) => does(who, at(time), deed)).at(-1)!;
    lines.push(...told.filter(({ isEdit }) => !isEdit).flatMap((one) => [...read(one), '']));
  };
  hear(held, [bob, '09:05', waits(bob)], reminded, [undefined, '13:30', tick(at('13:30'), working)]);
  hear(held, asked, [undefined, '09:25', tick(at('09:25'))]);
  hear(held, asked, [ada, '09:12', answers(ada, 'deny')]);
  hear(held, asked, [ada, '09:12', answers(ada, 'ten minutes')]);
  hear(held, [eve, '09:10', (state) => desk.breakClaim(state, { who: eve, lease: 1, why: 'ada is on leave' }, at('09:10'))]);
  hear(held, [undefined, '09:10', (state) => desk.adopt(state, { who: codex2, paths: ['docs/a', '../x'] }, at('09:10'))]);
  hear(held, [
    undefined,
    '09:10',
    (state) =>
      desk.announce(
        { ...state, claims: state.claims.map((claim) => ({ ...claim, holder: codex1 })) },
        { who: codex1, files: ['docs/a.md', 'docs/b.md'], tests: ['npm test', 'make docs'], risky: true },
        at('09:10'),
      ),
  ]);
  expect(`\n${lines.join('\n')}`).toMatchInlineSnapshot(`
    "
    @ada (RINGS) 
    STALE docs/ +1: over since 13:00, work inside
    | 3 dirty files, 2 unpushed commits
    | last commit 12:02 UTC
    | Not released. Looked at each hour.
    | docs/, README.md
    | bob waits
      [Keep 4h] [Release] @ada

    C01 
    STALE docs/ +1 of ada: over since 13:00
    | Not released: there is work inside.
    | bob goes on waiting

    @bob (RINGS) 
    YOURS docs/ +1 until 13:25 UTC
    | from ada, nobody answered
    | docs/, README.md
    | lease 2
      [Release] @bob

    @ada (RINGS) 
    STOLEN docs/ +1 by bob
    | "release notes"
    | you were asked 09:10 UTC, and silent
    | docs/, README.md
      [Wait for it] [Ask] @ada

    @bob (RINGS) 
    DENIED docs/ +1: ada keeps it
    | until 13:00 UTC (3h48m)
      [Wait] [Ask] @bob

    C01 
    SOON docs/ +1 for bob: at 09:22 UTC
    | ada gives it up then

    @ada (RINGS) 
    BROKEN docs/ +1 by eve
    | "ada is on leave"
    | docs/, README.md
    | The claim is gone; files are untouched.
      [Wait for it] @ada

    C01 
    NOT ADOPTED docs/a +1 for codex-2
    | docs/a: ada has it, 3h50m left
    | ../x: outside the repository
    | They stay lines of the file.

    C01 
    RISKY codex-1: docs/ +1
    | docs/, README.md
    | files: docs/a.md, docs/b.md
    | tests: npm test, make docs
    | claimed until 13:00 UTC (3h50m)
    "
  `);
});

describe('text from people and files is shown, and never takes effect', () => {
  it('in a reminder', () => {
    const { does, happens } = house();
    const paths = ['a/<@U01> *x*', '`y`'];
    does(ada, at('09:00'), (state) => desk.claim(state, { who: ada, paths, why: 'see @here <!channel>', place: main }, at('09:00')));
    const [told] = happens(at('12:46'), tick(at('12:46')));
    expect(told!.message.card.lines).toEqual(['since 09:00 UTC', 'a/<@U01> *x*, `y`', '"see @here <!channel>"']);
  });

  it('of a line in the file', () => {
    const { happens } = house();
    const who: desk.Who = { id: 'a\u202eb', kind: 'agent' };
    const [told] = happens(at('09:00'), (state) => desk.adopt(state, { who, paths: ['x\u202ey', 'a\nb'] }, at('09:00')));
    expect(read(told!)).toEqual([
      'C01 ',
      'NOT ADOPTED x⟨U+202E⟩y +1 for a⟨U+202E⟩b',
      '| x⟨U+202E⟩y: invisible character',
      '| a␊b: line break',
      '| They stay lines of the file.',
    ]);
  });
});

describe('any day', () => {
  const longNamed: desk.Who = { id: 'an-agent-of-a-very-long-name-26366', kind: 'agent', owner: 'bob' };
  const all = [ada, bob, eve, codex1, codex2, { id: 'codex-9', kind: 'agent' } as const, longNamed];
  const names = ['docs/', 'docs/a.md', 'src/', 'src/*.rs', 'a b', `${'deep/'.repeat(20)}x`, '中文/文件', 'src/\u202e', 'tools/x.py'];
  const op = fc.record({
    do: fc.constantFrom(
      'claim',
      'claim',
      'wait',
      'wait',
      'take',
      'pass',
      'renew',
      'release',
      'steal',
      'steal',
      'answer',
      'hand over',
      'accept',
      'decline',
      'break',
      'adopt',
      'drop',
      'announce',
      'seen',
      'away',
      'nothing',
    ),
    after: fc.constantFrom(0, minute, 9 * minute, 20 * minute, 70 * minute, 5 * hour),
    who: fc.constantFrom(...all),
    to: fc.constantFrom(...all),
    paths: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
    why: fc.string({ unit: 'grapheme', maxLength: 80 }),
    place: fc.constantFrom<Place | undefined>(main, dev, socket, dm('ada'), { ...main, thread: '1.1' }, undefined),
    answer: fc.constantFrom<desk.StealAnswer>('approve', 'deny', 'ten minutes'),
    pick: fc.nat(9),
    busy: fc.boolean(),
  });
  type Op = typeof op extends fc.Arbitrary<infer T> ? T : never;

  function run(state: desk.DeskState, { who, to, paths, why, place, answer, pick, ...given }: Op, now: Millis): ReturnType<Deed> {
    const some = <T>(items: readonly T[]): T | undefined => items[pick % Math.max(1, items.length)];
    const claim = some(state.claims);
    const [lease, holder] = [claim?.lease ?? 0, claim?.holder ?? who];
    const where = place && { place };
    switch (given.do) {
      case 'claim':
        return desk.claim(state, { who, paths, why, ...where }, now);
      case 'wait':
        return desk.wait(state, { who, paths, why, ...where }, now);
      case 'take':
        return desk.take(state, { who: state.waits.find(({ offer }) => offer)?.who ?? who }, now);
      case 'pass':
        return desk.pass(state, { who: some(state.waits)?.who ?? who }, now);
      case 'renew':
        return desk.renew(state, { who: holder, lease, span: hour }, now);
      case 'release':
        return desk.release(state, { who: holder, lease, paths: claim?.paths.slice(0, 1) }, now);
      case 'steal':
        return desk.steal(state, { who, lease, why: why || 'x', ...where }, now);
      case 'answer':
        return desk.answerSteal(state, { who: pick % 2 === 0 ? holder : who, lease: some(state.steals)?.lease ?? 0, answer }, now);
      case 'hand over':
        return desk.handOver(state, { who: holder, lease, to }, now);
      case 'accept':
        return desk.acceptHandOver(state, { who: some(state.handovers)?.to ?? who }, now);
      case 'decline':
        return desk.declineHandOver(state, { who: some(state.handovers)?.to ?? who }, now);
      case 'break':
        return desk.breakClaim(state, { who, lease, why }, now);
      case 'adopt':
        return desk.adopt(state, { who, paths }, now);
      case 'drop':
        return desk.drop(state, { holder: holder.id, paths }, now);
      case 'announce':
        return desk.announce(state, { who: holder, lease, files: paths, tests: paths.slice(1), risky: given.busy }, now);
      case 'seen':
        return desk.seen(state, lease, [{ at: now - minute, byHolder: true }], now);
      case 'away':
        return desk.backAfter(state, { from: now - hour, to: now }, world());
      default:
        return desk.tick(state, now, world());
    }
  }

  /** What each card that stands with buttons asks, and whether there is still somebody to answer it. */
  function isOpen(key: string, { claims: held, waits: line, steals, handovers }: desk.DeskState): boolean {
    const [, kind, n, what, when] = /^(\w+)\/(\d+)\/([\w-]+)@(\d+)/.exec(key)!;
    const [id, time] = [Number(n), Number(when)];
    if (kind === 'wait') return line.some((wait) => wait.id === id && wait.offer?.at === time);
    if (what === 'handover') return handovers.some((offer) => offer.lease === id && offer.at === time);
    if (what === 'steal') return steals.some((steal) => steal.lease === id && steal.at === time);
    if (what === 'second') return steals.some((steal) => steal.lease === id && steal.at === time && steal.stage.is === 'open');
    const claim = held.find(({ lease, until }) => lease === id && until === time);
    return what === 'stale' ? claim?.stage.is === 'escalated' : claim?.stage.is === 'reminded' || claim?.stage.is === 'grace';
  }

  const questions = (state: desk.DeskState): string[] =>
    [
      ...state.claims.flatMap(({ lease, until, stage }) =>
        stage.is === 'running' ? [] : [`claim/${lease}/${stage.is === 'escalated' ? 'stale' : 'ends'}@${until}`],
      ),
      ...state.waits.flatMap(({ id, offer }) => (offer ? [`wait/${id}/offer@${offer.at}`] : [])),
      ...state.steals.flatMap(({ lease, at: time, stage }) => [
        `claim/${lease}/steal@${time}`,
        ...(stage.is === 'open' ? [`claim/${lease}/second@${time}`] : []),
      ]),
      ...state.handovers.map(({ lease, at: time }) => `claim/${lease}/handover@${time}`),
    ].sort();

  it('each question that is open stands with its buttons, and no other; it fits; it is said once', () => {
    const settings: House['settings'] = {
      eve: { notify: { claims: 'room' } },
      bob: { quiet: { from: '22:00', to: '07:00', zone: 'UTC' } },
    };
    fc.assert(
      fc.property(fc.array(op, { minLength: 1, maxLength: 60 }), fc.constantFrom('UTC', 'Asia/Kolkata'), (ops, zone) => {
        const options: House = { settings, zone: () => zone };
        const { bench, outbox, does, happens } = house(options);
        let now = at('09:00');
        for (const one of ops) {
          // Each is written to the disk: no two of them in one millisecond, by which requests are told apart.
          now += Math.max(1, one.after);
          happens(now, tick(now, one.busy ? working : {}));
          const deed = run(bench.desk, one, now);
          if ('ok' in deed && !deed.ok) continue;
          const byHand = !['adopt', 'drop', 'seen', 'away', 'nothing'].includes(one.do);
          const told = does(byHand ? one.who : undefined, now, () => deed);
          const step = 'ok' in deed ? deed.value : deed;
          const again = new Outbox(options);
          for (const [key, row] of outbox.rows) again.rows.set(key, row);
          // A restart between the two writes says all of it again.
          const repeated = again.hear(step.news, bench.desk, now, byHand ? { person: one.who.id, place: main } : undefined);
          expect(repeated.filter(({ message }) => message.kind === 'card')).toEqual([]);
          if (byHand) expect(told.filter(({ message }) => message.rings && message.card.mention?.includes(one.who.id))).toEqual([]);
        }
        // Whose turn has lapsed may claim what they waited for: that is no answer to a question.
        const open = [...outbox.rows].filter(
          ([key, { card }]) => /(?:ends|stale|offer|steal|second|handover)@\d+$/.test(key) && card.buttons && !/^LAPSED/.test(card.title),
        );
        expect(open.map(([key]) => key).sort()).toEqual(questions(bench.desk));
        for (const [key] of open) expect([key, isOpen(key, bench.desk)]).toEqual([key, true]);
        for (const told of outbox.all) fits(told);
      }),
      { numRuns: 300, seed },
    );
  });

  function fits({ message: { place, rings, card, holdUntil }, isEdit }: Told): void {
    expect(place.adapter).not.toBe('socket');
    expect(place.thread).toBeUndefined();
    if (rings) expect([isEdit, card.mention?.length]).toEqual([false, 1]);
    if (holdUntil !== undefined) expect(place.direct).toBe(true);
    if (place.direct) expect(people.some(({ id }) => place.room === `@${id}`)).toBe(true);
    const rows = card.lines ?? [];
    expect(columns(card.title), card.title).toBeLessThanOrEqual(60);
    for (const row of rows) expect(columns(row), row).toBeLessThanOrEqual(40);
    expect(rows.length).toBeLessThanOrEqual(11);
    expect(plainText(card)).not.toMatch(/undefined|null|NaN|\u202e/);
  }
});
