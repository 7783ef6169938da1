/** Answers for one person's eyes: by whichever way they can be reached, once. Over the lab. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/adapter.ts';
import { minute } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import { type LabMessage, SlackLab } from '../../test/lab/slack/lab.ts';
import { openApi } from './api.ts';
import { createPace } from './pace.ts';
import { createPrivateReplies, type PrivateReplies } from './private.ts';
import { renderMessage } from './render/message.ts';
import { FakeApi, room, said, Wire } from './testing.ts';

const wire = new Wire();
wire.watch();
afterAll(() => wire.unwatch());

let lab: SlackLab;
let clock: FakeClock;
let replies: PrivateReplies;

beforeEach(async () => {
  clock = new FakeClock();
  lab = await SlackLab.open({ clock });
  for (const [id, name] of [
    ['U01', 'ada'],
    ['U02', 'bob'],
  ] as const)
    lab.addUser({ id, name });
  lab.addChannel({ id: 'C01', name: 'bench', members: ['U01'] });
  lab.addChannel({ id: 'G01', name: 'secret', members: ['U01'], botIn: false });
  start();
});
afterEach(() => lab.close());

function start(timeout?: number): void {
  const api = openApi({ token: lab.env.SLACK_BOT_TOKEN, base: lab.url, ...(timeout !== undefined && { timeout }) });
  replies = createPrivateReplies({ api, clock, pace: createPace(clock) });
}

const post = (
  channel: string,
  title = 'NOT STARTED',
  { to = 'T01/U01', thread, key = 'reply/1', parts = 1 } = {} as { to?: string; thread?: string; key?: string; parts?: number },
): Promise<Delivery> => {
  const [first] = renderMessage(said({ title }), () => undefined);
  const all = Array.from({ length: parts }, (_, n) => ({ ...first, text: parts === 1 ? first.text : `${title} ${n + 1}` }));
  return wire.passing(clock, replies.post({ channel, place: room(channel, thread), to, parts: all, key }));
};
/** A command in that channel has told where it can be answered. */
const learn = (channel: string, user = 'U01'): void =>
  replies.learn(channel, user, lab.platform.responseUrls.give({ channel, user }, lab.platform.port));
const seen = (channel: string): [string, string | undefined, string | undefined][] =>
  lab.in(channel).map(({ text, ephemeralTo, thread }: LabMessage) => [text, ephemeralTo, thread]);
const calls = (method: string): number => lab.calls.filter((call) => call.method === method).length;

describe('an answer for one person', () => {
  test('is seen by them alone, where they asked', async () => {
    expect(await post('C01')).toEqual({ ok: true, posted: { place: room('C01'), ref: '' } });
    expect(seen('C01')).toEqual([['NOT STARTED', 'U01', undefined]]);
    expect(lab.rings('U01')).toEqual([]);
  });

  test('in a thread stands in it', async () => {
    const ts = await lab.says('U01', 'C01', 'hey');
    expect((await post('C01', 'NO', { thread: ts })).ok).toBe(true);
    expect(seen('C01').at(-1)).toEqual(['NO', 'U01', ts]);
  });

  test('goes where a command has told, in a channel where the bot is not', async () => {
    learn('G01');
    expect((await post('G01')).ok).toBe(true);
    expect(seen('G01')).toEqual([['NOT STARTED', 'U01', undefined]]);
    expect(seen('U01')).toEqual([]);
  });

  test('goes there five times, and then to them alone', async () => {
    learn('G01');
    for (let n = 1; n <= 7; n += 1) expect((await post('G01', `NO ${n}`)).ok).toBe(true);
    expect(seen('G01').map(([text]) => text)).toEqual(['NO 1', 'NO 2', 'NO 3', 'NO 4', 'NO 5']);
    expect(seen('U01').map(([text]) => text)).toEqual(['NO 6', 'NO 7']);
    expect(calls('response_url')).toBe(5);
  });

  test.each<[number, string]>([
    [28 * minute, 'G01'],
    [29 * minute, 'U01'],
    [40 * minute, 'U01'],
  ])('%i ms after the command it goes to %s', async (after, where) => {
    learn('G01');
    clock.advance(after);
    expect((await post('G01')).ok).toBe(true);
    expect([seen('G01').length, seen('U01').length]).toEqual(where === 'G01' ? [1, 0] : [0, 1]);
  });

  test('is not told to another person’s command', async () => {
    learn('G01', 'U02');
    expect((await post('G01')).ok).toBe(true);
    expect(seen('G01')).toEqual([]);
    expect(seen('U01')).toHaveLength(1);
  });

  test.each<[string, () => void, string, string]>([
    ['who is not in the channel', () => {}, 'C01', 'T01/U02'],
    ['in a channel where the bot is not, and no command was', () => {}, 'G01', 'T01/U01'],
    ['in a channel that is archived', () => lab.addChannel({ id: 'C03', name: 'old', archived: true }), 'C03', 'T01/U01'],
    [
      'whose address does not work',
      () => {
        learn('G01');
        lab.fault({ method: 'response_url', does: 'http 500' });
      },
      'G01',
      'T01/U01',
    ],
  ])('is sent to them alone: %s', async (_, before, channel, to) => {
    before();
    expect((await post(channel, 'NO', { to })).ok).toBe(true);
    expect(seen(to.slice(4))).toEqual([['NO', undefined, undefined]]);
    expect(channel === 'C03' ? [] : seen(channel)).toEqual([]);
  });

  test('that reaches nobody is given up: it is no news later', async () => {
    expect(await post('C01', 'NO', { to: 'T02/U77' })).toMatchObject({ ok: false, why: 'never' });
    lab.scopes = lab.scopes.filter((scope) => scope !== 'im:write');
    expect(await post('G01')).toMatchObject({ ok: false, why: 'never' });
  });
});

