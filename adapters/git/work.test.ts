/** What git shows inside claims, in real repositories with worktrees and remotes. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Bench, codeOf, Desk, openBench, valueIn } from './testing.ts';
import { openGitWork, type Work } from './work.ts';

/** Seconds since 1970. */
const noon = 1_795_000_000;

let bench: Bench;
let remote: Desk;
let ada: Desk;

const look = async (since = 0, folder = ada.path): Promise<Work> => valueIn(await openGitWork(folder).look(since));
const dirty = async (): Promise<string[]> => [...(await look()).dirty].toSorted();
const unpushed = async (): Promise<string[]> => (await look()).commits.flatMap(({ subject, isUnpushed }) => (isUnpushed ? [subject] : []));
const linked = (name: string, ...words: string[]): Desk => {
  ada.git('worktree', 'add', '-q', ...words, join(bench.root, name));
  return new Desk(join(bench.root, name));
};

beforeEach(() => {
  bench = openBench();
  remote = Desk.init(join(bench.root, 'remote.git'), '--bare');
  ada = Desk.init(join(bench.root, '-ada\'s "$(work)"'));
  ada.clock = noon;
  ada.commit('first', { 'a.txt': 'a\n', 'docs/b.md': 'b\n', '.gitignore': 'ignored/\n' });
  ada.git('remote', 'add', 'origin', remote.path);
  ada.git('push', '-q', '-u', 'origin', 'main');
});
afterEach(() => bench.remove());

