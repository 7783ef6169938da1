/** What people do beside the watch: each change is noticed, nothing else is, and nothing waits while nothing changes. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  type FSWatcher,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../kernel/fake-clock.ts';
import { findGitDir } from './git-state.ts';
import { bytes, freshWorkspace, git, node, nodeThrough, noIntent, opened, path, put, seenIn, sh } from './testing.ts';
import { type LockWatch, watchLockFile } from './watch.ts';

const at = freshWorkspace();
let clock: FakeClock;
let changes: number;
let problems: string[];
let watched: LockWatch | undefined;
let sentinel: FSWatcher | undefined;

beforeEach(() => {
  clock = new FakeClock();
  changes = 0;
  problems = [];
  put(at.workspace, path, 'x');
  mkdirSync(join(at.outer, 'sentinel'));
});
afterEach(() => {
  watched?.stop();
  sentinel?.close();
});

const start = (configured = path, workspace = at.workspace): void => {
  watched = watchLockFile({
    workspace,
    path: configured,
    git: findGitDir(at.workspace),
    clock,
    changed: () => {
      changes += 1;
    },
    problem: (sentence) => problems.push(sentence),
  });
};

/** All that has happened so far was heard: the kernel tells in order. */
async function drained(): Promise<void> {
  const told = new Promise<void>((resolve) => {
    sentinel?.close();
    sentinel = watch(join(at.outer, 'sentinel'), () => resolve());
  });
  writeFileSync(join(at.outer, 'sentinel', `${Math.random()}`), '');
  await told;
}

/** Whether it was noticed; what it left is worked off. */
async function noticed(deed: () => unknown): Promise<boolean> {
  const before = changes;
  deed();
  await drained();
  const isPending = clock.pending > 0;
  clock.advance(200);
  expect(changes).toBe(before + (isPending ? 1 : 0));
  for (let n = 0; n < 2; n += 1) {
    await drained();
    clock.advance(200);
  }
  expect(clock.pending).toBe(0);
  return isPending;
}
const append = (): void => appendFileSync(at.file, 'hand\n');
const docs = (): string => dirname(at.file);
const over = (): void => {
  put(at.workspace, 'docs/4913', 'y');
  renameSync(join(docs(), '4913'), at.file);
};

type Deed = [string, () => unknown];

