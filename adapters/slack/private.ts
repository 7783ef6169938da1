/** Answers that only one person sees, and only now. Slack keeps none of them: there is nothing to find or to edit afterwards. */
import type { Delivery } from '../../src/chat/adapter.ts';
import type { Clock, Millis } from '../../src/kernel/clock.ts';
import { minute } from '../../src/kernel/durations.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Api, Called } from './api.ts';
import type { Pace } from './pace.ts';
import type { SlackMessage } from './render/message.ts';
import { inert, notDelivered } from './wire.ts';

export interface PrivateReplies {
  /** Where a command of this person can be answered, even in a channel where the bot is not. */
  learn(channel: string, user: string, responseUrl: string): void;
  /** `key`: the same message under it goes on where it was broken off. */
  post(what: { channel: string; place: Place; to: string; parts: readonly SlackMessage[]; key: string }): Promise<Delivery>;
}

/** Slack takes answers at that address for 30 minutes, five of them. */
const validFor: Millis = 29 * minute;
const uses = 5;

export function createPrivateReplies(deps: { api: Api; clock: Clock; pace: Pace }): PrivateReplies {
  const { api, clock, pace } = deps;
  const addresses = new Map<string, { url: string; until: Millis; left: number }>();
  /** Of messages of several parts that were broken off: how many have been sent. */
  const begun = new Map<string, number>();

  async function postOne(channel: string, user: string, thread: string | undefined, { text, blocks }: SlackMessage): Promise<Called> {
    await pace.turn(channel);
    const message = { text, blocks, ...inert };
    const sent = await api.call('chat.postEphemeral', { ...message, channel, user, ...(thread !== undefined && { thread_ts: thread }) });
    if (sent.ok || !isRefused(sent)) return sent;
    const address = addresses.get(`${channel}/${user}`);
    if (address && address.left > 0 && address.until > clock.now()) {
      address.left -= 1;
      const body = JSON.stringify({ text, blocks, response_type: 'ephemeral', replace_original: false });
      const answered = await api.send(address.url, Buffer.from(body));
      if (answered.ok) return answered;
    }
    // Where neither goes, they are told alone.
    const direct = await api.call('conversations.open', { users: user });
    return direct.ok ? api.call('chat.postMessage', { ...message, channel: direct.value.channel?.id }) : sent;
  }

  return {
    learn(channel, user, url) {
      for (const [key, { until }] of addresses) if (until <= clock.now()) addresses.delete(key);
      addresses.set(`${channel}/${user}`, { url, until: clock.now() + validFor, left: uses });
    },
    async post({ channel, place, to, parts, key }) {
      const user = to.split('/').at(-1)!;
      for (const [n, part] of parts.entries()) {
        if (n < (begun.get(key) ?? 0)) continue;
        const sent = await postOne(channel, user, place.thread, part);
        if (sent.ok) begun.set(key, n + 1);
        else if (isRefused(sent)) {
          begun.delete(key);
          return notDelivered({ ...sent, why: 'never' });
        } else return notDelivered(sent);
      }
      begun.delete(key);
      return { ok: true, posted: { place, ref: '' } };
    },
  };
}

/** Slack itself says no, and will for a while: another way has to be found. */
const isRefused = ({ why, error, after }: Extract<Called, { ok: false }>): boolean =>
  why === 'never' || (why === 'later' && error !== 'ratelimited' && after !== undefined);