describe('dirty files', () => {
  test.each<[string, () => void, string[]]>([
    ['none', () => ada.write('ignored/x', 'x'), []],
    [
      'changed, staged, new, removed',
      () => {
        ada.write('a.txt', 'x');
        ada.write('staged', 'x');
        ada.git('add', 'staged');
        ada.write('new/deep/x', 'x');
        ada.write('new/deep/y', 'y');
        rmSync(join(ada.path, 'docs/b.md'));
      },
      ['a.txt', 'docs/b.md', 'new/deep/x', 'new/deep/y', 'staged'],
    ],
    ['both sides of a rename', () => ada.git('mv', 'a.txt', 'c.txt'), ['a.txt', 'c.txt']],
    [
      'odd names, whatever the person set',
      () => {
        ada.git('config', 'status.showUntrackedFiles', 'no');
        ada.git('config', 'status.relativePaths', 'true');
        ada.git('config', 'status.renames', 'copies');
        ada.git('config', 'core.quotePath', 'true');
        for (const name of ['-x', 'a\nb c', '"q" ü', '? x', ' 1 2 3']) ada.write(name, 'x');
        ada.git('add', '-N', '--', '-x');
      },
      [' 1 2 3', '"q" ü', '-x', '? x', 'a\nb c'],
    ],
    [
      'a name in another encoding',
      () => writeFileSync(Buffer.concat([Buffer.from(`${ada.path}/docs/`), Buffer.from([0xe9])]), 'x'),
      ['docs/\ufffd'],
    ],
    [
      'a conflict',
      () => {
        ada.git('checkout', '-q', '-b', 'side');
        ada.commit('x', { 'docs/b.md': 'side\n' });
        ada.git('checkout', '-q', 'main');
        ada.commit('y', { 'docs/b.md': 'main\n' });
        expect(() => ada.git('merge', 'side')).toThrow();
      },
      ['docs/b.md'],
    ],
    [
      'of every worktree, each once',
      () => {
        for (const name of ['one', 'two\nlines']) {
          const desk = linked(name, '--detach');
          desk.write('a.txt', 'x');
          desk.write(`only in ${name}`, 'x');
        }
      },
      ['a.txt', 'only in one', 'only in two\nlines'],
    ],
    [
      'a submodule at another commit, but not what is changed in it',
      () => {
        const other = Desk.init(join(bench.root, 'other'));
        other.commit('x', { x: 'x' });
        for (const name of ['moved', 'edited']) ada.git('submodule', '--quiet', 'add', other.path, name);
        ada.commit('subs');
        new Desk(join(ada.path, 'moved')).commit('y');
        new Desk(join(ada.path, 'edited')).write('x', 'y');
      },
      ['moved'],
    ],
  ])('%s', async (_name, change, files) => {
    change();
    expect(await dirty()).toEqual(files);
    expect((await look()).leftOut).toEqual([]);
  });

  test('from below the top folder, and before the first commit', async () => {
    ada.write('docs/new', 'x');
    expect((await look(0, join(ada.path, 'docs'))).dirty).toEqual(['docs/new']);
    const fresh = Desk.init(join(bench.root, 'fresh'));
    fresh.write('x', 'x');
    expect(await look(0, fresh.path)).toEqual({ dirty: ['x'], commits: [], leftOut: [] });
  });

  test('a worktree whose folder is gone is no matter; one that cannot be read is told', async () => {
    rmSync(linked('gone', '--detach').path, { recursive: true });
    const broken = linked('broken\u202e', '--detach');
    writeFileSync(join(ada.git('-C', broken.path, 'rev-parse', '--absolute-git-dir'), 'index'), 'broken');
    ada.write('a.txt', 'x');
    const found = await look();
    expect(found.dirty).toEqual(['a.txt']);
    expect(found.leftOut).toEqual([expect.stringMatching(/^Changes in .*broken⟨U\+202E⟩ were not seen: git status did not work in /)]);
  });

  test('thousands of new files are their folders', async () => {
    ada.write('a.txt', 'x');
    ada.write('docs/new', 'x');
    for (let n = 0; n < 5000; n++) ada.write(`deep/many/${n}`, '');
    expect(await dirty()).toEqual(['a.txt', 'deep/', 'docs/new']);
    rmSync(join(ada.path, 'deep/many/0'));
    expect((await dirty()).length).toBe(4999 + 2);
  });

  test('git works behind everybody else', async () => {
    const own = join(bench.root, 'git');
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    // Never comes to git where it is not made to wait.
    writeFileSync(own, `#!/bin/sh\nuntil [ "$(nice)" = 10 ]; do sleep 0.02; done\nexec '${git}' "$@"\n`, { mode: 0o755 });
    ada.write('a.txt', 'x');
    vi.stubEnv('PATH', `${bench.root}:${process.env.PATH}`);
    expect((await look()).dirty).toEqual(['a.txt']);
  });
});

