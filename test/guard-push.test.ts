/** The guard at a push: what each ref brings to its branch, and what it would drop there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claim } from '../src/locks/guard/testing.ts';
import { House, program } from './lab/guard/house.ts';

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.close());

const bob = (): void => void house.git('config', 'molt-ops.person', 'bob');

describe('a push, ref by ref', () => {
  const push = (...refs: string[]) => house.git('push', 'origin', ...refs);
  const blocked = /^BLOCKED push: \d files? claimed by ada\n/;
  beforeEach(async () => {
    bob();
    house.commit('docs/a.md', 'docs/b.md', 'free');
    push('main');
    await house.guard('install');
  });
  const others = () => house.claims('17 ada docs/');

  test('a tag of a file or a folder changes none, and opens the way to no other', () => {
    others();
    for (const what of ['blob', 'tree']) house.git('tag', what, what === 'blob' ? 'HEAD:README.md' : 'HEAD^{tree}');
    house.git('tag', '-a', '-m', 'x', 'of-blob', 'blob');
    expect(push('blob', 'tree', 'of-blob')).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/UNSURE|BLOCKED/) });
    house.git('tag', 'more', 'HEAD:free');
    house.commit('docs/a.md');
    expect(push('main', 'more')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
    expect(push('more', 'main')).toMatchObject({ code: 1, stderr: expect.not.stringMatching(/UNSURE/) });
  });

  test('too much to look at in one: it is told, the others are judged', () => {
    others();
    const lines = Array.from({ length: 5001 }, (_, n) => `commit refs/heads/many\ncommitter a <a> ${n} +0000\ndata 1\nx\n`);
    house.write('.git/stream', lines.join(''));
    house.run('sh', ['-c', 'git fast-import --quiet < .git/stream']);
    expect(push('many')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^UNSURE: many was not looked at: These are more than 5000/),
    });
    house.git('push', '-q', '--no-verify', 'origin', ':many');
    house.git('update-ref', '-d', 'refs/remotes/origin/many');
    house.commit('docs/a.md');
    const both = push('many', 'main');
    expect(both.code).toBe(1);
    expect(both.stderr).toMatch(blocked);
    expect(both.stderr).toMatch(/^UNSURE: many was not looked at/m);
  });

  test('names with blanks, as they were typed', () => {
    house.git('commit', '--allow-empty', '-qm', 'free change');
    expect(push(':/free change:refs/heads/f2').code).toBe(0);
    expect(push('main@{0 days ago}:refs/heads/x3')).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/Usage|UNSURE/) });
    others();
    house.commit('docs/a.md');
    house.git('commit', '--allow-empty', '-qm', 'in the way');
    expect(push(':/in the way:refs/heads/f4')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
  });

  test('what is no line of git’s lets through, and says so', () => {
    const ran = house.run('sh', ['-c', `echo odd | node "$0" guard pre-push origin ${house.origin}`, program]);
    expect(ran).toMatchObject({
      code: 0,
      stderr: 'UNSURE: claims were not looked at: stdin has lines that are not as git gives them to a hook\n',
    });
  });

  test('what another branch of the remote has does not pass into main', async () => {
    house.git('checkout', '-qb', 'topic');
    house.commit('docs/b.md');
    expect(push('topic').code).toBe(0);
    others();
    expect(push('topic:main')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
    // The same branch anew brings nothing.
    expect(push('topic:same').code).toBe(0);
    house.git('checkout', '-q', 'main');
    house.git('merge', '-q', '--no-ff', '--no-edit', 'topic');
    expect(push('main')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
    expect((await house.guard('ci')).code).toBe(1);
  });

  test('what a fork has does not pass either, and what main has may go to a fork', () => {
    const fork = house.bare('fork');
    house.git('remote', 'add', 'fork', fork);
    others();
    expect(house.git('push', 'fork', 'main').code).toBe(0);
    house.commit('docs/a.md');
    house.git('push', '-q', '--no-verify', 'fork', 'main');
    expect(push('main')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
    expect(push('main:new').code).toBe(1);
    // Somebody else's commits in the claim, which main has.
    house.git('push', '-q', '--no-verify', 'origin', 'main');
    house.git('checkout', '-qb', 'topic');
    house.commit('free');
    expect(house.git('push', 'fork', 'topic').code).toBe(0);
    house.git('checkout', '-qb', 'other', 'topic~2');
    house.commit('free2');
    expect(house.git('push', 'fork', 'other').code).toBe(0);
    house.git('merge', '-q', '--no-edit', 'origin/main');
    expect(house.git('push', 'fork', 'other').code).toBe(0);
    expect(house.git('push', fork, 'other:more').code).toBe(0);
  });

  test('also where the fork is called origin', () => {
    const real = house.bare('real');
    house.git('remote', 'add', 'upstream', real);
    house.git('push', '-q', 'upstream', 'main');
    others();
    house.commit('docs/a.md');
    house.git('push', '-q', '--no-verify', 'origin', 'main');
    expect(house.git('push', 'upstream', 'main')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
    expect(house.git('push', real, 'main')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
  });

  test('main merged into a branch that is there: nobody’s push, also where the remote never told its HEAD', () => {
    house.git('remote', 'set-head', 'origin', '--delete');
    house.git('checkout', '-qb', 'topic');
    house.commit('free');
    push('topic');
    house.git('checkout', '-q', 'main');
    house.commit('docs/a.md');
    house.commit('docs/a.md');
    push('main');
    others();
    house.git('checkout', '-q', 'topic');
    // Not all of it.
    house.git('merge', '-q', '--no-edit', 'main~1');
    expect(push('topic').code).toBe(0);
    house.git('merge', '-q', '--no-edit', 'main');
    expect(push('topic').code).toBe(0);
    house.git('checkout', '-q', 'main');
    house.git('merge', '-q', 'topic');
    expect(push('main').code).toBe(0);
  });

  test('a merge that throws claimed work away', async () => {
    others();
    house.git('checkout', '-qb', 'side', 'origin/main~1');
    house.commit('free2');
    house.git('merge', '-q', '-s', 'ours', '--no-edit', 'origin/main');
    const found = push('side:main');
    expect(found).toMatchObject({ code: 1, stderr: expect.stringMatching(/^BLOCKED push: 2 files claimed by ada\n/) });
    expect(found.stderr).toMatch(/^ {2}docs\/a\.md \(dropped, or left out by a merge\)$/m);
    const decided = await house.guard('ci', 'origin/main', 'side');
    expect(decided).toMatchObject({ code: 1, stdout: expect.stringMatching(/^CLOSED: 2 files claimed by ada\n/) });
    expect(JSON.parse((await house.guard('ci', 'origin/main', 'side', '--json')).stdout).inTheWay).toMatchObject([
      { file: 'docs/a.md', isLeftOut: true, subject: null },
      { file: 'docs/b.md', isLeftOut: true },
    ]);
    // Also when main has gone on since.
    house.git('checkout', '-q', 'main');
    house.commit('free3');
    push('main');
    expect((await house.guard('ci', 'origin/main', 'side')).code).toBe(1);
    // Its holder may.
    expect(house.run('git', ['push', 'origin', 'side'], { env: { MOLT_OPS_PERSON: 'ada' } }).code).toBe(0);
    house.git('checkout', '-q', 'side');
    house.git('commit', '-q', '--amend', '--no-verify', '-m', 'merge\n\nMolt-Lease: 17');
    expect((await house.guard('ci', 'origin/main', 'side')).code).toBe(0);
  });

  test('commits dropped from main', () => {
    others();
    house.git('checkout', '-qb', 'rewound', 'main~1');
    expect(push('-f', 'rewound:main')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^BLOCKED push: 2 files claimed by ada\n/) });
    house.claims('17 ada elsewhere/');
    expect(push('-f', 'rewound:main').code).toBe(0);
  });

  describe('what the remote has by now, and this clone has not', () => {
    const never = 'what is there now \\([0-9a-f]{7}\\) is not in this clone: git fetch\\n';
    beforeEach(() => {
      push('main:topic');
      const there = join(house.root, 'there');
      const git = (...words: string[]) => house.run('git', words, { cwd: there });
      house.run('git', ['clone', '-q', house.origin, there]);
      writeFileSync(join(there, 'docs/ada'), 'x');
      git('add', '.');
      git('commit', '-qm', 'of ada');
      expect(git('push', '-q', 'origin', 'main', 'main:topic').code).toBe(0);
      others();
      house.commit('free');
    });

    test('main is not overwritten unseen', () => {
      const before = house.atOrigin();
      const blocked = { code: 1, stderr: expect.stringMatching(new RegExp(`^BLOCKED push of main: ${never}`)) };
      expect(push('-f', 'main')).toMatchObject(blocked);
      expect(push('main')).toMatchObject(blocked);
      expect(house.git('push', '-f', `${house.origin}/`, 'main')).toMatchObject(blocked);
      expect(house.atOrigin()).toBe(before);
      house.commit('docs/a.md');
      expect(push('-f', 'main').stderr).toMatch(/^BLOCKED push: 1 file claimed by ada\n[\s\S]*\nBLOCKED push of main: /);
      house.git('reset', '-q', '--hard', 'HEAD~1');
      house.git('fetch', '-q');
      expect(push('-f', 'main').stderr).toMatch(/^BLOCKED push: 1 file claimed by ada\n[\s\S]*docs\/ada \(dropped/);
      house.git('pull', '-q', '--rebase');
      expect(push('main').code).toBe(0);
    });

    test('on another branch it is told, and what is sent is judged', () => {
      expect(push('-f', 'main:topic')).toMatchObject({ code: 0, stderr: expect.stringMatching(new RegExp(`^UNSURE: topic: ${never}`)) });
      house.git('update-ref', '-d', 'refs/remotes/origin/topic');
      house.run('git', ['--git-dir', house.origin, 'update-ref', 'refs/heads/topic', 'main']);
      house.commit('docs/a.md');
      const found = push('-f', 'main:topic');
      expect(found).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
      expect(found.stderr).toMatch(new RegExp(`^UNSURE: topic: ${never}`, 'm'));
    });

    test('nothing is claimed, or the bot does not answer: it goes through', () => {
      house.known({ is: 'snapshot', claims: [claim('17 ada docs/')], age: 720_000 });
      expect(push('-f', '--dry-run', 'main')).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(new RegExp(`^UNSURE: main: ${never}`, 'm')),
      });
      house.claims();
      expect(push('-f', 'main').code).toBe(0);
    });
  });

  test('an address that is spelled otherwise, or not known: a fork opens no way to it', () => {
    const fork = house.bare('fork');
    house.git('remote', 'add', 'fork', fork);
    others();
    house.commit('docs/a.md');
    house.git('push', '-q', '--no-verify', 'fork', 'main');
    for (const address of [`${house.origin}/`, `file://${house.origin}`, house.bare('unknown')])
      expect(house.git('push', address, 'main:new'), address).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
    expect(house.git('push', `file://${fork}`, 'main:new').code).toBe(0);
  });

  test('dropped from one’s own branch, and a branch that is rebased: nothing is lost', () => {
    house.git('checkout', '-qb', 'topic');
    house.commit('free');
    house.commit('docs/a.md');
    push('topic');
    others();
    house.git('reset', '-q', '--hard', 'HEAD~1');
    expect(push('-f', 'topic').code).toBe(0);
    house.git('checkout', '-q', 'main');
    house.commit('docs/b.md');
    house.git('push', '-q', '--no-verify', 'origin', 'main');
    house.git('checkout', '-q', 'topic');
    house.git('rebase', '-q', 'main');
    expect(push('-f', 'topic').code).toBe(0);
  });

  test('CI: branches that were merged crosswise lose nothing', async () => {
    house.git('checkout', '-qb', 'topic');
    house.commit('free');
    house.git('checkout', '-q', 'main');
    house.commit('docs/a.md');
    const [one, other] = ['main', 'topic'].map((name) => house.git('rev-parse', name).stdout.trim()) as [string, string];
    house.git('merge', '-q', '--no-edit', other);
    house.git('push', '-q', '--no-verify', 'origin', 'main');
    house.git('checkout', '-q', 'topic');
    house.git('merge', '-q', '--no-edit', one);
    house.commit('free2');
    others();
    expect(await house.guard('ci', 'origin/main', 'topic')).toMatchObject({
      code: 0,
      stdout: "OPEN: 2 commits, 1 file, in nobody's way\n",
    });
  });

  test('a submodule stands for all below it', async () => {
    const lib = house.bare('lib');
    house.git('push', '-q', '--no-verify', lib, 'main');
    house.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', lib, 'vendor/sub');
    house.git('commit', '-qm', 'sub');
    push('main');
    house.claims('17 ada vendor/sub/src/');
    house.run('git', ['commit', '-q', '--allow-empty', '-m', 'x'], { cwd: join(house.work, 'vendor/sub') });
    const warned = house.git('commit', '-qam', 'bump');
    expect(warned.stderr).toMatch(/^WARNING: 1 file claimed by ada\n.*\n {2}vendor\/sub\n/);
    expect(push('main')).toMatchObject({ code: 1, stderr: expect.stringMatching(blocked) });
    expect((await house.guard('ci')).code).toBe(1);
    expect((await house.guard('report')).stdout).toMatch(/^1 file in 1 commit: 0 outside claims\n/);
  });
});
