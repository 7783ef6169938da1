/** The remote's branch from its own log: one revision of the lock file for each push that was accepted, with what its desk says of it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { untrusted } from '../../src/kernel/text.ts';
import { claimsIn, parseLocks } from '../../src/locks/agent-locks/parse.ts';
import { readTrailers } from '../../src/locks/branch/trailers.ts';
import { lockFile } from './hands.ts';
import type { CloneName, Tip } from './record.ts';

const most = 256 * 1024 * 1024;

/** Merges of people put the commits of desks on their second side: the log of the branch, not its first parents, is the order. */
export function tipsOf(remote: string): Tip[] {
  const commits = readFileSync(join(remote, 'logs/refs/heads/main'), 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? []);
  const trailers = new Map(
    git(remote, ['log', '--no-walk=unsorted', '--stdin', '--format=%H%x01%(trailers:only=true,unfold=true)%x02'], commits.join('\n'))
      .split('\x02')
      .map((text) => text.trim().split('\x01') as [string, string]),
  );
  return commits.map((commit) => {
    const said = readTrailers({ commit, bytes: undefined, trailers: (trailers.get(commit) ?? '').split('\n').map(untrusted) });
    const lines = linesAt(remote, commit);
    return {
      commit,
      ...(said && { by: said.by.host as CloneName }),
      grants: said?.claims ?? [],
      ...(lines && { lines }),
    };
  });
}

function linesAt(remote: string, commit: string): Tip['lines'] {
  const locks = parseLocks(Buffer.from(git(remote, ['cat-file', 'blob', `${commit}:${lockFile}`])));
  return locks.is === 'usable' ? claimsIn(locks).map(({ agent, path }) => ({ agent, path })) : undefined;
}

const git = (folder: string, words: string[], input = ''): string =>
  execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8', input, maxBuffer: most });