describe('the file', () => {
  const edits: Deed[] = [
    ['append', append],
    ['truncate', () => truncateSync(at.file, 0)],
    ['empty and fill', () => writeFileSync(at.file, 'y')],
    ['another time only', () => utimesSync(at.file, 1, 1)],
    ['another mode', () => chmodSync(at.file, 0)],
    ['rename over it', over],
    ['sed -i', () => sh(docs(), 'sed -i.bak s/x/y/ AGENT_LOCKS.md')],
    ['delete', () => unlinkSync(at.file)],
    ['rename it away', () => renameSync(at.file, join(docs(), 'else.md'))],
    [
      'delete and make anew',
      () => {
        unlinkSync(at.file);
        put(at.workspace, path, 'y');
      },
    ],
    [
      'a folder in its place',
      () => {
        unlinkSync(at.file);
        mkdirSync(at.file);
      },
    ],
    [
      'a link in its place',
      () => {
        put(at.workspace, 'notes/real.md', 'y');
        unlinkSync(at.file);
        symlinkSync('../notes/real.md', at.file);
      },
    ],
    ['rename the folder', () => renameSync(docs(), join(at.workspace, 'other'))],
    ['remove the folder', () => rmSync(docs(), { recursive: true })],
    [
      'another folder in its place',
      () => {
        put(at.workspace, `new/AGENT_LOCKS.md`, 'y');
        renameSync(docs(), join(at.workspace, 'old'));
        renameSync(join(at.workspace, 'new'), docs());
      },
    ],
    ['remove the workspace', () => rmSync(at.workspace, { recursive: true })],
    [
      'our own write',
      () => {
        const file = opened(at.workspace);
        file.write(seenIn(file), bytes('ours'), noIntent);
      },
    ],
  ];
  test.each(edits)('%s is noticed, and what comes after it', async (_name, deed) => {
    start();
    expect(await noticed(deed)).toBe(true);
    if (!readdirSync(at.outer).includes('w') || !readdirSync(at.workspace).includes('docs'))
      expect(await noticed(() => mkdirSync(docs(), { recursive: true }))).toBe(true);
    rmSync(at.file, { recursive: true, force: true });
    await noticed(() => {});
    expect(await noticed(() => put(at.workspace, path, 'z'))).toBe(true);
    expect(await noticed(append)).toBe(true);
    expect(await noticed(over)).toBe(true);
  });

  const others: Deed[] = [
    ['another file beside it', () => put(at.workspace, 'docs/other.md', 'x')],
    ['a file with a name that begins so', () => put(at.workspace, 'docs/AGENT_LOCKS.md~', 'x')],
    ['our temporary', () => put(at.workspace, 'docs/.molt-ops-locks.0123456789ab', 'x')],
    ['a folder beside it', () => mkdirSync(join(docs(), 'sub'))],
    ['a file in the workspace', () => put(at.workspace, 'AGENT_LOCKS.md', 'x')],
    ['reading it', () => opened(at.workspace).read()],
    ['nothing', () => {}],
  ];
  test.each(others)('%s is not', async (_name, deed) => {
    start();
    expect(await noticed(deed)).toBe(false);
  });

  test('a folder that comes later, and one in it', async () => {
    rmSync(docs(), { recursive: true });
    start('docs/a/b/LOCKS.md');
    for (const folder of ['docs', 'docs/a', 'docs/a/b']) expect(await noticed(() => mkdirSync(join(at.workspace, folder)))).toBe(true);
    expect(await noticed(() => put(at.workspace, 'docs/a/other', ''))).toBe(false);
    expect(await noticed(() => put(at.workspace, 'docs/a/b/LOCKS.md', 'x'))).toBe(true);
    expect(await noticed(() => renameSync(docs(), join(at.workspace, 'elsewhere')))).toBe(true);
    expect(await noticed(() => put(at.workspace, 'docs/a/b/LOCKS.md', 'x'))).toBe(true);
    expect(await noticed(() => appendFileSync(join(at.workspace, 'docs/a/b/LOCKS.md'), 'x'))).toBe(true);
  });

  test('a workspace that comes later', async () => {
    start(path, join(at.outer, 'later/w'));
    expect(await noticed(() => mkdirSync(join(at.outer, 'later')))).toBe(true);
    expect(await noticed(() => mkdirSync(join(at.outer, 'later/w')))).toBe(true);
    expect(await noticed(() => mkdirSync(join(at.outer, 'later/w/docs')))).toBe(true);
    expect(await noticed(() => put(join(at.outer, 'later/w'), path, 'x'))).toBe(true);
  });

  test('an empty folder that is removed while somebody is in it', async () => {
    start();
    const inside = node(`process.chdir(process.argv[1]); console.log('in'); setInterval(() => {}, 1e6);`, docs());
    await inside.said('in');
    expect(await noticed(() => unlinkSync(at.file))).toBe(true);
    expect(await noticed(() => rmdirSync(docs()))).toBe(true);
    expect(await noticed(() => mkdirSync(docs()))).toBe(true);
    expect(await noticed(() => put(at.workspace, path, 'x'))).toBe(true);
    inside.kill();
    await inside.over;
  });

  test('one that is removed and made again at once, while somebody is in it', async () => {
    start();
    const inside = node(`process.chdir(process.argv[1]); console.log('in'); setInterval(() => {}, 1e6);`, docs());
    await inside.said('in');
    expect(await noticed(() => sh(at.workspace, 'rm -r docs; mkdir docs'))).toBe(true);
    expect(await noticed(() => put(at.workspace, path, 'x'))).toBe(true);
    inside.kill();
    await inside.over;
  });

  test('behind links: the links, and what they lead to', async () => {
    put(at.workspace, 'notes/real.md', 'x');
    put(at.workspace, 'else/real.md', 'x');
    symlinkSync('notes', join(at.workspace, 'n'));
    unlinkSync(at.file);
    symlinkSync('../n/real.md', at.file);
    start();
    expect(await noticed(() => appendFileSync(join(at.workspace, 'notes/real.md'), 'x'))).toBe(true);
    expect(await noticed(() => put(at.workspace, 'notes/other.md', 'x'))).toBe(false);
    expect(await noticed(() => sh(at.workspace, 'ln -sfn else n'))).toBe(true);
    expect(await noticed(() => appendFileSync(join(at.workspace, 'notes/real.md'), 'x'))).toBe(false);
    expect(await noticed(() => appendFileSync(join(at.workspace, 'else/real.md'), 'x'))).toBe(true);
    expect(await noticed(() => sh(docs(), `ln -sfn ${at.workspace}/notes/real.md AGENT_LOCKS.md`))).toBe(true);
    expect(await noticed(() => appendFileSync(join(at.workspace, 'notes/real.md'), 'x'))).toBe(true);
    expect(await noticed(() => sh(docs(), 'ln -sfn ../../outside AGENT_LOCKS.md'))).toBe(true);
    expect(await noticed(() => sh(docs(), 'ln -sfn AGENT_LOCKS.md AGENT_LOCKS.md'))).toBe(true);
    expect(await noticed(over)).toBe(true);
  });

  test('a link to a file beside it', async () => {
    start();
    expect(await noticed(() => put(at.workspace, 'docs/real.md', 'x'))).toBe(false);
    expect(await noticed(() => sh(docs(), 'ln -sf real.md AGENT_LOCKS.md'))).toBe(true);
    expect(await noticed(() => put(at.workspace, 'docs/real.md', 'y'))).toBe(true);
    expect(await noticed(over)).toBe(true);
    expect(await noticed(() => put(at.workspace, 'docs/real.md', 'z'))).toBe(false);
  });

  test('in the workspace itself, and behind a workspace that is a link', async () => {
    symlinkSync('w', join(at.outer, 'link'));
    start('LOCKS', join(at.outer, 'link'));
    expect(await noticed(() => put(at.workspace, 'LOCKS', 'x'))).toBe(true);
    expect(await noticed(() => put(at.workspace, 'OTHER', 'x'))).toBe(false);
  });
});

