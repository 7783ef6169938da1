/** What is about to be committed or pushed, also asked from within hooks that git runs. */
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/kernel/result.ts';
import { openGitChanges } from './changes.ts';
import type { Commit } from './commits.ts';
import { type Bench, codeOf, Desk, openBench, valueIn } from './testing.ts';

let bench: Bench;
let ada: Desk;

const staged = async (env?: Record<string, string | undefined>, folder = ada.path): Promise<string[]> =>
  [...valueIn(await openGitChanges(folder, env).staged()).files].toSorted();
const filesOf = (outcome: Outcome<readonly Commit[]>): [string, string[]][] =>
  valueIn(outcome).map(({ subject, files }) => [subject, [...files].toSorted()]);

beforeEach(() => {
  bench = openBench();
  ada = Desk.init(join(bench.root, '-ada\'s "$(work)"'));
});
afterEach(() => bench.remove());

describe('staged', () => {
  beforeEach(() => {
    ada.commit('first', { 'a.txt': 'a\n', 'docs/b.md': 'b\nb\nb\n', 'src/c.rs': 'c\n', 'src/d.rs': 'd\n' });
  });

  test.each<[string, () => void, string[]]>([
    ['nothing', () => ada.write('a.txt', 'not staged'), []],
    [
      'a change, a new file and a deletion',
      () => {
        ada.write('a.txt', 'x');
        ada.write('new.txt', 'x');
        ada.git('rm', '-q', 'src/c.rs');
        ada.git('add', '-A');
      },
      ['a.txt', 'new.txt', 'src/c.rs'],
    ],
    ['both sides of a rename', () => ada.git('mv', 'docs/b.md', 'src/b.md'), ['docs/b.md', 'src/b.md']],
    [
      'only what is staged, not what is changed',
      () => {
        ada.write('a.txt', 'x');
        ada.git('add', 'a.txt');
        ada.write('src/c.rs', 'x');
      },
      ['a.txt'],
    ],
    ['a mode', () => ada.git('update-index', '--chmod=+x', 'a.txt'), ['a.txt']],
    [
      'not what is only meant to be added',
      () => {
        ada.write('later', 'x');
        ada.git('add', '-N', 'later');
      },
      [],
    ],
    [
      'a file that became a link',
      () => {
        ada.git('rm', '-q', 'a.txt');
        symlinkSync('src/c.rs', join(ada.path, 'a.txt'));
        ada.git('add', 'a.txt');
      },
      ['a.txt'],
    ],
    [
      'a file that became a folder',
      () => {
        ada.git('rm', '-q', 'a.txt');
        ada.write('a.txt/inside', 'x');
        ada.git('add', '-A');
      },
      ['a.txt', 'a.txt/inside'],
    ],
    [
      'odd names',
      () => {
        for (const name of ['-x', 'a\nb', '"q\' ü', 'tab\t', ':(top)x', ' ']) ada.write(name, 'x');
        ada.git('add', '-A');
      },
      [' ', '"q\' ü', '-x', ':(top)x', 'a\nb', 'tab\t'],
    ],
    [
      'a name in another encoding',
      () => {
        writeFileSync(Buffer.concat([Buffer.from(`${ada.path}/docs/`), Buffer.from([0xe9])]), 'x');
        ada.git('add', '-A');
      },
      ['docs/\ufffd'],
    ],
    [
      'no matter what the person set',
      () => {
        ada.git('config', 'diff.renames', 'copies');
        ada.git('config', 'diff.noprefix', 'true');
        ada.git('config', 'diff.relative', 'true');
        ada.git('config', 'core.quotePath', 'true');
        ada.git('config', 'diff.external', 'false');
        ada.git('mv', 'docs/b.md', 'src/ü.md');
      },
      ['docs/b.md', 'src/ü.md'],
    ],
  ])('%s', async (_name, change, files) => {
    change();
    expect(await staged()).toEqual(files);
    expect(await staged({}, join(ada.path, 'src'))).toEqual(files);
  });

  test('a submodule is one path, also where it asks to be ignored', async () => {
    const other = Desk.init(join(bench.root, 'other'));
    other.commit('x', { x: 'x' });
    ada.git('submodule', '--quiet', 'add', other.path, 'sub');
    expect(await staged()).toEqual(['.gitmodules', 'sub']);
    ada.git('config', '-f', '.gitmodules', 'submodule.sub.ignore', 'all');
    ada.git('config', 'submodule.sub.ignore', 'all');
    ada.commit('sub');
    const sub = new Desk(join(ada.path, 'sub'));
    sub.commit('y', { y: 'y' });
    ada.git('add', '-f', 'sub');
    ada.write('a.txt', 'x');
    ada.git('add', 'a.txt');
    expect(valueIn(await openGitChanges(ada.path).staged())).toEqual({ files: ['a.txt', 'sub'], submodules: ['sub'] });
    // It was one, and is a folder now.
    ada.git('rm', '-q', '-f', 'sub');
    ada.write('sub/x', 'x');
    ada.git('add', '-A');
    expect(valueIn(await openGitChanges(ada.path).staged()).submodules).toEqual(['sub']);
  });

  test('with what HEAD changed, where it may be amended', async () => {
    const amended = async () => [...valueIn(await openGitChanges(ada.path).amended()).files].toSorted();
    expect(await amended()).toEqual(['a.txt', 'docs/b.md', 'src/c.rs', 'src/d.rs']);
    ada.commit('second', { 'a.txt': 'x' });
    expect(await amended()).toEqual(['a.txt']);
    ada.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    ada.commit('third', { 'src/c.rs': 'x' });
    ada.git('merge', '-q', '--no-commit', '-s', 'ours', 'main');
    expect(await amended()).toEqual([]);
    ada.git('commit', '-qm', 'merge');
    expect(await amended()).toEqual([]);
    ada.commit('empty');
    expect(await amended()).toEqual([]);
    ada = Desk.init(join(bench.root, 'new'));
    expect(await amended()).toEqual([]);
  });

  test('before the first commit', async () => {
    ada = Desk.init(join(bench.root, 'new'));
    expect(await staged()).toEqual([]);
    ada.write('a', 'x');
    ada.git('add', '-A');
    expect(await staged()).toEqual(['a']);
  });

  test('during a merge: what came from the other side as it is was not changed here', async () => {
    ada.git('checkout', '-q', '-b', 'side');
    ada.commit('side', { 'theirs.txt': 'x', 'docs/b.md': 'theirs\n', 'src/c.rs': 'side\n' });
    ada.git('checkout', '-q', 'main');
    ada.commit('here', { 'ours.txt': 'x', 'docs/b.md': 'ours\n' });
    expect(() => ada.git('merge', 'side')).toThrow();
    ada.write('docs/b.md', 'both\n');
    ada.write('extra.txt', 'x');
    ada.git('add', '-A');
    expect(await staged()).toEqual(['docs/b.md', 'extra.txt']);
    // Taken from one side as it is: no change of this person.
    ada.write('docs/b.md', 'theirs\n');
    ada.git('add', '-A');
    expect(await staged()).toEqual(['extra.txt']);
  });

  test('during an octopus that waits for its message', async () => {
    for (const name of ['one', 'two']) {
      ada.git('checkout', '-q', '-b', name, 'main');
      ada.commit(name, { [name]: name });
    }
    ada.git('checkout', '-q', 'main');
    ada.git('merge', '-q', '--no-commit', '--no-ff', 'one', 'two');
    expect(readFileSync(join(ada.path, '.git/MERGE_HEAD'), 'utf8').split('\n').length).toBe(3);
    // What came from one side is not in the other: only the sides together say that nothing was changed here.
    ada.write('mine', 'x');
    ada.git('add', 'mine');
    expect(await staged()).toEqual(['mine']);
  });

  test.each([
    ['commit -a', ['commit', '-qam', 'x'], ['a.txt', 'src/c.rs']],
    ['commit of one file', ['commit', '-qm', 'x', 'a.txt'], ['a.txt']],
    ['commit of what is staged', ['commit', '-qm', 'x'], ['docs/b.md']],
  ])('in a hook, as git tells it: %s', async (_name, words, files) => {
    for (const where of [ada, new Desk(join(bench.root, 'linked'))]) {
      if (where !== ada) ada.git('worktree', 'add', '-q', '--detach', where.path, 'HEAD');
      const [first, told] = [ada.git('rev-parse', 'HEAD'), join(bench.root, 'told')];
      // The index that git made for the commit is there only while the hook runs.
      ada.hook(
        'pre-commit',
        `env -0 > '${told}'; pwd > '${told}.pwd'; cp "\${GIT_INDEX_FILE:-$(git rev-parse --git-path index)}" '${told}.index'; exit 1`,
      );
      if (words.length === 3 && words[1] === '-qm') {
        where.write('docs/b.md', 'x');
        where.git('add', 'docs/b.md');
      }
      where.write('a.txt', 'x');
      where.write('src/c.rs', 'x');
      expect(() => where.git(...words)).toThrow();
      const env = Object.fromEntries(
        readFileSync(told, 'utf8')
          .split('\0')
          .map((line) => line.split(/=(.*)/s)),
      );
      expect(env.GIT_INDEX_FILE).toBeTruthy();
      const folder = readFileSync(`${told}.pwd`, 'utf8').trim();
      expect(await staged({ ...env, GIT_INDEX_FILE: `${told}.index` }, folder)).toEqual(files);
      // A relative one is meant from the top folder, as in the hook.
      expect(await staged({ ...env, GIT_INDEX_FILE: relative(folder, `${told}.index`) }, folder)).toEqual(files);
      expect(where.git('rev-parse', 'HEAD')).toBe(first);
    }
  });
});

