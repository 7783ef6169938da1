/** What keeps a repository's own config from running programs, and the bot's secrets from git. */

const settings = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'protocol.ext.allow=never', 'core.quotePath=false', 'core.pager=cat'];
/** Passed on; everything else of the bot's environment stays behind, tokens and GIT_* first of all. */
const passed = ['HOME', 'PATH', 'TMPDIR', 'USER', 'LOGNAME', 'XDG_CONFIG_HOME'];

export const dormant = {
  /** Before the subcommand. */
  words: ['--no-pager', '--no-optional-locks', ...settings.flatMap((setting) => ['-c', setting])] as readonly string[],

  environment(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const env: Record<string, string> = { LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true' };
    for (const name of passed) if (own[name] !== undefined) env[name] = own[name];
    return env;
  },
};
