import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, type Place, type Role, roles } from '../kernel/people.ts';
import type { Standing } from './adapter.ts';
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

describe('by what the platform knows of them', () => {
  const eve: Person = { id: 'eve', roles: ['operator'], handles: { slack: 'U03' }, zone: 'Europe/Berlin' };
  const all = [...people, eve];
  const as = (sender: string, standing: Standing, place: Place = { adapter: 'slack', room: 'C01' }, of: readonly Room[] = rooms) =>
    whoIs({ place, sender }, { people: all, rooms: of, owner: 'root', local: false, standing });
  const direct: Place = { adapter: 'slack', room: '@U01', direct: true };

  test.each<[string, string, Standing, [string, Role | undefined]]>([
    ['a person by another form of their id', 'T01/U03', { aliases: ['U03'] }, ['eve', 'operator']],
    ['not without the platform’s word for it', 'T01/U03', {}, ['T01/U03', undefined]],
    ['nor somebody of another company whose id ends alike', 'T02/U03', { atMost: 'viewer' }, ['T02/U03', undefined]],
    ['a group lifts a stranger', 'T01/U99', { grants: 'operator' }, ['T01/U99', 'operator']],
    ['a group lifts a person without roles', 'T01/U02', { grants: 'viewer' }, ['bob', 'viewer']],
    ['a group takes nothing away', 'T01/U01', { grants: 'viewer' }, ['ada', 'approver']],
    ['a guest is a viewer at most, whatever they were given', 'T01/U01', { atMost: 'viewer' }, ['ada', 'viewer']],
    ['a guest in a group as well', 'T01/U99', { grants: 'operator', atMost: 'viewer' }, ['T01/U99', 'viewer']],
    ['a guest without a role gets none', 'T01/U99', { atMost: 'viewer' }, ['T01/U99', undefined]],
    ['an agent in a group has no more than it gives', 'T01/U09', { grants: 'operator' }, ['codex-26366', 'operator']],
  ])('%s', (_, sender, standing, expected) => {
    const { person, role } = as(sender, standing);
    expect([person.id, role]).toEqual(expected);
  });

  test('their own zone holds where we know no other', () => {
    expect(as('T01/U02', { zone: 'Asia/Tokyo' }).person).toEqual({ ...bob, zone: 'Asia/Tokyo' });
    expect(as('T01/U03', { aliases: ['U03'], zone: 'Asia/Tokyo' }).person).toEqual(eve);
    expect(as('T01/U99', { zone: 'Asia/Tokyo' }).person).toEqual({ id: 'T01/U99', roles: [], handles: {}, zone: 'Asia/Tokyo' });
  });

  test('what is not known for now is told with it', () => {
    expect(as('T01/U01', { atMost: 'viewer', unsure: true })).toMatchObject({ role: 'viewer', unsure: true });
    expect(as('T01/U01', {})).not.toHaveProperty('unsure');
  });

  test.each<[string, Place, readonly Room[], Role | undefined]>([
    ['in a listed room they are who they are', { adapter: 'slack', room: 'C01' }, rooms, 'approver'],
    ['in a thread of it, too', { adapter: 'slack', room: 'C01', thread: '17.1' }, rooms, 'approver'],
    ['in one that is not listed they have no role', { adapter: 'slack', room: 'C09' }, rooms, undefined],
    ['in direct messages they are who they are, though rooms are listed', direct, rooms, 'approver'],
    ['where no room is listed every room is', { adapter: 'slack', room: 'C09' }, [], 'approver'],
    ['rooms of another platform list none here', { adapter: 'slack', room: 'C09' }, [{ adapter: 'matrix', room: '!r' }], 'approver'],
    [
      'a room of the same name elsewhere is another',
      { adapter: 'slack', room: 'C01' },
      [
        { adapter: 'matrix', room: 'C01' },
        { adapter: 'slack', room: 'C02' },
      ],
      undefined,
    ],
  ])('%s', (_, place, of, role) => expect(as('T01/U01', { grants: 'viewer' }, place, of).role).toBe(role));

  test('a stranger has nothing in direct messages, whatever rooms give to everybody', () =>
    expect(as('T01/U99', {}, { ...direct, room: '@U99' }).role).toBeUndefined());

  test('whatever room and group give, nobody has more than the platform lets them have, and nobody without a role gets one by that', () => {
    const role = fc.constantFrom(...roles, undefined);
    fc.assert(
      fc.property(fc.constantFrom('T01/U01', 'T01/U02', 'T01/U09', 'T01/U99'), role, role, role, (sender, roomRole, grants, atMost) => {
        const of: Room[] = [{ adapter: 'slack', room: 'C01', ...(roomRole && { role: roomRole }) }];
        const standing = { ...(grants && { grants }), ...(atMost && { atMost }) };
        const free = as(sender, { ...(grants && { grants }) }, undefined, of).role;
        const { role: own } = as(sender, standing, undefined, of);
        if (atMost && own) expect(atLeast(atMost, own)).toBe(true);
        if (!free) expect(own).toBeUndefined();
        else expect(own).toBe(atMost && atLeast(free, atMost) ? atMost : free);
      }),
    );
  });
});
