/** Slack's id of the channel of a place: a room has its own, a person's direct channel is asked for once. */
import type { Place } from '../../src/kernel/people.ts';
import type { Api, Called } from './api.ts';
import { directRoom } from './inbound.ts';

export interface Channels {
  /** The channel of a place. */
  of(place: Pick<Place, 'room'>): Promise<{ ok: true; value: string } | Extract<Called, { ok: false }>>;
  /** This is the direct channel of that sender. */
  learn(sender: string, channel: string): void;
}

export function createChannels(api: Api): Channels {
  const known = new Map<string, string>();
  return {
    async of({ room }) {
      if (!room.startsWith('@')) return { ok: true, value: room };
      const seen = known.get(room);
      if (seen !== undefined) return { ok: true, value: seen };
      const opened = await api.call('conversations.open', { users: room.slice(1) });
      if (!opened.ok) return opened.why === 'unknown' ? { ...opened, why: 'later' } : opened;
      const channel = String(opened.value.channel?.id);
      known.set(room, channel);
      return { ok: true, value: channel };
    },
    learn(sender, channel) {
      if (channel.startsWith('D')) known.set(directRoom(sender), channel);
    },
  };
}
