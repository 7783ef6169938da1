/** chat.scheduleMessage and its list: messages that Slack posts by itself at their time. */
import { day, minute } from '../../../../src/kernel/durations.ts';
import type { Platform } from '../platform.ts';
import { Refused } from '../refused.ts';
import type { Loose, Scheduled } from '../types.ts';
import { byBot, contentOf, type Method, type Methods, page, threadOf, writable } from './api.ts';

const farthest = 120 * day;
/** So close to its time a message can't be taken back. */
const tooLate = minute;
const mostInWindow = 30;
const window = 5 * minute;

const schedule: Method = (args, on) => {
  const channel = writable(on, args.text('channel'));
  const postAt = args.number('post_at');
  if (postAt === undefined || !Number.isInteger(postAt)) throw new Refused('invalid_time');
  const now = on.timers.now();
  if (postAt * 1000 <= now) throw new Refused('time_in_past');
  if (postAt * 1000 > now + farthest) throw new Refused('time_too_far');
  const near = on.scheduled.filter((s) => s.channel === channel.id && Math.abs(s.postAt - postAt) * 1000 < window);
  if (near.length >= mostInWindow) throw new Refused('restricted_too_many');
  const { thread } = threadOf(on, channel.id, args.text('thread_ts'));
  const { blocks, ...content } = contentOf(args);
  const made: Scheduled = {
    id: on.team.nextId('Q'),
    channel: channel.id,
    postAt,
    ...content,
    ...(blocks.length > 0 && { blocks }),
    ...(thread !== undefined && { thread }),
  };
  on.scheduled.push(made);
  on.timers.after(postAt * 1000 - now, () => post(on, made));
  on.changed();
  return {
    channel: channel.id,
    scheduled_message_id: made.id,
    post_at: postAt,
    message: { text: made.text, type: 'delayed_message', bot_id: byBot.botId, user: byBot.user },
  };
};

function post(on: Platform, made: Scheduled): void {
  const at = on.scheduled.indexOf(made);
  if (at < 0) return;
  on.scheduled.splice(at, 1);
  on.changed();
  // Slack's own fault: with metadata it is never posted.
  if (made.metadata || on.team.channel(made.channel)?.archived) return;
  const { id: _, postAt: __, blocks = [], ...said } = made;
  on.post({ ...byBot, ...said, blocks, scheduled: true });
}

const list: Method = (args, on) => {
  const channel = args.text('channel');
  const [oldest, latest] = [args.number('oldest') ?? 0, args.number('latest') ?? Number.POSITIVE_INFINITY];
  const found = on.scheduled
    .filter((s) => (channel === undefined || s.channel === channel) && s.postAt >= oldest && s.postAt <= latest)
    .sort((a, b) => a.postAt - b.postAt);
  const { page: some, response_metadata } = page(found, args, 100, (s) => s.id);
  const shown: Loose[] = some.map((s) => ({
    id: s.id,
    channel_id: s.channel,
    post_at: s.postAt,
    date_created: Math.floor(on.timers.now() / 1000),
    text: s.text,
  }));
  return { scheduled_messages: shown, response_metadata };
};

const remove: Method = (args, on) => {
  const channel = args.needed('channel');
  const found = on.scheduled.find((s) => s.id === args.needed('scheduled_message_id') && s.channel === channel);
  if (!found || found.postAt * 1000 - on.timers.now() < tooLate) throw new Refused('invalid_scheduled_message_id');
  on.scheduled.splice(on.scheduled.indexOf(found), 1);
  on.changed();
  return {};
};

export const scheduled: Methods = {
  'chat.scheduleMessage': schedule,
  'chat.scheduledMessages.list': list,
  'chat.deleteScheduledMessage': remove,
};
