/** Which scope a method needs. */
import type { ChannelType } from './team.ts';

/** All that the lab knows. With `chat:write.public` a bot posts in public channels that it is not in. */
export const allScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'pins:read',
  'pins:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
];

const prefix: Record<ChannelType, string> = { channel: 'channels', group: 'groups', im: 'im' };

const byMethod: Record<string, string | ((type: ChannelType) => string)> = {
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.scheduleMessage': 'chat:write',
  'chat.deleteScheduledMessage': 'chat:write',
  'conversations.history': (type) => `${prefix[type]}:history`,
  'conversations.replies': (type) => `${prefix[type]}:history`,
  'conversations.info': (type) => `${prefix[type]}:read`,
  'conversations.members': (type) => `${prefix[type]}:read`,
  'conversations.list': 'channels:read',
  'users.conversations': 'channels:read',
  'conversations.open': 'im:write',
  'conversations.join': 'channels:join',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
  'files.delete': 'files:write',
  'reactions.add': 'reactions:write',
  'reactions.remove': 'reactions:write',
  'reactions.get': 'reactions:read',
  'pins.add': 'pins:write',
  'pins.remove': 'pins:write',
  'pins.list': 'pins:read',
  'team.info': 'team:read',
};

/** `type`: that of the channel it is about. */
export function neededScope(method: string, type: ChannelType): string | undefined {
  const scope = byMethod[method];
  return typeof scope === 'function' ? scope(type) : scope;
}
