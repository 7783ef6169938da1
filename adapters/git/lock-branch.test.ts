/** The lock file on a branch of a real bare remote. */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/kernel/result.ts';
import type { Fetched } from '../../src/locks/branch/lock-branch.ts';
import { type LockBranch, type LockBranchOptions, openLockBranch } from './lock-branch.ts';
import { makeCommit } from './lock-commit.ts';
import { type Bench, codeOf, Desk, openBench, valueIn } from './testing.ts';

const path = 'docs/AGENT_LOCKS.md';
const message = { subject: 'Claim docs/ for codex-1', trailers: ['Molt-Lease: 17'] };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (found: Uint8Array | undefined): string | undefined => found && new TextDecoder().decode(found);
const texts = ({ revisions }: Fetched): (string | undefined)[] => revisions.map((revision) => text(revision.bytes));

let bench: Bench;
let remote: Desk;
let ada: Desk;

const open = (desk: Desk, options?: LockBranchOptions): LockBranch => openLockBranch(desk.path, path, options);
const clone = (name: string, ...words: string[]): Desk => Desk.clone(remote.path, join(bench.root, name), ...words);
const tip = (): string => remote.git('rev-parse', 'main');
const shown = (rev: string): string => remote.git('show', `${rev}:${path}`);
async function accepted(pushed: ReturnType<LockBranch['push']>): Promise<string> {
  const outcome = valueIn(await pushed);
  if (outcome.is !== 'accepted') throw new Error(outcome.is);
  return outcome.commit;
}

beforeEach(() => {
  bench = openBench();
  remote = Desk.init(join(bench.root, 'remote.git'), '--bare');
  ada = clone('ada\'s "$(clone)" ü');
  ada.commit('first', { [path]: 'one\n', 'docs/other.md': 'other\n', 'src/a.rs': 'a\n' });
  ada.git('push', '-q', '-u', 'origin', 'main');
  ada.git('remote', 'set-head', 'origin', 'main');
});
afterEach(() => bench.remove());