describe('commits', () => {
  test('of branches, worktrees and origin, newest first, each once, not older than asked for', async () => {
    const other = Desk.clone(remote.path, join(bench.root, 'other'));
    other.clock = noon + 10;
    other.commit('pushed by another', { 'x.txt': 'x' });
    other.git('push', '-q', 'origin', 'HEAD:refs/heads/topic');
    ada.git('fetch', '-q');
    ada.clock = noon + 20;
    ada.git('checkout', '-q', '-b', 'feature');
    ada.commit('on a branch\n\nMolt-Lease: 17', { 'a.txt': 'x' });
    ada.git('checkout', '-q', 'main');
    const desk = linked('detached', '--detach');
    desk.clock = noon + 30;
    desk.commit('nowhere but in a worktree', { 'docs/b.md': 'x' });
    // Not in sight: a stash, a tag, another remote.
    ada.clock = noon + 40;
    ada.write('a.txt', 'stashed');
    ada.git('stash');
    ada.git('tag', 'lost', ada.git('commit-tree', '-m', 'only a tag', 'HEAD^{tree}'));
    ada.git('update-ref', 'refs/remotes/fork/main', ada.git('commit-tree', '-m', 'of a fork', 'HEAD^{tree}'));
    const { commits } = await look();
    expect(commits.map(({ subject, isUnpushed, files, at }) => [subject, isUnpushed, [...files].toSorted(), at / 1000 - noon])).toEqual([
      ['nowhere but in a worktree', true, ['docs/b.md'], 30],
      ['on a branch', true, ['a.txt'], 20],
      ['pushed by another', false, ['x.txt'], 10],
      ['first', false, ['.gitignore', 'a.txt', 'docs/b.md'], 0],
    ]);
    expect(commits[1]).toMatchObject({ author: { name: 'ada', email: 'ada@example.org' }, trailers: ['Molt-Lease: 17'] });
    const since = async (ms: number): Promise<string[]> => (await look(ms)).commits.map(({ subject }) => subject);
    expect(await since((noon + 20) * 1000)).toEqual(['nowhere but in a worktree', 'on a branch']);
    expect(await since((noon + 20) * 1000 + 1)).toEqual(['nowhere but in a worktree']);
    expect(await since((noon + 31) * 1000)).toEqual([]);
  });

  test('unpushed is what no remote has', async () => {
    ada.commit('mine', { x: 'x' });
    expect(await unpushed()).toEqual(['mine']);
    const fork = Desk.init(join(bench.root, 'fork.git'), '--bare');
    ada.git('remote', 'add', 'fork', fork.path);
    ada.git('push', '-q', 'fork', 'main');
    expect(await unpushed()).toEqual([]);
    ada.commit('more');
    ada.git('push', '-q', 'origin', 'main:elsewhere');
    expect(await unpushed()).toEqual([]);
  });

  test('without a remote there is nowhere to push', async () => {
    ada.git('remote', 'remove', 'origin');
    ada.commit('mine');
    expect(await unpushed()).toEqual([]);
    ada.git('remote', 'add', 'origin', remote.path);
    expect((await unpushed()).toSorted()).toEqual(['first', 'mine']);
  });

  test('a merge has no files of its own but those that it made', async () => {
    ada.git('checkout', '-q', '-b', 'side');
    ada.commit('side', { 'side.txt': 'x' });
    ada.git('checkout', '-q', 'main');
    ada.commit('main', { 'main.txt': 'x' });
    ada.git('merge', '-q', '--no-commit', 'side');
    ada.commit('merge', { 'evil.txt': 'x' });
    expect((await look()).commits.find(({ subject }) => subject === 'merge')!.files).toEqual(['evil.txt']);
  });

  test('where a shallow history ends nothing is blamed on its last commit', async () => {
    ada.commit('second', { 'a.txt': 'x' });
    ada.git('push', '-q');
    const bob = Desk.clone(`file://${remote.path}`, join(bench.root, 'bob'), '--depth=1');
    bob.commit('third', { 'a.txt': 'y' });
    expect((await look(0, bob.path)).commits.map(({ subject, files }) => [subject, files])).toEqual([
      ['third', ['a.txt']],
      ['second', []],
    ]);
    expect(valueIn(await openGitWork(bob.path).lastCommit(['docs']))).toBeUndefined();
    expect(valueIn(await openGitWork(bob.path).lastCommit(['a.txt']))).toMatchObject({ subject: 'third' });
  });

  test('more than anybody would look at: the newest, and said', async () => {
    const lines = Array.from(
      { length: 5003 },
      (_, n) => `commit refs/heads/many\ncommitter a <a> ${noon + n + 1} +0000\ndata ${String(n).length}\n${n}\n`,
    );
    writeFileSync(join(bench.root, 'stream'), lines.join(''));
    ada.git('config', 'alias.load', `!git fast-import --quiet < '${join(bench.root, 'stream')}'`);
    ada.git('load');
    const { commits, leftOut } = await look();
    expect([commits.length, commits[0]!.subject, commits.at(-1)!.subject]).toEqual([5000, '5002', '3']);
    expect(leftOut).toEqual(['Only the newest 5000 commits were looked at.']);
  });
});

