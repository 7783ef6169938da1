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
/** However far the clock was set back. */
const longestRest = 10 * minute;
const noteName = 'slack/read';
const beganName = 'slack/began';
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
  /** Channels that were read to their end since the last socket opened: what comes there by itself is the newest. Elsewhere something older may be missing. */
  const upToDate = new Set<string>();
  /** Channels of which Slack has said when they may be asked about again. */
  const resting = new Map<string, Millis>();
  let openings = 0;
  let work: Promise<void> = Promise.resolve();
  let waiting = false;
  let timer: Timer | undefined;
  let stopped = false;

  function start(): void {
    upToDate.clear();
    openings += 1;
    queue();
  }

  /** What still goes wrong after the end, with notes that are closed perhaps, is no news. */
  const log: typeof deps.log = (...line) => {
    if (!stopped) deps.log(...line);
  };

  function queue(): void {
    if (waiting || stopped) return;
    waiting = true;
    work = work
      .then(() =>
        round().catch((cause: unknown) => {
          log('warn', 'Slack: what was missed cannot be read; it is tried again', cause);
          return retry;
        }),
      )
      .then((again) => {
        if (again !== undefined && !stopped) timer = clock.after(again, queue);
      });
  }

  /** Undefined: all was read. Else: how long until the rest can be tried again. */
  async function round(): Promise<Millis | undefined> {
    waiting = false;
    timer?.cancel();
    let again: Millis | undefined;
    const startedAt = clock.now();
    const { [everywhere]: before = began(), ...known } = marks();
    const listed = await joined();
    if (!listed) again = retry;
    for (const channel of new Set([...deps.rooms, ...Object.keys(known), ...(listed ?? [])])) {
      // In a round for what failed the others are not asked for again: there may be more than Slack answers in a minute.
      const failed = upToDate.has(channel) ? undefined : await readChannel(channel, known[channel] ?? before);
      if (failed !== undefined) again = Math.max(again ?? 0, failed);
    }
    if (again === undefined && !stopped) mark(everywhere, startedAt - overlap);
    for (const place of deps.threads()) {
      const failed = await readThread(place);
      if (failed !== undefined) again = Math.max(again ?? 0, failed);
    }
    return again;
  }

  /** What was said before the bot ever came was not said to it. */
  function began(): Millis {
    const kept = notes.get(beganName);
    if (kept !== undefined) return Number(kept);
    const now = clock.now();
    notes.set(beganName, String(now));
    return now;
  }

  /** Direct messages, and where no rooms are configured all channels of the bot: somebody may have spoken there for the first time. Undefined: Slack does not say. */
  async function joined(): Promise<string[] | undefined> {
    const types = deps.rooms.length > 0 ? 'im' : 'im,public_channel,private_channel';
    const listed = await deps.api.call('users.conversations', { types, limit: 999, exclude_archived: true });
    if (listed.ok) return (listed.value.channels ?? []).map(({ id }: Answer) => String(id));
    log('warn', `Slack: users.conversations: ${listed.error}`);
    return hopeless.includes(listed.error) ? [] : undefined;
  }

  /** Undefined: read to its end. Else: how long until it can be tried again. */
  async function readChannel(channel: string, since: Millis): Promise<Millis | undefined> {
    const startedAt = clock.now();
    const opening = openings;
    const left = Math.min((resting.get(channel) ?? 0) - startedAt, longestRest);
    if (left > 0) return left;
    return reading(channel, async () => {
      const all: Answer[] = [];
      for await (const messages of readMessages(deps.api, { channel, oldest: since })) all.push(...messages);
      // Slack gives the newest first.
      for (const message of all.reverse()) {
        take(message, channel);
        const replied = Number(message.latest_reply) * 1000;
        if (replied >= since) await readReplies(channel, String(message.ts), since);
      }
      if (stopped) return;
      mark(channel, startedAt - overlap);
      if (opening === openings) upToDate.add(channel);
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
      if (place.thread !== undefined) await readReplies(channel.value, place.thread, Math.max(clock.now() - threadSpan, began()));
    });
  }

  async function reading(what: string, read: () => Promise<void>): Promise<Millis | undefined> {
    if (stopped) return undefined;
    try {
      await read();
      return undefined;
    } catch (cause) {
      log('warn', `Slack: ${what} cannot be read: ${(cause as Error).message}`);
      // A room where the bot is not, or that is gone, is not asked about again until the next connection.
      if (cause instanceof ReadFailed && hopeless.includes(cause.why.error)) return undefined;
      const after = (cause instanceof ReadFailed && cause.why.after) || 0;
      if (after > 0) resting.set(what, clock.now() + after);
      return Math.max(retry, after);
    }
  }

  function take(message: Answer, channel: string): void {
    if (stopped) return;
    const incoming = deps.incoming(message, channel);
    if (incoming) deps.receive(incoming);
  }

  const marks = (): Record<string, Millis> => JSON.parse(notes.get(noteName) ?? '{}') as Record<string, Millis>;

  function mark(channel: string, until: Millis): void {
    const at = Math.max(until, began());
    const all = marks();
    if ((all[channel] ?? 0) < at) notes.set(noteName, JSON.stringify({ ...all, [channel]: at }));
  }

  return {
    start,
    heard(channel, ts) {
      const at = Math.round(Number(ts) * 1000) - overlap;
      const { [channel]: known, [everywhere]: before } = marks();
      if (known === undefined) mark(channel, Math.min(at, before ?? at));
      // Kept now and then: to read a little more is harmless.
      else if (upToDate.has(channel) && at - known > overlap / 2) mark(channel, at);
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
