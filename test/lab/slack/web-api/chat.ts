/** chat.*: posting, editing and taking back. */

import { messageProblems } from '../limits/message.ts';
import { messageJson } from '../message-json.ts';
import { Refused } from '../refused.ts';
import { bot } from '../team.ts';
import type { Loose } from '../types.ts';
import {
  attended,
  byBot,
  channelOf,
  contentOf,
  type Method,
  type Methods,
  metadataOf,
  readable,
  readingOf,
  threadOf,
  writable,
} from './api.ts';

/** Of the text of an update, in UTF-8 bytes, beside any blocks. */
const longestUpdate = 4000;

const postMessage: Method = (args, on) => {
  const channel = writable(on, args.text('channel'));
  const { message } = on.post({
    ...byBot,
    ...contentOf(args),
    channel: channel.id,
    ...threadOf(on, channel.id, args.text('thread_ts')),
    ...(args.text('thread_ts') !== undefined && args.flag('reply_broadcast') && { broadcast: true }),
  });
  return { channel: channel.id, ts: message.ts, message: messageJson(on.team, message, { metadata: true }) };
};

const postEphemeral: Method = (args, on) => {
  const channel = attended(on, args.text('channel'));
  const user = args.needed('user');
  if (!on.team.isMember(user, channel.id)) throw new Refused('user_not_in_channel');
  const { metadata: _, ...content } = contentOf(args);
  const { message } = on.post({
    ...byBot,
    ...content,
    channel: channel.id,
    ...threadOf(on, channel.id, args.text('thread_ts')),
    ephemeralTo: user,
  });
  return { message_ts: message.ts };
};

const update: Method = (args, on) => {
  const channel = channelOf(on, exact(args.text('channel')));
  const message = on.team.message(channel.id, args.needed('ts'));
  if (!message) throw new Refused('message_not_found');
  if (message.user !== bot.user) throw new Refused('cant_update_message');
  if (channel.archived) throw new Refused('is_archived');
  const text = args.text('text');
  const sent: Loose[] | undefined = args.json('blocks', 'invalid_blocks_format');
  if (text === undefined && !sent) throw new Refused('no_text');
  if (text !== undefined && Buffer.byteLength(text) > longestUpdate) throw new Refused('msg_too_long');
  const problem = messageProblems(sent ?? []);
  if (problem) throw problem;
  const metadata = metadataOf(args);
  // A text without blocks takes the place of the blocks; blocks without a text leave the text.
  const next = { text: text ?? message.text, blocks: sent ?? (text === undefined ? message.blocks : []), metadata };
  // Of an update, unlike a post, addresses become links again unless it says so.
  Object.assign(message, { parse: undefined, linkNames: undefined, ...readingOf(args) });
  on.edit(message, next, { user: bot.user, mark: next.blocks.length === 0 });
  return { channel: channel.id, ts: message.ts, text: message.text, message: messageJson(on.team, message, { metadata: true }) };
};

const remove: Method = (args, on) => {
  const channel = channelOf(on, exact(args.text('channel')));
  const message = on.team.message(channel.id, args.needed('ts'));
  if (!message) throw new Refused('message_not_found');
  if (message.user !== bot.user) throw new Refused('cant_delete_message');
  on.remove(message, bot.user);
  return { channel: channel.id, ts: message.ts };
};

const getPermalink: Method = (args, on) => {
  const channel = readable(on, args.text('channel'));
  const ts = args.needed('message_ts');
  if (!on.team.message(channel.id, ts)) throw new Refused('message_not_found');
  return { channel: channel.id, permalink: `https://${on.team.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}` };
};

/** For edits a person's id does not stand for their direct messages. */
const exact = (id: string | undefined): string | undefined => (id?.startsWith('U') ? undefined : id);

export const chat: Methods = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
};
