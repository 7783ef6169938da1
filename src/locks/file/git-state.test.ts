/** What git's files tell, beside real git: what people do, and whether that moves HEAD, branch, stash or what is under way. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { atWork, findGitDir, gitState, hasPut, isFresh } from './git-state.ts';
import { freshWorkspace, git, put, sh } from './testing.ts';

const at = freshWorkspace();
const run = (...words: string[]): string => git(at.workspace, ...words);
/** Also where it is meant to fail, as a merge that conflicts. */
const tried = (...words: string[]): void => {
  try {
    run(...words);
  } catch {}
};
const dirs = (folder = at.workspace) => {
  const found = findGitDir(folder);
  if (!found) throw new Error('no git folder');
  return found;
};
const state = (folder = at.workspace): string | undefined => gitState(dirs(folder).gitDir, dirs(folder).commonDir);
const edit = (text: string): void => put(at.workspace, 'one.txt', text);

/** Made once, copied for each test. */
const template = mkdtempSync(join(tmpdir(), 'molt-ops-git-state-'));
beforeAll(() => {
  const make = (...words: string[]): string => git(template, ...words);
  make('init', '-q', '-b', 'main');
  put(template, 'one.txt', 'one\n');
  make('add', '.');
  make('commit', '-qm', 'first');
  put(template, 'one.txt', 'two\n');
  make('commit', '-qam', 'second');
  make('branch', 'side', 'HEAD~1');
  make('branch', 'same');
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeEach(() => cpSync(template, at.workspace, { recursive: true }));

/** [what is done, before that] */
type Deed = [string, () => void, (() => void)?];
const conflict = (): void => {
  run('checkout', '-q', 'side');
  edit('other\n');
  run('commit', '-qam', 'other');
};
const stashed = (): void => {
  edit('dirty\n');
  run('stash');
};

describe('moves it', () => {
  const deeds: Deed[] = [
    ['commit', () => run('commit', '-q', '--allow-empty', '-m', 'x')],
    ['commit --amend', () => run('commit', '-q', '--amend', '-m', 'x')],
    ['checkout of another branch', () => run('checkout', '-q', 'side')],
    ['checkout of another branch at the same commit', () => run('checkout', '-q', 'same')],
    ['checkout --detach', () => run('checkout', '-q', '--detach')],
    ['checkout -b', () => run('checkout', '-q', '-b', 'fresh')],
    ['checkout --orphan', () => run('checkout', '-q', '--orphan', 'bare')],
    ['a commit at a detached HEAD', () => run('commit', '-q', '--allow-empty', '-m', 'x'), () => run('checkout', '-q', '--detach')],
    ['reset --soft', () => run('reset', '-q', '--soft', 'HEAD~1')],
    ['reset --hard', () => run('reset', '-q', '--hard', 'HEAD~1')],
    ['update-ref of the branch alone', () => run('update-ref', 'refs/heads/main', 'HEAD~1')],
    ['branch -m', () => run('branch', '-m', 'trunk')],
    ['merge', () => run('merge', '-q', '--ff-only', 'main'), () => run('checkout', '-q', 'side')],
    ['a merge that conflicts', () => tried('merge', 'main'), conflict],
    [
      'merge --abort',
      () => run('merge', '--abort'),
      () => {
        conflict();
        tried('merge', 'main');
      },
    ],
    ['a rebase that stops', () => tried('rebase', 'main'), conflict],
    [
      'rebase --abort',
      () => run('rebase', '--abort'),
      () => {
        conflict();
        tried('rebase', 'main');
      },
    ],
    [
      'rebase --skip',
      () => run('rebase', '--skip'),
      () => {
        conflict();
        tried('rebase', 'main');
      },
    ],
    ['rebase --apply that stops', () => tried('rebase', '--apply', 'main'), conflict],
    ['a cherry-pick that conflicts', () => tried('cherry-pick', 'main'), conflict],
    ['a revert that conflicts', () => tried('revert', '--no-edit', 'HEAD~1'), conflict],
    ['bisect start', () => run('bisect', 'start', 'HEAD', 'HEAD~1')],
    ['stash', () => stashed()],
    ['stash pop', () => run('stash', 'pop'), stashed],
    ['stash drop', () => run('stash', 'drop'), stashed],
    [
      'a second stash',
      () => stashed(),
      () => {
        edit('dirtier\n');
        run('stash');
      },
    ],
    ['a commit when all refs are packed', () => run('commit', '-q', '--allow-empty', '-m', 'x'), () => run('pack-refs', '--all')],
  ];
  test.each(deeds)('%s', (_name, deed, before) => {
    before?.();
    const was = state();
    expect(was).toBeTypeOf('string');
    deed();
    expect(state()).not.toBe(was);
  });

  test('pull', () => {
    const clone = join(at.outer, 'clone');
    git(at.outer, 'clone', '-q', at.workspace, clone);
    edit('three\n');
    run('commit', '-qam', 'third');
    const was = state(clone);
    git(clone, 'fetch', '-q');
    expect(state(clone)).toBe(was);
    git(clone, 'pull', '-q', '--ff-only');
    expect(state(clone)).not.toBe(was);
  });
});

describe('leaves it', () => {
  const deeds: Deed[] = [
    ['nothing', () => {}],
    ['an edit', () => edit('x\n')],
    [
      'add',
      () => {
        edit('x\n');
        run('add', '.');
      },
    ],
    ['status', () => run('status')],
    ['checkout of a file', () => run('checkout', 'HEAD', '--', 'one.txt'), () => edit('x\n')],
    ['a branch', () => run('branch', 'fresh')],
    ['a branch that moves elsewhere', () => run('branch', '-f', 'side', 'main')],
    ['a tag', () => run('tag', 'v1')],
    ['pack-refs', () => run('pack-refs', '--all')],
    ['pack-refs with a stash', () => run('pack-refs', '--all'), stashed],
    ['gc', () => run('gc', '-q')],
    [
      'a commit in another worktree',
      () => git(join(at.outer, 'tree'), 'commit', '-q', '--allow-empty', '-m', 'x'),
      () => run('worktree', 'add', '-q', join(at.outer, 'tree'), 'side'),
    ],
    ['worktree add', () => run('worktree', 'add', '-q', join(at.outer, 'tree'), 'side')],
  ];
  test.each(deeds)('%s', (_name, deed, before) => {
    before?.();
    const was = state();
    expect(was).toBeTypeOf('string');
    deed();
    expect(state()).toBe(was);
  });

  test('comes back with a checkout back', () => {
    const was = state();
    run('checkout', '-q', 'side');
    run('checkout', '-q', 'main');
    expect(state()).toBe(was);
  });
});

describe('the folders of git', () => {
  test('from below, and in none', () => {
    mkdirSync(join(at.workspace, 'a/b'), { recursive: true });
    const dir = join(at.workspace, '.git');
    expect(findGitDir(join(at.workspace, 'a/b'))).toEqual({ gitDir: dir, commonDir: dir });
    expect(findGitDir(join(at.workspace, 'not/there'))).toEqual({ gitDir: dir, commonDir: dir });
    expect(findGitDir(at.outer)).toBeUndefined();
  });

  test('of a linked worktree: its own HEAD, the branches and the stash of all', () => {
    const tree = join(at.outer, 'tree');
    run('worktree', 'add', '-q', tree, 'side');
    expect(findGitDir(tree)).toEqual({ gitDir: join(at.workspace, '.git/worktrees/tree'), commonDir: join(at.workspace, '.git') });
    const was = state(tree);
    expect(was).toContain(run('rev-parse', 'side'));
    expect(was).not.toBe(state());
    run('commit', '-q', '--allow-empty', '-m', 'x');
    expect(state(tree)).toBe(was);
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'x');
    expect(state(tree)).not.toBe(was);
    stashed();
    expect(state(tree)).toContain(run('rev-parse', 'stash'));
  });

  test('of a submodule', () => {
    const lib = join(at.outer, 'lib');
    git(at.outer, 'clone', '-q', at.workspace, lib);
    run('submodule', '--quiet', 'add', lib, 'sub');
    const sub = join(at.workspace, 'sub');
    const dir = join(at.workspace, '.git/modules/sub');
    expect(findGitDir(sub)).toEqual({ gitDir: dir, commonDir: dir });
    const was = state(sub);
    git(sub, 'commit', '-q', '--allow-empty', '-m', 'x');
    expect(state(sub)).not.toBe(was);
  });

  test('of a clone with its git folder elsewhere, and a workspace behind a link', () => {
    const clone = join(at.outer, 'clone');
    git(at.outer, 'clone', '-q', '--separate-git-dir', join(at.outer, 'elsewhere'), at.workspace, clone);
    symlinkSync('clone', join(at.outer, 'link'));
    expect(findGitDir(join(at.outer, 'link'))?.gitDir).toBe(join(at.outer, 'elsewhere'));
  });

  test('the folder of git itself behind a link', () => {
    renameSync(join(at.workspace, '.git'), join(at.outer, 'moved'));
    symlinkSync('../moved', join(at.workspace, '.git'));
    expect(findGitDir(at.workspace)?.gitDir).toBe(join(at.outer, 'moved'));
  });

  test('the same as git says', () => {
    const tree = join(at.outer, 'tree');
    run('worktree', 'add', '-q', tree, 'side');
    for (const folder of [at.workspace, tree]) {
      const said = git(folder, 'rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir').split('\n');
      expect(Object.values(dirs(folder))).toEqual(said);
    }
  });
});

describe('whatever is in the files', () => {
  test('before the first commit there is a state, another after it', () => {
    const fresh = join(at.outer, 'fresh');
    git(at.outer, 'init', '-q', '-b', 'main', fresh);
    const was = state(fresh);
    expect(was).toContain('no commit');
    git(fresh, 'commit', '-q', '--allow-empty', '-m', 'x');
    expect(state(fresh)).not.toBe(was);
  });

  test('a branch with a name for git alone is found among the packed ones', () => {
    run('checkout', '-q', '-b', 'feature/ü.+x');
    run('commit', '-q', '--allow-empty', '-m', 'x');
    run('branch', 'feature/ü.+x2', 'HEAD~1');
    run('pack-refs', '--all');
    expect(state()).toContain(run('rev-parse', 'HEAD'));
  });

  test('HEAD as a link, as old gits made it', () => {
    const head = join(at.workspace, '.git/HEAD');
    rmSync(head);
    symlinkSync('refs/heads/side', head);
    expect(state()).toContain(run('rev-parse', 'side'));
  });

  test.each([
    ['no HEAD', 'rm HEAD', undefined],
    ['HEAD is a folder', 'rm HEAD; mkdir HEAD', undefined],
    ['HEAD is a FIFO', 'rm HEAD; mkfifo HEAD', undefined],
    ['HEAD is huge', 'head -c 100000 /dev/zero > HEAD', undefined],
    ['HEAD names itself', 'echo "ref: HEAD" > HEAD', 'ref: HEAD'],
    ['HEAD leads out', 'echo "ref: refs/../../../secret" > HEAD; echo SECRET > ../../secret', 'no commit'],
    [
      'a ring of refs',
      'echo "ref: refs/heads/a" > HEAD; echo "ref: refs/heads/b" > refs/heads/a; echo "ref: refs/heads/a" > refs/heads/b',
      'no commit',
    ],
    ['an empty ref, after a power cut', ': > refs/heads/main', 'no commit'],
    ['packed-refs is a folder', 'rm -f refs/heads/main packed-refs; mkdir packed-refs', 'no commit'],
  ])('%s: nothing throws', (_name, script, expected) => {
    const { gitDir, commonDir } = dirs();
    sh(gitDir, script);
    const now = gitState(gitDir, commonDir);
    if (expected === undefined) expect(now).toBeUndefined();
    else expect(now).toContain(expected);
    expect(now ?? '').not.toContain('SECRET');
  });

  test.each(['gitdir: /nowhere\n', 'gitdir:\n', '', 'x'.repeat(5000), 'gitdir: ../\0\n'])('a file .git with %j leads nowhere', (text) => {
    const inner = join(at.outer, 'inner');
    mkdirSync(inner);
    writeFileSync(join(inner, '.git'), text);
    expect(findGitDir(inner)).toBeUndefined();
  });

  test('refs as reftable: the list of tables is looked at', () => {
    const { gitDir, commonDir } = dirs();
    put(gitDir, 'HEAD', 'ref: refs/heads/.invalid\n');
    put(gitDir, 'reftable/tables.list', '0x01-0x02-a.ref\n');
    const was = gitState(gitDir, commonDir);
    put(gitDir, 'reftable/tables.list', '0x01-0x03-b.ref\n');
    expect(gitState(gitDir, commonDir)).not.toBe(was);
  });

  test.each<[string, () => void]>([
    ['a checkout', () => run('checkout', '-q', '-b', 'new')],
    ['a commit', () => run('commit', '-q', '--allow-empty', '-m', 'new')],
    ['files of another commit', () => run('restore', '--staged', '--source=HEAD', '--', '.')],
    ['a stash that is stored', () => run('stash', 'store', run('rev-parse', 'HEAD').trim())],
    ['HEAD about to move', () => put(at.workspace, '.git/HEAD.lock', '')],
    ['the index about to change', () => put(at.workspace, '.git/index.lock', '')],
  ])('fresh for a moment after %s', (name, deed) => {
    const old = (): void => {
      for (const name of ['index', 'HEAD', 'logs/HEAD', 'refs/stash']) {
        const path = join(at.workspace, '.git', name);
        if (existsSync(path)) utimesSync(path, 1, 1);
      }
    };
    old();
    expect(isFresh(dirs())).toBe(false);
    deed();
    expect(isFresh(dirs())).toBe(true);
    old();
    expect(isFresh(dirs())).toBe(name.includes('about'));
  });

  test('a lock that a git that died has left makes nothing fresh', () => {
    for (const name of ['index', 'HEAD', 'logs/HEAD', 'HEAD.lock']) {
      const path = join(at.workspace, '.git', name);
      if (name === 'HEAD.lock') put(at.workspace, '.git/HEAD.lock', '');
      if (existsSync(path)) utimesSync(path, 1, 1);
    }
    expect(isFresh(dirs())).toBe(false);
  });

  describe('put there by git', () => {
    const isPut = (folder = at.workspace): boolean => {
      const path = join(folder, 'one.txt');
      return hasPut(dirs(folder), { bytes: readFileSync(path), mtimeNs: statSync(path, { bigint: true }).mtimeNs });
    };
    const dirty = (): void => edit('dirty\n');
    /** Copied just now, it may be as new as the edit. */
    beforeEach(() => utimesSync(join(at.workspace, '.git/index'), 1e9, 1e9));
    test.each<[string, boolean, (() => void)[]]>([
      ['checkout of a file', true, [dirty, () => run('checkout', '-q', '--', 'one.txt')]],
      ['of its older version', true, [() => run('checkout', '-q', 'HEAD~1', '--', 'one.txt')]],
      ['restore', true, [dirty, () => run('restore', 'one.txt')]],
      ['reset', true, [dirty, () => run('reset', '-q', '--hard')]],
      ['in an index of version 4', true, [() => run('update-index', '--index-version', '4'), dirty, () => run('restore', 'one.txt')]],
      ['an edit', false, [dirty]],
      ['an edit that takes back another', false, [dirty, () => edit('two\n')]],
      ['an edit, and git looks', false, [dirty, () => run('status')]],
      ['an edit, and another file is restored', false, [dirty, () => run('checkout', '-q', 'HEAD~1', '--', '.'), dirty]],
      ['an edit that is added at once: by git for all that can be seen', true, [dirty, () => run('add', '.')]],
    ])('%s: %s', (_, put, deeds) => {
      for (const deed of deeds) deed();
      expect(isPut()).toBe(put);
    });

    test('long before the index was written, by whomever', () => {
      run('restore', '-q', '--source', 'HEAD~1', '--staged', '--worktree', 'one.txt');
      expect(isPut()).toBe(true);
      const { mtimeMs } = statSync(join(dirs().gitDir, 'index'));
      utimesSync(join(dirs().gitDir, 'index'), (mtimeMs + 2000) / 1000, (mtimeMs + 2000) / 1000);
      expect(isPut()).toBe(false);
      rmSync(join(dirs().gitDir, 'index'));
      expect(isPut()).toBe(false);
    });

    test('in a linked worktree, and where objects have longer names', () => {
      run('worktree', 'add', '-q', join(at.outer, 'linked'), 'side');
      expect(isPut(join(at.outer, 'linked'))).toBe(true);
      const longer = join(at.outer, 'longer');
      git(at.outer, 'init', '-q', '--object-format=sha256', longer);
      put(longer, 'one.txt', 'one\n');
      git(longer, 'add', '.');
      git(longer, 'commit', '-qm', 'first');
      put(longer, 'one.txt', 'dirty\n');
      expect(isPut(longer)).toBe(false);
      git(longer, 'restore', 'one.txt');
      expect(isPut(longer)).toBe(true);
    });
  });

  test('at work while there is a lock of the index', () => {
    const { gitDir } = dirs();
    expect(atWork(gitDir)).toBe(false);
    put(gitDir, 'index.lock', '');
    expect(atWork(gitDir)).toBe(true);
    expect(readFileSync(join(gitDir, 'HEAD'), 'utf8')).toContain('main');
  });
});
