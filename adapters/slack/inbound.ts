/** From what Slack sends to what a person said: one id for one deed, however often and in whatever shape it arrives. Pure. */
import type { Incoming } from '../../src/chat/adapter.ts';
import type { Millis } from '../../src/kernel/clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Answer } from './api.ts';
import { readAction } from './render/actions.ts';
import { plainText, withoutMention } from './text.ts';

/** Who the bot is. */
export interface Self {
  team: string;
  user: string;
  botId?: string;
}

/** A direct message belongs to its person: its room is theirs, whatever id Slack has for it. `id`: with its team or without. */
export const directRoom = (id: string): string => `@${id.split('/').at(-1)}`;
export const senderOf = (team: unknown, user: unknown): string => `${team}/${user}`;

export function placeOf(channel: string, sender: string, thread?: unknown): Place {
  const room: Place = channel.startsWith('D')
    ? { adapter: 'slack', room: directRoom(sender), direct: true }
    : { adapter: 'slack', room: channel };
  return typeof thread === 'string' ? { ...room, thread } : room;
}

/** A message that began a thread has its own number as that of the thread: it stands in the room all the same. */
export const threadOf = (thread: unknown, ts: unknown): unknown => (thread === ts ? undefined : thread);

/** A message of a channel, from an event or from its history. `team`: that of the event. Undefined: nothing that a person said, or not for us. */
export function ofMessage(message: Answer, channel: string, self: Self, listens: (place: Place) => boolean): Incoming | undefined {
  const { ts, user, text, subtype, bot_id: bot, parent_user_id: parent } = message;
  const thread = threadOf(message.thread_ts, ts);
  const isSaid = subtype === undefined || subtype === 'file_share' || subtype === 'thread_broadcast' || subtype === 'me_message';
  if (!isSaid || bot !== undefined || message.hidden || typeof ts !== 'string' || typeof user !== 'string' || typeof text !== 'string')
    return undefined;
  if (user === self.user || user === 'USLACKBOT') return undefined;
  const sender = senderOf(message.user_team ?? message.source_team ?? message.team ?? self.team, user);
  const place = placeOf(channel, sender, thread);
  const said = withoutMention(text, self.user);
  const addressed = said.mentioned || place.direct === true || /^[!/]molt\b/i.test(said.text);
  const inOurThread = thread !== undefined && parent === self.user;
  if (!addressed && !inOurThread && !listens(place)) return undefined;
  return { id: `m/${channel}/${ts}`, place, sender, text: plainText(said.text), at: millis(ts), addressed };
}

/** `envelope`: the id under which it came, for where it has none of its own. */
export function ofSlash(payload: Answer, now: Millis, self: Pick<Self, 'team'>, envelope: string): Incoming | undefined {
  const { trigger_id: trigger = envelope, team_id: team = self.team, user_id: user, channel_id: channel, text = '' } = payload;
  if (typeof user !== 'string' || typeof channel !== 'string') return undefined;
  const sender = senderOf(team, user);
  return {
    id: `c/${trigger}`,
    place: placeOf(channel, sender),
    sender,
    text: `/molt ${plainText(String(text))}`.trim(),
    at: now,
    addressed: true,
  };
}

export interface Press {
  press: 'say' | 'form';
  incoming: Incoming;
}

/** A button, or what was picked. Undefined: not one of ours. */
export function ofAction(payload: Answer, self: Self, now: Millis): Press | undefined {
  const action = payload.actions?.[0];
  const read = action && readAction(action);
  if (!read) return undefined;
  const sender = senderOf(payload.user?.team_id ?? payload.team?.id ?? self.team, payload.user?.id);
  const channel: unknown = payload.channel?.id ?? payload.container?.channel_id;
  const on: unknown = payload.message?.ts ?? payload.container?.message_ts;
  const thread: unknown = payload.message?.thread_ts ?? payload.container?.thread_ts;
  const place = typeof channel === 'string' ? placeOf(channel, sender, threadOf(thread, on)) : placeOf('D', sender);
  const id = [
    'a',
    channel ?? 'home',
    on ?? payload.view?.id,
    action.action_ts ?? payload.trigger_id,
    payload.user?.id,
    action.action_id,
  ].join('/');
  return {
    press: read.press,
    incoming: {
      id,
      place,
      sender,
      text: read.line,
      at: typeof action.action_ts === 'string' ? millis(action.action_ts) : now,
      addressed: true,
      on: typeof on === 'string' ? on : 'home',
    },
  };
}

/** What the form knows of where it came from. */
export interface FormOrigin {
  line: string;
  place: Place;
  on?: string;
  confirms?: true;
}

export function ofForm(payload: Answer, self: Self, origin: FormOrigin, line: string, now: Millis): Incoming {
  const sender = senderOf(payload.user?.team_id ?? payload.team?.id ?? self.team, payload.user?.id);
  const { place, on = 'form', confirms } = origin;
  return {
    id: `v/${payload.view?.id}/${line}`,
    place,
    sender,
    text: line,
    at: now,
    addressed: true,
    on,
    ...(confirms && { confirmed: true }),
  };
}

const millis = (ts: string): Millis => Math.round(Number(ts) * 1000);
