/** The app manifest: what Slack is told of the app at once, instead of forty clicks. Socket Mode: no address of ours is in it. Pure. */
import type { Command } from '../../src/chat/command.ts';
import { botEvents, botScopes } from './needs.ts';

/** Slack refuses a longer hint. */
const hintAtMost = 1000;
/** biome's line width, so that the file in config/ is also what the formatter would write. */
const width = 140;
/** Nobody types these. */
const hidden = ['overview', 'guess'];

type Named = Pick<Command, 'name'>;

export function slackManifest(commands: readonly Named[]): object {
  const claims = commands.some(({ name }) => name === 'claim');
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'molt',
      description: 'Starts and watches long jobs on the bench host, and says how they end',
      background_color: '#1f3d36',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'molt', always_online: true },
      ...(claims && {
        shortcuts: [
          {
            name: 'Claim paths named here',
            type: 'message',
            callback_id: 'claim-paths',
            description: 'Holds the paths that this message names, so that nobody else edits them',
          },
        ],
      }),
      slash_commands: [
        {
          command: '/molt',
          description: 'Jobs on the bench host: alone it shows what runs; /molt help tells what you may do',
          usage_hint: hint(commands),
          // People and channels come as ids, <@U02|bob> and <#C05|general>: a name can be anybody's.
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: botScopes.map(({ name }) => name) } },
    settings: {
      event_subscriptions: { bot_events: botEvents.map(({ name }) => name) },
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  };
}

/** As a file: lists of words on one line where they fit. */
export const manifestText = (commands: readonly Named[]): string =>
  JSON.stringify(slackManifest(commands), null, 2).replace(/^(.*)\[\n\s+("[^[\]{}]*")\n\s*\](,?)$/gm, (whole, before, words, after) => {
    const line = `${before}[${words.replace(/\n\s+/g, ' ')}]${after}`;
    return line.length <= width ? line : whole;
  });

/** `[run | jobs | … | help]`: all names that fit. */
function hint(commands: readonly Named[]): string {
  const names = commands.map(({ name }) => name).filter((name) => !hidden.includes(name));
  const of = (most: number): string => `[${[...names.slice(0, most), ...(most < names.length ? ['…'] : [])].join(' | ')}]`;
  let most = names.length;
  while (of(most).length > hintAtMost) most -= 1;
  return of(most);
}
