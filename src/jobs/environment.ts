/** The environment of a job: an allow-list over the bot's own. What the bot knows and npm added never reaches a step. */

/** Passed on when the bot has them. Secrets are not in any list: a config that names one is refused. */
const always = [
  'HOME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'LOGNAME',
  'PATH',
  'SHELL',
  'TMPDIR',
  'TZ',
  'USER',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
];

/** `allowed`: further names from the config (`jobs.env`). */
export function jobEnvironment(own: Readonly<Record<string, string | undefined>>, allowed: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of [...always, ...allowed]) {
    const value = own[name];
    if (value !== undefined) env[name] = value;
  }
  env.PATH = withoutNpm(env.PATH ?? '/usr/local/bin:/usr/bin:/bin');
  return env;
}

/** npm puts its own folders in front of PATH for scripts: a job must find the host's tools, not ours. */
const withoutNpm = (path: string): string =>
  path
    .split(':')
    .filter((folder) => folder !== '' && !/(?:^|\/)node_modules(?:\/|$)|node-gyp-bin/.test(folder))
    .join(':');