describe('fetch', () => {
  test('first the tip alone, then what came since, oldest first, the tip last', async () => {
    const bob = clone('bob');
    const first = tip();
    const locks = open(bob);
    expect(valueIn(await locks.fetch(undefined))).toEqual({
      tip: first,
      isRewritten: false,
      revisions: [{ commit: first, bytes: bytes('one\n'), trailers: [] }],
    });
    expect(valueIn(await locks.fetch(first))).toEqual({ tip: first, isRewritten: false, revisions: [] });

    const two = ada.commit('second\n\nMolt-Lease: 18\nCo-authored-by: Bob <b@example.org>', { [path]: 'two\n' });
    ada.commit('elsewhere\n\nReviewed-by: x', { 'src/a.rs': 'b\n' });
    const same = ada.commit('no change\n\nMolt-Lease: 19');
    ada.git('rm', '-q', path);
    const gone = ada.commit('removed');
    const last = ada.commit('elsewhere again', { 'src/a.rs': 'c\n' });
    ada.git('push', '-q');
    const found = valueIn(await locks.fetch(first));
    expect(found.tip).toBe(last);
    expect(found.revisions.map(({ commit }) => commit)).toEqual([two, same, gone, last]);
    expect(texts(found)).toEqual(['two\n', 'two\n', undefined, undefined]);
    expect(found.revisions.map(({ trailers }) => trailers)).toEqual([
      ['Molt-Lease: 18', 'Co-authored-by: Bob <b@example.org>'],
      ['Molt-Lease: 19'],
      [],
      [],
    ]);
    // The bytes that are the same are the same.
    expect(found.revisions[0]!.bytes).toBe(found.revisions[1]!.bytes);
  });

  test('bytes as they are: BOM, mixed line ends, no UTF-8, no final newline, 5 MB, nothing', async () => {
    const bob = open(clone('bob'));
    ada.git('config', 'core.autocrlf', 'true');
    ada.write('.git/info/attributes', '* text eol=crlf\n');
    const big = new Uint8Array(5 * 1024 * 1024).map((_, n) => n % 251);
    let on = tip();
    for (const odd of [bytes('\ufeffa\r\nb\nc\rd'), Uint8Array.of(0xff, 0, 0x0a, 0x80), big, new Uint8Array()]) {
      const commit = await accepted(open(ada).push(on, odd, message));
      const { revisions } = valueIn(await bob.fetch(on));
      expect(revisions.length).toBe(1);
      expect(Buffer.compare(revisions[0]!.bytes!, odd)).toBe(0);
      on = commit;
    }
  });

  test.each<[string, (first: string) => void, Partial<Fetched>, (string | undefined)[]]>([
    [
      'a branch that was set back and went on',
      () => {
        ada.git('reset', '-q', '--hard', 'HEAD~1');
        ada.commit('anew', { [path]: 'anew\n' });
      },
      { isRewritten: true },
      ['anew\n'],
    ],
    ['a branch that was set back', () => ada.git('reset', '-q', '--hard', 'HEAD~1'), { isRewritten: true }, ['one\n']],
    [
      'a merge whose first parent is the other side counts once',
      (before) => {
        ada.git('reset', '-q', '--hard', 'HEAD~1');
        ada.commit('from an old copy', { 'src/b.rs': 'b\n' });
        ada.git('merge', '-q', '-m', 'merge', before);
      },
      { isRewritten: false },
      ['two\n'],
    ],
    [
      'what a side branch did in between is not shown',
      () => {
        ada.git('checkout', '-q', '-b', 'side');
        ada.commit('side', { [path]: 'side\n' });
        ada.git('checkout', '-q', 'main');
        ada.commit('meanwhile', { 'src/b.rs': 'b\n' });
        ada.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
      },
      { isRewritten: false },
      ['side\n'],
    ],
    [
      'what desks did is shown one by one, on whichever side of merges it is',
      () => {
        const desk = clone('desk');
        for (const side of ['ada', 'desk', 'ada'] as const) {
          desk.commit(`claims\n\nMolt-Ops: b0b host`, { [path]: `${readFileSync(join(desk.path, path), 'utf8')}claim\n` });
          desk.git('push', '-q');
          ada.commit('work', { 'src/b.rs': `${Math.random()}\n` });
          ada.git('fetch', '-q');
          if (side === 'desk') ada.git('checkout', '-q', '-B', 'main', 'origin/main');
          if (side === 'desk') ada.git('merge', '-q', '--no-ff', '-m', 'merge', 'main@{1}');
          else ada.git('merge', '-q', '--no-ff', '-m', 'merge', 'origin/main');
          ada.git('push', '-q');
          desk.git('pull', '-q', '--ff-only');
        }
      },
      { isRewritten: false },
      ['two\nclaim\n', 'two\nclaim\nclaim\n', 'two\nclaim\nclaim\nclaim\n', 'two\nclaim\nclaim\nclaim\n'],
    ],
    [
      'a folder in its place is no file',
      () => {
        ada.git('rm', '-q', path);
        ada.commit('folder', { [`${path}/x`]: 'x' });
      },
      { isRewritten: false },
      [undefined],
    ],
  ])('%s', async (_name, change, expected, revisions) => {
    const before = ada.commit('second', { [path]: 'two\n' });
    ada.git('push', '-q');
    const bob = open(clone('bob'));
    change(before);
    ada.git('push', '-q', '--force');
    const found = valueIn(await bob.fetch(before));
    expect(found).toMatchObject({ tip: tip(), ...expected });
    expect(texts(found)).toEqual(revisions);
    expect(found.revisions.at(-1)?.commit).toBe(tip());
  });

  test('a branch that is not there any more, and a commit that never was here', async () => {
    const bob = open(clone('bob'));
    const first = tip();
    expect(valueIn(await bob.fetch('1'.repeat(40)))).toMatchObject({ tip: first, isRewritten: true });
    remote.git('update-ref', '-d', 'refs/heads/main');
    expect(valueIn(await bob.fetch(first))).toEqual({ tip: undefined, isRewritten: true, revisions: [] });
  });

  test('what a fetch that was killed has left behind is not taken for the whole', async () => {
    const bob = clone('bob');
    const first = tip();
    const second = ada.commit('second', { [path]: 'two\n' });
    ada.git('push', '-q');
    const kept = join('.git/objects', second.slice(0, 2), second.slice(2));
    bob.write(kept, readFileSync(join(ada.path, kept)));
    expect(texts(valueIn(await open(bob).fetch(first)))).toEqual(['two\n']);
  });

  test.each([['--depth=1'], ['--filter=blob:none']])('in a clone made with %s', async (how) => {
    remote.git('config', 'uploadpack.allowFilter', 'true');
    const first = ada.commit('second', { [path]: 'two\n' });
    ada.git('push', '-q');
    const bob = Desk.clone(`file://${remote.path}`, join(bench.root, 'bob'), '--no-checkout', how);
    const locks = open(bob);
    expect(texts(valueIn(await locks.fetch(undefined)))).toEqual(['two\n']);
    ada.commit('third', { [path]: 'three\n', 'src/a.rs': 'new\n' });
    ada.git('push', '-q');
    const found = valueIn(await locks.fetch(first));
    expect(texts(found)).toEqual(['three\n']);
    await accepted(locks.push(found.tip, bytes('four\n'), message));
    expect(shown('main')).toBe('four');
    expect(remote.git('show', 'main:src/a.rs')).toBe('new');
  });
});