describe('the last commit inside', () => {
  const last = async (...paths: string[]): Promise<string | undefined> => valueIn(await openGitWork(ada.path).lastCommit(paths))?.subject;
  beforeEach(() => {
    ada.clock = noon + 10;
    ada.commit('docs', { 'docs/b.md': 'x', 'docs/sub/c.md': 'x' });
    ada.clock = noon + 20;
    ada.commit('odd', { '*.txt': 'x', ':(top)x': 'x', '-x': 'x', '[a].txt': 'x' });
    ada.clock = noon + 30;
    ada.commit('elsewhere', { 'src/x': 'x' });
  });

  test.each<[string, string[], string | undefined]>([
    ['a file', ['docs/b.md'], 'docs'],
    ['a folder', ['docs'], 'docs'],
    ['a folder with a slash', ['docs/'], 'docs'],
    ['the newest of several', ['docs', 'a.txt', 'src'], 'elsewhere'],
    ['everything', [''], 'elsewhere'],
    ['what never was', ['none/x'], undefined],
    ['nothing', [], undefined],
    ['a glob, literally', ['*.txt'], 'odd'],
    ['brackets, literally', ['[a].txt'], 'odd'],
    ['magic, literally', [':(top)x'], 'odd'],
    ['a leading dash', ['-x'], 'odd'],
    ['a glob that is no file', ['do*'], undefined],
    [
      'more paths than a command line holds',
      [...Array.from({ length: 1000 }, (_, n) => `none/${'x'.repeat(4000)}${n}`), 'docs/sub'],
      'docs',
    ],
  ])('%s', async (_name, paths, subject) => {
    expect(await last(...paths)).toBe(subject);
  });

  test('up to HEAD and origin, from a folder below too', async () => {
    ada.git('checkout', '-q', '-b', 'feature');
    ada.clock = noon + 40;
    ada.commit('not on main', { 'docs/b.md': 'y' });
    ada.git('checkout', '-q', 'main');
    expect(await last('docs')).toBe('docs');
    ada.git('push', '-q', 'origin', 'feature');
    expect(await last('docs')).toBe('not on main');
    expect(valueIn(await openGitWork(join(ada.path, 'docs')).lastCommit(['docs/b.md']))).toEqual({
      commit: ada.git('rev-parse', 'feature'),
      at: (noon + 40) * 1000,
      author: { name: 'ada', email: 'ada@example.org' },
      subject: 'not on main',
    });
  });

  test('before the first commit', async () => {
    ada = Desk.init(join(bench.root, 'fresh'));
    expect(await last('x')).toBeUndefined();
  });
});

