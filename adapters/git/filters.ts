/** Programs through which a repository's own config would send its files: `git status` and `git diff` would run them. */
import { done, type Outcome } from '../../src/kernel/result.ts';
import { exitOf, type How, runText } from './run.ts';

/** For the environment of a call that reads the files of the worktree. Filters of the user or the host (git-lfs is one) stay. */
export async function withoutFilters(folder: string, how: How = {}): Promise<Outcome<Record<string, string>>> {
  const ran = await runText(folder, ['config', '-z', '--show-scope', '--name-only', '--get-regexp', '^filter\\.'], {
    ...how,
    for: 'config',
  });
  if (!ran.ok) return exitOf(ran.refusal) === 1 ? done({}) : ran;
  const settings = new Set<string>();
  // <scope> NUL <name> NUL …
  for (const [, scope, driver] of ran.value.matchAll(/([^\0]*)\0(filter\.[^\0]*)\.[^.\0]*\0/g))
    if (scope === 'local' || scope === 'worktree')
      settings.add(`${driver}.clean=`).add(`${driver}.process=`).add(`${driver}.required=false`);
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.size) };
  for (const [n, setting] of [...settings].entries()) {
    const equals = setting.lastIndexOf('=');
    env[`GIT_CONFIG_KEY_${n}`] = setting.slice(0, equals);
    env[`GIT_CONFIG_VALUE_${n}`] = setting.slice(equals + 1);
  }
  return done(env);
}
