/** The guard end to end: real repositories, and hooks that git runs. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claim } from '../src/locks/guard/testing.ts';
import { House } from './lab/guard/house.ts';

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.close());

const bob = (): void => void house.git('config', 'molt-ops.person', 'bob');

describe('a day', () => {
  test('a commit is warned of, a push is blocked, and passes once the claim is released', async () => {
    bob();
    house.claims('17 ada docs/');
    expect(await house.guard('install')).toMatchObject({
      code: 0,
      stdout: 'INSTALLED in .git/hooks: pre-commit, prepare-commit-msg, commit-msg, pre-push\n',
    });
    const commit = house.commit('docs/a.md', 'src/a.rs');
    expect(commit.code).toBe(0);
    expect(commit.stderr).toMatch(
      /^WARNING: 1 file claimed by ada\nada · lease 17 · until .* UTC\n {2}docs\/a\.md\nCommitted all the same; pushing it will be blocked\. Ask: molt-ops say "ask docs\/a\.md"\n$/,
    );
    const before = house.atOrigin();
    const push = house.git('push', 'origin', 'main');
    expect(push.code).toBe(1);
    expect(push.stderr).toMatch(/^BLOCKED push: 1 file claimed by ada\n[\s\S]*docs\/a\.md \([0-9a-f]{7}\)\nNothing was pushed/);
    expect(house.atOrigin()).toBe(before);
    house.claims();
    expect(house.git('push', 'origin', 'main').code).toBe(0);
    expect(house.atOrigin()).not.toBe(before);
  });

  test("one's own commits name their leases; CI opens to them, and to no others", async () => {
    bob();
    house.claims('17 bob docs/', '18 codex-2(bob) src/', '19 ada lib/');
    await house.guard('install');
    expect(house.commit('docs/a.md', 'src/a.rs', 'free.txt').stderr).toMatch(/^NOTE: 1 file claimed by codex-2, on your side\n/);
    expect(house.message()).toBe('change\n\nMolt-Lease: 17\nMolt-Lease: 18\n\n');
    house.git('commit', '--amend', '--no-edit');
    expect(house.message()).toBe('change\n\nMolt-Lease: 17\nMolt-Lease: 18\n\n');
    expect(await house.guard('ci', 'origin/main')).toMatchObject({ code: 0, stdout: "OPEN: 1 commit, 3 files, in nobody's way\n" });
    // It may be an amended one: git tells a hook nothing of that.
    house.git('commit', '--allow-empty', '-qm', 'empty');
    expect(house.message()).toBe('empty\n\nMolt-Lease: 17\nMolt-Lease: 18\n\n');
    house.git('commit', '--allow-empty', '-qm', 'really empty');
    expect(house.message()).toBe('really empty\n\n');
    house.commit('lib/b.rs');
    const closed = await house.guard('ci', '--json');
    expect(closed.code).toBe(1);
    expect(JSON.parse(closed.stdout)).toMatchObject({
      ok: false,
      is: 'closed',
      base: 'origin/HEAD',
      commits: 4,
      inTheWay: [{ file: 'lib/b.rs', claim: { lease: 19, holder: 'ada' } }],
    });
    house.claims('17 bob docs/', '18 codex-2(bob) src/', '20 eve docs/a.md');
    expect((await house.guard('ci')).stdout).toMatch(/^CLOSED: 1 file claimed by eve\n/);
  });

  test('what git commits without asking commit-msg: a revert and a cherry-pick name their leases, a rebase changes nothing', async () => {
    bob();
    house.commit('docs/a.md');
    house.git('checkout', '-qb', 'side', 'HEAD~1');
    house.commit('docs/b.md');
    house.git('checkout', '-q', 'main');
    house.claims('17 bob docs/');
    await house.guard('install');
    house.git('revert', '--no-edit', 'HEAD');
    expect(house.message()).toMatch(/^Revert "change"\n\nThis reverts commit [0-9a-f]{40}\.\n\nMolt-Lease: 17\n\n$/);
    house.git('cherry-pick', 'side');
    expect(house.message()).toBe('change\n\nMolt-Lease: 17\n\n');
    house.git('checkout', '-q', 'side');
    expect(house.git('rebase', '-q', 'HEAD~1', '--onto', 'main~1').code).toBe(0);
    expect(house.message()).toBe('change\n\n');
    expect((await house.guard('ci', 'main~1', 'main~1')).code).toBe(0);
  });

  test('an amended commit keeps its lease under another title; a merge, only what it changed itself', async () => {
    bob();
    house.claims('17 bob docs/', '18 bob src/');
    await house.guard('install');
    house.commit('docs/a.md');
    house.git('commit', '--amend', '-qm', 'better title');
    expect(house.message()).toBe('better title\n\nMolt-Lease: 17\n\n');
    expect((await house.guard('ci')).code).toBe(0);
    house.git('checkout', '-qb', 'side', 'HEAD~1');
    house.commit('src/a.rs');
    house.git('merge', '-q', '--no-ff', '-m', 'merge', 'main');
    house.git('commit', '--amend', '-qm', 'merge them');
    expect(house.message()).toBe('merge them\n\n');
    house.git('checkout', '-q', '--orphan', 'alone');
    house.git('commit', '-qm', 'root');
    house.git('commit', '--amend', '-qm', 'first');
    expect(house.message()).toBe('first\n\nMolt-Lease: 17\nMolt-Lease: 18\n\n');
  });

  test.each<[what: string, cleanup: string | undefined, words: string[], message: string]>([
    ['a title that begins with a number', undefined, ['-m', '#12 fix docs'], '#12 fix docs\n\nMolt-Lease: 17\n'],
    ['a body that does', undefined, ['-m', 'fix', '-m', '#12 more'], 'fix\n\n#12 more\n\nMolt-Lease: 17\n'],
    ['a last line that does', undefined, ['-m', 'fix', '-m', 'closes:\n#12'], 'fix\n\ncloses:\n#12\nMolt-Lease: 17\n'],
    ['its own lease below such a title', undefined, ['-m', '#12', '-m', 'Molt-Lease: 17'], '#12\n\nMolt-Lease: 17\n'],
    ['cut at scissors, had there been an editor', 'scissors', ['-m', '#12 fix'], '#12 fix\n\nMolt-Lease: 17\n'],
    ['lines that git was told to strip', 'strip', ['-m', 'fix', '-m', '#12 more'], 'fix\n\nMolt-Lease: 17\n'],
    ['nothing but those', 'strip', ['-m', '#12 more'], 'first\n'],
  ])('without an editor, # begins a line like any other: %s', async (_what, cleanup, words, message) => {
    bob();
    house.claims('17 bob docs/');
    await house.guard('install');
    if (cleanup !== undefined) house.git('config', 'commit.cleanup', cleanup);
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    house.git('commit', '-q', ...words);
    expect(house.message()).toBe(`${message}\n`);
    if (message !== 'first\n') expect((await house.guard('ci')).code).toBe(0);
  });

  test.each([
    [undefined, 'Title\n\nMolt-Lease: 17\n'],
    ['whitespace', 'Title\n\n# note\n\nMolt-Lease: 17\n'],
    ['scissors', 'Title\n\n# note\n\nMolt-Lease: 17\n'],
  ])('with an editor, as git was told to clean up: %s', async (cleanup, message) => {
    bob();
    house.claims('17 bob docs/');
    await house.guard('install');
    if (cleanup !== undefined) house.git('config', 'commit.cleanup', cleanup);
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    const script = cleanup === 'scissors' ? 'sed -i.bak "1s/.*/Title\\n\\n# note/" "$1"' : 'printf "Title\\n\\n# note\\n" > "$1"';
    expect(house.run('git', ['commit', '-q'], { env: { GIT_EDITOR: `sh -c '${script}' --` } }).code).toBe(0);
    expect(house.message()).toBe(`${message}\n`);
  });

  test('an editor that does nothing, called as git calls none: a message that is given up stays so', async () => {
    bob();
    house.claims('17 bob docs/');
    await house.guard('install');
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    const commit = (...words: string[]) => house.run('git', ['commit', '-q', ...words], { env: { GIT_EDITOR: ':' } });
    expect(commit()).toMatchObject({ code: 1, stderr: expect.stringMatching(/empty commit message/) });
    expect(commit('-em', 'x').code).toBe(0);
    expect(house.message()).toBe('x\n\nMolt-Lease: 17\n\n');
  });

  test('a commit of before the claim: the line that is told opens CI', async () => {
    bob();
    house.commit('docs/a.md');
    await house.guard('install');
    house.claims('17 bob docs/');
    const [, line = ''] = /^Add it: (.*)$/m.exec(house.git('push', '--dry-run', 'origin', 'main').stderr) ?? [];
    expect((await house.guard('ci')).code).toBe(1);
    expect(house.run('sh', ['-c', line]).code).toBe(0);
    expect(house.message()).toBe('change\n\nMolt-Lease: 17\n\n');
    expect((await house.guard('ci')).code).toBe(0);
    expect(house.git('push', 'origin', 'main').stderr).not.toMatch(/NOTE/);
  });

  test('an editor’s message: no trailer after the scissors, none in a message that is given up', async () => {
    bob();
    house.claims('17 bob docs/');
    await house.guard('install');
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    house.write('.git/template', 'Title\n\nWhy:\n');
    const edit = (script: string) =>
      house.run('git', ['-c', 'commit.verbose=true', 'commit'], { env: { GIT_EDITOR: `sh -c '${script}' --` } });
    expect(edit('true').code).toBe(1);
    house.git('config', 'commit.template', '.git/template');
    expect(edit('true')).toMatchObject({ code: 1, stderr: expect.stringMatching(/did not edit the message/) });
    house.git('config', '--unset', 'commit.template');
    expect(edit('sed -i.bak "1s/.*/Title/" "$1"').code).toBe(0);
    expect(house.message()).toBe('Title\n\nMolt-Lease: 17\n\n');
  });

  test('nobody: everything is in the way, and it says how to be somebody', async () => {
    house.claims('17 ada docs/');
    expect((await house.guard('install')).stdout).toMatch(/Say who you are: git config molt-ops\.person NAME/);
    house.commit('docs/a.md');
    expect(house.message()).toBe('change\n\n');
    const push = house.git('push', 'origin', 'main');
    expect(push.code).toBe(1);
    expect(push.stderr).toMatch(/Nobody knows who you are: git config molt-ops\.person NAME/);
    expect(house.run('git', ['push', 'origin', 'main'], { env: { MOLT_OPS_PERSON: 'ada' } })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/NOTE: 1 commit without a lease: CI will stay closed\n/),
    });
  });
});

