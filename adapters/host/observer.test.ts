import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Record } from '../../src/jobs/record.ts';
import { hostObserver } from './observer.ts';
import { toolVersions } from './tools.ts';

const env = { PATH: process.env.PATH!, HOME: mkdtempSync(join(tmpdir(), 'molt-home-')) };
const observer = hostObserver({ tools: [['git', '--version']], hostName: 'm1', zone: 'Etc/UTC', env });
const folder = (name = 'x'): string => {
  const path = join(realpathSync(mkdtempSync(join(tmpdir(), 'molt-observer-'))), name);
  mkdirSync(path);
  return path;
};

/** A repository with one commit, in a folder that a shell would stumble over. */
function repository(): { root: string; git: (...words: string[]) => string } {
  const root = folder(`a b "c" 'd' $(id)`);
  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', root, '-c', 'user.name=ada', '-c', 'user.email=ada@example.org', ...words], { encoding: 'utf8', env });
  git('init', '-q', '-b', 'main');
  writeFileSync(join(root, 'tracked'), 'one\n');
  writeFileSync(join(root, '.gitignore'), 'ignored\n');
  git('add', '.');
  git('commit', '-qm', 'First');
  return { root, git };
}

function after(dir: string, workspace: string): Record {
  const [file = '', ...rest] = observer.after(dir, workspace);
  spawnSync(file, rest, { env, cwd: dir });
  return JSON.parse(readFileSync(join(dir, 'record-end.json'), 'utf8')) as Record;
}

test('at the start: commit, branch, host, zone, tools, load', async () => {
  const { root, git } = repository();
  const record = await observer.atStart(root);
  expect(record).toMatchObject({
    v: 1,
    git: { head: git('rev-parse', 'HEAD').trim(), branch: 'main', status: [], diff: expect.stringMatching(/^[0-9a-f]{64}$/) },
    host: { name: 'm1', cpus: expect.any(Number), memory: expect.any(Number) },
    tools: { git: expect.stringContaining('git version') },
  });
  expect(record.utc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(record.load).toHaveLength(3);
  expect(record.zone).toBeTruthy();
});

test('a folder that is no repository has no git', async () => {
  const record = await observer.atStart(folder());
  expect(record.v).toBe(1);
  expect(record.git).toBeUndefined();
});

test('at the end: what is newer than record.json, whatever its name; nothing ignored, nothing older', () => {
  const { root } = repository();
  const dir = folder();
  writeFileSync(join(root, 'old'), 'dirty before\n');
  utimesSync(join(root, 'old'), 1, 1);
  writeFileSync(join(dir, 'record.json'), '{}');
  utimesSync(join(dir, 'record.json'), 1000, 1000);
  const odd = ['new', 'with space ', 'quote"s', 'back\\slash', 'back\\303slash', 'tab\there', 'new\nline', 'ünï', '$(id)', '-n'];
  for (const name of odd) writeFileSync(join(root, name), 'x');
  writeFileSync(join(root, 'tracked'), 'two\n');
  writeFileSync(join(root, 'ignored'), 'x');
  const { git } = after(dir, root);
  expect([...git!.changed!].sort()).toEqual(
    [
      'tracked',
      'new',
      'with space ',
      '"quote\\"s"',
      '"back\\\\slash"',
      '"back\\\\303slash"',
      '"tab\\there"',
      '"new\\nline"',
      '"\\303\\274n\\303\\257"',
      '$(id)',
      '-n',
    ].sort(),
  );
  expect(git!.status).toContain('? old');
});

test('the diff of dirty files has another sum', async () => {
  const { root } = repository();
  const before = await observer.atStart(root);
  writeFileSync(join(root, 'tracked'), 'two\n');
  const now = await observer.atStart(root);
  expect(now.git!.diff).not.toBe(before.git!.diff);
  expect(now.git!.status).toHaveLength(1);
});

test('a repository without a commit', async () => {
  const root = folder();
  execFileSync('git', ['-C', root, 'init', '-q', '-b', 'main'], { env });
  writeFileSync(join(root, 'new'), '');
  expect((await observer.atStart(root)).git).toEqual({ branch: 'main', status: ['? new'] });
});

test('nothing that the repository configures is run', async () => {
  const { root, git } = repository();
  const trap = join(root, 'trap');
  writeFileSync(trap, `#!/bin/sh\ntouch '${env.HOME}/trapped'\n`, { mode: 0o755 });
  git('config', 'core.fsmonitor', trap);
  git('config', 'diff.external', trap);
  git('config', 'core.hooksPath', root);
  writeFileSync(join(root, 'tracked'), 'two\n');
  await observer.atStart(root);
  expect(() => readFileSync(join(env.HOME, 'trapped'))).toThrow('ENOENT');
});

test('a record that is there stays', () => {
  const dir = folder();
  writeFileSync(join(dir, 'record.json'), '{}');
  writeFileSync(join(dir, 'record-end.json'), '{"v":1,"at":5}');
  expect(after(dir, folder()).at).toBe(5);
});

test('a tool is asked once, and again when it is another file; a missing one is not listed', async () => {
  const bin = folder('bin');
  const tool = join(bin, 'tool');
  const put = (version: string, at: number): void => {
    writeFileSync(tool, `#!/bin/sh\necho asked >> '${bin}/asked'\necho tool ${version}\n`);
    chmodSync(tool, 0o755);
    utimesSync(tool, at, at);
  };
  const asked = (): number => readFileSync(join(bin, 'asked'), 'utf8').split('\n').length - 1;
  const versions = toolVersions(
    [
      ['tool', '--version'],
      ['no-such-tool', '-V'],
    ],
    { PATH: `${bin}:/usr/bin:/bin` },
  );
  put('1.0', 100);
  expect(await versions()).toEqual({ tool: 'tool 1.0' });
  expect(await versions()).toEqual({ tool: 'tool 1.0' });
  expect(asked()).toBe(1);
  put('2.0', 200);
  expect(await versions()).toEqual({ tool: 'tool 2.0' });
  expect(asked()).toBe(2);
});
