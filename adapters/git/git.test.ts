import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/kernel/result.ts';
import { openGit } from './git.ts';

let root: string;
let workspace: string;

const git = (...words: string[]): string =>
  execFileSync('git', ['-C', workspace, '-c', 'user.name=ada', '-c', 'user.email=ada@example.org', ...words], { encoding: 'utf8' }).trim();
const write = (name: string, text: string): void => writeFileSync(join(workspace, name), text);
const valueIn = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
};
const messageOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'none' : outcome.refusal.message);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'molt-ops-git-')));
  workspace = join(root, '-a b\'"$(id)');
  mkdirSync(workspace);
  git('init', '-q', '-b', 'main');
  write('one.txt', 'one\n');
  git('add', '.');
  git('commit', '-qm', 'first');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

describe('a repository whose path has spaces, quotes and $(id)', () => {
  test('head at an earlier time, and not before the log of HEAD begins', async () => {
    const first = git('rev-parse', 'HEAD');
    const began = Number(git('log', '-g', '-1', '--date=unix', '--format=%gd').replace(/\D/g, '')) * 1000;
    const later = new Date(began + 3_600_000).toISOString();
    vi.stubEnv('GIT_COMMITTER_DATE', later);
    git('commit', '-qm', 'second', '--allow-empty');
    vi.unstubAllEnvs();
    const repository = openGit(workspace);
    expect(valueIn(await repository.headAt(began - 1))).toBeUndefined();
    expect(valueIn(await repository.headAt(began))).toBe(first);
    expect(valueIn(await repository.headAt(began + 3_599_000))).toBe(first);
    expect(valueIn(await repository.headAt(began + 3_600_000))).toBe(git('rev-parse', 'HEAD'));
  });

  test('top level, head, branch and tags', async () => {
    git('tag', 'v1.0');
    git('tag', '-a', '-m', 'x', 'v1.1');
    mkdirSync(join(workspace, 'sub'));
    const opened = openGit(join(workspace, 'sub'));
    expect(valueIn(await opened.topLevel())).toBe(workspace);
    expect(valueIn(await opened.head())).toBe(git('rev-parse', 'HEAD'));
    expect(valueIn(await opened.branch())).toBe('main');
    expect(valueIn(await opened.tagsAtHead())).toEqual(['v1.0', 'v1.1']);
    git('commit', '-q', '--allow-empty', '-m', 'second');
    expect(valueIn(await opened.tagsAtHead())).toEqual([]);
    git('checkout', '-q', '--detach');
    expect(valueIn(await opened.branch())).toBeUndefined();
  });

  test('status keeps names as they are, the diff has one hash', async () => {
    const opened = openGit(workspace);
    expect(valueIn(await opened.status())).toEqual([]);
    write('one.txt', 'two\n');
    write(' new\nname.txt', '');
    const entries = valueIn(await opened.status());
    expect(entries[0]).toMatch(/^1 \.M .* one\.txt$/);
    expect(entries[1]).toBe('?  new\nname.txt');
    expect(valueIn(await opened.diffHash())).toBe(
      createHash('sha256')
        .update(`${git('diff', '--binary', 'HEAD')}\n`)
        .digest('hex'),
    );
  });

  test('a revision becomes a full commit, and nothing else does', async () => {
    const head = git('rev-parse', 'HEAD');
    git('tag', '-a', '-m', 'x', 'v1');
    git('update-ref', 'refs/heads/--help', head);
    const { resolve } = openGit(workspace);
    for (const revision of ['main', 'v1', 'HEAD', head.slice(0, 10), '--help'])
      expect(valueIn(await resolve(revision)), revision).toBe(head);
    for (const revision of ['none', '--all', '--git-dir', '--output=x', 'HEAD:one.txt', 'main..v1', '@{-1}', '^main'])
      expect(messageOf(await resolve(revision)), revision).toBe('The workspace has no commit of that name.');
    for (const revision of ['', 'a b', 'a\0b', 'a\nb', 'a'.repeat(300)])
      expect(messageOf(await resolve(revision)), revision).toBe('That is not a revision: a branch, a tag or a commit is one word.');
    expect(existsSync(join(workspace, 'x'))).toBe(false);
  });
});

test('no program that the repository names is run, and git sees none of our secrets', async () => {
  const trap = join(root, 'trap');
  const caught = join(root, 'caught');
  writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> '${caught}'\nenv >> '${caught}'\nexit 1\n`);
  chmodSync(trap, 0o755);
  for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction', 'post-checkout'])
    symlinkSync(trap, join(workspace, '.git/hooks', hook));
  git('config', 'core.fsmonitor', trap);
  git('config', 'core.pager', trap);
  git('config', 'diff.external', trap);
  git('config', 'diff.odd.textconv', trap);
  git('config', 'diff.odd.command', trap);
  git('config', 'filter.odd.clean', trap);
  write('.gitattributes', '*.txt diff=odd filter=odd\n');
  // The trap works: git itself falls into it.
  try {
    git('status');
  } catch {}
  expect(existsSync(caught)).toBe(true);
  rmSync(caught);

  vi.stubEnv('GITHUB_TOKEN', 'abcdefgh');
  vi.stubEnv('GIT_EXTERNAL_DIFF', trap);
  vi.stubEnv('GIT_DIR', '/none');
  write('one.txt', 'two\n');
  const opened = openGit(workspace);
  for (const outcome of [
    await opened.status(),
    await opened.diffHash(),
    await opened.topLevel(),
    await opened.head(),
    await opened.branch(),
    await opened.tagsAtHead(),
    await opened.resolve('main'),
  ])
    expect(messageOf(outcome)).toBe('none');
  expect(existsSync(caught)).toBe(false);
});

test('what is not there is told', async () => {
  expect(messageOf(await openGit(root).head())).toBe(`${root} is not a git repository.`);
  expect(messageOf(await openGit(join(root, 'none')).status())).toBe(`There is no folder ${root}/none.`);
  vi.stubEnv('PATH', root);
  expect(messageOf(await openGit(workspace).head())).toBe('git is not installed on this host, or not in PATH.');
});

test('a repository without a commit', async () => {
  workspace = join(root, 'new');
  mkdirSync(workspace);
  git('init', '-q');
  const opened = openGit(workspace);
  expect(messageOf(await opened.head())).toBe('The workspace has no commit yet.');
  expect(messageOf(await opened.resolve('HEAD'))).toBe('The workspace has no commit of that name.');
});
