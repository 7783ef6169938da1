/** What must be so of claims whatever was killed: one story in the store, in its audit and in the file. */
import { expect } from 'vitest';
import type { Claim } from '../../src/locks/desk/desk.ts';
import { type ClaimsHouse, eventually } from './house.ts';

export const linesOf = (claims: readonly Claim[]): string[] =>
  claims.flatMap(({ holder, paths }) => paths.map((path) => `${holder.id} -> ${path}`));
export const storedLines = (house: ClaimsHouse): string[] => linesOf(house.stored());

/** Waits until all is in step, then holds the three against each other. */
export async function expectWhole(house: ClaimsHouse): Promise<void> {
  await eventually('in step', async () => {
    const { standing } = await house.locks();
    return standing.is === 'in step' && house.lines.length === storedLines(house).length;
  });
  expect(house.lines.toSorted()).toEqual(storedLines(house).toSorted());
  const audit = house.audit();
  const granted = audit.flatMap(({ what, detail }) => (what === 'granted' ? [detail.claim!.lease] : []));
  expect(granted, 'leases only increase, each is granted once').toEqual([...new Set(granted)].toSorted((a, b) => a - b));
  const ended = audit.flatMap(({ what, detail }) => (what === 'released' && detail.rest!.length === 0 ? [detail.claim!.lease] : []));
  expect(new Set(ended).size, 'each ends once').toBe(ended.length);
  expect(
    house.stored().map(({ lease }) => lease),
    'what was granted and has not ended is held',
  ).toEqual(granted.filter((lease) => !ended.includes(lease)));
}