describe('commits', () => {
  let remote: Desk;
  beforeEach(() => {
    remote = Desk.init(join(bench.root, 'remote.git'), '--bare');
    ada.git('remote', 'add', 'origin', remote.path);
    ada.commit('first', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    ada.git('push', '-q', 'origin', 'main');
  });
  interface Range {
    from?: string;
    to: string;
    remote?: string;
  }
  const commits = ({ from, ...range }: Range) =>
    openGitChanges(ada.path).commits({ ...range, ...(from !== undefined && { from: [from] }) });

  test('each with its files, subject, author and trailers, oldest first', async () => {
    const from = ada.git('rev-parse', 'HEAD');
    ada.git('mv', 'a.txt', 'c.txt');
    ada.commit(
      'second: rename\n\nbody\n\nNot-a-trailer in the middle\n\nMolt-Lease: 17\nCo-authored-by: Bob <b@example.org>,\n  and a friend',
    );
    ada.git('rm', '-q', 'b.txt');
    ada.commit('third');
    ada.commit('empty');
    const [second, third, empty] = valueIn(await commits({ from, to: 'HEAD' }));
    expect(second).toMatchObject({
      commit: ada.git('rev-parse', 'HEAD~2'),
      subject: 'second: rename',
      author: { name: 'ada', email: 'ada@example.org' },
      trailers: ['Molt-Lease: 17', 'Co-authored-by: Bob <b@example.org>, and a friend'],
      files: ['a.txt', 'c.txt'],
    });
    expect(third).toMatchObject({ subject: 'third', files: ['b.txt'], trailers: [] });
    expect(empty).toMatchObject({ subject: 'empty', files: [] });
    expect(valueIn(await commits({ from: 'HEAD', to: 'HEAD' }))).toEqual([]);
  });

  test('names, subjects and authors as odd as they come', async () => {
    const names = ['-x', 'a\nb', '"q"', ':100644 000000 abcd', 'ü', `${'0'.repeat(40)}`, '\u001b[31m', ' '];
    for (const name of names) ada.write(`odd/${name}`, 'x');
    for (const name of ['0'.repeat(40), ':100644', '\n:x']) ada.write(name, 'x');
    ada.git('add', '-A');
    ada.git('-c', 'user.name=Ü "x" \u202e', '-c', 'user.email=a b@c', 'commit', '-qm', `:100644 x\n\nA-b: c\n`);
    const [found, ...more] = valueIn(await commits({ from: 'HEAD~1', to: 'HEAD' }));
    expect(more).toEqual([]);
    expect([...found!.files].toSorted()).toEqual([...names.map((name) => `odd/${name}`), '0'.repeat(40), ':100644', '\n:x'].toSorted());
    expect(found).toMatchObject({ subject: ':100644 x', author: { name: 'Ü "x" \u202e', email: 'a b@c' }, trailers: ['A-b: c'] });
  });

  test('of a merge only what differs from all its parents', async () => {
    const from = ada.git('rev-parse', 'HEAD');
    ada.git('checkout', '-q', '-b', 'side');
    ada.commit('side', { 'side.txt': 'x', 'a.txt': 'side\n' });
    ada.git('checkout', '-q', 'main');
    ada.commit('main', { 'main.txt': 'x', 'a.txt': 'main\n' });
    expect(() => ada.git('merge', 'side')).toThrow();
    ada.commit('by hand', { 'a.txt': 'both\n', 'evil.txt': 'x' });
    ada.git('merge', '-q', '-s', 'ours', '--no-edit', '-m', 'clean', ada.git('commit-tree', '-p', 'side', '-m', 'x', 'side^{tree}'));
    const found = filesOf(await commits({ from, to: 'main' }));
    expect(Object.fromEntries(found)).toMatchObject({
      side: ['a.txt', 'side.txt'],
      main: ['a.txt', 'main.txt'],
      'by hand': ['a.txt', 'evil.txt'],
      clean: [],
    });
  });

  test('a submodule is one path, the first commit adds all it has, and settings change nothing', async () => {
    ada.git('config', 'diff.renames', 'copies');
    ada.git('config', 'log.showSignature', 'true');
    ada.git('config', 'format.pretty', 'oneline');
    ada.git('config', 'log.follow', 'true');
    const other = Desk.init(join(bench.root, 'other'));
    other.commit('x', { x: 'x' });
    ada.git('submodule', '--quiet', 'add', other.path, 'deep/sub');
    ada.commit('sub');
    ada.git('config', 'submodule.deep/sub.ignore', 'all');
    new Desk(join(ada.path, 'deep/sub')).commit('y', { y: 'y' });
    ada.git('add', '-f', 'deep/sub');
    ada.git('commit', '-qm', 'moved');
    expect(filesOf(await commits({ from: 'main~1', to: 'main' }))).toEqual([['moved', ['deep/sub']]]);
    expect(valueIn(await commits({ from: 'main~2', to: 'main' })).map(({ submodules }) => submodules)).toEqual([
      ['deep/sub'],
      ['deep/sub'],
    ]);
    expect(valueIn(await openGitChanges(ada.path).differing('main~1', 'main'))).toEqual({ files: ['deep/sub'], submodules: ['deep/sub'] });
    remote.git('update-ref', '-d', 'refs/heads/main');
    ada.git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(filesOf(await commits({ to: 'main' }))[0]).toEqual(['first', ['a.txt', 'b.txt']]);
  });

  test('a new branch: what its remote has not got yet', async () => {
    ada.git('checkout', '-q', '-b', 'feature');
    ada.commit('mine', { x: 'x' });
    const fork = Desk.init(join(bench.root, 'fork.git'), '--bare');
    ada.git('remote', 'add', 'fork', fork.path);
    const subjects = async (range: Range) => filesOf(await commits(range)).map(([subject]) => subject);
    expect(await subjects({ to: 'feature', remote: 'origin' })).toEqual(['mine']);
    expect(await subjects({ to: 'feature', remote: 'fork' })).toEqual(['first', 'mine']);
    expect(await subjects({ to: 'feature' })).toEqual(['mine']);
    // git names an address where the remote has no name.
    expect(await subjects({ to: 'feature', remote: 'https://example.org/x*' })).toEqual(['mine']);
    ada.git('push', '-q', 'fork', 'feature');
    expect(await subjects({ to: 'feature', remote: 'origin' })).toEqual(['mine']);
    expect(await subjects({ to: 'feature' })).toEqual([]);
  });

  test('a branch that took main in: what main has on the remote is not its own', async () => {
    ada.git('checkout', '-q', '-b', 'feature');
    const from = ada.commit('mine', { x: 'x' });
    ada.git('push', '-q', 'origin', 'feature');
    ada.git('checkout', '-q', 'main');
    ada.commit('on main', { y: 'y' });
    ada.git('push', '-q', 'origin', 'main');
    ada.git('checkout', '-q', 'feature');
    ada.git('merge', '-q', '-m', 'merge', 'main');
    expect(filesOf(await commits({ from, to: 'feature', remote: 'origin' }))).toEqual([['merge', []]]);
    expect(filesOf(await commits({ from, to: 'feature' }))).toEqual([
      ['on main', ['y']],
      ['merge', []],
    ]);
  });

  test.each([
    ['from', { from: '1'.repeat(40), to: 'HEAD' }],
    ['to', { to: '1'.repeat(40) }],
    ['no name at all', { to: '' }],
    ['an option', { to: '--all' }],
    ['a file', { from: 'HEAD:a.txt', to: 'HEAD' }],
  ])('a commit that is not here: %s', async (_name, range) => {
    expect(codeOf(await commits(range))).toBe('unknown commit');
  });

  test('a shallow clone: what it has is told, what it cannot know is refused', async () => {
    for (const n of [1, 2, 3]) ada.commit(`${n}`, { [`${n}.txt`]: 'x' });
    ada.git('push', '-q', 'origin', 'main');
    const bob = Desk.clone(`file://${remote.path}`, join(bench.root, 'bob'), '--depth=2');
    const changes = openGitChanges(bob.path);
    expect(filesOf(await changes.commits({ from: ['HEAD~1'], to: 'HEAD' }))).toEqual([['3', ['3.txt']]]);
    expect(codeOf(await changes.commits({ from: [ada.git('rev-parse', 'main~3')], to: 'HEAD' }))).toBe('unknown commit');
    bob.git('update-ref', '-d', 'refs/remotes/origin/HEAD');
    bob.git('update-ref', '-d', 'refs/remotes/origin/main');
    const refused = await changes.commits({ to: 'HEAD' });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'shallow', next: 'git fetch --unshallow' } });
  });

  test('more than anybody would look at', async () => {
    const lines = Array.from({ length: 5001 }, (_, n) => `commit refs/heads/many\ncommitter a <a> ${n} +0000\ndata 1\nx\n`);
    writeFileSync(join(bench.root, 'stream'), lines.join(''));
    ada.git('config', 'alias.load', `!git fast-import --quiet < '${join(bench.root, 'stream')}'`);
    ada.git('load');
    expect(codeOf(await commits({ to: 'many' }))).toBe('too many commits');
    expect(valueIn(await commits({ to: 'many~1' })).length).toBe(5000);
  });

  test('merge base', async () => {
    const base = ada.git('rev-parse', 'HEAD');
    ada.git('checkout', '-q', '-b', 'side');
    ada.commit('side');
    ada.git('checkout', '-q', 'main');
    ada.commit('main');
    ada.git('checkout', '-q', '--orphan', 'alone');
    ada.commit('alone');
    const { mergeBases } = openGitChanges(ada.path);
    expect(valueIn(await mergeBases('main', 'side'))).toEqual([base]);
    expect(valueIn(await mergeBases('main', 'alone'))).toEqual([]);
    expect(codeOf(await mergeBases('main', 'none'))).toBe('unknown commit');
    expect(codeOf(await mergeBases('1'.repeat(40), 'main'))).toBe('unknown commit');
    ada.git('checkout', '-q', 'main');
    const [one, other] = [ada.git('rev-parse', 'main'), ada.git('rev-parse', 'side')];
    ada.git('merge', '-q', '-m', 'x', other);
    ada.git('checkout', '-q', 'side');
    ada.git('merge', '-q', '-m', 'y', one);
    expect(valueIn(await mergeBases('main', 'side')).toSorted()).toEqual([one, other].toSorted());
  });

  test('what is different between two commits, whatever lies between', async () => {
    const from = ada.commit('x', { 'ü/x': 'x', 'c.txt': 'x' });
    ada.commit('y', { 'c.txt': 'y', 'd.txt': 'y' });
    ada.git('rm', '-q', 'a.txt');
    ada.commit('z', { 'c.txt': 'x' });
    const { differing } = openGitChanges(ada.path);
    expect(valueIn(await differing(from, 'HEAD'))).toEqual({ files: ['a.txt', 'd.txt'], submodules: [] });
    expect(valueIn(await differing('HEAD', from))).toEqual({ files: ['a.txt', 'd.txt'], submodules: [] });
    expect(codeOf(await differing('none', 'HEAD'))).toBe('unknown commit');
  });

  test('several commits to leave out', async () => {
    const first = ada.git('rev-parse', 'HEAD');
    for (const name of ['one', 'two']) {
      ada.git('checkout', '-q', '-b', name, first);
      ada.commit(name, { [name]: name });
    }
    ada.git('merge', '-q', '-m', 'merge', 'one');
    const subjects = async (...from: string[]) =>
      valueIn(await openGitChanges(ada.path).commits({ from, to: 'HEAD' })).map(({ subject }) => subject);
    expect((await subjects(first)).toSorted()).toEqual(['merge', 'one', 'two']);
    expect(await subjects(first, 'one')).toEqual(['two', 'merge']);
    expect(await subjects('one', 'two~1')).toEqual(['merge']);
  });

  test('remotes by name and address, and their main branches', async () => {
    const { remote: named } = openGitChanges(ada.path);
    const main = { branch: 'main', commit: ada.git('rev-parse', 'main') };
    expect(valueIn(await named('origin'))).toEqual({ name: 'origin', main });
    expect(valueIn(await named(remote.path))).toEqual({ name: 'origin', main });
    expect(valueIn(await named('fork'))).toBeUndefined();
    ada.git('remote', 'add', 'fork', join(bench.root, 'fork.git'));
    ada.git('remote', 'set-url', '--push', 'fork', 'https://example.org/a b');
    expect(valueIn(await named('fork'))).toEqual({ name: 'fork' });
    expect(valueIn(await named('https://example.org/a b'))).toEqual({ name: 'fork' });
    ada.git('push', '-q', 'origin', 'main:trunk');
    ada.git('fetch', '-q');
    ada.git('remote', 'set-head', 'origin', 'trunk');
    expect(valueIn(await named('origin'))).toMatchObject({ main: { branch: 'trunk' } });
    ada.git('update-ref', '-d', 'refs/remotes/origin/trunk');
    expect(valueIn(await named('origin'))).toEqual({ name: 'origin' });
    for (const odd of ['', '--all', 'a\nb', '.*']) expect(valueIn(await named(odd))).toBeUndefined();
  });
});