describe('what is changed', () => {
  beforeEach(async () => {
    bob();
    house.commit('docs/a.md', 'docs/b.md', 'src/a.rs');
    house.git('push', '-q', 'origin', 'main');
    await house.guard('install');
    house.claims('17 ada docs/');
  });
  const warning = /^WARNING: 1 file claimed by ada/;

  const gitIn = (...calls: string[][]) => calls.map((words) => house.git(...words)).at(-1)!;
  const edited = (...calls: string[][]) => {
    house.write('docs/a.md', 'x');
    house.write('src/a.rs', 'y');
    return gitIn(...calls);
  };
  const commit = ['commit', '-qm', 'x'];

  test.each<[string, () => { stderr: string }]>([
    ['commit -a', () => edited(['commit', '-qam', 'x'])],
    ['commit FILE, with other things staged', () => edited(['add', 'src'], [...commit, 'docs/a.md'])],
    ['a deletion', () => gitIn(['rm', '-q', 'docs/a.md'], commit)],
    ['a rename out of the claim', () => gitIn(['mv', 'docs/a.md', 'a.md'], commit)],
    ['a rename into it', () => gitIn(['mv', 'src/a.rs', 'docs/a.rs'], commit)],
    ['a mode', () => gitIn(['update-index', '--chmod=+x', 'docs/a.md'], commit)],
    ['a name with a line break', () => house.commit('docs/a\n"b".md')],
    ['a submodule', () => gitIn(['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', house.origin, 'docs/lib'], commit)],
    ['commit from a folder below', () => edited(['-C', 'src', 'commit', '-qam', 'x'])],
  ])('%s', (_what, commit) => {
    expect(commit().stderr).toMatch(warning);
    const push = house.git('push', 'origin', 'main');
    expect(push.stderr).toMatch(/^BLOCKED push: 1 file claimed by ada/);
    expect(push.code).toBe(1);
  });

  test('what only lies in the worktree, or is staged but not committed now, is not', async () => {
    house.write('docs/a.md', 'x');
    house.write('src/a.rs', 'x');
    house.git('add', 'docs');
    expect(house.git('commit', '-qm', 'x', 'src/a.rs').stderr).toBe('');
    house.git('reset', '-q', '--hard');
    house.write('docs/later.md', 'x');
    house.git('add', '-N', 'docs/later.md');
    house.write('src/a.rs', 'y');
    house.git('add', 'src');
    expect(house.git('commit', '-qm', 'x').stderr).toBe('');
    expect(house.git('add', 'docs/later.md').code).toBe(0);
    expect(house.git('commit', '-qm', 'x').stderr).toMatch(warning);
  });

  test('replaced commits, grafts and other separators of trailers: as it will be seen elsewhere', async () => {
    house.commit('docs/a.md');
    const blocked = async () => {
      expect(house.git('push', '-f', 'origin', 'main')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^BLOCKED push/m) });
      expect((await house.guard('ci', 'origin/main')).code).toBe(1);
    };
    const plain = house.git('commit-tree', 'HEAD~1^{tree}', '-p', 'HEAD~1', '-m', 'x').stdout.trim();
    house.git('replace', 'HEAD', plain);
    await blocked();
    house.git('replace', '-d', 'HEAD');
    house.write('.git/info/grafts', house.git('rev-parse', 'HEAD').stdout);
    await blocked();
    rmSync(join(house.work, '.git/info/grafts'));
    house.git('config', 'trailer.separators', '=');
    house.claims('17 bob docs/');
    expect((await house.guard('ci', 'origin/main')).code).toBe(1);
    house.git('commit', '--amend', '-qm', 'x');
    expect((await house.guard('ci', 'origin/main')).code).toBe(0);
  });

  test('a name that is no UTF-8', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${house.work}/docs/`), Buffer.from([0xff, 0xfe])]), 'x');
    house.git('add', '-A');
    expect(house.git('commit', '-qm', 'x').stderr).toMatch(warning);
    expect(house.git('push', 'origin', 'main').code).toBe(1);
  });

  test('what others published is nobody’s push: main merged into a branch, also with a conflict elsewhere', async () => {
    house.git('checkout', '-qb', 'topic');
    house.commit('src/a.rs');
    house.git('checkout', '-q', 'main');
    house.run('git', ['commit', '-q', '--allow-empty', '-m', 'x']);
    house.write('docs/a.md', 'of ada');
    house.write('src/a.rs', 'of ada');
    house.run('git', ['commit', '-qam', 'of ada'], { env: { MOLT_OPS_PERSON: 'ada' } });
    expect(house.run('git', ['push', '-q', 'origin', 'main'], { env: { MOLT_OPS_PERSON: 'ada' } }).code).toBe(0);
    house.git('checkout', '-q', 'topic');
    expect(house.git('merge', '-q', 'main').code).toBe(1);
    house.write('src/a.rs', 'both');
    house.git('add', 'src/a.rs');
    expect(house.git('commit', '-qm', 'merge')).toMatchObject({ code: 0, stderr: '' });
    expect(house.git('push', '-q', 'origin', 'topic').code).toBe(0);
    // Now the merge itself changes what is claimed.
    house.git('checkout', '-qb', 'evil', 'topic~1');
    house.git('merge', '-q', '--no-commit', '-X', 'ours', 'main');
    house.write('docs/a.md', 'of bob');
    house.git('add', '.');
    expect(house.git('commit', '-qm', 'merge').stderr).toMatch(warning);
    expect(house.git('push', 'origin', 'evil').stderr).toMatch(/^BLOCKED push: 1 file/);
    expect((await house.guard('ci', 'origin/main', 'evil')).code).toBe(1);
    expect((await house.guard('ci', 'origin/main', 'topic')).code).toBe(0);
  });

  test('new, forced and deleted branches, several at once, and a remote without a name', async () => {
    house.commit('docs/a.md');
    house.git('branch', 'bad');
    house.git('reset', '-q', '--hard', 'HEAD~1');
    house.commit('src/a.rs');
    expect(house.git('push', 'origin', 'main:fine').code).toBe(0);
    expect(house.git('push', 'origin', 'main', 'bad').code).toBe(1);
    expect(house.git('push', house.origin, 'bad').code).toBe(1);
    expect(house.git('push', house.origin, 'main:other').code).toBe(0);
    house.git('commit', '--amend', '-qm', 'again');
    expect(house.git('push', '-f', 'origin', 'main:fine').code).toBe(0);
    expect(house.git('push', 'origin', ':fine').code).toBe(0);
    expect(house.git('push', 'origin', 'main').code).toBe(0);
    house.run('git', [
      '--git-dir',
      house.origin,
      'update-ref',
      'refs/heads/main',
      house.run('git', ['--git-dir', house.origin, 'commit-tree', '-m', 'unknown here', `${'main'}^{tree}`]).stdout.trim(),
    ]);
    expect(house.git('push', '-f', 'origin', 'bad:main').stderr).toMatch(/^BLOCKED push/);
  });
});

describe('who I am', () => {
  const names = (name: string, email: string) => ({ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email });
  test.each<[string, NodeJS.ProcessEnv, boolean]>([
    ['a family name', names('Zoe Ada', 'zoe@example.org'), false],
    ['the author', { GIT_AUTHOR_NAME: 'ada', GIT_AUTHOR_EMAIL: 'ada@example.org' }, false],
    ['the whole name of who commits', names('Ada', 'a@example.org'), true],
    ['their address', names('A. Lovelace', 'ada@example.org'), true],
  ])('%s', async (_what, env, isAda) => {
    house.claims('17 ada docs/');
    await house.guard('install');
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    const commit = house.run('git', ['commit', '-qm', 'change'], { env });
    expect(commit.stderr).toMatch(isAda ? /^$/ : /^WARNING: 1 file claimed by ada\n[\s\S]*Nobody knows who you are/);
    expect(house.message()).toBe(isAda ? 'change\n\nMolt-Lease: 17\n\n' : 'change\n\n');
    expect(house.run('git', ['push', 'origin', 'main'], { env }).code).toBe(isAda ? 0 : 1);
  });

  test('as the settings of git have it, and --author is another', async () => {
    house.claims('17 ada docs/');
    await house.guard('install');
    house.git('config', 'user.name', 'ada');
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    const none = { GIT_COMMITTER_NAME: undefined, GIT_COMMITTER_EMAIL: undefined, GIT_AUTHOR_NAME: undefined, GIT_AUTHOR_EMAIL: undefined };
    expect(house.run('git', ['-c', 'user.email=x@y', 'commit', '-qm', 'change'], { env: none })).toMatchObject({ code: 0, stderr: '' });
    house.git('config', 'user.name', 'Bob');
    house.write('docs/a.md', 'y');
    house.git('add', '.');
    const forged = house.run('git', ['-c', 'user.email=b@y', 'commit', '-qm', 'x', '--author', 'ada <ada@x>'], { env: none });
    expect(forged.stderr).toMatch(/^WARNING/);
  });

  test.each([
    ['ADA', /^No claim and no config names ADA\. Are you ada\? git config molt-ops\.person ada$/m],
    ['nobodyknown', /^No claim and no config names nobodyknown\. git config molt-ops\.person NAME$/m],
  ])('one that is not known: %s', async (name, said) => {
    house.git('config', 'molt-ops.person', name);
    house.known({ is: 'live', claims: [claim('17 ada docs/')], people: ['bob'] });
    await house.guard('install');
    expect(house.commit('docs/a.md').stderr).toMatch(said);
    const push = house.git('push', 'origin', 'main');
    expect(push.code).toBe(1);
    expect(push.stderr).toMatch(said);
  });
});

describe('what cannot be told', () => {
  const old = [claim('17 ada docs/', { until: Date.now() + 3_600_000 })];

  test.each([
    [
      'a snapshot',
      { is: 'snapshot', claims: old, age: 720_000 },
      /^UNSURE push: 1 file claimed by ada\n[\s\S]*Pushed all the same\. The bot did not answer; so it was 12m ago/,
      /^CANNOT TELL, so it stays closed\. The bot did not answer/,
    ],
    [
      'nothing',
      { is: 'none', why: 'no bot runs here' },
      /^UNSURE: claims were not looked at: no bot runs here\n/,
      /^CANNOT TELL, so it stays closed\. The claims are not known here: no bot runs here\./,
    ],
  ] as const)('%s: local hooks open, CI stays closed', async (_what, known, said, closed) => {
    bob();
    await house.guard('install');
    house.known({ ...known, ...('claims' in known ? { claims: [...known.claims] } : {}) } as Parameters<House['known']>[0]);
    expect(house.commit('docs/a.md').code).toBe(0);
    const push = house.git('push', 'origin', 'main');
    expect(push.stderr).toMatch(said);
    expect(push.code).toBe(0);
    house.commit('docs/b.md');
    expect(await house.guard('ci', 'origin/main')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(closed) });
    expect(JSON.parse((await house.guard('ci', 'origin/main', '--json')).stdout)).toMatchObject({ ok: false, is: 'cannot tell' });
  });

  test('a snapshot in which nothing is in the way', async () => {
    bob();
    await house.guard('install');
    house.known({ is: 'snapshot', claims: old, age: 720_000 });
    expect(house.commit('free')).toMatchObject({ code: 0, stderr: 'UNSURE: the bot did not answer; claims of 12m ago\n' });
    expect(house.git('push', 'origin', 'main')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^UNSURE: the bot did not answer; claims of 12m ago\n/),
    });
    house.known({ is: 'snapshot', claims: old, age: 720_000, isChange: true });
    expect(house.commit('free2').stderr).toBe('UNSURE: the bot did not answer; claims last changed 12m ago\n');
    expect(house.commit('docs/a.md').stderr).toMatch(/The bot did not answer; claims last changed 12m ago\./);
  });

  test('what is no answer counts as none', async () => {
    writeFileSync(house.claimsFile, '{');
    expect(await house.guard('pre-commit')).toMatchObject({ code: 0, stderr: expect.stringMatching(/^UNSURE: claims were not looked at/) });
    expect(await house.guard('ci', 'main')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^CANNOT TELL/) });
    expect(await house.guard('report')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^No report\./) });
  });

  test('a base that is not here, a shallow clone, no repository', async () => {
    expect((await house.guard('ci', 'nowhere')).stderr).toBe(
      'CANNOT TELL, so it stays closed. There is no branch nowhere here, and no such commit.\n',
    );
    expect(await house.guardIn(house.work, ['ci'], { GITHUB_BASE_REF: 'gone' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/There is no branch origin\/gone here.*fetch-depth: 0/),
    });
    house.git('checkout', '-q', '--orphan', 'alone');
    house.commit('a');
    expect((await house.guard('ci')).stderr).toMatch(/Nothing is known here that origin\/HEAD and HEAD have in common\. .*fetch-depth: 0/);
    house.git('checkout', '-qf', 'main');
    house.commit('a');
    house.git('push', '-q', 'origin', 'main', 'HEAD:topic');
    const clone = join(house.root, 'shallow');
    house.run('git', ['clone', '-q', '--depth', '1', '-b', 'topic', `file://${house.origin}`, clone]);
    expect(await house.guardIn(clone, ['ci'])).toMatchObject({ code: 1 });
    expect(await house.guardIn(house.root, ['ci'])).toMatchObject({
      code: 1,
    });
    expect(await house.guardIn(house.root, ['pre-commit'])).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^UNSURE: claims were not looked at/),
    });
  });

  test('a program that is gone blocks nothing, and one without PATH is found', async () => {
    bob();
    house.claims('17 ada docs/');
    await house.guard('install');
    const git = house.run('sh', ['-c', 'command -v git']).stdout.trim();
    house.write('docs/a.md', '1');
    expect(house.run(git, ['commit', '-qam', 'x'], { env: { PATH: '/usr/bin:/bin' } }).code).toBe(1);
    house.git('add', '.');
    expect(house.run(git, ['commit', '-qm', 'x'], { env: { PATH: '/usr/bin:/bin' } }).stderr).toMatch(/^WARNING: 1 file/);
    const runner = join(house.work, '.git/molt-ops/hook');
    writeFileSync(runner, readFileSync(runner, 'utf8').replace(/^entry=.*$/m, "entry='/nowhere/x'"));
    const push = house.run(git, ['push', '-q', 'origin', 'main'], { env: { PATH: '/usr/bin:/bin' } });
    expect(push).toMatchObject({ code: 0, stderr: 'molt-ops is gone from this machine: claims were not looked at\n' });
    rmSync(runner);
    expect(house.commit('docs/b.md')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('report', () => {
  test('of a branch, of a range, as JSON', async () => {
    bob();
    house.claims('17 ada docs/', '18 codex-2(bob) src/ shared');
    house.git('checkout', '-qb', 'topic');
    house.commit('docs/a.md', 'src/a.rs', 'x/é\u202e.txt', 'free');
    house.git('commit', '--amend', '-qm', 'change\n\nMolt-Lease: 18');
    const said = (await house.guard('report', 'topic')).stdout;
    expect(said.replaceAll(/until \d\d:\d\d/g, 'until 13:40')).toBe(
      '4 files in 1 commit: 2 outside claims\n   2 outside every claim\n     free\n     x/é⟨U+202E⟩.txt\n   1 ada · 17 · until 13:40\n     docs/a.md\n     lease not named: 1 commit\n   1 codex-2 · 18 · shared · until 13:40\n     src/a.rs\nTimes in UTC\n',
    );
    const json = (await house.guard('report', 'origin/main..topic', '--json')).stdout;
    expect(json).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(json)).toMatchObject({
      base: 'origin/main',
      commits: 1,
      outside: ['free', 'x/é\u202e.txt'],
      inside: [
        { claim: { lease: 17 }, files: ['docs/a.md'], unnamed: [expect.any(String)] },
        { claim: { lease: 18 }, unnamed: [] },
      ],
    });
    // A lease that was claimed anew, as CI judges it.
    house.known({ is: 'live', claims: [claim('20 ada docs/')], ended: [{ lease: 18, holder: 'ada' }] });
    expect((await house.guard('ci')).code).toBe(0);
    expect((await house.guard('report')).stdout).not.toMatch(/not named/);
    house.known({ is: 'none', why: 'no bot runs here' });
    expect(await house.guard('report')).toMatchObject({ code: 1, stderr: 'No report. The claims are not known here: no bot runs here.\n' });
  });
});

test('report: claimed work that a merge leaves out, as CI has it', async () => {
  bob();
  house.claims('17 ada docs/');
  house.git('checkout', '-qb', 'side');
  house.commit('free');
  house.git('checkout', '-q', 'main');
  house.commit('docs/new');
  house.git('push', '-q', 'origin', 'main');
  house.git('checkout', '-q', 'side');
  house.git('merge', '-q', '-s', 'ours', '--no-edit', 'main');
  expect((await house.guard('ci')).stdout).toMatch(/^CLOSED: 1 file claimed by ada\n.*\n {2}docs\/new \(dropped/);
  expect((await house.guard('report')).stdout.replaceAll(/until \d\d:\d\d/g, 'until 13:40')).toBe(
    '2 files in 2 commits: 1 outside claims\n   1 outside every claim\n     free\n   1 ada · 17 · until 13:40\n     docs/new\n     dropped, or left out: 1 file\nTimes in UTC\n',
  );
  expect(JSON.parse((await house.guard('report', '--json')).stdout)).toMatchObject({
    files: ['docs/new', 'free'],
    inside: [{ files: ['docs/new'], unnamed: [], leftOut: ['docs/new'] }],
  });
});

describe('which commits', () => {
  beforeEach(() => {
    bob();
    house.claims('17 ada docs/');
    house.git('checkout', '-qb', 'topic');
    house.commit('docs/a.md');
  });

  test('main itself, without a base: there is nothing to decide', async () => {
    const nothing =
      /^CANNOT TELL, so it stays closed\. Nothing to decide: origin\/HEAD has all of HEAD\. Name BASE: molt-ops guard ci BASE\n$/;
    house.git('checkout', '-q', 'main');
    expect(await house.guard('ci')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(nothing) });
    expect(JSON.parse((await house.guard('ci', '--json')).stdout)).toMatchObject({ ok: false, is: 'cannot tell' });
    expect((await house.guard('ci', 'main')).code).toBe(0);
    expect((await house.guardIn(house.work, ['ci'], { GITHUB_BASE_REF: 'main' })).code).toBe(0);
    house.git('push', '-q', 'origin', 'topic:main');
    expect(await house.guardIn(house.origin, ['ci'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Nothing to decide: main has/),
    });
    expect(await house.guardIn(house.origin, ['ci', 'main~1'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^CLOSED: 1 file/),
    });
  });

  test('ranges, and what is no branch', async () => {
    house.git('checkout', '-q', 'main');
    const closed = { code: 1, stdout: expect.stringMatching(/^CLOSED: 1 file claimed by ada\n/) };
    for (const words of [['main..topic'], ['main...topic'], ['main', 'topic'], ['..topic']])
      expect(await house.guard('ci', ...words)).toMatchObject(closed);
    expect((await house.guard('ci', 'topic..')).stdout).toMatch(/^OPEN: 0 commits/);
    expect((await house.guard('ci', 'origin/main', '')).stderr).toMatch(/There is no branch '' here/);
    expect((await house.guard('ci', 'main..topic', 'x')).code).toBe(2);
    for (const words of [
      ['ci', 'main', 'nope'],
      ['report', 'nope'],
      ['report', 'main..nope'],
      ['report', 'nope..main'],
    ])
      expect(await house.guard(...words)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/There is no branch nope here, and no such commit\.\n$/),
      });
    house.git('push', '-q', 'origin', 'topic');
    house.git('branch', '-qD', 'topic');
    expect((await house.guard('report', 'topic')).stdout).toMatch(/^1 file in 1 commit/);
  });

  test('a pull request, as it was fetched', async () => {
    const told = /^No report\. Pull request 12 is not here\. Fetch it: (git fetch origin pull\/12\/head:refs\/pull\/12\/head)\n$/;
    house.run('git', ['--git-dir', `${house.work}/.git`, 'push', '-q', 'origin', 'topic:refs/pull/12/head']);
    house.git('checkout', '-q', 'main');
    const [, fetch = ''] = told.exec((await house.guard('report', '#12')).stderr) ?? [];
    expect((await house.guard('report', '12')).stderr).toMatch(told);
    expect(house.git(...fetch.split(' ').slice(1)).code).toBe(0);
    for (const name of ['#12', '12']) expect((await house.guard('report', name)).stdout).toMatch(/^1 file in 1 commit: 0 outside claims\n/);
    expect((await house.guard('ci', 'origin/main', '#12')).code).toBe(1);
    house.git('update-ref', '-d', 'refs/pull/12/head');
    house.git('update-ref', 'refs/remotes/origin/pr/12', 'topic');
    expect((await house.guard('report', '12')).stdout).toMatch(/^1 file in 1 commit/);
    // A branch of that name comes first.
    house.git('branch', '12', 'main');
    expect((await house.guard('report', '12')).stdout).toMatch(/^0 files/);
    expect((await house.guard('report', '#12')).stdout).toMatch(/^1 file/);
  });

  test('the file of claims is in no claim and not outside either', async () => {
    house.commit('docs/AGENT_LOCKS.md', 'free');
    house.known({ is: 'live', claims: [claim('17 ada docs/')], exempt: ['docs/AGENT_LOCKS.md'] });
    expect((await house.guard('report')).stdout).toMatch(
      /^3 files in 2 commits: 1 outside claims\n {3}1 outside every claim\n {5}free\n {3}1 ada/,
    );
    expect(JSON.parse((await house.guard('report', '--json')).stdout).outside).toEqual(['free']);
  });
});

test('help', async () => {
  for (const word of ['help', '--help', '-h'])
    expect(await house.guard(word)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Usage: molt-ops guard VERB\n/) });
});

test('wrong usage', async () => {
  for (const words of [
    [],
    ['what'],
    ['constructor'],
    ['install', 'x'],
    ['uninstall', 'x'],
    ['ci', 'a', 'b', 'c'],
    ['ci', '--what'],
    ['pre-commit', 'x'],
    ['commit-msg'],
    ['pre-push', 'a', 'b', 'c'],
    ['report', 'a', 'b'],
  ])
    expect(await house.guard(...words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^Usage: molt-ops guard/) });
});
