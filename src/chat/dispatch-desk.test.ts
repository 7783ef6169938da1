/** A line that changes the lock desk is finished while nobody else is there, and worked again where somebody was faster. */
import { afterEach, expect, test } from 'vitest';
import type { Admission } from './lock-desk.ts';
import { House } from './testing.ts';

let house: House;
afterEach(() => house.close());

test('worked again, it does not ask other clones once more: that would wait for itself', async () => {
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = last.then(run);
    last = turn.catch(() => {});
    return turn;
  };
  const admissions: Admission[] = [{ is: 'moved' }, { is: 'moved' }, { is: 'admitted' }];
  const fetched: string[] = [];
  house = new House({
    desk: { alone, admit: async () => admissions.shift()! },
    fetchClones: () => alone(async () => void fetched.push('fetched')),
  });
  await house.hear('queue');
  expect(house.store.claims.desk().lastWait).toBe(1);
  expect([fetched, admissions]).toEqual([['fetched'], []]);
});
