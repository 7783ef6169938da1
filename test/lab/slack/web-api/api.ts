/** What a Web API method is given, and what they share. */
import type { Args } from '../args.ts';
import { messageProblems } from '../limits/message.ts';
import type { Platform } from '../platform.ts';
import { Refused } from '../refused.ts';
import { bot } from '../team.ts';
import type { Channel, LabMessage, Loose, Reading } from '../types.ts';

/** Answers with the fields beside `ok: true`; throws Refused. */
export type Method = (args: Args, on: Platform) => Loose;
export type Methods = Readonly<Record<string, Method>>;

/** The channel that is meant, if the bot may know of it. */
export function channelOf(on: Platform, id: string | undefined): Channel {
  const found = id === undefined ? undefined : on.team.channel(id);
  if (!found || (found.isPrivate && !found.botIn)) throw new Refused('channel_not_found');
  return found;
}

/** The channel to be read: the bot is in it. */
export function readable(on: Platform, id: string | undefined): Channel {
  const channel = channelOf(on, id);
  if (!channel.botIn) throw new Refused('not_in_channel');
  return channel;
}

/** The channel to be written in. A person's id stands for their direct messages. */
export function writable(on: Platform, id: string | undefined): Channel {
  const channel = channelOf(on, id);
  if (channel.archived) throw new Refused('is_archived');
  if (!channel.botIn && (channel.isPrivate || !on.has('chat:write.public'))) throw new Refused('not_in_channel');
  return channel;
}

/** The channel in which the bot must be itself, whatever its scopes: for what only one sees, and for files. */
export function attended(on: Platform, id: string | undefined): Channel {
  const channel = writable(on, id);
  if (!channel.botIn) throw new Refused('not_in_channel');
  return channel;
}

/** The content of a message, checked as Slack checks it. */
export function contentOf(args: Args): Pick<LabMessage, 'text' | 'blocks' | 'metadata'> & Reading {
  const text = args.text('text');
  const markdown = args.text('markdown_text');
  const blocks: Loose[] | undefined =
    markdown === undefined ? args.json('blocks', 'invalid_blocks_format') : [{ type: 'markdown', text: markdown }];
  if (markdown !== undefined && (text !== undefined || args.json('blocks') !== undefined)) throw new Refused('markdown_text_conflict');
  if (text === undefined && (blocks === undefined || (Array.isArray(blocks) && blocks.length === 0))) throw new Refused('no_text');
  const problem = messageProblems(blocks ?? []);
  if (problem) throw problem;
  const metadata = metadataOf(args);
  return {
    text: text ?? markdown ?? '',
    blocks: blocks ?? [],
    ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
    ...readingOf(args),
  };
}

export function readingOf(args: Args): Reading {
  const parse = args.text('parse');
  return {
    ...((parse === 'full' || parse === 'none') && { parse }),
    ...(args.flag('link_names') && { linkNames: true }),
    ...(args.flag('mrkdwn') === false && { mrkdwn: false }),
  };
}

export function metadataOf(args: Args): Loose | undefined {
  const metadata = args.json('metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) throw new Refused('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return {};
  if (typeof metadata.event_type !== 'string' || typeof metadata.event_payload !== 'object') throw new Refused('invalid_metadata_schema');
  if (JSON.stringify(metadata).length > 8192) throw new Refused('metadata_too_large');
  return metadata;
}

/** The root that a reply goes under. */
export function threadOf(on: Platform, channel: string, ts: string | undefined): { thread?: string } {
  if (ts === undefined) return {};
  const root = on.team.root(channel, ts);
  if (!root) throw new Refused('thread_not_found');
  // Slack takes it and shows it nowhere that makes sense; a bot must never do it.
  if (root.ts !== ts) throw new Refused('cannot_reply_to_message');
  return { thread: ts };
}

export const byBot = { user: bot.user, botId: bot.botId } as const;

/** One page of a list. A cursor names what comes next, so that nothing is missed when the list grows meanwhile. */
export function page<T>(all: readonly T[], args: Args, most: number, name: (item: T) => string): Page<T> {
  const limit = Math.min(args.number('limit') || most, 1000);
  const from = start(all, args.text('cursor'), name);
  const next = all[from + limit];
  return {
    page: all.slice(from, from + limit),
    has_more: next !== undefined,
    response_metadata: { next_cursor: next === undefined ? '' : Buffer.from(`next:${name(next)}`).toString('base64') },
  };
}

interface Page<T> {
  page: T[];
  has_more: boolean;
  response_metadata: { next_cursor: string };
}

function start<T>(all: readonly T[], cursor: string | undefined, name: (item: T) => string): number {
  if (cursor === undefined) return 0;
  const wanted = /^next:(.+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  const found = all.findIndex((item) => name(item) === wanted);
  if (found < 0) throw new Refused('invalid_cursor');
  return found;
}