describe('push', () => {
  test('one commit on top, with the message, and nothing else changed', async () => {
    const on = tip();
    const commit = await accepted(open(ada).push(on, bytes('two\n'), message));
    expect(tip()).toBe(commit);
    expect(remote.git('log', '-1', '--format=%P|%an|%ae|%cn|%s|%(trailers:key=Molt-Lease)')).toMatch(
      new RegExp(`^${on}\\|molt-ops\\|molt-ops@[^|]+\\|molt-ops\\|Claim docs/ for codex-1\\|Molt-Lease: 17$`),
    );
    expect(remote.git('diff', '--name-status', on, commit)).toBe(`M\t${path}`);
    expect(remote.git('ls-tree', commit, path)).toMatch(/^100644 blob/);
  });

  test('who it is from, where git knows', async () => {
    ada.git('config', 'user.name', 'Bench Bot');
    ada.git('config', 'user.email', 'bot@example.org');
    await accepted(open(ada).push(tip(), bytes('two\n'), message));
    expect(remote.git('log', '-1', '--format=%an <%ae> %cn <%ce>')).toBe('Bench Bot <bot@example.org> Bench Bot <bot@example.org>');
  });

  test('the same bytes again, and two who push the same at once: one wins', async () => {
    const bob = clone('bob');
    const on = tip();
    const both = await Promise.all([ada, bob].map((desk) => open(desk).push(on, bytes('one\n'), message)));
    expect(both.map((outcome) => valueIn(outcome).is).toSorted()).toEqual(['accepted', 'rejected']);
    expect(remote.git('rev-list', '--count', `${on}..main`)).toBe('1');
    expect(remote.git('diff', '--name-only', on, 'main')).toBe('');
  });

  test('what is the same within one second are different commits still: else two who push it would both win', async () => {
    const on = tip();
    const made = await Promise.all(Array.from({ length: 8 }, () => makeCommit(ada.path, path, on, bytes('x'), message)));
    expect(new Set(made.map(valueIn)).size).toBe(8);
  });

  test('words with line ends in them stay one line each', async () => {
    await accepted(
      open(ada).push(tip(), bytes('x'), {
        subject: 'a\n\nMolt-Lease: 1',
        trailers: ['Molt-Why: b\r\nMolt-Lease: 2', 'Molt-By: ü\0\u0085'],
      }),
    );
    const [subject, ...trailers] = remote.git('log', '-1', '--format=%s%n%(trailers:only)').split('\n');
    expect(subject).toBe('a Molt-Lease: 1');
    expect(trailers.slice(0, 2)).toEqual(['Molt-Why: b Molt-Lease: 2', 'Molt-By: ü']);
    expect(trailers[2]).toMatch(/^Molt-Push: [0-9a-f]{16}$/);
  });

  test('modes, odd names beside it, submodules and links stay as they are', async () => {
    const other = Desk.init(join(bench.root, 'other'));
    other.commit('x', { x: 'x' });
    ada.git('submodule', '--quiet', 'add', other.path, 'docs/sub');
    writeFileSync(Buffer.concat([Buffer.from(`${ada.path}/docs/`), Buffer.from([0xff, 0x0a, 0x22])]), 'odd');
    ada.git('add', 'docs');
    ada.git('update-index', '--chmod=+x', path);
    ada.git('commit', '-qm', 'odd');
    ada.git('push', '-q');
    const on = tip();
    const commit = await accepted(open(ada).push(on, bytes('two\n'), message));
    expect(remote.git('diff', '--name-status', on, commit)).toBe(`M\t${path}`);
    expect(remote.git('ls-tree', commit, path)).toMatch(/^100755 blob/);
    expect(remote.git('fsck', '--strict')).toBe('');
  });

  test('folders that are not there yet are made', async () => {
    const locks = openLockBranch(ada.path, 'a b/c/ü/LOCKS.md');
    const commit = await accepted(locks.push(tip(), bytes('x\n'), message));
    expect(remote.git('diff', '--name-status', '-z', `${commit}~1`, commit)).toBe('A\0a b/c/ü/LOCKS.md\0');
    expect(texts(valueIn(await locks.fetch(undefined)))).toEqual(['x\n']);
  });

  test.each([
    ['a folder where the file should be', () => ada.commit('x', { 'LOCKS/x': 'x' }), 'LOCKS', 'not a file'],
    [
      'a link where the file should be',
      () => {
        ada.git('update-index', '--add', '--cacheinfo', `120000,${ada.git('rev-parse', 'HEAD:src/a.rs')},LOCKS`);
        ada.git('commit', '-qm', 'x');
      },
      'LOCKS',
      'not a file',
    ],
    ['a file where its folder should be', () => undefined, 'src/a.rs/LOCKS', 'not a folder'],
    ['a path out of the repository', () => undefined, 'docs/../../LOCKS', 'bad path'],
    ['an absolute path', () => undefined, '/tmp/LOCKS', 'bad path'],
  ])('%s is refused', async (_name, change, file, code) => {
    change();
    ada.git('push', '-q');
    const before = tip();
    expect(codeOf(await openLockBranch(ada.path, file).push(before, bytes('x'), message))).toBe(code);
    expect(tip()).toBe(before);
  });

  test('an empty remote gets its first branch', async () => {
    const bare = Desk.init(join(bench.root, 'empty.git'), '--bare');
    const bob = Desk.clone(bare.path, join(bench.root, 'bob'));
    const eve = Desk.clone(bare.path, join(bench.root, 'eve'));
    expect(valueIn(await open(bob).name())).toEqual({ remote: 'origin', branch: 'main' });
    expect(valueIn(await open(bob).fetch(undefined))).toEqual({ tip: undefined, isRewritten: false, revisions: [] });
    const commit = await accepted(open(bob).push(undefined, bytes('one\n'), message));
    expect(valueIn(await open(eve).push(undefined, bytes('two\n'), message))).toEqual({ is: 'rejected' });
    expect(valueIn(await open(eve).fetch(undefined)).tip).toBe(commit);
    expect(bare.git('show', `main:${path}`)).toBe('one');
  });

  test('a tip that was set back since is not built upon', async () => {
    const on = ada.commit('second', { [path]: 'two\n' });
    ada.git('push', '-q');
    remote.git('update-ref', 'refs/heads/main', 'main~1');
    const before = tip();
    expect(valueIn(await open(ada).push(on, bytes('x'), message))).toEqual({ is: 'rejected' });
    expect(tip()).toBe(before);
  });
});