describe('what became of a branch', () => {
  const merged = async (branch: string): Promise<string> => valueIn(await openGitWork(ada.path).isMerged(branch));
  const long = Array.from({ length: 9 }, (_, n) => `line ${n}\n`).join('');
  const feature = (): void => {
    ada.commit('before', { long });
    ada.git('push', '-q', 'origin', 'main');
    ada.git('checkout', '-q', '-b', 'feature');
    ada.commit('one', { one: 'x', long: long.replace('line 7\n', 'line seven\n') });
    ada.commit('two', { two: 'x' });
    ada.git('checkout', '-q', 'main');
  };

  const squash = (): void => {
    ada.git('merge', '-q', '--squash', 'feature');
    ada.git('commit', '-q', '-m', 'squashed');
  };

  test.each<[string, () => void, string]>([
    ['at work', () => undefined, 'open'],
    ['merged', () => ada.git('merge', '-q', '--no-ff', '-m', 'merge', 'feature'), 'merged'],
    ['merged, forwarded', () => ada.git('merge', '-q', '--ff-only', 'feature'), 'merged'],
    [
      'merged, forwarded, then main went on',
      () => {
        ada.git('merge', '-q', '--ff-only', 'feature');
        ada.commit('on', { on: 'x' });
      },
      'merged',
    ],
    [
      'rebased onto main',
      () => {
        ada.commit('main went on', { on: 'x' });
        ada.git('cherry-pick', 'feature~1', 'feature');
      },
      'merged',
    ],
    [
      'half of it',
      () => {
        ada.commit('main went on', { on: 'x' });
        ada.git('cherry-pick', 'feature~1');
      },
      'open',
    ],
    [
      'merged, then went on',
      () => {
        ada.git('merge', '-q', '--no-ff', '-m', 'merge', 'feature');
        ada.git('checkout', '-q', 'feature');
        ada.commit('three', { three: 'x' });
        ada.git('checkout', '-q', 'main');
      },
      'open',
    ],
    ['squashed', () => squash(), 'merged'],
    [
      'squashed, then main changed the very same',
      () => {
        squash();
        ada.commit('on', { one: 'y', two: 'y' });
      },
      'merged',
    ],
    [
      'squashed onto a main that had gone on beside it',
      () => {
        ada.commit('main went on', { long: long.replace('line 4\n', 'line four\n') });
        squash();
      },
      'merged',
    ],
    [
      'squashed, then went on',
      () => {
        squash();
        ada.git('checkout', '-q', 'feature');
        ada.commit('three', { three: 'x' });
        ada.git('checkout', '-q', 'main');
      },
      'open',
    ],
    [
      'half of it squashed',
      () => {
        ada.git('merge', '-q', '--squash', 'feature~1');
        ada.git('commit', '-q', '-m', 'half');
      },
      'open',
    ],
  ])('%s', async (name, change, is) => {
    feature();
    change();
    // Main is what origin has.
    expect(await merged('feature')).toBe('open');
    ada.git('push', '-q', 'origin', 'main', 'feature');
    expect(await merged('feature')).toBe(is);
    ada.git('branch', '-q', '-D', 'feature');
    // Of a branch that was seen but once git cannot tell whether main was made to follow it, or it was made from main.
    const seenOnce = name.includes('forwarded') ? 'open' : is;
    for (const branch of ['feature', 'origin/feature']) expect(await merged(branch)).toBe(seenOnce);
  });

  test('a branch without a commit of its own is open, however far main is', async () => {
    ada.git('branch', 'feature');
    expect(await merged('feature')).toBe('open');
    ada.commit('on', { on: 'x' });
    ada.git('push', '-q', 'origin', 'main');
    expect(await merged('feature')).toBe('open');
  });

  test('gone: deleted, or what it followed is', async () => {
    feature();
    ada.git('push', '-q', '-u', 'origin', 'feature');
    expect(await merged('feature')).toBe('open');
    remote.git('branch', '-D', 'feature');
    ada.git('fetch', '-q', '--prune');
    expect(await merged('feature')).toBe('gone');
    for (const name of ['none', 'origin/none', '', '--all', 'main~1', 'HEAD', 'feature^{commit}', 'a*', 'ma?n'])
      expect(await merged(name), name).toBe('gone');
  });

  test.each<[string, () => void]>([
    ['merged', () => ada.git('merge', '-q', '--no-ff', '-m', 'merge', 'feature')],
    ['forwarded', () => ada.git('merge', '-q', '--ff-only', 'feature')],
    ['squashed', () => squash()],
  ])('%s, and deleted on the remote as GitHub does: merged, not gone', async (_, change) => {
    feature();
    ada.git('push', '-q', '-u', 'origin', 'feature');
    change();
    ada.git('push', '-q', 'origin', 'main');
    remote.git('branch', '-D', 'feature');
    ada.git('fetch', '-q', '--prune');
    expect(await merged('feature')).toBe('merged');
  });

  test('what comes to nothing is not merged: an empty commit, or one and its revert', async () => {
    ada.git('checkout', '-q', '-b', 'feature');
    ada.git('commit', '-q', '--allow-empty', '-m', 'nothing yet');
    expect(await merged('feature')).toBe('open');
    ada.commit('one', { one: 'x' });
    ada.git('revert', '--no-edit', 'HEAD');
    ada.git('push', '-q', 'origin', 'feature');
    for (const name of ['feature', 'origin/feature']) expect(await merged(name)).toBe('open');
  });

  test('looking writes nothing, and runs no merge driver of the repository', async () => {
    const caught = join(bench.root, 'driven');
    ada.commit('odd', { '.gitattributes': '* merge=odd\n' });
    ada.git('push', '-q', 'origin', 'main');
    feature();
    ada.commit('main went on', { long: long.replace('line 4\n', 'line four\n') });
    squash();
    ada.git('push', '-q', 'origin', 'main');
    ada.git('config', 'merge.odd.driver', `touch '${caught}'`);
    const all = (): string[] => readdirSync(join(ada.path, '.git'), { recursive: true, encoding: 'utf8' }).sort();
    const before = all();
    expect(await merged('feature')).toBe('merged');
    expect(all()).toEqual(before);
    expect(existsSync(caught)).toBe(false);
  });

  test('main itself is open, and all are where nothing is called main', async () => {
    for (const name of ['main', 'origin/main', 'origin/HEAD']) {
      ada.git('remote', 'set-head', 'origin', 'main');
      expect(await merged(name)).toBe('open');
    }
    ada = Desk.init(join(bench.root, 'alone'));
    expect(await merged('main')).toBe('gone');
    ada.commit('x');
    ada.git('branch', '-m', 'trunk');
    ada.git('branch', 'feature');
    expect(await merged('feature')).toBe('open');
  });

  test('main is what origin/HEAD names', async () => {
    ada.git('push', '-q', 'origin', 'main:trunk');
    ada.git('remote', 'set-head', 'origin', 'trunk');
    feature();
    ada.git('push', '-q', 'origin', 'feature:main');
    expect(await merged('feature')).toBe('open');
    ada.git('push', '-q', 'origin', 'feature:trunk');
    expect(await merged('feature')).toBe('merged');
  });
});

