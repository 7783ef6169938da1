import { describe, expect, test } from 'vitest';
import { mergeLocks, settle } from './merge.ts';
import { type Claim, claimsIn, parseLocks } from './parse.ts';
import { spliceLocks } from './splice.ts';
import { bytesOf, claimsOf, usable } from './testing.ts';

/** `x:a y:b` */
const claims = (text: string): Claim[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((each) => ({ agent: each.split(':')[0]!, path: each.split(':')[1]! }));
const told = (list: readonly Claim[]): string => list.map(({ agent, path }) => `${agent}:${path}`).join(' ');
const file = (text: string) =>
  usable(
    `## Active locks\n${claims(text)
      .map(({ agent, path }) => `${agent} -> ${path}\n`)
      .join('')}`,
  );
const merge = (base: string, now: string, store: string, more: Partial<Parameters<typeof mergeLocks>[1]> = {}) =>
  mergeLocks({ base: claims(base), file: file(now), store: claims(store) }, { moved: false, ...more });

test.each([
  ['nothing new', 'x:a', 'x:a', 'x:a', {}],
  ['added by hand', '', 'x:a', '', { adopt: 'x:a' }],
  ['added by hand, twice', '', 'x:a x:a', '', { adopt: 'x:a' }],
  ['added by both', '', 'x:a', 'x:a', {}],
  ['removed by hand', 'x:a x:b', 'x:b', 'x:a x:b', { release: 'x:a' }],
  ['removed by both', 'x:a', '', '', {}],
  ['added by the store', '', '', 'x:a x:b', { add: 'x:a x:b' }],
  ['removed by the store', 'x:a', 'x:a', '', { remove: 'x:a' }],
  ['a duplicate removed by hand', 'x:a', 'x:a', 'x:a', {}],
  ['handed over by hand', 'x:a', 'y:a', 'x:a', { release: 'x:a', adopt: 'y:a' }],
  ['handed over by the store', 'x:a', 'x:a', 'y:a', { remove: 'x:a', add: 'y:a' }],
  ['spelled anew', 'x:a', 'x:a/', 'x:a', { release: 'x:a', adopt: 'x:a/' }],
  ['all at once', 'x:a x:b x:c', 'x:b x:c x:d', 'x:a x:c x:e', { release: 'x:a', adopt: 'x:d', remove: 'x:b', add: 'x:e' }],
])('%s', (_, base, now, store, changes) => {
  const merged = merge(base, now, store);
  if (merged.is !== 'merged') throw new Error(merged.is);
  const { release, adopt, remove, add } = merged.changes;
  const flat = add.flatMap(({ agent, paths }) => paths.map((path) => ({ agent, path })));
  expect({ release: told(release), adopt: told(adopt), remove: told(remove), add: told(flat) }).toEqual({
    ...{ release: '', adopt: '', remove: '', add: '' },
    ...changes,
  });
});

describe('spellings of one path', () => {
  const same = (path: string): string => path.replace(/\/$/, '');
  test('are one claim', () => expect(merge('x:a', 'x:a/', 'x:a', { same })).toMatchObject({ changes: { release: [], adopt: [] } }));
  test('are all taken out, as they stand there', () =>
    expect(merge('x:a', 'x:a/ x:a x:a', '', { same })).toMatchObject({ changes: { remove: claims('x:a/ x:a') } }));
});

describe('a question instead of a release', () => {
  test.each([
    ['HEAD moved', 'x:a', '', 'x:a', { moved: true }, [{ is: 'moved' }]],
    ['two holders at once', 'x:a y:b', '', 'x:a y:b', {}, [{ is: 'several holders', agents: ['x', 'y'] }]],
    ['many of one', 'x:a x:b x:c', '', 'x:a x:b x:c', { few: 2 }, [{ is: 'many', agent: 'x', claims: 3 }]],
    [
      'all of it',
      'x:a x:b y:c',
      '',
      'x:a x:b y:c',
      { moved: true, few: 1 },
      [{ is: 'moved' }, { is: 'several holders', agents: ['x', 'y'] }, { is: 'many', agent: 'x', claims: 2 }],
    ],
  ])('%s', (_, base, now, store, more, why) => {
    expect(merge(base, now, store, more)).toMatchObject({ is: 'ask', why, vanished: claims(base), changes: { release: [] } });
  });

  test.each([
    ['HEAD moved and lines came', 'x:a', 'x:a y:b', 'x:a', { moved: true }],
    ['HEAD moved and the store had released', 'x:a', '', '', { moved: true }],
    ['few of one', 'x:a x:b y:c', 'y:c', 'x:a x:b y:c', { few: 2 }],
  ])('not when %s', (_, base, now, store, more) => expect(merge(base, now, store, more).is).toBe('merged'));

  test('is settled either way', () => {
    const asked = merge('x:a y:b', 'z:c', 'x:a y:b x:d', { moved: true });
    if (asked.is !== 'ask') throw new Error(asked.is);
    expect(settle(asked, 'released')).toEqual({
      release: claims('x:a y:b'),
      adopt: claims('z:c'),
      remove: [],
      add: [{ agent: 'x', paths: ['d'] }],
    });
    expect(settle(asked, 'kept')).toMatchObject({
      release: [],
      add: [
        { agent: 'x', paths: ['d', 'a'] },
        { agent: 'y', paths: ['b'] },
      ],
    });
  });
});

test('a missing file is no mass release', () =>
  expect(mergeLocks({ base: claims('x:a'), file: { is: 'missing' }, store: claims('x:a') }, { moved: false })).toEqual({ is: 'missing' }));

test('a read-only file tells why', () =>
  expect(mergeLocks({ base: [], file: parseLocks(bytesOf('<<<<<<< a\n')), store: [] }, { moved: false })).toEqual({
    is: 'read-only',
    why: { is: 'conflict', line: 1 },
  }));

test('what a merge asks for brings file and store together', () => {
  const now = file('x:b x:c x:d');
  const merged = mergeLocks({ base: claims('x:a x:b x:c'), file: now, store: claims('x:a x:c x:e') }, { moved: false });
  if (merged.is !== 'merged') throw new Error(merged.is);
  const spliced = spliceLocks(now, merged.changes);
  expect(spliced.ok && claimsOf(spliced.value)).toEqual(['x c', 'x d', 'x e']);
  const store = claims('x:c x:e x:d');
  expect(spliced.ok && claimsIn(usable(spliced.value)).every((claim) => store.some((kept) => kept.path === claim.path))).toBe(true);
});