describe('git', () => {
  const run = (...words: string[]): string => git(at.workspace, ...words);
  beforeEach(() => {
    run('init', '-q', '-b', 'main');
    put(at.workspace, 'one.txt', 'one\n');
    run('add', '.');
    run('commit', '-qm', 'first');
    run('branch', 'side');
    run('commit', '-qm', 'second', '--allow-empty');
  });

  const moves: Deed[] = [
    ['commit', () => run('commit', '-qm', 'x', '--allow-empty')],
    ['checkout of a branch', () => run('checkout', '-q', 'side')],
    ['symbolic-ref', () => run('symbolic-ref', 'HEAD', 'refs/heads/side')],
    ['update-ref', () => run('update-ref', 'HEAD', 'HEAD~1')],
    ['reset --soft', () => run('reset', '-q', '--soft', 'HEAD~1')],
    [
      'stash',
      () => {
        put(at.workspace, 'one.txt', 'two\n');
        run('stash');
      },
    ],
    ['bisect start', () => run('bisect', 'start')],
    ['the end of a lock of the index', () => sh(at.workspace, 'touch .git/index.lock; rm .git/index.lock')],
    ['git folder gone', () => rmSync(join(at.workspace, '.git'), { recursive: true })],
  ];
  test.each(moves)('%s is noticed', async (_name, deed) => {
    start();
    expect(await noticed(deed)).toBe(true);
    expect(await noticed(append)).toBe(true);
  });

  test('a stash that is dropped, after which no index changes any more', async () => {
    for (const text of ['two\n', 'three\n']) {
      put(at.workspace, 'one.txt', text);
      run('stash');
    }
    start();
    for (let n = 0; n < 2; n += 1) expect(await noticed(() => run('stash', 'drop', '-q'))).toBe(true);
  });

  const others: Deed[] = [
    ['a branch', () => run('branch', 'fresh')],
    ['a tag', () => run('tag', 'v1')],
    ['log', () => run('log')],
    ['the beginning of a lock of the index', () => put(at.workspace, '.git/index.lock', 'x')],
    ['a fetch', () => run('fetch', '-q', '.', 'main')],
  ];
  test.each(others)('%s is not', async (_name, deed) => {
    start();
    expect(await noticed(deed)).toBe(false);
  });

  test('the log of HEAD that comes with the first commit, and what follows', async () => {
    sh(at.workspace, 'rm -rf .git');
    run('init', '-q', '-b', 'main');
    start();
    const tree = run('hash-object', '-t', 'tree', '-w', '/dev/null');
    expect(await noticed(() => run('update-ref', 'HEAD', run('commit-tree', '-m', 'x', tree)))).toBe(true);
    expect(await noticed(() => run('update-ref', 'HEAD', run('commit-tree', '-m', 'y', tree)))).toBe(true);
  });

  test('a linked worktree hears its own moves, not those of others', async () => {
    const tree = join(at.outer, 'tree');
    run('worktree', 'add', '-q', tree, 'side');
    watched = watchLockFile({
      workspace: tree,
      path,
      git: findGitDir(tree),
      clock,
      changed: () => (changes += 1),
      problem: (one) => problems.push(one),
    });
    expect(await noticed(() => run('commit', '-qm', 'x', '--allow-empty'))).toBe(false);
    expect(await noticed(() => git(tree, 'commit', '-qm', 'x', '--allow-empty'))).toBe(true);
    expect(await noticed(() => put(tree, path, 'x'))).toBe(true);
  });

  test('refs as reftable', async () => {
    put(at.workspace, '.git/reftable/tables.list', 'a\n');
    start();
    expect(await noticed(() => put(at.workspace, '.git/reftable/tables.list', 'b\n'))).toBe(true);
    expect(await noticed(() => put(at.workspace, '.git/reftable/other', 'b\n'))).toBe(false);
  });
});