test('two clones race: every line of both is there, once, and each accepted push added one', async () => {
  const rounds = 8;
  const bob = clone('bob');
  async function work(desk: Desk, name: string): Promise<void> {
    const locks = open(desk);
    let seen: string | undefined;
    let now: string | undefined;
    for (let n = 0; n < rounds; ) {
      const { tip, isRewritten, revisions } = valueIn(await locks.fetch(seen));
      expect(isRewritten).toBe(false);
      seen = tip;
      now = revisions.length === 0 ? now : text(revisions.at(-1)!.bytes);
      if (valueIn(await locks.push(tip, bytes(`${now}${name} ${n}\n`), message)).is === 'accepted') n++;
    }
  }
  const first = tip();
  await Promise.all([work(ada, 'ada'), work(bob, 'bob')]);
  const lines = shown('main').split('\n');
  const expected = ['ada', 'bob'].flatMap((name) => Array.from({ length: rounds }, (_, n) => `${name} ${n}`));
  expect(lines.toSorted()).toEqual(['one', ...expected].toSorted());
  for (const name of ['ada', 'bob'])
    expect(lines.filter((line) => line.startsWith(name))).toEqual(expected.filter((line) => line.startsWith(name)));
  // A third one, who was away, sees each step.
  const all = texts(valueIn(await open(clone('eve')).fetch(first)));
  expect(all.length).toBe(2 * rounds);
  for (const [n, each] of all.entries()) expect(each!.split('\n').length).toBe(n + 3);
});

