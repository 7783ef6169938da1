/** What keeps a repository's own config from running programs, and the bot's secrets from git. */

const settings = [
  ...['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.pager=cat', 'log.showSignature=false', 'protocol.ext.allow=never'],
  // No maintenance in the background.
  ...['gc.auto=0', 'maintenance.auto=false'],
  ...['core.quotePath=false', 'i18n.commitEncoding=UTF-8', 'trailer.separators=:'],
];
/** Commits as they are, and as every other clone has them: replaced or grafted ones are of this clone only. */
const asTheyAre = { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: '/dev/null' };
/** Passed on; everything else of the bot's environment stays behind, tokens and GIT_* first of all. */
const passed = ['HOME', 'PATH', 'TMPDIR', 'USER', 'LOGNAME', 'XDG_CONFIG_HOME'];
const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];

export const dormant = {
  /** Before the subcommand. */
  words: ['--no-pager', '--no-optional-locks', ...settings.flatMap((setting) => ['-c', setting])] as readonly string[],
  /** To read and write config: it would show our settings instead of the repository's. Config runs nothing. */
  wordsForConfig: ['--no-pager', '--no-optional-locks'] as readonly string[],
  /** Passed on as well, only to fetch and push: the way to the remote and the keys for it are the person's own. */
  toReachRemotes: [
    'SSH_AUTH_SOCK',
    'GIT_SSH_COMMAND',
    'GIT_SSH',
    'GIT_SSH_VARIANT',
    ...proxies,
    ...proxies.map((name) => name.toUpperCase()),
  ] as readonly string[],

  environment(own: Readonly<Record<string, string | undefined>>, more: readonly string[] = []): Record<string, string> {
    const quiet = { LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true' };
    const env: Record<string, string> = { ...quiet, ...asTheyAre };
    for (const name of [...passed, ...more]) if (own[name] !== undefined) env[name] = own[name];
    return env;
  },
};