describe('when it is told', () => {
  test('once it was quiet for 50 ms', async () => {
    start();
    append();
    await drained();
    clock.advance(49);
    expect(changes).toBe(0);
    append();
    await drained();
    clock.advance(49);
    expect(changes).toBe(0);
    clock.advance(1);
    expect([changes, clock.pending]).toEqual([1, 0]);
  });

  test('200 ms after the first of changes that do not end', async () => {
    start();
    for (let n = 0; n < 5; n += 1) {
      append();
      await drained();
      expect(changes).toBe(0);
      clock.advance(40);
    }
    expect(changes).toBe(1);
  });

  test('also when the clock is set', async () => {
    start();
    for (const by of [-3_600_000, 3_600_000]) {
      append();
      await drained();
      clock.set(clock.now() + by);
      append();
      await drained();
      const before = changes;
      clock.advance(50);
      expect(changes).toBe(before + 1);
    }
  });

  test('not any more once it is stopped', async () => {
    start();
    append();
    await drained();
    watched!.stop();
    watched!.look();
    append();
    await drained();
    expect(clock.pending).toBe(0);
    clock.advance(1000);
    expect(changes).toBe(0);
  });
});

test('keeps no process alive', async () => {
  const child = node(
    `watchLockFile({ workspace: process.argv[1], path: ${JSON.stringify(path)}, clock: systemClock, changed() {}, problem() {} }); console.log('watching');`,
    at.workspace,
  );
  expect([await child.over, child.out()]).toEqual([0, 'watching\n']);
});

describe('a host that allows no more', () => {
  // Limits of a user namespace of its own, so that nobody else is concerned.
  const isAllowed =
    process.platform === 'linux' && spawnSync('unshare', ['-Ur', 'test', '-w', '/proc/sys/user/max_inotify_watches']).status === 0;
  if (!isAllowed) console.info('not tried: no namespaces are allowed here');

  test.skipIf(!isAllowed).each([
    ['instances', 'fs.inotify.max_user_instances'],
    ['watches', 'fs.inotify.max_user_watches'],
  ])('%s: it is told once, and mended when somebody looks again', async (which, named) => {
    const child = nodeThrough(
      ['unshare', '-Ur'],
      `const [workspace, limit] = process.argv.slice(1);
       fs.writeFileSync(limit, '0');
       const told = [];
       const watched = watchLockFile({
         workspace, path: ${JSON.stringify(path)}, clock: systemClock, problem: (sentence) => told.push(sentence),
         changed() { console.log(JSON.stringify(told)); process.exit(); },
       });
       watched.look();
       fs.writeFileSync(limit, '100');
       watched.look();
       fs.writeFileSync(limit, '0');
       watched.look();
       fs.appendFileSync(workspace + '/${path}', 'hand');
       setTimeout(() => process.exit(1), 20_000);`,
      at.workspace,
      `/proc/sys/user/max_inotify_${which}`,
    );
    expect(await child.over).toBe(0);
    const told: string[] = JSON.parse(child.out());
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(named);
    expect(told[0]).toContain(`Changes of ${path} are not noticed by themselves`);
  });
});
