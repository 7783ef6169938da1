/** What was said while nobody listened: Slack keeps no queue for sockets, but it keeps what stands in its channels. */
import type { Incoming } from '../../src/chat/adapter.ts';
import type { Clock, Millis, Timer } from '../../src/kernel/clock.ts';
import { minute, second } from '../../src/kernel/durations.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Answer, Api } from './api.ts';
import type { Channels } from './channels.ts';
import { ReadFailed, readMessages } from './history.ts';

export interface Notes {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

export interface CatchUp {
  /** A socket has opened: reads what may have been missed. */
  start(): void;
  /** A message of this channel has come by itself. */
  heard(channel: string, ts: string): void;
  idle(): Promise<void>;
  stop(): void;
}

/** What Slack may still deliver again by itself is read again: to know it twice costs nothing. */
const overlap = 10 * minute;
const retry = 15 * second;
const noteName = 'slack/read';
/** In place of a channel: all that the bot had not heard of. */
const everywhere = '*';

export function createCatchUp(deps: {
  api: Api;
  clock: Clock;
  channels: Channels;
  /** What is kept: until when each channel was read. */
  notes: Notes;
  /** Rooms of the config. */
  rooms: readonly string[];
  /** Threads of jobs that go on, and of open questions. */
  threads(): readonly Place[];
  /** Undefined: nothing that a person said to us. */
  incoming(message: Answer, channel: string): Incoming | undefined;
  receive(incoming: Incoming): void;
  log: (level: 'info' | 'warn', message: string, detail?: unknown) => void;
}): CatchUp {
  const { clock, notes } = deps;
  let work: Promise<void> = Promise.resolve();
  let waiting = false;
  let timer: Timer | undefined;
  let stopped = false;

  function start(): void {
    if (waiting || stopped) return;
    waiting = true;
    work = work.then(round);
  }

  async function round(): Promise<void> {
    waiting = false;
    timer?.cancel();
    let again: Millis | undefined;
    const startedAt = clock.now();
    const read = marks();
    const { [everywhere]: before, ...known } = read;
    for (const channel of new Set([...deps.rooms, ...Object.keys(known), ...(await joined())])) {
      const failed = await readChannel(channel, read[channel] ?? before);
      if (failed !== undefined) again = Math.max(again ?? 0, failed);
    }
    if (again === undefined) mark(everywhere, before === undefined ? startedAt : startedAt - overlap);
    for (const place of deps.threads()) {
      const failed = await readThread(place);
      if (failed !== undefined) again = Math.max(again ?? 0, failed);
    }
    if (again !== undefined && !stopped) timer = clock.after(again, start);
  }

  /** Direct messages, and where no rooms are configured all channels of the bot: somebody may have spoken there for the first time. */
  async function joined(): Promise<string[]> {
    const types = deps.rooms.length > 0 ? 'im' : 'im,public_channel,private_channel';
    const listed = await deps.api.call('users.conversations', { types, limit: 999, exclude_archived: true });
    return listed.ok ? (listed.value.channels ?? []).map(({ id }: Answer) => String(id)) : [];
  }

  /** Undefined: read to its end. Else: how long until it can be tried again. */
  async function readChannel(channel: string, since: Millis | undefined): Promise<Millis | undefined> {
    const startedAt = clock.now();
    // What was said before the bot ever came was not said to it.
    if (since === undefined) return mark(channel, startedAt);
    return reading(channel, async () => {
      const all: Answer[] = [];
      for await (const messages of readMessages(deps.api, { channel, oldest: since })) all.push(...messages);
      // Slack gives the newest first.
      for (const message of all.reverse()) {
        take(message, channel);
        const replied = Number(message.latest_reply) * 1000;
        if (replied >= since) await readReplies(channel, String(message.ts), since);
      }
      mark(channel, startedAt - overlap);
    });
  }

  async function readReplies(channel: string, thread: string, oldest: Millis): Promise<void> {
    for await (const messages of readMessages(deps.api, { channel, thread, oldest }))
      for (const message of messages) take(message, channel);
  }

  function readThread(place: Place): Promise<Millis | undefined> {
    return reading(place.room, async () => {
      const channel = await deps.channels.of(place);
      if (!channel.ok) throw new Error(channel.error);
      if (place.thread !== undefined) await readReplies(channel.value, place.thread, clock.now() - threadSpan);
    });
  }

  async function reading(what: string, read: () => Promise<void>): Promise<Millis | undefined> {
    if (stopped) return undefined;
    try {
      await read();
      return undefined;
    } catch (cause) {
      deps.log('warn', `Slack: ${what} cannot be read: ${(cause as Error).message}`);
      // A room where the bot is not, or that is gone, is not asked about again until the next connection.
      if (cause instanceof ReadFailed && hopeless.includes(cause.why.error)) return undefined;
      return Math.max(retry, (cause instanceof ReadFailed && cause.why.after) || 0);
    }
  }

  function take(message: Answer, channel: string): void {
    if (stopped) return;
    const incoming = deps.incoming(message, channel);
    if (incoming) deps.receive(incoming);
  }

  const marks = (): Record<string, Millis> => JSON.parse(notes.get(noteName) ?? '{}') as Record<string, Millis>;

  function mark(channel: string, at: Millis): undefined {
    const all = marks();
    if ((all[channel] ?? 0) >= at) return undefined;
    notes.set(noteName, JSON.stringify({ ...all, [channel]: at }));
    return undefined;
  }

  return {
    start,
    heard(channel, ts) {
      const at = Math.round(Number(ts) * 1000) - overlap;
      // Kept now and then: to read a little more is harmless.
      const known = marks()[channel];
      if (known === undefined || at - known > overlap / 2) mark(channel, at);
    },
    async idle() {
      for (let seen: unknown; seen !== work; ) {
        seen = work;
        await work;
      }
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** Replies older than this were read before, or are no news. */
const threadSpan = 24 * 60 * minute;
const hopeless = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'missing_scope',
  'thread_not_found',
  'invalid_auth',
  'unknown_method',
];
