/** The guard among the hooks that are there: installed beside them, run with them, and gone to the byte. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { House } from './lab/guard/house.ts';

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.close());

const bob = (): void => void house.git('config', 'molt-ops.person', 'bob');

describe('hooks that are there', () => {
  const says = 'echo "$0 $*" >> ran';
  const kinds: readonly [name: string, make: () => void, ran: string | undefined][] = [
    ['none', () => {}, undefined],
    ['no folder', () => rmSync(join(house.work, '.git/hooks'), { recursive: true }), undefined],
    ['a shell script', () => house.write('.git/hooks/pre-commit', `#!/bin/sh\n${says}\n`, 0o755), '.git/hooks/pre-commit \n'],
    ['one that ends early', () => house.write('.git/hooks/pre-commit', `#!/bin/sh\n${says}\nexit 0\n`, 0o700), '.git/hooks/pre-commit \n'],
    [
      'one that becomes another program',
      () => house.write('.git/hooks/pre-commit', `#!/usr/bin/env bash\nset -euo pipefail\nexec sh -c '${says}' "$0"`, 0o755),
      '.git/hooks/pre-commit \n',
    ],
    [
      'one with -e and bytes',
      () =>
        house.write(
          '.git/hooks/pre-commit',
          Buffer.concat([Buffer.from(`#!/bin/sh -e\n# \u00e9`), Buffer.from([0xff, 0x0a]), Buffer.from(says)]),
          0o755,
        ),
      '.git/hooks/pre-commit \n',
    ],
    ['one without a first line', () => house.write('.git/hooks/pre-commit', `${says}\n`, 0o755), '.git/hooks/pre-commit \n'],
    ['an empty one', () => house.write('.git/hooks/pre-commit', '#!/bin/sh\n', 0o755), undefined],
    ['nothing at all in it', () => house.write('.git/hooks/pre-commit', '', 0o755), undefined],
    [
      'Python',
      () => house.write('.git/hooks/pre-commit', '#!/usr/bin/env python3\nopen("ran", "a").write("python\\n")\n', 0o755),
      'python\n',
    ],
    [
      'a link to a script of the repository',
      () => {
        house.write('tools/hook.sh', '#!/bin/sh\necho linked >> ran\n', 0o755);
        house.link('.git/hooks/pre-commit', '../../tools/hook.sh');
      },
      'linked\n',
    ],
    ['a link that leads nowhere', () => house.link('.git/hooks/pre-commit', 'nowhere'), undefined],
    ['a program', () => house.copy('/bin/true', '.git/hooks/pre-commit'), undefined],
    ['one that is switched off', () => house.write('.git/hooks/pre-commit', `#!/bin/sh\n${says}\nexit 1\n`, 0o644), undefined],
    [
      'the sample of git, switched on',
      () => house.write('.git/hooks/pre-commit', '#!/bin/sh\n. git-sh-setup >/dev/null 2>&1 || :\necho sample >> ran\n', 0o755),
      'sample\n',
    ],
  ];

  test.each(kinds)('%s: runs as before, the guard after it, and is put back to the byte', async (_name, make, ran) => {
    bob();
    house.claims('17 ada docs/');
    house.write('.git/info/exclude', 'ran\n');
    make();
    const hadFolder = existsSync(join(house.work, '.git/hooks'));
    const before = hadFolder ? house.tree('.git/hooks') : {};
    expect(await house.guard('install')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^INSTALLED in \.git\/hooks/),
    });
    const installed = house.tree('.git/hooks');
    expect((await house.guard('install')).stdout).toMatch(
      /^ALREADY in \.git\/hooks: pre-commit, prepare-commit-msg, commit-msg, pre-push\n/,
    );
    expect(house.tree('.git/hooks')).toEqual(installed);
    expect(house.commit('docs/a.md')).toMatchObject({ code: 0, stderr: expect.stringMatching(/WARNING: 1 file claimed by ada/) });
    expect(existsSync(join(house.work, 'ran')) ? house.read('ran') : undefined).toBe(ran);
    expect((await house.guard('uninstall')).code).toBe(0);
    expect(existsSync(join(house.work, '.git/hooks'))).toBe(hadFolder);
    if (hadFolder) expect(house.tree('.git/hooks')).toEqual(before);
    expect(existsSync(join(house.work, '.git/molt-ops'))).toBe(false);
    expect(await house.guard('uninstall')).toMatchObject({ code: 0, stdout: 'There was no guard here.\n' });
  });

  test('their exit code counts, and the guard is not asked', async () => {
    house.claims('17 ada docs/');
    house.write('.git/hooks/pre-commit', '#!/bin/sh\necho no >&2\nexit 7\n', 0o755);
    house.write('.git/hooks/commit-msg', '#!/usr/bin/env python3\nimport sys\nsys.exit(open(sys.argv[1]).read() == "bad\\n")\n', 0o755);
    await house.guard('install');
    expect(house.commit('docs/a.md')).toMatchObject({ code: 1, stderr: 'no\n' });
    house.write('.git/hooks/pre-commit', '#!/bin/sh\n', 0o755);
    expect(house.git('commit', '-qm', 'bad').code).toBe(1);
    expect(house.git('commit', '-qm', 'good').code).toBe(0);
  });

  test.each([
    ['a shell script', (script: string) => `#!/bin/sh\n${script}\nexit 0\n`],
    ['Python', () => '#!/usr/bin/env python3\nimport sys\nopen("refs", "w").write(sys.stdin.read() + " ".join(sys.argv[1:]))\n'],
    ['one that reads nothing', () => '#!/bin/sh\nexec echo read nothing > refs\n'],
  ])('what git says to pre-push reaches both: %s', async (name, script) => {
    bob();
    house.claims('17 ada docs/');
    house.write('.git/info/exclude', 'refs\n');
    house.write('.git/hooks/pre-push', script('{ cat; printf %s "$*"; } > refs'), 0o755);
    await house.guard('install');
    house.commit('docs/a.md');
    const push = house.git('push', 'origin', 'main');
    expect(push.stderr).toMatch(/^BLOCKED push/);
    expect(push.code).toBe(1);
    if (!name.includes('nothing'))
      expect(house.read('refs')).toMatch(new RegExp(`^refs/heads/main [0-9a-f]{40} refs/heads/main [0-9a-f]{40}\norigin ${house.origin}$`));
    house.claims();
    house.write('.git/hooks/pre-push', '#!/bin/sh\nexit 3\n', 0o755);
    await house.guard('install');
    expect(house.git('push', 'origin', 'main').code).toBe(1);
  });

  test('a hook that runs git, with hooks, is not confused', async () => {
    bob();
    house.claims('17 ada docs/');
    house.write(
      '.git/hooks/pre-commit',
      '#!/bin/sh\nunset $(git rev-parse --local-env-vars)\ncd ../nested && git commit -q --allow-empty -m nested\n',
      0o755,
    );
    const nested = join(house.root, 'nested');
    house.run('git', ['init', '-q', nested]);
    await house.guard('install');
    await house.guardIn(nested, ['install']);
    expect(house.commit('docs/a.md')).toMatchObject({ code: 0, stderr: expect.stringMatching(/^WARNING: 1 file/) });
    expect(house.run('git', ['log', '--format=%s'], { cwd: nested }).stdout).toBe('nested\n');
  });

  test('a push to another remote from within the hook is looked at as well', async () => {
    bob();
    house.claims('17 ada docs/');
    const mirror = house.bare('mirror');
    house.git('remote', 'add', 'mirror', mirror);
    house.write('.git/hooks/pre-push', '#!/bin/sh\n[ "$1" = mirror ] || git push -q mirror main\n', 0o755);
    await house.guard('install');
    house.commit('docs/a.md');
    expect(house.git('push', '-q', 'origin', 'main')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^BLOCKED push: 1 file claimed by ada\n/),
    });
    expect(house.git('ls-remote', mirror).stdout).toBe('');
    house.claims();
    expect(house.git('push', '-q', 'origin', 'main')).toMatchObject({ code: 0, stderr: '' });
    expect(house.git('ls-remote', mirror).stdout).toMatch(/refs\/heads\/main/);
  });

  test('one that looks at its own name is not moved; nothing is installed', async () => {
    house.write('.git/hooks/commit-msg', '#!/usr/bin/env ruby\nhook = File.basename($0)\n', 0o755);
    const before = house.tree('.git/hooks');
    expect(await house.guard('install')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/looks at its own name.*Have it call: molt-ops guard commit-msg "\$@"/),
    });
    expect(house.tree('.git/hooks')).toEqual(before);
  });

  test('what was changed since is kept: lines added, a hook replaced', async () => {
    house.write('.git/hooks/pre-push', '#!/usr/bin/env python3\n', 0o755);
    await house.guard('install');
    writeFileSync(join(house.work, '.git/hooks/pre-commit'), `${house.read('.git/hooks/pre-commit')}echo mine\n`);
    house.write('.git/hooks/pre-push', '#!/bin/sh\necho other\n', 0o755);
    expect(await house.guard('install')).toMatchObject({ code: 1, stderr: expect.stringMatching(/left from before/) });
    expect(await house.guard('uninstall')).toMatchObject({
      code: 1,
      stderr: 'Left as it is, for it was changed since: .git/hooks/pre-push\n',
    });
    expect(house.read('.git/hooks/pre-commit')).toBe('#!/bin/sh\necho mine\n');
    expect(house.read('.git/hooks/pre-push')).toBe('#!/bin/sh\necho other\n');
    expect(house.read('.git/hooks/pre-push.before-molt-ops')).toBe('#!/usr/bin/env python3\n');
  });

  test('a bare repository has no commits to warn of', async () => {
    expect(await house.guardIn(house.origin, ['install'])).toMatchObject({
      code: 1,
      stderr: 'NOT INSTALLED: This is a bare repository; install in a clone.\n',
    });
  });

  test('worktrees share them', async () => {
    bob();
    house.claims('17 ada docs/');
    const tree = join(house.root, 'tree');
    house.git('worktree', 'add', '-q', tree, '-b', 'tree');
    expect((await house.guardIn(tree, ['install'])).code).toBe(0);
    expect(house.commit('docs/a.md').stderr).toMatch(/^WARNING/);
    house.run('mkdir', ['docs'], { cwd: tree });
    house.run('touch', ['docs/b.md'], { cwd: tree });
    house.run('git', ['add', '.'], { cwd: tree });
    expect(house.run('git', ['commit', '-qm', 'x'], { cwd: tree }).stderr).toMatch(/^WARNING/);
    expect(house.run('git', ['push', 'origin', 'tree'], { cwd: tree }).code).toBe(1);
    expect((await house.guard('uninstall')).code).toBe(0);
    expect(house.run('git', ['commit', '-q', '--amend', '--no-edit'], { cwd: tree }).stderr).toBe('');
  });
});

describe('core.hooksPath', () => {
  beforeEach(() => {
    bob();
    house.claims('17 ada docs/');
  });

  test('a folder of the repository: only when it is meant', async () => {
    house.write('tools/hooks/pre-commit', '#!/bin/sh\necho mine\n', 0o755);
    house.git('config', 'core.hooksPath', 'tools/hooks');
    house.git('add', 'tools');
    const before = house.tree('tools');
    expect(await house.guard('install')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /tools\/hooks is part of the repository \(core\.hooksPath\)\. If that is meant: molt-ops guard install --force/,
      ),
    });
    expect(house.tree('tools')).toEqual(before);
    expect((await house.guard('install', '--force')).stdout).toMatch(/Commit them\./);
    expect(JSON.stringify(house.tree('tools'))).not.toContain(house.root);
    expect(await house.guard('install')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^ALREADY in tools\/hooks/) });
    // As in a clone: the hooks came with it, and do nothing yet.
    rmSync(join(house.work, '.git/molt-ops'), { recursive: true });
    expect(await house.guard('install')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^INSTALLED in tools\/hooks/),
    });
    expect(house.commit('docs/a.md').stderr).toMatch(/WARNING/);
    await house.guard('uninstall');
    expect(house.tree('tools')).toEqual(before);
  });

  test('a folder in the worktree that is not tracked is the clone’s own', async () => {
    house.write('.git/info/exclude', '.hk\n');
    house.git('config', 'core.hooksPath', '.hk');
    expect(await house.guard('install')).toMatchObject({
      code: 0,
      stdout: 'INSTALLED in .hk: pre-commit, prepare-commit-msg, commit-msg, pre-push\n',
    });
    expect(house.commit('docs/a.md').stderr).toMatch(/^WARNING/);
    house.write('.hk/other', 'x');
    await house.guard('uninstall');
    expect(Object.keys(house.tree('.hk'))).toEqual(['other']);
    house.git('add', '-f', '.hk');
    expect((await house.guard('install')).stderr).toMatch(/^NOT INSTALLED: \.hk is part of the repository/);
  });

  test('a folder that install made goes with it', async () => {
    house.git('config', 'core.hooksPath', join(house.root, 'made/for/hooks'));
    await house.guard('install');
    await house.guard('install');
    expect((await house.guard('uninstall')).stdout).toBe('TAKEN OUT of 4 hooks; they are as they were\n');
    expect(existsSync(join(house.root, 'made'))).toBe(false);
    mkdirSync(join(house.root, 'made/for/hooks'), { recursive: true });
    await house.guard('install');
    await house.guard('uninstall');
    expect(existsSync(join(house.root, 'made/for/hooks'))).toBe(true);
  });

  test('one outside, of this repository', async () => {
    const folder = join(house.root, 'hooks');
    house.git('config', 'core.hooksPath', folder);
    expect((await house.guard('install')).code).toBe(0);
    expect(existsSync(join(folder, 'pre-push'))).toBe(true);
    expect(house.commit('docs/a.md').stderr).toMatch(/^WARNING/);
  });

  test('one for all repositories does nothing in the others', async () => {
    const folder = join(house.root, 'hooks');
    house.git('config', '--global', 'core.hooksPath', folder);
    expect(await house.guard('install')).toMatchObject({ code: 1, stderr: expect.stringMatching(/hooks of all your repositories/) });
    expect((await house.guard('install', '--force')).code).toBe(0);
    expect(house.commit('docs/a.md').stderr).toMatch(/^WARNING/);
    const other = join(house.root, 'other');
    house.run('git', ['init', '-q', other]);
    expect(house.run('git', ['commit', '-q', '--allow-empty', '-m', 'x'], { cwd: other })).toMatchObject({ code: 0, stderr: '' });
  });

  test("where the caller's git has other settings than the usual ones", async () => {
    const settings = join(house.root, 'settings');
    writeFileSync(settings, `[core]\n\thooksPath = ${join(house.root, 'shared')}\n`);
    const env = { GIT_CONFIG_GLOBAL: settings };
    expect(await house.guardIn(house.work, ['install'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/shared holds the hooks of all your repositories/),
    });
    expect(existsSync(join(house.work, '.git/hooks/pre-push'))).toBe(false);
    expect((await house.guardIn(house.work, ['install', '--force'], env)).code).toBe(0);
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    expect(house.run('git', ['commit', '-qm', 'x'], { env }).stderr).toMatch(/^WARNING/);
  });

  test('none at all', async () => {
    house.git('config', 'core.hooksPath', '/dev/null');
    expect(await house.guard('install')).toMatchObject({ code: 1, stderr: expect.stringMatching(/\/dev\/null, which is no folder/) });
    house.git('config', '--unset', 'core.hooksPath');
    await house.guard('install');
    house.git('config', 'core.hooksPath', '/dev/null');
    expect(await house.guard('uninstall')).toMatchObject({ code: 0, stdout: 'TAKEN OUT of 4 hooks; they are as they were\n' });
    expect(existsSync(join(house.work, '.git/hooks/pre-push'))).toBe(false);
  });

  /** husky 9: git looks in `.husky/_`, where each hook runs the file of its name one folder up with `sh -e`. */
  test('husky', async () => {
    house.write('.husky/_/.gitignore', '*');
    house.write(
      '.husky/_/h',
      '#!/usr/bin/env sh\ns=$(dirname "$(dirname "$0")")/$(basename "$0")\n[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\n',
      0o644,
    );
    for (const hook of ['pre-commit', 'commit-msg', 'pre-push'])
      house.write(`.husky/_/${hook}`, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n', 0o755);
    house.write('.husky/pre-commit', 'echo ran >> ran\nexit 0\n');
    house.write('.husky/pre-push', 'cat > refs\nfalse\ntrue\n');
    house.git('config', 'core.hooksPath', '.husky/_');
    const before = house.tree('.husky');
    expect((await house.guard('install')).stdout).toBe(
      'INSTALLED in .husky: pre-commit, prepare-commit-msg, commit-msg, pre-push\nWhat was there runs first: pre-commit, pre-push\nCommit them. A clone does nothing until: molt-ops guard install\n',
    );
    expect(house.commit('docs/a.md').stderr).toMatch(/^WARNING/);
    expect(house.read('ran')).toBe('ran\n');
    // As under husky: sh -e stops at `false`.
    expect(house.git('push', 'origin', 'main').stderr).not.toMatch(/BLOCKED/);
    expect(house.read('refs')).toMatch(/^refs\/heads\/main /);
    house.write('.husky/pre-push', house.read('.husky/pre-push').replace('false\n', ''));
    expect(house.git('push', 'origin', 'main').stderr).toMatch(/^BLOCKED/);
    house.write('.husky/pre-push', house.read('.husky/pre-push').replace('true\n', 'false\ntrue\n'));
    await house.guard('uninstall');
    expect(house.tree('.husky')).toEqual(before);
  });

  /** husky 5 to 8: git looks in `.husky`, and each hook starts itself again with `sh -e`. */
  test('older husky', async () => {
    house.write('.husky/_/husky.sh', 'if [ -z "$husky_skip_init" ]; then\n  export husky_skip_init=1\n  sh -e "$0" "$@"\n  exit $?\nfi\n');
    house.write('.husky/pre-commit', '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\necho ran >> ran\n', 0o755);
    house.git('config', 'core.hooksPath', '.husky');
    const before = house.tree('.husky');
    expect((await house.guard('install')).code).toBe(0);
    expect(house.commit('docs/a.md').stderr.match(/WARNING/g)).toHaveLength(1);
    expect(house.read('ran')).toBe('ran\n');
    await house.guard('uninstall');
    expect(house.tree('.husky')).toEqual(before);
  });

  test('lefthook: tells the lines, and knows them', async () => {
    house.write('lefthook.yml', 'assert_lefthook_installed: true\n');
    const told = await house.guard('install');
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(/^NOT INSTALLED yet: lefthook runs the hooks here\. Add this to lefthook\.yml, then: lefthook install\n/);
    expect(house.read('lefthook.yml')).toBe('assert_lefthook_installed: true\n');
    const lines = told.stderr.slice(told.stderr.indexOf('\n\n') + 2);
    house.write('lefthook.yml', lines);
    expect(await house.guard('install')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ALREADY in lefthook\.yml/) });
    house.write('docs/a.md', 'x');
    house.git('add', '.');
    const [first] = [...lines.matchAll(/run: '(.*)'/g)].map((match) => match[1]!);
    expect(house.run('sh', ['-c', first!])).toMatchObject({ code: 0, stderr: expect.stringMatching(/^WARNING/) });
    expect((await house.guard('uninstall')).stdout).toBe(
      'TAKEN OUT. No hook had to be changed.\nIts lines in lefthook.yml do nothing now; take them out.\n',
    );
    expect(house.run('sh', ['-c', first!])).toMatchObject({ code: 0, stderr: '' });
  });

  test.each(['yaml', 'toml', 'json', 'jsonc'])('lefthook.%s: told in its own words, which it knows again', async (ending) => {
    const file = `lefthook.${ending}`;
    house.write(file, ending.startsWith('json') ? '{}' : '');
    const { stderr } = await house.guard('install');
    house.write(file, stderr.slice(stderr.indexOf('\n\n') + 2));
    expect(await house.guard('install')).toMatchObject({ code: 0, stdout: expect.stringMatching(`^ALREADY in ${file}`) });
    expect(existsSync(join(house.work, '.git/hooks/pre-push'))).toBe(false);
  });

  test('lefthook: what only looks like it, or is broken, is not taken for installed', async () => {
    house.write('lefthook.yml', '');
    const { stderr } = await house.guard('install');
    const lines = stderr.slice(stderr.indexOf('\n\n') + 2);
    for (const [text, said] of [
      [`pre-commit:\n  jobs: []\n${lines}`, /^NOT INSTALLED: lefthook\.yml can't be read: Map keys must be unique/],
      [lines.replace(/^/gm, '# '), /^NOT INSTALLED yet/],
      [lines.replace('commit-msg only', 'commit-msg'), /^NOT INSTALLED yet/],
      [`notes: |\n${lines.replace(/^/gm, '  ')}`, /^NOT INSTALLED yet/],
    ] as const) {
      house.write('lefthook.yml', text);
      expect(await house.guard('install'), text).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(said) });
    }
    house.write('lefthook.yml', 'pre-push: {}\n');
    house.write('lefthook-local.yml', lines);
    expect((await house.guard('install')).stdout).toMatch(/^ALREADY/);
  });

  test('a hook that lefthook made, with its config elsewhere: only when it is meant', async () => {
    const made = '#!/bin/sh\n\ncall_lefthook()\n{\n  lefthook "$@"\n}\n\ncall_lefthook run "pre-commit" "$@"\n';
    house.write('.git/hooks/pre-commit', made, 0o755);
    expect(await house.guard('install')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^NOT INSTALLED: .*pre-commit is lefthook's, which writes it anew\. [\s\S]*\ncommit-msg:\n/),
    });
    expect(house.read('.git/hooks/pre-commit')).toBe(made);
    expect((await house.guard('install', '--force')).code).toBe(0);
    expect((await house.guard('install')).stdout).toMatch(/^ALREADY/);
  });
});
