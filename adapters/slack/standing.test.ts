/** What Slack's knowledge of a person comes to here, and how seldom it is asked. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Standing } from '../../src/chat/adapter.ts';
import { minute } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Role } from '../../src/kernel/people.ts';
import { roles } from '../../src/kernel/people.ts';
import type { Called } from './api.ts';
import { createStanding, type Group } from './standing.ts';
import { FakeApi } from './testing.ts';

let api: FakeApi;
let clock: FakeClock;
let logged: string[];
beforeEach(() => {
  api = new FakeApi();
  clock = new FakeClock();
  logged = [];
});

const standing = (groups: readonly Group[] = [], team: string | undefined = 'T01') =>
  createStanding({ api, clock, team: () => team, groups, log: (_, message) => logged.push(message) });
const user = (more: object = {}): Called => ({ ok: true, value: { user: { id: 'U01', ...more } } });
const failed = (why: 'later' | 'unknown' | 'never', error: string, after?: number): Called => ({
  ok: false,
  why,
  error,
  ...(after !== undefined && { after }),
});

describe('a person', () => {
  test.each<[string, object, Standing]>([
    ['of the workspace', {}, { aliases: ['U01'] }],
    ['a guest', { is_restricted: true }, { aliases: ['U01'], atMost: 'viewer' }],
    ['a guest of one channel', { is_restricted: true, is_ultra_restricted: true }, { aliases: ['U01'], atMost: 'viewer' }],
    ['a guest of one channel, told by that alone', { is_ultra_restricted: true }, { aliases: ['U01'], atMost: 'viewer' }],
    ['a stranger who shares a channel', { is_stranger: true }, { aliases: ['U01'], atMost: 'viewer' }],
    ['of another workspace, told by that alone', { team_id: 'T02' }, { aliases: ['U01'], atMost: 'viewer' }],
    ['of this one', { team_id: 'T01' }, { aliases: ['U01'] }],
    ['of several of one company', { team_id: 'T09', enterprise_user: { teams: ['T09', 'T01'] } }, { aliases: ['U01'] }],
    ['with a zone', { tz: 'Asia/Tokyo' }, { aliases: ['U01'], zone: 'Asia/Tokyo' }],
    ['with a zone that is none', { tz: 'Mars/Base' }, { aliases: ['U01'] }],
    ['with no zone', { tz: null }, { aliases: ['U01'] }],
    ['an admin of the workspace is nothing special', { is_admin: true, is_owner: true }, { aliases: ['U01'] }],
  ])('%s', async (_, more, expected) => {
    api.answer = () => user(more);
    expect(await standing()('T01/U01')).toEqual(expected);
    expect(api.asked).toEqual([{ method: 'users.info', args: { user: 'U01' } }]);
  });

  test('of another workspace is a viewer at most, and goes by no short id; Slack is not asked', async () => {
    expect(await standing()('T02/U01')).toEqual({ atMost: 'viewer' });
    expect(await standing([{ group: 'S01', role: 'operator' }])('T02/U01')).toEqual({ atMost: 'viewer' });
    expect(await standing([], 'none')('T01/U01')).toEqual({ atMost: 'viewer' });
    expect(api.asked).toEqual([]);
  });

  test('is a viewer at most while it is not known whose bot this is, and that is not sure', async () => {
    const before = createStanding({ api, clock, team: () => undefined, groups: [], log: () => {} });
    expect(await before('T01/U01')).toEqual({ atMost: 'viewer', unsure: true });
  });
});

describe('a group of people', () => {
  const members = (of: Record<string, readonly string[] | Called>): void => {
    api.answer = (method, { usergroup }) => {
      if (method === 'users.info') return user();
      const listed = of[usergroup];
      return listed === undefined || 'ok' in listed
        ? (listed ?? failed('never', 'no_such_subteam'))
        : { ok: true, value: { users: listed } };
    };
  };
  test.each<[string, readonly Group[], Record<string, readonly string[] | Called>, Role | undefined]>([
    ['gives its role', [{ group: 'S01', role: 'operator' }], { S01: ['U01'] }, 'operator'],
    ['gives nothing to others', [{ group: 'S01', role: 'operator' }], { S01: ['U02'] }, undefined],
    ['that is empty gives nothing', [{ group: 'S01', role: 'operator' }], { S01: [] }, undefined],
    [
      'of several the highest holds',
      [
        { group: 'S01', role: 'viewer' },
        { group: 'S02', role: 'operator' },
        { group: 'S03', role: 'viewer' },
      ],
      { S01: ['U01'], S02: ['U01'], S03: ['U01'] },
      'operator',
    ],
    ...roles.map((role): [string, readonly Group[], Record<string, readonly string[]>, Role] => [
      `of ${role} gives operator at most`,
      [{ group: 'S01', role }],
      { S01: ['U01'] },
      role === 'viewer' ? 'viewer' : 'operator',
    ]),
    ['that is gone gives nothing', [{ group: 'S09', role: 'operator' }], {}, undefined],
    [
      'that is gone leaves the others',
      [
        { group: 'S09', role: 'operator' },
        { group: 'S01', role: 'viewer' },
      ],
      { S01: ['U01'] },
      'viewer',
    ],
    [
      'that may not be asked gives nothing',
      [{ group: 'S01', role: 'operator' }],
      { S01: failed('later', 'missing_scope', minute) },
      undefined,
    ],
  ])('%s', async (_, groups, of, role) => {
    members(of);
    expect(await standing(groups)('T01/U01')).toEqual({ aliases: ['U01'], ...(role !== undefined && { grants: role }) });
  });

  test('with a role does not lift a guest over a viewer', async () => {
    api.answer = (method) => (method === 'users.info' ? user({ is_restricted: true }) : { ok: true, value: { users: ['U01'] } });
    expect(await standing([{ group: 'S01', role: 'operator' }])('T01/U01')).toEqual({
      aliases: ['U01'],
      grants: 'operator',
      atMost: 'viewer',
    });
  });
});

describe('where Slack does not say', () => {
  test.each<[string, Called, Standing, number]>([
    ['a scope is missing: no cap', failed('later', 'missing_scope', minute), { aliases: ['U01'] }, 1],
    ['there is nobody of that id: no cap', failed('never', 'user_not_found'), { aliases: ['U01'] }, 1],
    ['the network is gone: a viewer', failed('later', 'fetch failed'), { aliases: ['U01'], atMost: 'viewer', unsure: true }, 3],
    ['there is no answer: a viewer', failed('unknown', 'timeout'), { aliases: ['U01'], atMost: 'viewer', unsure: true }, 3],
    ['it failed inside: a viewer', failed('unknown', 'internal_error'), { aliases: ['U01'], atMost: 'viewer', unsure: true }, 3],
  ])('%s', async (_, called, expected, times) => {
    api.answer = () => called;
    expect(await standing()('T01/U01')).toEqual(expected);
    expect(api.asked).toHaveLength(times);
    expect(logged).toHaveLength(1);
  });

  test('it is asked again at once, and what it says then counts', async () => {
    api.answer = (_, __, n) => (n < 3 ? failed('unknown', 'timeout') : user({ is_restricted: true }));
    expect(await standing()('T01/U01')).toEqual({ aliases: ['U01'], atMost: 'viewer' });
    expect(logged).toEqual([]);
  });

  test('too many questions are waited out', async () => {
    api.answer = (_, __, n) => (n === 1 ? failed('later', 'ratelimited', 7000) : user());
    const asked = standing()('T01/U01');
    for (let n = 0; n < 20; n += 1) await null;
    clock.advance(6999);
    for (let n = 0; n < 20; n += 1) await null;
    expect(api.asked).toHaveLength(1);
    clock.advance(1);
    expect(await asked).toEqual({ aliases: ['U01'] });
  });

  test('what was known a while ago is better than nothing; who is not known stays a viewer', async () => {
    api.answer = () => user();
    const of = standing();
    expect(await of('T01/U01')).toEqual({ aliases: ['U01'] });
    api.answer = () => failed('unknown', 'timeout');
    clock.advance(11 * minute);
    expect(await of('T01/U01')).toEqual({ aliases: ['U01'] });
    expect(await of('T01/U02')).toEqual({ aliases: ['U02'], atMost: 'viewer', unsure: true });
    api.answer = () => user({ is_restricted: true });
    expect(await of('T01/U02')).toEqual({ aliases: ['U02'], atMost: 'viewer' });
    expect(await of('T01/U01')).toEqual({ aliases: ['U01'], atMost: 'viewer' });
  });
});

test('Slack is asked once in ten minutes for each person and each group', async () => {
  api.answer = (method) => (method === 'users.info' ? user() : { ok: true, value: { users: ['U01'] } });
  const of = standing([{ group: 'S01', role: 'operator' }]);
  for (const sender of ['T01/U01', 'T01/U01', 'T01/U02', 'T01/U01']) await of(sender);
  const counts = (): number[] => [api.count('users.info'), api.count('usergroups.users.list')];
  expect(counts()).toEqual([2, 1]);
  clock.advance(10 * minute - 1);
  await of('T01/U01');
  expect(counts()).toEqual([2, 1]);
  clock.advance(1);
  await of('T01/U01');
  expect(counts()).toEqual([3, 2]);
  clock.set(clock.now() - 60 * minute);
  await of('T01/U01');
  expect(counts()).toEqual([4, 3]);
});

test('a role that was taken away holds for ten minutes at most', async () => {
  let users = ['U01'];
  api.answer = (method) => (method === 'users.info' ? user() : { ok: true, value: { users } });
  const of = standing([{ group: 'S01', role: 'operator' }]);
  expect(await of('T01/U01')).toMatchObject({ grants: 'operator' });
  users = [];
  clock.advance(10 * minute);
  expect(await of('T01/U01')).toEqual({ aliases: ['U01'] });
});
