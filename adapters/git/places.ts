/** Where git keeps what belongs to a checkout, and its settings. */
import { join, resolve } from 'node:path';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import type { Places } from '../../src/locks/guard/port.ts';
import { exitOf, type How, runText } from './run.ts';

export async function places(folder: string, how: How): Promise<Outcome<Places>> {
  const ask = async (what: string): Promise<Outcome<string>> => {
    const ran = await runText(folder, ['rev-parse', what], how);
    return ran.ok ? done(ran.value.replace(/\n$/, '')) : ran;
  };
  const top = await ask('--show-toplevel');
  const gitDir = await ask('--absolute-git-dir');
  const common = await ask('--git-common-dir');
  if (!top.ok) {
    const bare = await ask('--is-bare-repository');
    return bare.ok && bare.value === 'true' ? refuse('bare', 'This is a bare repository; install in a clone.') : top;
  }
  if (!gitDir.ok) return gitDir;
  if (!common.ok) return common;
  const commonDir = resolve(folder, common.value);
  const set = await runText(folder, ['config', '-z', '--show-scope', '--type=path', '--get', 'core.hooksPath'], { ...how, for: 'config' });
  if (!set.ok && exitOf(set.refusal) !== 1) return set;
  const [scope = '', path = ''] = set.ok ? set.value.split('\0') : [];
  return done({
    top: top.value,
    gitDir: gitDir.value,
    commonDir,
    hooks: set.ok ? resolve(top.value, path) : join(commonDir, 'hooks'),
    hooksPathSet: !set.ok ? 'no' : scope === 'local' || scope === 'worktree' ? 'local' : 'global',
  });
}

/** Outside of the checkout nothing is. */
export async function tracks(folder: string, path: string, how: How): Promise<Outcome<boolean>> {
  const env = { ...how.env, GIT_LITERAL_PATHSPECS: '1' };
  const ran = await runText(folder, ['ls-files', '-z', '--', path], { ...how, env });
  if (ran.ok) return done(ran.value !== '');
  return exitOf(ran.refusal) === undefined ? ran : done(false);
}

const settingName = /^[a-z][a-z0-9-]*\.(?:[^\0\n]+\.)?[a-z][a-z0-9-]*$/i;
const noName = (name: string) => refuse('bad name', 'That is not the name of a git setting.', undefined, { name });

export const config = (folder: string, name: string, how: How): Promise<Outcome<string | undefined>> => read(folder, name, [], how);
export const ownConfig = (folder: string, name: string, how: How): Promise<Outcome<string | undefined>> =>
  read(folder, name, ['--local'], how);

async function read(folder: string, name: string, where: readonly string[], how: How): Promise<Outcome<string | undefined>> {
  if (!settingName.test(name)) return noName(name);
  const ran = await runText(folder, ['config', ...where, '-z', '--get', name], { ...how, for: 'config' });
  if (ran.ok) return done(ran.value.replace(/\0$/, ''));
  return exitOf(ran.refusal) === 1 ? done(undefined) : ran;
}

export async function setConfig(folder: string, name: string, value: string | undefined, how: How): Promise<Outcome<undefined>> {
  if (!settingName.test(name)) return noName(name);
  if (value?.includes('\0')) return refuse('bad value', 'A git setting holds no NUL.');
  const words = value === undefined ? ['--unset-all', '--', name] : ['--replace-all', '--', name, value];
  const ran = await runText(folder, ['config', '--local', ...words], { ...how, for: 'config' });
  // 5: it was not set.
  return ran.ok || (value === undefined && exitOf(ran.refusal) === 5) ? done(undefined) : ran;
}
