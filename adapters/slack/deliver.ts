/** Posts, edits and finds messages. The key of each stands in its metadata, which only the app sees: so a message whose answer was lost is found again. */
import type { Delivery, Message, Posted } from '../../src/chat/adapter.ts';
import type { Millis } from '../../src/kernel/clock.ts';
import { minute } from '../../src/kernel/durations.ts';
import type { PersonId, Place } from '../../src/kernel/people.ts';
import type { Attachment } from '../../src/reports/card.ts';
import type { Answer, Api, Called } from './api.ts';
import type { Channels } from './channels.ts';
import type { Uploads } from './files.ts';
import { searchMessages } from './history.ts';
import type { Pace } from './pace.ts';
import type { PrivateReplies } from './private.ts';
import { updateText } from './render/fallback.ts';
import { renderMessage, type SlackMessage } from './render/message.ts';
import { eventType, inert, notDelivered } from './wire.ts';

export interface Delivering {
  post(place: Place, message: Message, key: string): Promise<Delivery>;
  update(posted: Posted, message: Message): Promise<Delivery>;
  find(place: Place, key: string, known?: { since?: Millis; files?: readonly Attachment[] }): Promise<Posted | undefined>;
}

/** Host and Slack need not agree on the time. */
const clockSkew = 10 * minute;

export function createDelivering(deps: {
  api: Api;
  channels: Channels;
  pace: Pace;
  privately: PrivateReplies;
  uploads: Pick<Uploads, 'sent'>;
  handle(person: PersonId): string | undefined;
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): Delivering {
  const { api, channels, pace } = deps;
  /** Of messages of several parts: the parts that Slack has, by number. */
  const begun = new Map<string, Map<number, string>>();

  async function post(place: Place, message: Message, key: string): Promise<Delivery> {
    const channel = await channels.of(place);
    if (!channel.ok) return notDelivered(channel);
    const parts = renderMessage(message, deps.handle);
    if (message.only !== undefined) return deps.privately.post({ channel: channel.value, place, to: message.only, parts, key });
    const has = begun.get(key) ?? new Map<number, string>();
    for (const [n, part] of parts.entries()) {
      if (has.has(n)) continue;
      const thread = place.thread ?? has.get(0);
      const sent = await postOne(channel.value, thread, part, { key, part: n, of: parts.length });
      if (!sent.ok) {
        if (n === 0 || has.size === 0) return notDelivered(sent);
        // What is there already must be found before the rest is sent; what Slack never takes is not tried for ever.
        begun.set(key, has);
        const why = sent.why === 'never' ? 'never' : 'unknown';
        return { ok: false, why, message: `part ${n + 1} of ${parts.length}: ${sent.error}` };
      }
      has.set(n, String(sent.value.ts));
    }
    begun.delete(key);
    return { ok: true, posted: { place, ref: has.get(0)! } };
  }

  async function postOne(
    channel: string,
    thread: string | undefined,
    part: SlackMessage,
    payload: { key: string; part: number; of: number },
  ): Promise<Called> {
    await pace.turn(channel);
    const metadata = { event_type: eventType, event_payload: payload };
    const common = { channel, text: part.text, metadata, ...inert, ...(thread !== undefined && { thread_ts: thread }) };
    const sent = await api.call('chat.postMessage', { ...common, blocks: part.blocks });
    // Somebody has deleted what began the thread: then it stands in the room.
    if (!sent.ok && sent.error === 'thread_not_found' && thread !== undefined) return postOne(channel, undefined, part, payload);
    if (sent.ok || sent.why !== 'never' || !isAboutBlocks(sent.error)) return rested(channel, sent);
    // Better plain than not at all: the text says it all.
    deps.log('warn', `Slack does not take the blocks of ${payload.key}: ${sent.error} ${sent.details ?? ''}`);
    await pace.turn(channel);
    return rested(channel, await api.call('chat.postMessage', common));
  }

  function rested(channel: string, called: Called): Called {
    if (!called.ok && called.after !== undefined) pace.rest(channel, called.after);
    return called;
  }

  async function update({ place, ref }: Posted, message: Message): Promise<Delivery> {
    const channel = await channels.of(place);
    if (!channel.ok) return notDelivered(channel);
    const wait = pace.edit();
    if (wait > 0) return { ok: false, why: 'later', message: 'edits rest', after: wait };
    const [first] = renderMessage(message, deps.handle);
    const { parse, link_names } = inert;
    const common = { channel: channel.value, ts: ref, text: updateText(first.text), parse, link_names };
    let sent = await api.call('chat.update', { ...common, blocks: first.blocks });
    if (!sent.ok && sent.why === 'never' && isAboutBlocks(sent.error)) {
      // Without them it would go on showing what is no longer true.
      deps.log('warn', `Slack does not take the blocks of an edit: ${sent.error} ${sent.details ?? ''}`);
      sent = await api.call('chat.update', { ...common, blocks: [] });
    }
    return sent.ok ? { ok: true, posted: { place, ref } } : notDelivered(sent);
  }

  async function find(
    place: Place,
    key: string,
    known: { since?: Millis; files?: readonly Attachment[] } = {},
  ): Promise<Posted | undefined> {
    const channel = await channels.of(place);
    if (!channel.ok) throw new Error(`${place.room}: ${channel.error}`);
    const oldest = known.since === undefined ? undefined : known.since - clockSkew;
    const files = known.files && deps.uploads.sent(key);
    if (files?.length === 0) return undefined;
    const wanted = (message: Answer): boolean =>
      files
        ? (message.files ?? []).some(({ id }: Answer) => files.includes(id))
        : message.metadata?.event_type === eventType && message.metadata.event_payload?.key === key;
    const found = await searchMessages(api, { channel: channel.value, thread: place.thread, oldest }, wanted);
    const first = found.find((message) => files || partOf(message) === 0);
    if (!first) {
      // Its first part may have been deleted since: then nothing can go on from there.
      begun.delete(key);
      return undefined;
    }
    const ref = String(first.ts);
    const of = Number(first.metadata?.event_payload?.of ?? 1);
    if (of === 1 || files) return { place, ref };
    const rest = place.thread === undefined ? await searchMessages(api, { channel: channel.value, thread: ref, oldest }, wanted) : found;
    const has = new Map([first, ...rest].map((message) => [partOf(message), String(message.ts)]));
    if (has.size >= of) return { place, ref };
    begun.set(key, has);
    return undefined;
  }

  return { post, update, find };
}

const partOf = (message: Answer): number => Number(message.metadata?.event_payload?.part ?? 0);
const isAboutBlocks = (error: string): boolean => /blocks|attachments/.test(error);
