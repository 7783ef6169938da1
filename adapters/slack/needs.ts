/** What the app needs of Slack, each with its reason: the manifest is made of this, and `molt-ops doctor` checks it. */

export interface Scope {
  name: string;
  why: string;
  /** The bot works without it; this is what is lost then. */
  without?: string;
}

export const botScopes: readonly Scope[] = [
  { name: 'commands', why: 'takes /molt' },
  { name: 'app_mentions:read', why: 'hears @molt' },
  { name: 'chat:write', why: 'answers, and keeps its NO SIGN message' },
  { name: 'chat:write.public', why: 'posts in public channels that it is not in', without: 'it posts only where it was invited' },
  { name: 'channels:history', why: 'hears answers in threads, and catches up after it was away' },
  { name: 'groups:history', why: 'the same in private channels' },
  { name: 'im:history', why: 'the same in direct messages' },
  { name: 'channels:read', why: 'checks the rooms of the config' },
  { name: 'groups:read', why: 'the same for private channels' },
  { name: 'im:read', why: 'the same for direct messages' },
  { name: 'im:write', why: 'opens a direct message to ring somebody' },
  { name: 'users:read', why: 'tells guests and people of other companies from members' },
  { name: 'usergroups:read', why: 'gives roles to user groups', without: 'groups in the config give no roles; name people instead' },
  { name: 'files:write', why: 'uploads logs and pictures where the room allows files' },
];

/** Of the app-level token. It can't be added to a token that exists. */
export const appScope = 'connections:write';

/** What Slack tells the bot of, with the scope that lets it. App Home needs none. */
export const botEvents: readonly { name: string; scope?: string; why: string }[] = [
  { name: 'app_mention', scope: 'app_mentions:read', why: 'commands by @molt, in threads too' },
  { name: 'message.channels', scope: 'channels:history', why: 'answers to questions' },
  { name: 'message.groups', scope: 'groups:history', why: 'the same in private channels' },
  { name: 'message.im', scope: 'im:history', why: 'commands in direct messages' },
  { name: 'app_home_opened', why: 'shows the Home tab' },
];
