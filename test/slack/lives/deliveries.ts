/** Watches what Slack hands to the bot, and what becomes of it. */
import type { SlackLab } from '../../lab/slack/lab.ts';
import type { Answer } from '../../lab/slack/socket.ts';
import type { Loose } from '../../lab/slack/types.ts';
import type { Counts } from './counts.ts';

/** What a person said, in as many events as Slack makes of it. */
export interface Said {
  channel: string;
  ts: string;
  thread?: string;
  events: Set<string>;
  acknowledged: boolean;
}

export class Deliveries {
  /** By channel and ts. */
  readonly said = new Map<string, Said>();
  /** The payload that was handed over last. */
  last: Loose = {};

  constructor(lab: SlackLab, counts: Counts) {
    const { socket } = lab.platform;
    const deliver = socket.deliver.bind(socket);
    socket.deliver = (type, payload, more, done) => {
      this.last = payload;
      const said = type === 'events_api' ? this.ofPerson(payload) : undefined;
      if (Number(more.retry_attempt) > 0) counts.add('deliveries: again');
      else counts.add('deliveries: first');
      return deliver(type, payload, more, (answer: Answer) => {
        if (said && answer.is === 'acked') said.acknowledged = true;
        if (answer.is !== 'acked') counts.add(`deliveries: ${answer.is}`);
        done(answer);
      });
    };
  }

  private ofPerson({ event, event_id: id }: Loose): Said | undefined {
    if (event.bot_id !== undefined || event.hidden || typeof event.ts !== 'string') return undefined;
    const key = `${event.channel}/${event.ts}`;
    const said = this.said.get(key) ?? {
      channel: event.channel,
      ts: event.ts,
      ...(event.thread_ts !== undefined && { thread: event.thread_ts }),
      events: new Set<string>(),
      acknowledged: false,
    };
    this.said.set(key, said);
    said.events.add(id);
    return said;
  }
}