describe('a remote that does not play along', () => {
  const refusalOf = (outcome: Outcome<unknown>): { code: string; message: string } =>
    outcome.ok ? { code: 'none', message: '' } : { code: outcome.refusal.code, message: outcome.refusal.message };

  test('a pre-receive hook says no: its sentence is told', async () => {
    remote.hook('pre-receive', 'echo "no claims on Sundays \u202e" >&2; exit 1');
    const before = tip();
    const outcome = await open(ada).push(before, bytes('x'), message);
    expect(refusalOf(outcome)).toEqual({
      code: 'push refused',
      message: 'origin does not take a push to main: no claims on Sundays ⟨U+202E⟩',
    });
    expect(tip()).toBe(before);
    expect(JSON.stringify(outcome)).toContain('no claims on Sundays');
  });

  test('a hook says no while somebody else is faster: tried again', async () => {
    const before = tip();
    const other = remote.git('commit-tree', '-p', before, '-m', 'x', `${before}^{tree}`);
    // In quarantine no ref may move: the hook leaves it first.
    remote.hook('pre-receive', `unset GIT_QUARANTINE_PATH; git --git-dir=. update-ref refs/heads/main ${other}; exit 1`);
    expect(valueIn(await open(ada).push(before, bytes('x'), message))).toEqual({ is: 'rejected' });
  });

  test('a lock that somebody holds on the branch there: tried again', async () => {
    const before = tip();
    writeFileSync(join(remote.path, 'refs/heads/main.lock'), '');
    expect(valueIn(await open(ada).push(before, bytes('x'), message))).toEqual({ is: 'rejected' });
    expect(tip()).toBe(before);
  });

  test('the answer is lost after the remote has taken it: accepted', async () => {
    remote.hook('post-receive', 'kill -9 $PPID');
    const commit = await accepted(open(ada).push(tip(), bytes('two\n'), message));
    expect(tip()).toBe(commit);
    expect(remote.git('rev-list', '--count', 'main')).toBe('2');
  });

  test('the remote dies before it has taken it: unreachable', async () => {
    remote.hook('pre-receive', 'kill -9 $PPID');
    const before = tip();
    const outcome = await open(ada).push(before, bytes('two\n'), message);
    expect(codeOf(outcome)).toBe('unreachable');
    expect(outcome.ok || (outcome.refusal.cause as { commit: string }).commit).toMatch(/^[0-9a-f]{40}$/);
    expect(tip()).toBe(before);
  });

  test('a remote that hangs is given up, and nothing of it is left', async () => {
    const pid = join(bench.root, 'pid');
    remote.hook('pre-receive', `echo $$ > '${pid}'; exec sleep 600`);
    const before = tip();
    const outcome = await open(ada, { limit: 3000 }).push(before, bytes('two\n'), message);
    expect(refusalOf(outcome)).toEqual({
      code: 'unreachable',
      message: 'origin cannot be reached: git took more than 3 s and was given up.',
    });
    const sleeper = Number(readFileSync(pid, 'utf8'));
    await expect
      .poll(() => existsSync(`/proc/${sleeper}/stat`) && !/\) Z /.test(readFileSync(`/proc/${sleeper}/stat`, 'utf8')), { timeout: 20_000 })
      .toBe(false);
    expect(tip()).toBe(before);
  });

  test('a remote that has moved away', async () => {
    const locks = open(ada);
    const before = tip();
    renameSync(remote.path, `${remote.path}.away`);
    for (const outcome of [await locks.fetch(before), await locks.push(before, bytes('x'), message)])
      expect(refusalOf(outcome)).toEqual({
        code: 'unreachable',
        message: `origin cannot be reached: '${remote.path}' does not appear to be a git repository`,
      });
    renameSync(`${remote.path}.away`, remote.path);
    await accepted(locks.push(before, bytes('x'), message));
  });

  test('no remote at all', async () => {
    const alone = Desk.init(join(bench.root, 'alone'));
    expect(codeOf(await open(alone).name())).toBe('no remote');
    expect(codeOf(await open(alone).fetch(undefined))).toBe('no remote');
    expect(codeOf(await open(alone).push(undefined, bytes('x'), message))).toBe('no remote');
  });
});

