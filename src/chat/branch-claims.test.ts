/** When the branch of a claim is done with, its release is suggested once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { minute } from '../kernel/durations.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { claim } from '../locks/desk/desk.ts';
import { type BranchClaims, createBranchClaims } from './branch-claims.ts';
import { House, room } from './testing.ts';

type State = 'open' | 'merged' | 'closed' | 'gone';

let house: House;
let branches: BranchClaims;
let state: Outcome<State>;
let asked: string[];
let busy: boolean;
/** Of whoever is told when a remote's branches move. */
let watchers: Set<() => void>;

beforeEach(() => {
  house = new House();
  [state, asked, busy, watchers] = [done('open'), [], false, new Set()];
  branches = createBranchClaims({
    store: house.store,
    clock: house.clock,
    stateOf: async (branch) => {
      asked.push(branch);
      return state;
    },
    watch: (changed) => {
      watchers.add(changed);
      return { stop: () => void watchers.delete(changed) };
    },
    busy: () => busy,
    context: () => ({
      now: house.clock.now(),
      people: [],
      settings: () => ({}),
      direct: () => undefined,
      adapters: ['fake'],
      rooms: [room],
    }),
    wakeOutbox: house.outbox.wake,
    log: () => {},
  });
  claims('ada', 'docs/', 'feature/api');
});
afterEach(() => {
  branches.stop();
  house.close();
});

function claims(id: string, path: string, branch?: string): void {
  const from = house.store.claims.desk();
  const step = claim(from, { who: { id, kind: 'person' }, paths: [path], place: room, ...(branch && { branch }) }, house.clock.now());
  if (!step.ok) throw new Error(step.refusal.message);
  house.store.transaction(() => house.store.claims.changeDesk({ from, to: step.value.desk, news: step.value.news }, id));
}

async function look(now: Outcome<State>): Promise<string[]> {
  state = now;
  branches.look();
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  await house.work();
  return house.platform.messages.map(({ card }) => card.title);
}

test.each<[State, string]>([
  ['merged', 'DONE WITH docs/ of ada? Its branch is merged'],
  ['closed', 'DONE WITH docs/ of ada? Its branch is closed'],
  ['gone', 'DONE WITH docs/ of ada? Its branch is gone'],
])('a branch that is %s, once', async (end, title) => {
  expect(await look(done('open'))).toEqual([]);
  await look(done(end));
  house.clock.advance(minute);
  expect(await look(done(end))).toEqual([title]);
  expect(await look(done(end))).toEqual([title]);
  expect(house.store.claims.desk().claims).toHaveLength(1);
});

test('a branch that a fetch takes away before it brings the merge is merged, not gone', async () => {
  await look(done('open'));
  expect(await look(done('gone'))).toEqual([]);
  expect(await look(done('merged'))).toEqual(['DONE WITH docs/ of ada? Its branch is merged']);
});

test('one that stays away is gone a minute later, by itself; one that came back is not', async () => {
  await look(done('open'));
  expect(await look(done('gone'))).toEqual([]);
  expect(await look(done('open'))).toEqual([]);
  house.clock.advance(minute);
  expect(await look(done('gone'))).toEqual([]);
  house.clock.advance(minute);
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  await house.work();
  expect(house.platform.messages.map(({ card }) => card.title)).toEqual(['DONE WITH docs/ of ada? Its branch is gone']);
});

test('a branch that was never there is still to be made', async () => {
  expect(await look(done('gone'))).toEqual([]);
});

test('what cannot be told is no end', async () => {
  await look(done('open'));
  expect(await look(refuse('git failed', 'no'))).toEqual([]);
});

test('nobody is asked beside a bench; half an hour later it is looked at again by itself', async () => {
  busy = true;
  expect(await look(done('merged'))).toEqual([]);
  expect(asked).toEqual([]);
  busy = false;
  house.clock.advance(30 * minute);
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual(['feature/api']);
});

function forget(): void {
  const from = house.store.claims.desk();
  house.store.transaction(() => house.store.claims.changeDesk({ from, to: { ...from, claims: [] }, news: [] }, 'ada'));
}

test('a fetch that brings the merge is enough; what moves while it is looked at is looked at after it', async () => {
  await look(done('open'));
  expect(watchers.size).toBe(1);
  const [fetched] = watchers;
  fetched!();
  // Not yet answered: it moves again.
  fetched!();
  state = done('merged');
  for (let n = 0; n < 10; n += 1) await new Promise((resolve) => setImmediate(resolve));
  await house.work();
  expect(asked).toHaveLength(3);
  expect(house.platform.messages.map(({ card }) => card.title)).toEqual(['DONE WITH docs/ of ada? Its branch is merged']);
  expect(watchers.size).toBe(1);
});

test('nothing is watched any more once no claim names a branch, or the bot ends', async () => {
  await look(done('open'));
  forget();
  branches.look();
  expect(watchers.size).toBe(0);
  claims('ada', 'src/', 'feature/src');
  await look(done('open'));
  expect(watchers.size).toBe(1);
  branches.stop();
  branches.look();
  expect(watchers.size).toBe(0);
});

test('where no claim names a branch nothing is asked or watched, and no timer runs', () => {
  const before = house.clock.pending;
  forget();
  branches.look();
  expect([asked, house.clock.pending, watchers.size]).toEqual([[], before, 0]);
});
