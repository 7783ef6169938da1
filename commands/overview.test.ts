/** What of the lock desk needs whoever asks. */
import { expect, test } from 'vitest';
import { hour, minute } from '../src/kernel/durations.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { emptyDesk, type Who } from '../src/locks/desk/desk.ts';
import { now, say, viewOf } from './view.fixture.ts';

const ada: Who = { id: 'ada', kind: 'person' };
const bob: Who = { id: 'bob', kind: 'person' };
const codex: Who = { id: 'codex-26366', kind: 'agent', owner: 'ada' };
const world = { activity: () => ({ dirty: 0, unpushed: 0, commits: [] }), quietUntil: () => undefined };
type Deed = (state: desk.DeskState) => desk.Done | desk.ClaimDone;

function after(...deeds: Deed[]): desk.DeskState {
  return deeds.reduce((state, deed) => {
    const done = deed(state);
    if (!done.ok) throw new Error(done.refusal.message);
    return done.value.desk;
  }, emptyDesk);
}
const hold =
  (who: Who, path: string, span: number = hour, at: number = now): Deed =>
  (state) =>
    desk.claim(state, { who, paths: [path], span }, at);
const needs = async (state: desk.DeskState): Promise<string[]> => {
  const answer = await say('', viewOf({ list: [], desk: desk.tick(state, now, world).desk }));
  if (!answer.ok) throw new Error(answer.refusal.message);
  return [answer.reply!.title, ...(answer.reply!.lines ?? []).filter((line) => line.startsWith('you'))];
};

test.each<[string, desk.DeskState, string[]]>([
  ['nothing', after(hold(ada, 'docs/'), hold(bob, 'src/')), ['QUIET: nothing runs or waits, nothing needs you']],
  [
    'a claim that ends, also of an agent of theirs',
    after(hold(ada, 'docs/', 20 * minute, now - 15 * minute), hold(codex, 'src/', 20 * minute, now - 25 * minute)),
    ['QUIET: nothing runs or waits, 2 need you', 'you: ENDS claim docs/ · 5m', 'you: OVER claim src/ · not released'],
  ],
  [
    'their turn',
    after(
      hold(bob, 'docs/'),
      (state) => desk.wait(state, { who: ada, paths: ['docs/'] }, now),
      (state) => desk.release(state, { who: bob }, now),
    ),
    ['QUIET: nothing runs or waits, 1 needs you', 'you: your turn: docs/ · 10m'],
  ],
  [
    'somebody wants what they hold',
    after(hold(ada, 'docs/'), (state) => desk.steal(state, { who: bob, lease: 1, why: 'release' }, now)),
    ['QUIET: nothing runs or waits, 1 needs you', 'you: bob wants docs/ · 15m'],
  ],
  [
    'something is offered to them',
    after(hold(bob, 'docs/'), (state) => desk.handOver(state, { who: bob, to: ada }, now)),
    ['QUIET: nothing runs or waits, 1 needs you', 'you: offered: docs/ · 10m'],
  ],
])('%s', async (_, state, told) => expect(await needs(state)).toEqual(told));