describe('which branch', () => {
  test.each<[string, () => void, string]>([
    ['that origin/HEAD names', () => ada.git('checkout', '-q', '-b', 'feature'), 'main'],
    [
      'the upstream of the current one',
      () => {
        ada.git('remote', 'set-head', 'origin', '--delete');
        ada.git('push', '-q', 'origin', 'main:team/trunk');
        ada.git('checkout', '-q', '-b', 'mine', '--track', 'origin/team/trunk');
      },
      'team/trunk',
    ],
    [
      'the current one',
      () => {
        ada.git('remote', 'set-head', 'origin', '--delete');
        ada.git('checkout', '-q', '-b', 'solo');
      },
      'solo',
    ],
  ])('%s', async (_name, prepare, branch) => {
    prepare();
    const locks = open(ada);
    expect(valueIn(await locks.name())).toEqual({ remote: 'origin', branch });
    ada.git('checkout', '-q', '-b', 'elsewhere');
    ada.git('remote', 'set-head', 'origin', 'main');
    expect(valueIn(await locks.name())).toEqual({ remote: 'origin', branch });
    expect(valueIn(await open(ada, { branch: 'given' }).name())).toEqual({ remote: 'origin', branch: 'given' });
  });

  test('none, where HEAD is at no branch', async () => {
    ada.git('remote', 'set-head', 'origin', '--delete');
    ada.git('checkout', '-q', '--detach');
    expect(codeOf(await open(ada).name())).toBe('no branch');
  });
});

test('index, files, HEAD, local branches and what the person fetched stay as they are', async () => {
  const bob = clone('bob');
  bob.write('src/a.rs', 'staged\n');
  bob.git('add', 'src/a.rs');
  bob.write('src/a.rs', 'dirty\n');
  bob.write(path, 'edited by hand\n');
  bob.write('new.txt', 'new\n');
  bob.git('status');
  ada.commit('second', { [path]: 'two\n' });
  ada.git('push', '-q');
  const state = (): unknown => ({
    index: readFileSync(join(bob.path, '.git/index')).toString('base64'),
    head: readFileSync(join(bob.path, '.git/HEAD'), 'utf8'),
    status: bob.git('status', '--porcelain=v2'),
    local: bob.git('for-each-ref', 'refs/heads', 'refs/stash', 'refs/tags'),
    files: [path, 'src/a.rs', 'new.txt'].map((file) => readFileSync(join(bob.path, file), 'utf8')),
    gitFolder: readdirSync(join(bob.path, '.git')).toSorted(),
  });
  const before = state();
  const fetched = bob.git('for-each-ref', 'refs/remotes');
  const locks = open(bob);
  const { tip: on } = valueIn(await locks.fetch(undefined));
  expect(bob.git('for-each-ref', 'refs/remotes')).toBe(fetched);
  await accepted(locks.push(on, bytes('three\n'), message));
  expect(shown('main')).toBe('three');
  expect(state()).toEqual(before);
  // What was fetched and pushed is kept from `git gc`.
  expect(bob.git('rev-parse', 'refs/molt-ops/main')).toBe(tip());
});

test('ssh gets what it needs and no more, and no hook of the clone runs', async () => {
  const [caught, ssh] = [join(bench.root, 'caught'), join(bench.root, 'ssh')];
  for (const hook of ['pre-push', 'reference-transaction', 'post-index-change']) ada.hook(hook, `echo hook >> '${caught}'`);
  const seesTerminal = '(: < /dev/tty) 2> /dev/null && echo TTY';
  writeFileSync(ssh, `#!/bin/sh\n{ env; ${seesTerminal}; } >> '${caught}'\nfor word; do :; done\nexec sh -c "$word"\n`, { mode: 0o755 });
  ada.git('remote', 'set-url', 'origin', `ssh://git@example.org${remote.path}`);
  const first = tip();
  const own = {
    GIT_SSH_COMMAND: ssh,
    GIT_SSH_VARIANT: 'ssh',
    SSH_AUTH_SOCK: '/agent',
    SSH_ASKPASS: '/ask',
    GITHUB_TOKEN: 'abcdefgh',
    GIT_WORK_TREE: '/none',
  };
  for (const [name, value] of Object.entries(own)) vi.stubEnv(name, value);
  const locks = open(ada);
  await accepted(locks.push(first, bytes('two\n'), message));
  expect(texts(valueIn(await locks.fetch(first)))).toEqual(['two\n']);
  const env = readFileSync(caught, 'utf8');
  expect(env.match(/^SSH_AUTH_SOCK=\/agent$/gm)?.length).toBe(2);
  expect(env).not.toMatch(/SSH_ASKPASS|GITHUB_TOKEN|abcdefgh|GIT_WORK_TREE|TTY|hook$/m);
});
