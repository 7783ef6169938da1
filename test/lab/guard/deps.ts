/** What the program gives to its guard, but for the claims, which a file holds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { GuardDeps } from '../../../adapters/cli/guard-deps.ts';
import { openGitChanges } from '../../../adapters/git/changes.ts';
import type { Known } from '../../../src/locks/guard/port.ts';

/** `env`: of the caller, with `MOLT_OPS_TEST_CLAIMS`. */
export const depsFor = (cwd: string, env: NodeJS.ProcessEnv, say: Pick<GuardDeps, 'out' | 'err'>): GuardDeps => ({
  git: openGitChanges(cwd, env),
  kin: async () => undefined,
  claims: async () => JSON.parse(readFileSync(env.MOLT_OPS_TEST_CLAIMS ?? '', 'utf8')) as Known,
  env,
  cwd,
  stdin: () => text(process.stdin),
  now: Date.now,
  zone: 'UTC',
  program: { node: process.execPath, entry: join(import.meta.dirname, 'main.ts') },
  toSay: (text) => `molt-ops say "${text}"`,
  ...say,
});
