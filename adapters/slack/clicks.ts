/** Where in Slack something is mended, in the words that stand on its pages. */

const app = 'api.slack.com/apps > your app';

export const clicks = {
  botToken: `copy it again: ${app} > OAuth & Permissions > Bot User OAuth Token`,
  install: `${app} > Install App > Install; then copy the Bot User OAuth Token`,
  appToken: `${app} > Basic Information > App-Level Tokens > Generate Token and Scopes, with connections:write`,
  socketMode: `${app} > Socket Mode > Enable Socket Mode`,
  scope: (name: string): string =>
    `${app} > OAuth & Permissions > Scopes > Bot Token Scopes > Add an OAuth Scope > ${name}; then Install App > Reinstall`,
  invite: (bot: string, room: string): string => `in ${room}: /invite @${bot}`,
  unarchive: 'in that channel: Settings > Unarchive channel',
  roomId: "in Slack: the channel's name at its top > About > Channel ID, at the bottom",
  groupId: 'in Slack: More > People > User groups > the group > ⋮ > Copy group ID',
  memberId: 'in Slack: their profile > ⋮ > Copy member ID',
};