describe('places', () => {
  beforeEach(() => {
    ada.commit('first', { 'sub/a': 'x' });
  });
  const places = async (folder = ada.path, env?: Record<string, string>) => valueIn(await openGitChanges(folder, env).places());

  test('of a checkout, from its top or below', async () => {
    const expected = {
      top: ada.path,
      gitDir: join(ada.path, '.git'),
      commonDir: join(ada.path, '.git'),
      hooks: join(ada.path, '.git/hooks'),
      hooksPathSet: 'no',
    };
    expect(await places()).toEqual(expected);
    expect(await places(join(ada.path, 'sub'))).toEqual(expected);
  });

  test('of a linked worktree and of a submodule', async () => {
    const linked = join(bench.root, 'linked');
    ada.git('worktree', 'add', '-q', linked);
    const commonDir = join(ada.path, '.git');
    expect(await places(linked)).toEqual({
      top: linked,
      gitDir: join(commonDir, 'worktrees/linked'),
      commonDir,
      hooks: join(commonDir, 'hooks'),
      hooksPathSet: 'no',
    });
    const outer = Desk.init(join(bench.root, 'outer'));
    outer.git('submodule', '--quiet', 'add', ada.path, 'in');
    const inner = join(outer.path, '.git/modules/in');
    expect(await places(join(outer.path, 'in'))).toEqual({
      top: join(outer.path, 'in'),
      gitDir: inner,
      commonDir: inner,
      hooks: join(inner, 'hooks'),
      hooksPathSet: 'no',
    });
  });

  test.each([
    ['--local', '.husky/_', 'local', () => join(ada.path, '.husky/_')],
    ['--local', '/srv/hooks', 'local', () => '/srv/hooks'],
    ['--global', '~/my hooks', 'global', () => join(bench.root, 'my hooks')],
    ['--global', 'hooks', 'global', () => join(ada.path, 'hooks')],
  ])('core.hooksPath %s %s', async (level, path, hooksPathSet, hooks) => {
    ada.git('config', level, 'core.hooksPath', path);
    const found = { hooks: hooks(), hooksPathSet };
    expect(await places()).toMatchObject(found);
    expect(await places(join(ada.path, 'sub'))).toMatchObject(found);
  });

  test('core.hooksPath of one worktree, and of a file that the config includes', async () => {
    ada.git('config', 'extensions.worktreeConfig', 'true');
    ada.git('config', '--worktree', 'core.hooksPath', 'own');
    expect(await places()).toMatchObject({ hooks: join(ada.path, 'own'), hooksPathSet: 'local' });
    const linked = join(bench.root, 'linked');
    ada.git('worktree', 'add', '-q', linked);
    // Some versions of git give the new worktree the same.
    writeFileSync(join(ada.path, '.git/worktrees/linked/config.worktree'), '');
    expect(await places(linked)).toMatchObject({ hooksPathSet: 'no' });
    writeFileSync(join(bench.root, 'more'), '[core]\n\thooksPath = included\n');
    ada.git('config', 'include.path', join(bench.root, 'more'));
    expect(await places(linked)).toMatchObject({ hooks: join(linked, 'included'), hooksPathSet: 'local' });
  });

  test('git runs the hooks that are found there', async () => {
    ada.git('config', 'core.hooksPath', '.husky/_');
    const { hooks } = await places();
    mkdirSync(hooks, { recursive: true });
    writeFileSync(join(hooks, 'pre-commit'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(hooks, 'pre-commit'), 0o755);
    expect(() => ada.git('commit', '--allow-empty', '-m', 'x')).toThrow();
  });

  test('where git says which repository it is about', async () => {
    const dots = join(bench.root, 'dots.git');
    ada.git('clone', '-q', '--bare', ada.path, dots);
    expect(await places(join(ada.path, 'sub'), { GIT_DIR: dots, GIT_WORK_TREE: ada.path })).toMatchObject({
      top: ada.path,
      gitDir: dots,
      hooks: join(dots, 'hooks'),
    });
  });

  test('a bare one has no checkout', async () => {
    const bare = Desk.init(join(bench.root, 'bare.git'), '--bare');
    expect(codeOf(await openGitChanges(bare.path).places())).toBe('bare');
    expect(codeOf(await openGitChanges(join(ada.path, '.git')).places())).toBe('git failed');
  });

  test('which files and folders are tracked', async () => {
    ada.write('other/x', 'x');
    ada.write('s*/x', 'x');
    const tracks = async (path: string) => valueIn(await openGitChanges(join(ada.path, 'sub')).tracks(path));
    const paths = ['sub', 'sub/a', '.', 'other', 's*', 'none', '.git/hooks', '..', '/dev/null'];
    const found = await Promise.all(paths.map(async (path) => [path, await tracks(resolve(ada.path, path))]));
    expect(found.filter(([, is]) => is).map(([path]) => path)).toEqual(['sub', 'sub/a', '.']);
  });

  test('no repository', async () => {
    expect(codeOf(await openGitChanges(bench.root).places())).toBe('no repository');
    expect(codeOf(await openGitChanges(bench.root).staged())).toBe('no repository');
    expect(codeOf(await openGitChanges(join(bench.root, 'none')).commits({ to: 'HEAD' }))).toBe('no workspace');
  });
});

describe('settings', () => {
  test('are read as git reads them, and set in the repository only', async () => {
    const { config, setConfig } = openGitChanges(ada.path);
    expect(valueIn(await config('molt-ops.person'))).toBeUndefined();
    ada.git('config', '--global', 'molt-ops.person', 'grace');
    expect(valueIn(await config('molt-ops.person'))).toBe('grace');
    for (const value of ['ada', '-x', '', 'a\nb "q" \\ # ü', ' spaces ']) {
      valueIn(await setConfig('molt-ops.person', value));
      expect(valueIn(await config('molt-ops.person'))).toBe(value);
    }
    ada.git('config', '--add', 'molt-ops.person', 'twice');
    valueIn(await setConfig('molt-ops.person', 'once'));
    expect(ada.git('config', '--local', '--get-all', 'molt-ops.person')).toBe('once');
    valueIn(await setConfig('molt-ops.person', undefined));
    valueIn(await setConfig('molt-ops.person', undefined));
    expect(valueIn(await config('molt-ops.person'))).toBe('grace');
    // Ours are not the repository's.
    expect(valueIn(await config('core.hooksPath'))).toBeUndefined();
  });

  test.each(['', 'person', '--global', '--file=/etc/passwd', 'a.b\nc.d', '-x.y', 'a.'])('%j is no name', async (name) => {
    expect(codeOf(await openGitChanges(ada.path).config(name))).toBe('bad name');
    expect(codeOf(await openGitChanges(ada.path).setConfig(name, 'x'))).toBe('bad name');
  });

  test('a NUL is no value, and a config that is locked is told', async () => {
    expect(codeOf(await openGitChanges(ada.path).setConfig('a.b', 'x\0y'))).toBe('bad value');
    ada.write('.git/config.lock', '');
    expect(codeOf(await openGitChanges(ada.path).setConfig('a.b', 'x'))).toBe('git failed');
  });
});

test('no program that the repository names is run', async () => {
  const [trap, caught] = [join(bench.root, 'trap'), join(bench.root, 'caught')];
  writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> '${caught}'\ncat\n`, { mode: 0o755 });
  ada.commit('first', { 'a.odd': 'a\n', '.gitattributes': '*.odd diff=odd filter=odd merge=odd\n' });
  ada.commit('second', { 'a.odd': 'b\n' });
  for (const name of [
    'core.fsmonitor',
    'core.pager',
    'core.editor',
    'diff.external',
    'diff.odd.textconv',
    'diff.odd.command',
    'gpg.program',
    'filter.odd.process',
  ])
    ada.git('config', name, trap);
  ada.git('config', 'log.showSignature', 'true');
  for (const hook of ['post-index-change', 'reference-transaction', 'pre-commit']) ada.hook(hook, `'${trap}'`);
  vi.stubEnv('GIT_EXTERNAL_DIFF', trap);
  ada.write('a.odd', 'c\n');
  const changes = openGitChanges(ada.path, process.env);
  for (const outcome of [
    await changes.staged(),
    await changes.amended(),
    await changes.tracks(ada.path),
    await changes.commits({ to: 'HEAD' }),
    await changes.mergeBases('HEAD', 'HEAD~1'),
    await changes.differing('HEAD', 'HEAD~1'),
    await changes.remote('origin'),
    await changes.places(),
    await changes.config('core.editor'),
    await changes.setConfig('a.b', 'c'),
  ])
    expect(codeOf(outcome)).toBe('none');
  expect(() => readFileSync(caught)).toThrow(/ENOENT/);
});
