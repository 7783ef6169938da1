/** The first commit of the demo workspace. No hook, template or setting of the host has a say in it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const hardened = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'protocol.ext.allow=never',
  'commit.gpgSign=false',
  'core.autocrlf=false',
];
const identity = { name: 'molt-ops', email: 'demo@molt-ops.invalid' };

/** Why there is no commit; undefined: there is one. Repeating it is harmless. */
export async function commitAll(folder: string): Promise<string | undefined> {
  try {
    await git(folder, ['init', '--quiet', '--template=', '--initial-branch=main']);
    await git(folder, ['add', '--all']);
    await git(folder, ['commit', '--quiet', '--no-verify', '--message=Demo workspace']);
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') return 'git was not found. Install git and start again.';
    return `git failed: ${stderr?.trim().split('\n')[0] || String(error)}`;
  }
}

/** Whether the folder is the top of a repository with a commit. A repository further up does not count. */
export async function hasCommit(folder: string): Promise<boolean> {
  try {
    await git(folder, ['--git-dir=.git', 'rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}']);
    return true;
  } catch {
    return false;
  }
}

const git = (folder: string, words: readonly string[]): Promise<unknown> =>
  run('git', [...hardened.flatMap((setting) => ['-c', setting]), ...words], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
    },
  });
