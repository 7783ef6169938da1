/** reactions.* and pins.*: marks on messages. */
import type { Args } from '../args.ts';
import { messageJson } from '../message-json.ts';
import type { Platform } from '../platform.ts';
import { Refused } from '../refused.ts';
import { bot } from '../team.ts';
import type { LabMessage } from '../types.ts';
import { type Method, type Methods, readable } from './api.ts';

function messageOf(args: Args, on: Platform): LabMessage {
  const channel = readable(on, args.text('channel'));
  const found = on.team.message(channel.id, args.needed('timestamp'));
  if (!found) throw new Refused('message_not_found');
  return found;
}

const add: Method = (args, on) => {
  const message = messageOf(args, on);
  const name = args.needed('name');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new Refused('invalid_name');
  const found = message.reactions.find((r) => r.name === name);
  if (found?.users.includes(bot.user)) throw new Refused('already_reacted');
  if (found) found.users.push(bot.user);
  else message.reactions.push({ name, users: [bot.user] });
  on.changed();
  return {};
};

const remove: Method = (args, on) => {
  const message = messageOf(args, on);
  const found = message.reactions.find((r) => r.name === args.needed('name') && r.users.includes(bot.user));
  if (!found) throw new Refused('no_reaction');
  found.users = found.users.filter((user) => user !== bot.user);
  message.reactions = message.reactions.filter((r) => r.users.length > 0);
  on.changed();
  return {};
};

const pin: Method = (args, on) => {
  const { channel, ts } = messageOf(args, on);
  if (on.pins.has(`${channel} ${ts}`)) throw new Refused('already_pinned');
  on.pins.add(`${channel} ${ts}`);
  on.changed();
  return {};
};

const unpin: Method = (args, on) => {
  const { channel, ts } = messageOf(args, on);
  if (!on.pins.delete(`${channel} ${ts}`)) throw new Refused('no_pin');
  on.changed();
  return {};
};

const listPins: Method = (args, on) => {
  const { id } = readable(on, args.text('channel'));
  const items = on.team.all.filter((m) => m.channel === id && on.pins.has(`${id} ${m.ts}`));
  return { items: items.map((m) => ({ type: 'message', channel: id, message: messageJson(on.team, m) })) };
};

export const marks: Methods = {
  'reactions.add': add,
  'reactions.remove': remove,
  'reactions.get': (args, on) => {
    const message = messageOf(args, on);
    return { type: 'message', channel: message.channel, message: messageJson(on.team, message) };
  },
  'pins.add': pin,
  'pins.remove': unpin,
  'pins.list': listPins,
};
