/** How a checkout stands to the workspace: clones, worktrees, submodules within submodules, strangers. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openGitChanges } from './changes.ts';
import { folderBelow, kinOf, seenFromAbove } from './kin.ts';
import { type Bench, Desk, openBench, valueIn } from './testing.ts';

let bench: Bench;
let ada: Desk;
beforeEach(() => {
  bench = openBench();
  ada = Desk.init(join(bench.root, 'ada'));
  ada.commit('first', { 'src/a': 'a' });
});
afterEach(() => bench.remove());

const kin = async (desk: Desk) => valueIn(await kinOf(desk.path, ada.path));
const other = (name: string): Desk => {
  const desk = Desk.init(join(bench.root, name));
  desk.clock = 1_700_000_000;
  desk.commit(name, { [name]: 'x' });
  return desk;
};

test('itself, a folder below, a worktree, a clone', async () => {
  ada.git('worktree', 'add', '-q', join(bench.root, 'linked'));
  const clone = Desk.clone(ada.path, join(bench.root, 'clone'));
  clone.git('remote', 'remove', 'origin');
  for (const desk of [ada, new Desk(join(ada.path, 'src')), new Desk(join(bench.root, 'linked')), clone])
    expect(await kin(desk)).toEqual({ is: 'same' });
  expect(await kin(other('other'))).toEqual({ is: 'stranger' });
  expect(await kin(Desk.init(join(bench.root, 'empty')))).toEqual({ is: 'stranger' });
});

test('a clone on a branch that has nothing in common with the others', async () => {
  const clone = Desk.clone(ada.path, join(bench.root, 'clone'));
  clone.git('remote', 'rename', 'origin', 'up');
  clone.git('config', 'remote.up.url', '../elsewhere');
  clone.git('checkout', '-q', '--orphan', 'pages');
  clone.commit('pages', { page: 'x' });
  expect(await kin(clone)).toEqual({ is: 'same' });
  clone.git('update-ref', '-d', 'refs/heads/main');
  clone.git('remote', 'remove', 'up');
  expect(await kin(clone)).toEqual({ is: 'stranger' });
});

describe('a shallow clone that came from elsewhere', () => {
  const shallow = (from: Desk, name: string): Desk => {
    const clone = Desk.clone(`file://${from.path}`, join(bench.root, name), '--depth', '1');
    clone.git('remote', 'remove', 'origin');
    return clone;
  };
  beforeEach(() => void ada.commit('second', { 'src/b': 'b' }));

  test('its oldest commit is known to the workspace, or the other way round', async () => {
    const clone = shallow(ada, 'clone');
    clone.commit('third', { 'src/c': 'c' });
    expect(await kin(clone)).toEqual({ is: 'same' });
    expect(valueIn(await kinOf(ada.path, clone.path))).toEqual({ is: 'same' });
  });

  test('its oldest commit is not known: nothing tells either way', async () => {
    const newer = Desk.clone(ada.path, join(bench.root, 'newer'));
    newer.commit('third', { 'src/c': 'c' });
    const stranger = other('stranger');
    stranger.commit('more', { x: 'x' });
    for (const desk of [shallow(newer, 'one'), shallow(stranger, 'two')]) {
      expect(await kin(desk)).toBeUndefined();
      expect(valueIn(await kinOf(ada.path, desk.path))).toBeUndefined();
    }
  });
});

describe('by the address of a remote', () => {
  test.each([
    ['git@example.org:molt/molt.git', 'https://example.org/molt/molt', 'same'],
    ['ssh://git@example.org/molt/molt.git', 'git@example.org:molt/molt', 'same'],
    ['https://me:x@example.org/molt/molt.git/', 'git@example.org:molt/molt.git', 'same'],
    ['/srv/molt.git', '/srv/molt', 'same'],
    ['https://example.org/molt/molt', 'https://example.org/molt/other', 'stranger'],
    ['https://example.com/molt/molt', 'https://example.org/molt/molt', 'stranger'],
    ['../molt.git', '../molt.git', 'stranger'],
  ])('%s and %s', async (one, another, is) => {
    const desk = other('other');
    ada.git('remote', 'add', 'origin', one);
    desk.git('remote', 'add', 'up', another);
    expect(await kin(desk)).toEqual({ is });
  });
});

test('a submodule, and one in it', async () => {
  const inner = other('inner');
  const outer = other('outer');
  outer.git('submodule', '--quiet', 'add', inner.path, 'deep/in');
  outer.commit('in');
  ada.git('submodule', '--quiet', 'add', outer.path, 'vendor/sub');
  ada.git('submodule', '--quiet', 'update', '--init', '--recursive');
  const [sub, deep] = [new Desk(join(ada.path, 'vendor/sub')), new Desk(join(ada.path, 'vendor/sub/deep/in'))];
  expect(await kin(sub)).toEqual({ is: 'below', folder: 'vendor/sub' });
  expect(await kin(deep)).toEqual({ is: 'below', folder: 'vendor/sub/deep/in' });
  // To the workspace of another bot it is what it is.
  expect(valueIn(await kinOf(sub.path, outer.path))).toEqual({ is: 'same' });
  expect(valueIn(await folderBelow(sub.path, outer.path))).toBeUndefined();
  expect(valueIn(await folderBelow(ada.path, ada.path))).toBeUndefined();
  sub.commit('x', { 'lib/x': 'x', 'deep/in2': 'x' });
  const seen = seenFromAbove(openGitChanges(sub.path), 'vendor/sub');
  const files = ['vendor/sub/deep/in2', 'vendor/sub/lib/x'];
  expect(valueIn(await seen.commits({ from: ['HEAD~1'], to: 'HEAD' }))).toMatchObject([{ files, submodules: [] }]);
  expect(valueIn(await seen.differing('HEAD~1', 'HEAD'))).toEqual({ files, submodules: [] });
  sub.git('rm', '-q', '-f', 'deep/in');
  expect(valueIn(await seen.staged())).toMatchObject({ submodules: ['vendor/sub/deep/in'] });
});
