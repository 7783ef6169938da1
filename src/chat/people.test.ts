import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Role, roles } from '../kernel/people.ts';
import { allPeople, hasAdmin, type Room, whoIs } from './people.ts';
import type { Person } from './store.ts';

const ada: Person = { id: 'ada', roles: ['operator', 'approver'], handles: { slack: 'T01/U01', matrix: '@ada:example.org' } };
const bob: Person = { id: 'bob', roles: [], handles: { slack: 'T01/U02' } };
const codex: Person = { id: 'codex-26366', roles: ['operator', 'approver', 'admin'], handles: { slack: 'T01/U09' }, owner: 'ada' };
const people = [ada, bob, codex];
const rooms: Room[] = [
  { adapter: 'slack', room: 'C01' },
  { adapter: 'slack', room: 'C02', role: 'viewer' },
];

const who = (adapter: string, room: string, sender: string, more: { as?: string; local?: boolean } = {}) => {
  const { person, role } = whoIs(
    { place: { adapter, room }, sender, ...(more.as !== undefined && { as: more.as }) },
    { people, rooms, owner: 'root', local: more.local ?? false },
  );
  return [person.id, role];
};

test.each<[string, [string, string, string, { as?: string; local?: boolean }?], [string, Role | undefined]]>([
  ['a person by the handle of that platform', ['slack', 'C01', 'T01/U01'], ['ada', 'approver']],
  ['not by the handle of another platform', ['matrix', '!r', 'T01/U01'], ['T01/U01', undefined]],
  ['nor by a handle that only looks like it', ['slack', 'C01', 't01/u01'], ['t01/u01', undefined]],
  ['nor by a name', ['slack', 'C01', 'ada'], ['ada', undefined]],
  ['a stranger', ['slack', 'C01', 'T01/U99'], ['T01/U99', undefined]],
  ['a stranger where the room has a role for everybody', ['slack', 'C02', 'T01/U99'], ['T01/U99', 'viewer']],
  ['a person without roles there has that role, too', ['slack', 'C02', 'T01/U02'], ['bob', 'viewer']],
  ['and one with more keeps it', ['slack', 'C02', 'T01/U01'], ['ada', 'approver']],
  ['a room that is not listed', ['slack', 'C09', 'T01/U01'], ['ada', undefined]],
  ['an agent is never more than an operator', ['slack', 'C01', 'T01/U09'], ['codex-26366', 'operator']],
  ['not by its credential either', ['socket', 'say', 'root', { as: 'codex-26366', local: true }], ['codex-26366', 'operator']],
  ['the console is the owner of the process', ['console', 'console', 'root', { local: true }], ['root', 'admin']],
  ['said as somebody: their role, not the role of the owner', ['socket', 'say', 'root', { as: 'bob', local: true }], ['bob', undefined]],
  ['said as nobody that is known', ['socket', 'say', 'root', { as: 'eve', local: true }], ['eve', undefined]],
  ['a schedule of the owner of the process', ['slack', 'C01', 'root', { as: 'root' }], ['root', 'admin']],
])('%s', (_, [adapter, room, sender, more], expected) => {
  expect(who(adapter, room, sender, more)).toEqual(expected);
});

test('whatever its roles and however it comes, an agent never approves', () => {
  fc.assert(
    fc.property(fc.subarray([...roles]), fc.boolean(), fc.constantFrom(...roles, undefined), (own, as, roomRole) => {
      const agent: Person = { ...codex, roles: own };
      const room: Room = { adapter: 'slack', room: 'C01', ...(roomRole === 'viewer' || roomRole === 'operator' ? { role: roomRole } : {}) };
      const { role } = whoIs(
        { place: { adapter: 'slack', room: 'C01' }, sender: 'T01/U09', ...(as && { as: agent.id }) },
        { people: [agent], rooms: [room], owner: 'root', local: false },
      );
      expect(['approver', 'admin']).not.toContain(role);
    }),
  );
});

describe('people of config and chat', () => {
  test('what was made in chat wins, what was forgotten is gone', () => {
    const promoted: Person = { ...bob, roles: ['operator'] };
    expect(allPeople(people, [promoted], ['ada'])).toEqual([codex, promoted]);
  });

  test('an admin counts only with a handle to be one by', () => {
    expect(hasAdmin([{ id: 'root', roles: ['admin'], handles: {} }])).toBe(false);
    expect(hasAdmin([{ ...ada, roles: ['admin'] }])).toBe(true);
    expect(hasAdmin(people.filter(({ owner }) => owner === undefined))).toBe(false);
  });

  test('an agent does not count as the admin that others wait for', () => {
    expect(hasAdmin([codex])).toBe(false);
  });
});
