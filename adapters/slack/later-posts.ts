/** Messages that Slack posts by itself at their time. They carry no metadata: Slack would not post them. */
import type { LaterPosts } from '../../src/chat/adapter.ts';
import type { PersonId } from '../../src/kernel/people.ts';
import { done, refuse } from '../../src/kernel/result.ts';
import type { Answer, Api } from './api.ts';
import type { Channels } from './channels.ts';
import { renderMessage } from './render/message.ts';
import { inert } from './wire.ts';

export function createLaterPosts(deps: { api: Api; channels: Channels; handle(person: PersonId): string | undefined }): LaterPosts {
  const { api, channels } = deps;
  return {
    async schedule(place, card, at) {
      const channel = await channels.of(place);
      if (!channel.ok) return refuse('not scheduled', `Slack: ${channel.error}`);
      const [{ text, blocks }] = renderMessage({ card, rings: true }, deps.handle);
      const { mrkdwn: _, ...options } = inert;
      const post_at = Math.ceil(at / 1000);
      const scheduled = await api.call('chat.scheduleMessage', { channel: channel.value, text, blocks, post_at, ...options });
      return scheduled.ok ? done(String(scheduled.value.scheduled_message_id)) : refuse('not scheduled', `Slack: ${scheduled.error}`);
    },
    async cancel(place, ref) {
      const channel = await channels.of(place);
      if (!channel.ok) throw new Error(`Slack: ${channel.error}`);
      const gone = await api.call('chat.deleteScheduledMessage', { channel: channel.value, scheduled_message_id: ref });
      if (!gone.ok && gone.error !== 'invalid_scheduled_message_id') throw new Error(`Slack: ${gone.error}`);
    },
    async pending() {
      const all: { place: { adapter: string; room: string }; ref: string; at: number }[] = [];
      let cursor: string | undefined;
      do {
        const listed = await api.call('chat.scheduledMessages.list', { limit: 100, ...(cursor !== undefined && { cursor }) });
        if (!listed.ok) return refuse('not listed', `Slack: ${listed.error}`);
        for (const { id, channel_id: room, post_at: at } of (listed.value.scheduled_messages ?? []) as Answer[])
          all.push({ place: { adapter: 'slack', room: String(room) }, ref: String(id), at: Number(at) * 1000 });
        cursor = listed.value.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
      return done(all);
    },
  };
}
