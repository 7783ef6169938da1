/** Messages, files, people and channels as the Web API and events show them. */
import { bot, type Team } from './team.ts';
import type { Channel, LabFile, LabMessage, Loose, User } from './types.ts';

export function messageJson(team: Team, message: LabMessage, options: { metadata?: boolean } = {}): Loose {
  if (message.tombstone)
    return {
      type: 'message',
      subtype: 'tombstone',
      user: 'USLACKBOT',
      text: 'This message was deleted.',
      ts: message.ts,
      hidden: true,
      ...threadOf(team, message),
    };
  return {
    type: 'message',
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    user: message.user,
    ts: message.ts,
    ...(message.botId === bot.botId && { app_id: bot.app }),
    ...(message.botId !== undefined && { bot_id: message.botId, bot_profile: { id: message.botId, name: 'bot', team_id: team.id } }),
    text: message.text,
    ...teamOf(team, message),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.files.length > 0 && { files: message.files.map(fileJson), upload: false }),
    ...(message.edited && { edited: message.edited }),
    ...(message.reactions.length > 0 && { reactions: message.reactions.map((r) => ({ ...r, count: r.users.length })) }),
    ...(options.metadata && message.metadata && { metadata: message.metadata }),
    ...threadOf(team, message),
  };
}

/** Who is of another company is told by their team. */
function teamOf(team: Team, message: LabMessage): Loose {
  const own = team.users.get(message.user)?.team ?? team.id;
  return own === team.id ? { team: own } : { team: own, user_team: own, source_team: own };
}

function threadOf(team: Team, message: LabMessage): Loose {
  if (message.thread !== undefined) {
    const root = team.root(message.channel, message.thread);
    return { thread_ts: message.thread, ...(root && { parent_user_id: root.user }) };
  }
  const replies = team.replies(message.channel, message.ts);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map((m) => m.user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts,
  };
}

export const fileJson = (file: LabFile): Loose => ({
  id: file.id,
  name: file.name,
  title: file.title,
  size: file.bytes.length,
  user: bot.user,
  mode: 'hosted',
  is_external: false,
});

export const userJson = (team: Team, user: User): Loose => ({
  id: user.id,
  team_id: user.team ?? team.id,
  name: user.name,
  real_name: user.name,
  deleted: false,
  is_bot: user.id === bot.user,
  is_app_user: false,
  is_admin: false,
  is_restricted: user.restricted === true || user.ultraRestricted === true,
  is_ultra_restricted: user.ultraRestricted === true,
  // Of another company, in a channel that both share.
  ...(user.team !== undefined && user.team !== team.id && { is_stranger: true }),
  tz: user.tz ?? 'America/Chicago',
  profile: { real_name: user.name, display_name: user.name, team: user.team ?? team.id },
});

export function channelJson(team: Team, channel: Channel): Loose {
  const type = team.type(channel.id);
  if (type === 'im')
    return {
      id: channel.id,
      is_im: true,
      is_channel: false,
      is_group: false,
      user: channel.id.slice(1),
      is_archived: false,
      is_open: true,
    };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.archived,
    is_member: channel.botIn,
    is_general: false,
    context_team_id: team.id,
    num_members: team.members(channel.id).length,
  };
}
