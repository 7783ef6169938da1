/** conversations.*: channels, and what was said in them. */
import type { Args } from '../args.ts';
import { channelJson, messageJson } from '../message-json.ts';
import { Refused } from '../refused.ts';
import type { LabMessage, Loose } from '../types.ts';
import { channelOf, type Method, type Methods, page, readable } from './api.ts';

const history: Method = (args, on) => {
  const channel = readable(on, args.text('channel'));
  const found = on.team.all.filter(
    (m) =>
      m.channel === channel.id &&
      m.ephemeralTo === undefined &&
      (m.thread === undefined || m.broadcast) &&
      !m.tombstone &&
      inRange(m, args),
  );
  const { page: some, ...more } = page(found.toReversed(), args, 100, ts);
  const metadata = args.flag('include_all_metadata') === true;
  return { messages: some.map((m) => messageJson(on.team, m, { metadata })), pin_count: 0, ...more };
};

const replies: Method = (args, on) => {
  const channel = readable(on, args.text('channel'));
  const root = on.team.root(channel.id, args.needed('ts'));
  if (!root) throw new Refused('thread_not_found');
  const metadata = args.flag('include_all_metadata') === true;
  // The root comes whatever the range.
  const found = [root, ...on.team.replies(channel.id, root.ts).filter((m) => inRange(m, args))];
  const { page: some, ...more } = page(found, args, 1000, ts);
  return { messages: some.map((m) => messageJson(on.team, m, { metadata })), ...more };
};

const ts = (message: LabMessage): string => message.ts;

function inRange({ ts }: LabMessage, args: Args): boolean {
  const [oldest, latest] = [args.text('oldest') ?? '0', args.text('latest')];
  // Numbers would lose the last digits.
  const [after, before] = [compare(ts, oldest), latest === undefined ? -1 : compare(ts, latest)];
  return args.flag('inclusive') ? after >= 0 && before <= 0 : after > 0 && before < 0;
}

function compare(a: string, b: string): number {
  const [x, y] = [micros(a), micros(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const micros = (ts: string): bigint => {
  const [seconds = '0', rest = ''] = ts.split('.');
  if (!/^\d+$/.test(seconds) || !/^\d*$/.test(rest)) throw new Refused('invalid_ts_oldest');
  return BigInt(seconds) * 1_000_000n + BigInt(rest.slice(0, 6).padEnd(6, '0'));
};

const info: Method = (args, on) => ({ channel: channelJson(on.team, channelOf(on, args.text('channel'))) });

const members: Method = (args, on) => {
  const channel = channelOf(on, args.text('channel'));
  const { page: some, response_metadata } = page(on.team.members(channel.id), args, 100, (id) => id);
  return { members: some, response_metadata };
};

/** Public ones, those private ones that the bot is in, and direct messages in which something was said. */
function listed(args: Args, all: Parameters<Method>[1], mine: (id: string) => boolean): Loose {
  const types = (args.text('types') ?? 'public_channel').split(',');
  const direct = new Set(all.team.all.flatMap(({ channel }) => (all.team.type(channel) === 'im' ? [channel] : [])));
  const ims = types.includes('im') ? [...direct].map((id) => all.team.channel(id)!) : [];
  const channels = [...all.team.channels.values()]
    .filter((c) => types.includes(c.isPrivate ? 'private_channel' : 'public_channel') && (c.botIn || !c.isPrivate) && mine(c.id))
    .filter((c) => !(args.flag('exclude_archived') && c.archived));
  const found = [...channels, ...ims.filter(({ id }) => mine(id))];
  const { page: some, response_metadata } = page(found, args, 100, (c) => c.id);
  return { channels: some.map((c) => channelJson(all.team, c)), response_metadata };
}

const open: Method = (args, on) => {
  const users = args.text('users')?.split(',') ?? [];
  const channel = args.text('channel');
  if (users.length > 1) throw new Refused('not_supported_by_lab');
  if (users[0] !== undefined && !on.team.users.has(users[0])) throw new Refused('user_not_found');
  const found = channelOf(on, users[0] ?? channel);
  return { channel: args.flag('return_im') ? channelJson(on.team, found) : { id: found.id } };
};

const join: Method = (args, on) => {
  const channel = channelOf(on, args.text('channel'));
  if (channel.isPrivate) throw new Refused('method_not_supported_for_channel_type');
  if (channel.archived) throw new Refused('is_archived');
  channel.botIn = true;
  on.changed();
  return { channel: channelJson(on.team, channel) };
};

export const conversations: Methods = {
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.list': (args, on) => listed(args, on, () => true),
  'conversations.open': open,
  'conversations.join': join,
  'users.conversations': (args, on) => listed(args, on, (id) => on.team.isMember(args.text('user') ?? 'UBOT01', id)),
};