describe('where Slack fails', () => {
  test('too many go later, and to nobody else', async () => {
    lab.fault({ method: 'chat.postEphemeral', does: '429', retryAfter: 9 });
    learn('C01');
    expect(await post('C01')).toEqual({ ok: false, why: 'later', message: 'ratelimited', after: 9000 });
    expect([calls('response_url'), calls('conversations.open')]).toEqual([0, 0]);
    expect((await post('C01')).ok).toBe(true);
    expect(seen('C01')).toHaveLength(1);
  });

  test.each(['lost response', 'http 500', 'internal_error', 'hang'] as const)(
    'an unknown outcome is not told a second time by another way: %s',
    async (does) => {
      if (does === 'hang') start(300);
      learn('C01');
      lab.fault({ method: 'chat.postEphemeral', does });
      expect(await post('C01')).toMatchObject({ ok: false, why: 'unknown' });
      expect([calls('response_url'), calls('conversations.open')]).toEqual([0, 0]);
    },
  );

  test('a Slack that is not there costs nothing of what a command has told', async () => {
    const api = new FakeApi();
    const replies = createPrivateReplies({ api, clock, pace: createPace(clock) });
    replies.learn('G01', 'U01', 'http://x.example/1');
    const answer = (): Promise<Delivery> =>
      wire.passing(
        clock,
        replies.post({
          channel: 'G01',
          place: room('G01'),
          to: 'T01/U01',
          parts: renderMessage(said({ title: 'NO' }), () => undefined),
          key: 'k',
        }),
      );
    api.answer = () => ({ ok: false, why: 'later', error: 'fetch failed' });
    for (let n = 0; n < 6; n += 1) expect(await answer()).toEqual({ ok: false, why: 'later', message: 'fetch failed' });
    expect([api.sent.length, api.count('conversations.open')]).toEqual([0, 0]);
    api.answer = () => ({ ok: false, why: 'later', error: 'not_in_channel', after: minute });
    expect((await answer()).ok).toBe(true);
    expect(api.sent).toHaveLength(1);
  });

  test.each<[string, 'later' | 'unknown', () => void]>([
    ['the second may go later', 'later', () => lab.fault({ method: 'chat.postEphemeral', does: '429', retryAfter: 1 })],
    ['the second is refused inside', 'unknown', () => lab.fault({ method: 'chat.postEphemeral', does: 'internal_error' })],
  ])('no part of a long one is told twice: %s', async (_, why, fault) => {
    lab.fault({ method: 'chat.postEphemeral', slow: 0 });
    fault();
    expect(await post('C01', 'LONG', { parts: 3 })).toMatchObject({ ok: false, why });
    expect((await post('C01', 'LONG', { parts: 3 })).ok).toBe(true);
    expect(seen('C01').map(([text]) => text)).toEqual(['LONG 1', 'LONG 2', 'LONG 3']);
    // Another one begins anew.
    expect((await post('C01', 'MORE', { parts: 2, key: 'reply/2' })).ok).toBe(true);
    expect(seen('C01')).toHaveLength(5);
  });
});