test('no program that the repository names is run; a filter of the user is', async () => {
  const [trap, caught, used] = [join(bench.root, 'trap'), join(bench.root, 'caught'), join(bench.root, 'used')];
  writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> '${caught}'\ncat\n`, { mode: 0o755 });
  ada.commit('second', { 'a.odd': 'a\n', 'a.fine': 'a\n', '.gitattributes': '*.odd diff=odd filter=odd.x\n*.fine filter=fine\n' });
  const names = [
    'core.fsmonitor',
    'core.pager',
    'diff.external',
    'diff.odd.textconv',
    'gpg.program',
    'filter.odd.x.clean',
    'filter.odd.x.process',
  ];
  for (const name of names) ada.git('config', name, trap);
  ada.git('config', 'filter.odd.x.required', 'true');
  ada.git('config', 'log.showSignature', 'true');
  ada.git('config', '--global', 'filter.fine.clean', `echo used >> '${used}'; cat`);
  for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman']) ada.hook(hook, `'${trap}'`);
  ada.write('a.odd', 'b\n');
  ada.write('a.fine', 'b\n');
  // The trap works: git itself falls into it.
  try {
    ada.git('status');
  } catch {}
  expect(existsSync(caught)).toBe(true);
  rmSync(caught);
  rmSync(used, { force: true });
  const work = openGitWork(ada.path);
  expect([...(await look()).dirty].toSorted()).toEqual(['a.fine', 'a.odd']);
  for (const outcome of [await work.lastCommit(['a.odd']), await work.isMerged('main')]) expect(codeOf(outcome)).toBe('none');
  expect(existsSync(caught)).toBe(false);
  expect(existsSync(used)).toBe(true);
});

test('no repository', async () => {
  const work = openGitWork(bench.root);
  for (const outcome of [await work.look(0), await work.lastCommit(['x']), await work.isMerged('x')])
    expect(codeOf(outcome)).toBe('no repository');
});
