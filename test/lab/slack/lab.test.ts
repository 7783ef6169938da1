/** That the lab itself keeps to facts/slack.md, seen from the bot's end. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { minute, second } from '../../../src/kernel/durations.ts';
import { FakeClock } from '../../../src/kernel/fake-clock.ts';
import { until } from '../bench-host.ts';
import { type LabOptions, SlackLab } from './lab.ts';
import { call, errorOf, TestBot, webClient } from './testing.ts';
import type { Loose } from './types.ts';

const opened: SlackLab[] = [];
afterEach(async () => {
  for (const lab of opened.splice(0)) await lab.close();
});

async function open(options: LabOptions = {}): Promise<SlackLab> {
  const lab = await SlackLab.open(options);
  opened.push(lab);
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addUser({ id: 'U02', name: 'bob' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  return lab;
}

const post = (lab: SlackLab, more: Loose = {}): Promise<Loose> => call(lab, 'chat.postMessage', { channel: 'C01', text: 'x', ...more });
const texts = (lab: SlackLab, channel = 'C01'): string[] => lab.in(channel).map(({ text }) => text);
const go = {
  type: 'actions',
  block_id: 'row',
  elements: [{ type: 'button', action_id: 'go', value: '42', text: { type: 'plain_text', text: 'Go' } }],
};

test('what was sent by somebody who hung up before it could be read never came', async () => {
  const lab = await open();
  const body = JSON.stringify({ channel: 'C01', text: 'x' });
  const head = [
    'POST /api/chat.postMessage HTTP/1.1',
    'Host: lab',
    'Content-Type: application/json',
    `Authorization: Bearer ${lab.env.SLACK_BOT_TOKEN}`,
    `Content-Length: ${body.length}`,
  ];
  const request = `${head.join('\r\n')}\r\n\r\n${body}`;
  const port = Number(new URL(lab.url).port);
  const [hasty, patient] = [connect(port), connect(port)];
  await Promise.all([once(hasty, 'connect'), once(patient, 'connect')]);
  hasty.write(request);
  hasty.end();
  patient.write(request);
  await once(patient, 'data');
  expect(texts(lab)).toEqual(['x']);
  patient.destroy();
});

test('tokens: each kind opens its own doors', async () => {
  const lab = await open();
  const tokens = { none: '', wrong: 'xoxb-wrong', bot: lab.env.SLACK_BOT_TOKEN, app: lab.env.SLACK_APP_TOKEN };
  const errors: Record<string, string[]> = {};
  for (const [name, token] of Object.entries(tokens))
    errors[name] = [
      await errorOf(webClient(lab, token).auth.test()),
      await errorOf(webClient(lab, token).apiCall('apps.connections.open')),
    ];
  expect(errors).toEqual({
    none: ['not_authed', 'not_authed'],
    wrong: ['invalid_auth', 'invalid_auth'],
    bot: ['ok', 'not_allowed_token_type'],
    app: ['not_allowed_token_type', 'ok'],
  });
  expect(await errorOf(call(lab, 'chat.shout'))).toBe('unknown_method');
  const { team_id, user_id, bot_id, response_metadata } = await call(lab, 'auth.test');
  expect({ team_id, user_id, bot_id }).toEqual({ team_id: 'T01', user_id: 'UBOT01', bot_id: 'B01' });
  expect(response_metadata.scopes).toContain('chat:write');
});

test('a missing scope is named', async () => {
  const lab = await open();
  lab.scopes = ['commands'];
  await expect(post(lab)).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'chat:write', provided: 'commands' } });
});

test('JSON bodies are read as well as forms', async () => {
  const lab = await open();
  const response = await fetch(`${lab.url}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lab.env.SLACK_BOT_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'C01', blocks: [go] }),
  });
  expect(await response.json()).toMatchObject({ ok: true, channel: 'C01' });
});

test.each<[string, Loose, string]>([
  ['a channel', { channel: 'C01' }, 'ok'],
  ['a person', { channel: 'U01' }, 'ok'],
  ['direct messages', { channel: 'DU01' }, 'ok'],
  ['nowhere', { channel: 'C99' }, 'channel_not_found'],
  ['a channel without the bot', { channel: 'C02' }, 'not_in_channel'],
  ['a private one without the bot', { channel: 'G02' }, 'channel_not_found'],
  ['an archived one', { channel: 'C03' }, 'is_archived'],
  ['a thread that is none', { channel: 'C01', thread_ts: '1.000001' }, 'thread_not_found'],
])('posts to %s', async (_name, args, error) => {
  const lab = await open();
  lab.addChannel({ id: 'C02', name: 'other', botIn: false });
  lab.addChannel({ id: 'G02', name: 'secret', botIn: false });
  lab.addChannel({ id: 'C03', name: 'old', archived: true });
  expect(await errorOf(post(lab, args))).toBe(error === 'not_in_channel' ? 'ok' : error);
  lab.scopes = lab.scopes.filter((scope) => scope !== 'chat:write.public');
  expect(await errorOf(post(lab, args))).toBe(error);
});

test('a reply goes under a root, not under a reply', async () => {
  const lab = await open();
  const { ts } = await post(lab);
  const reply = await post(lab, { thread_ts: ts });
  expect(await errorOf(post(lab, { thread_ts: reply.ts }))).toBe('cannot_reply_to_message');
  expect(lab.thread('C01', ts).map((m) => m.ts)).toEqual([ts, reply.ts]);
});

test('updates: text takes the place of blocks, blocks leave no mark, former versions are kept', async () => {
  const lab = await open();
  const { ts } = await post(lab, { text: 'one', blocks: [go], metadata: { event_type: 'molt', event_payload: { id: 1 } } });
  await call(lab, 'chat.update', { channel: 'C01', ts, text: 'two', blocks: [go] });
  const [first] = lab.messages;
  expect(first).toMatchObject({ text: 'two', edits: 1, metadata: { event_type: 'molt' } });
  expect(first?.edited).toBeUndefined();
  await call(lab, 'chat.update', { channel: 'C01', ts, text: 'three' });
  expect(first).toMatchObject({ text: 'three', blocks: [], edits: 2, edited: { user: 'UBOT01' } });
  expect(first?.history.map(({ text }) => text)).toEqual(['one', 'two']);
  expect(await errorOf(call(lab, 'chat.update', { channel: 'C01', ts: '1.000001', text: 'x' }))).toBe('message_not_found');
  const theirs = await lab.says('U01', 'C01', 'hi');
  expect(await errorOf(call(lab, 'chat.update', { channel: 'C01', ts: theirs, text: 'x' }))).toBe('cant_update_message');
  expect(await errorOf(call(lab, 'chat.update', { channel: 'U01', ts, text: 'x' }))).toBe('channel_not_found');
});

test('history: newest first, roots only, in pages that miss nothing, metadata on request', async () => {
  const lab = await open();
  const sent: string[] = [];
  for (let i = 0; i < 5; i += 1) sent.push((await post(lab, { text: `m${i}`, metadata: { event_type: 'molt', event_payload: { i } } })).ts);
  await post(lab, { text: 'reply', thread_ts: sent[0] });
  await post(lab, { text: 'loud reply', thread_ts: sent[0], reply_broadcast: true });
  await call(lab, 'chat.postEphemeral', { channel: 'C01', user: 'U01', text: 'hidden' });
  const first = await call(lab, 'conversations.history', { channel: 'C01', limit: 2 });
  await post(lab, { text: 'meanwhile' });
  const second = await call(lab, 'conversations.history', { channel: 'C01', limit: 10, cursor: first.response_metadata.next_cursor });
  expect([...first.messages, ...second.messages].map((m: Loose) => m.text)).toEqual(['loud reply', 'm4', 'm3', 'm2', 'm1', 'm0']);
  expect([first.has_more, second.has_more, second.response_metadata.next_cursor]).toEqual([true, false, '']);
  const range = async (more: Loose): Promise<string[]> =>
    (await call(lab, 'conversations.history', { channel: 'C01', oldest: sent[1], latest: sent[3], ...more })).messages.map(
      (m: Loose) => m.text,
    );
  expect([await range({}), await range({ inclusive: true })]).toEqual([['m2'], ['m3', 'm2', 'm1']]);
  expect(first.messages[1].metadata).toBeUndefined();
  const whole = await call(lab, 'conversations.history', {
    channel: 'C01',
    include_all_metadata: true,
    latest: sent[1],
    inclusive: true,
    limit: 1,
  });
  expect(whole.messages[0].metadata).toEqual({ event_type: 'molt', event_payload: { i: 1 } });
});

test('replies: oldest first after their root, in pages', async () => {
  const lab = await open();
  const { ts } = await post(lab, { text: 'root' });
  for (let i = 0; i < 3; i += 1) await post(lab, { text: `r${i}`, thread_ts: ts });
  const first = await call(lab, 'conversations.replies', { channel: 'C01', ts, limit: 3 });
  const rest = await call(lab, 'conversations.replies', { channel: 'C01', ts, cursor: first.response_metadata.next_cursor });
  expect([...first.messages, ...rest.messages].map((m: Loose) => m.text)).toEqual(['root', 'r0', 'r1', 'r2']);
  expect(first.messages[0]).toMatchObject({ reply_count: 3, thread_ts: ts });
  expect(await errorOf(call(lab, 'conversations.replies', { channel: 'C01', ts: '1.000001' }))).toBe('thread_not_found');
});

test('a deleted root stays as a stone while it has replies', async () => {
  const lab = await open();
  const { ts } = await post(lab, { text: 'root' });
  const reply = await post(lab, { text: 'reply', thread_ts: ts });
  await call(lab, 'chat.delete', { channel: 'C01', ts });
  expect(texts(lab)).toEqual(['reply']);
  const { messages } = await call(lab, 'conversations.replies', { channel: 'C01', ts });
  expect(messages.map((m: Loose) => m.subtype)).toEqual(['tombstone', undefined]);
  expect(await errorOf(call(lab, 'chat.update', { channel: 'C01', ts, text: 'x' }))).toBe('message_not_found');
  await call(lab, 'chat.delete', { channel: 'C01', ts: reply.ts });
  expect(lab.messages).toEqual([]);
});

test('timestamps are unique and rise, also when the clock stands or goes back', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const sent = [(await post(lab)).ts, (await post(lab)).ts];
  clock.set(clock.now() - minute);
  sent.push((await post(lab)).ts);
  clock.advance(2 * minute);
  sent.push((await post(lab)).ts);
  expect(sent).toEqual([...new Set(sent)].sort());
  expect(sent[0]).toMatch(/^\d{10}\.\d{6}$/);
});

test('what only one sees: not for guests, not in the history', async () => {
  const lab = await open();
  lab.addChannel({ id: 'C02', name: 'small', members: ['U01'] });
  expect(await errorOf(call(lab, 'chat.postEphemeral', { channel: 'C02', user: 'U02', text: 'x' }))).toBe('user_not_in_channel');
  lab.addChannel({ id: 'C03', name: 'strange', botIn: false });
  expect(await errorOf(call(lab, 'chat.postEphemeral', { channel: 'C03', user: 'U01', text: 'x' }))).toBe('not_in_channel');
  const { message_ts } = await call(lab, 'chat.postEphemeral', { channel: 'C02', user: 'U01', text: 'x', blocks: [go] });
  expect(lab.in('C02')).toMatchObject([{ ephemeralTo: 'U01', ts: message_ts }]);
  expect(await errorOf(call(lab, 'chat.update', { channel: 'C02', ts: message_ts, text: 'y' }))).toBe('message_not_found');
  const bot = await TestBot.connect(lab);
  await lab.press('U01', 'C02', message_ts, 'Go');
  expect(bot.got[0]?.payload).toMatchObject({ container: { is_ephemeral: true, message_ts } });
  expect(bot.got[0]?.payload.message).toBeUndefined();
});

test('scheduled messages post themselves, unless they are taken back in time', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const at = Math.floor(clock.now() / 1000);
  const schedule = (more: Loose): Promise<Loose> => call(lab, 'chat.scheduleMessage', { channel: 'C01', text: 'NO SIGN', ...more });
  expect(await errorOf(schedule({ post_at: at - 1 }))).toBe('time_in_past');
  expect(await errorOf(schedule({ post_at: at + 121 * 86_400 }))).toBe('time_too_far');
  const { scheduled_message_id: early } = await schedule({ post_at: at + 600, text: '<@U01> first' });
  const { scheduled_message_id: late } = await schedule({ post_at: at + 1200, text: 'second' });
  await schedule({ post_at: at + 700, text: 'with metadata', metadata: { event_type: 'molt', event_payload: {} } });
  const page = await call(lab, 'chat.scheduledMessages.list', { limit: 2 });
  const rest = await call(lab, 'chat.scheduledMessages.list', { cursor: page.response_metadata.next_cursor });
  expect([...page.scheduled_messages, ...rest.scheduled_messages].map((m: Loose) => m.text)).toEqual([
    '<@U01> first',
    'with metadata',
    'second',
  ]);
  const take = (scheduled_message_id: string): Promise<string> =>
    errorOf(call(lab, 'chat.deleteScheduledMessage', { channel: 'C01', scheduled_message_id }));
  expect(await take(late)).toBe('ok');
  expect(await take(late)).toBe('invalid_scheduled_message_id');
  clock.advance(550 * second);
  expect(await take(early)).toBe('invalid_scheduled_message_id');
  expect(lab.messages).toEqual([]);
  clock.advance(30 * minute);
  expect(lab.messages).toMatchObject([{ text: '<@U01> first', scheduled: true, user: 'UBOT01' }]);
  expect(lab.rings('U01')).toMatchObject([{ why: 'mention', at: (at + 600) * 1000 }]);
  expect(lab.scheduled).toEqual([]);
});

test('files: three steps, and the message says nothing to the caller', async () => {
  const lab = await open();
  const { ts } = await post(lab, { text: 'root' });
  const { files } = await webClient(lab).filesUploadV2({
    channel_id: 'C01',
    thread_ts: ts,
    filename: 'log.txt',
    title: 'Log of 42',
    content: 'hello',
  } as never);
  expect(Object.keys((files as Loose[])[0]?.files[0])).toEqual(['id', 'title']);
  const [, message] = lab.messages;
  expect(message).toMatchObject({ thread: ts, files: [{ name: 'log.txt', title: 'Log of 42' }] });
  expect(message?.files[0]?.bytes.toString()).toBe('hello');
  const { upload_url, file_id } = await call(lab, 'files.getUploadURLExternal', { filename: 'a', length: 3 });
  expect((await fetch(upload_url, { method: 'POST', body: 'four' })).status).toBe(400);
  expect(await errorOf(call(lab, 'files.completeUploadExternal', { files: [{ id: file_id }], channel_id: 'C01' }))).toBe('file_not_found');
  expect((await fetch(upload_url, { method: 'POST', body: 'abc' })).status).toBe(200);
  expect(await errorOf(call(lab, 'files.completeUploadExternal', { files: [{ id: file_id }], channel_id: 'C01' }))).toBe('ok');
  const info = await call(lab, 'files.info', { file: file_id });
  expect(info.file.shares.public.C01[0].ts).toBe(lab.messages.at(-1)?.ts);
});

test('people, groups, channels', async () => {
  const lab = await open();
  lab.addUser({ id: 'U03', name: 'eve', team: 'T99', ultraRestricted: true });
  lab.addGroup({ id: 'S01', handle: 'ops', users: ['U01'] });
  lab.addChannel({ id: 'G02', name: 'secret', members: ['U01'] });
  expect((await call(lab, 'users.info', { user: 'U03' })).user).toMatchObject({
    team_id: 'T99',
    is_restricted: true,
    is_ultra_restricted: true,
    is_stranger: true,
  });
  expect(await errorOf(call(lab, 'users.info', { user: 'U99' }))).toBe('user_not_found');
  expect((await call(lab, 'usergroups.users.list', { usergroup: 'S01' })).users).toEqual(['U01']);
  expect((await call(lab, 'usergroups.list')).usergroups).toMatchObject([{ id: 'S01', handle: 'ops' }]);
  expect((await call(lab, 'conversations.info', { channel: 'C01' })).channel).toMatchObject({ name: 'bench', is_member: true });
  expect((await call(lab, 'conversations.open', { users: 'U01' })).channel).toEqual({ id: 'DU01' });
  const mine = await call(lab, 'users.conversations', { types: 'public_channel,private_channel' });
  expect(mine.channels.map((c: Loose) => c.id)).toEqual(['C01', 'G02']);
  expect((await call(lab, 'users.conversations', { types: 'im' })).channels).toEqual([]);
  await call(lab, 'chat.postMessage', { channel: 'DU01', text: 'alone' });
  expect((await call(lab, 'users.conversations', { types: 'im' })).channels).toMatchObject([{ id: 'DU01', is_im: true }]);
});

test('reactions and pins', async () => {
  const lab = await open();
  const { ts } = await post(lab);
  const about = { channel: 'C01', timestamp: ts };
  expect(await errorOf(call(lab, 'reactions.add', { ...about, name: 'eyes' }))).toBe('ok');
  expect(await errorOf(call(lab, 'reactions.add', { ...about, name: 'eyes' }))).toBe('already_reacted');
  expect(await errorOf(call(lab, 'reactions.add', { ...about, name: ':eyes:' }))).toBe('invalid_name');
  expect(lab.messages[0]?.reactions).toEqual([{ name: 'eyes', users: ['UBOT01'] }]);
  expect([await errorOf(call(lab, 'pins.add', about)), await errorOf(call(lab, 'pins.add', about))]).toEqual(['ok', 'already_pinned']);
  expect([await errorOf(call(lab, 'pins.remove', about)), await errorOf(call(lab, 'pins.remove', about))]).toEqual(['ok', 'no_pin']);
});

test('a command: its fields, its acknowledgement, what came with it', async () => {
  const lab = await open();
  expect(await lab.slash('U01', 'C01', '/molt bench')).toEqual({ ok: false, error: 'dispatch_failed' });
  const bot = await TestBot.connect(lab);
  bot.answers = () => ({ text: 'only you' });
  const result = await lab.slash('U01', 'C01', '/molt bench —linked');
  expect(result).toMatchObject({ ok: true, response: { text: 'only you' } });
  expect(bot.got[0]).toMatchObject({
    type: 'slash_commands',
    accepts_response_payload: true,
    payload: { command: '/molt', text: 'bench —linked', user_id: 'U01', channel_id: 'C01', team_id: 'T01', is_enterprise_install: 'false' },
  });
  expect(lab.messages).toMatchObject([{ text: 'only you', ephemeralTo: 'U01' }]);
});

test('a command without acknowledgement fails for the person after three seconds and is not sent again', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const bot = await TestBot.connect(lab);
  bot.answers = () => undefined;
  const failing = lab.slash('U01', 'C01', 'bench');
  await until('the command', () => bot.got.length === 1);
  expect(lab.unacked).toHaveLength(1);
  clock.advance(3 * second);
  expect(await failing).toEqual({ ok: false, error: 'operation_timeout' });
  clock.advance(10 * minute);
  expect([bot.got.length, lab.unacked.length]).toEqual([1, 0]);
});

test('a response_url: five uses in half an hour', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const bot = await TestBot.connect(lab);
  await lab.slash('U01', 'C01', 'help');
  await lab.slash('U01', 'C01', 'help');
  const [first, second] = bot.got.map(({ payload }) => payload.response_url);
  const use = async (url: string, body: Loose): Promise<string> =>
    (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).text();
  for (let i = 0; i < 5; i += 1) expect(await use(first, { text: `n${i}`, ...(i === 4 && { response_type: 'in_channel' }) })).toBe('ok');
  expect(await use(first, { text: 'x' })).toContain('used_url');
  clock.advance(31 * minute);
  expect(await use(second, { text: 'x' })).toContain('expired_url');
  expect(lab.messages.map((m) => m.ephemeralTo)).toEqual(['U01', 'U01', 'U01', 'U01', undefined]);
});

test('a response_url of a press replaces and deletes what was pressed', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  const { message_ts } = await call(lab, 'chat.postEphemeral', { channel: 'C01', user: 'U01', text: 'ask', blocks: [go] });
  await lab.press('U01', 'C01', message_ts, 'Go');
  const url = bot.got.find(({ type }) => type === 'interactive')?.payload.response_url;
  await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'done', replace_original: true }) });
  expect(texts(lab)).toEqual(['done']);
  await fetch(url, { method: 'POST', body: JSON.stringify({ delete_original: true }) });
  expect(texts(lab)).toEqual([]);
});

test('a mention arrives twice, as message and as app_mention, each with its own event id', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  const ts = await lab.says('U01', 'C01', '<@UBOT01> status');
  const direct = await lab.dm('U01', 'hi <@UBOT01>');
  const events = bot.got.map(({ payload }) => payload);
  expect(events.map(({ event }) => [event.type, event.channel_type, event.ts])).toEqual([
    ['message', 'channel', ts],
    ['app_mention', undefined, ts],
    ['message', 'im', direct],
  ]);
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(3);
  expect(events[2]?.event.channel).toBe('DU01');
});

test('the bot hears itself, other bots, edits and deletions', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  await post(lab, { text: 'mine' });
  await lab.says('U02', 'C01', 'beep', { type: 'bot' });
  const ts = await lab.says('U01', 'C01', 'one');
  await lab.edits('U01', 'C01', ts, 'two');
  await lab.deletes('U01', 'C01', ts);
  const seen = bot
    .events('message')
    .map(({ payload: { event } }) => [event.subtype, event.bot_id, event.text ?? event.message?.text ?? event.deleted_ts]);
  expect(seen).toEqual([
    [undefined, 'B01', 'mine'],
    ['bot_message', 'B99', 'beep'],
    [undefined, undefined, 'one'],
    ['message_changed', undefined, 'two'],
    ['message_deleted', undefined, ts],
  ]);
  expect(bot.events('message')[3]?.payload.event.previous_message.text).toBe('one');
  lab.addChannel({ id: 'C02', name: 'other', botIn: false });
  await lab.says('U01', 'C02', '<@UBOT01> are you here?');
  expect(bot.got).toHaveLength(5);
});

test('redelivery: at once, after a minute, after five, then never', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const bot = await TestBot.connect(lab);
  bot.answers = () => undefined;
  const said = lab.says('U01', 'C01', 'hi');
  const attempts = (n: number): Promise<true> => until(`attempt ${n}`, () => bot.got.length === n || undefined);
  await attempts(1);
  clock.advance(3 * second);
  await said;
  await attempts(2);
  clock.advance(3 * second + minute);
  await attempts(3);
  clock.advance(3 * second + 5 * minute - 1);
  expect(bot.got).toHaveLength(3);
  clock.advance(1);
  await attempts(4);
  expect(bot.got.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
    [0, ''],
    [1, 'timeout'],
    [2, 'timeout'],
    [3, 'timeout'],
  ]);
  const [id] = new Set(bot.got.map(({ payload }) => payload.event_id));
  expect(new Set(bot.got.map(({ envelope_id }) => envelope_id)).size).toBe(4);
  expect(new Set(bot.got.map(({ payload }) => payload.event_id))).toEqual(new Set([id]));
  expect(lab.dropped).toEqual([]);
  clock.advance(10 * minute);
  expect(lab.dropped).toEqual([id]);
  expect(bot.got).toHaveLength(4);
});

test('what nobody could get comes when somebody is there', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  await lab.says('U01', 'C01', 'hi');
  const bot = await TestBot.connect(lab);
  clock.advance(minute);
  await until('the event', () => bot.got.length === 1);
  expect(bot.got[0]).toMatchObject({ retry_attempt: 2, retry_reason: 'connection_failed', payload: { event: { text: 'hi' } } });
  await lab.idle();
  clock.advance(10 * minute);
  expect([bot.got.length, lab.dropped.length]).toEqual([1, 0]);
});

test('redelivered on order: the same event in a new envelope', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  await lab.says('U01', 'C01', 'hi');
  await post(lab);
  await lab.redeliver();
  await lab.idle();
  const [first, , again] = bot.got;
  expect(again).toMatchObject({ payload: { event_id: first?.payload.event_id }, retry_attempt: 1, retry_reason: 'timeout' });
  await expect((async () => lab.redeliver('Ev99'))()).rejects.toThrow('no such event');
});

test('connections: up to ten, each payload to any one of them, hello says how many', async () => {
  const lab = await open({ seed: 7 });
  const bots: TestBot[] = [];
  for (let i = 0; i < 10; i += 1) bots.push(await TestBot.connect(lab));
  expect(bots.map((bot) => bot.control[0]?.num_connections)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const eleventh = await TestBot.connect(lab);
  expect(eleventh.control[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  for (let i = 0; i < 40; i += 1) await lab.says('U01', 'C01', `m${i}`);
  expect(bots.reduce((sum, bot) => sum + bot.got.length, 0)).toBe(40);
  expect(bots.filter((bot) => bot.got.length > 0).length).toBeGreaterThan(5);
});

test('a ticket is good for one connection', async () => {
  const lab = await open();
  const { url } = await webClient(lab, lab.env.SLACK_APP_TOKEN).apps.connections.open();
  const first = new WebSocket(url!);
  await once(first, 'open');
  const [error] = await once(new WebSocket(url!), 'error').catch((thrown) => [thrown]);
  expect([error.message, lab.connections]).toEqual(['Unexpected server response: 401', 1]);
});

test('pings come by the clock of the lab', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const bot = await TestBot.connect(lab);
  clock.advance(30 * second);
  await until('three pings', () => bot.pings === 3);
});

test('a refresh: a warning, ten seconds, then the end; what is sent meanwhile still arrives', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const bot = await TestBot.connect(lab);
  lab.refresh();
  await until('disconnect', () => bot.control.at(-1)?.reason === 'warning');
  await lab.says('U01', 'C01', 'hi');
  expect([bot.got.length, bot.closed]).toEqual([1, false]);
  clock.advance(10 * second);
  await until('closed', () => bot.closed);
  await until('forgotten', () => lab.connections === 0);
  const other = await TestBot.connect(lab);
  lab.refresh({ reason: 'refresh_requested' });
  await until('closed', () => other.closed);
});

test('half open: nothing comes through, though Slack counts on it, until the event is sent to another', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const bot = await TestBot.connect(lab);
  lab.halfOpen();
  let pongs = 0;
  bot.socket.on('pong', () => {
    pongs += 1;
  });
  bot.socket.ping();
  await lab.says('U01', 'C01', 'hi');
  const failing = lab.slash('U01', 'C01', 'bench');
  clock.advance(3 * second);
  expect(await failing).toEqual({ ok: false, error: 'operation_timeout' });
  expect([lab.connections, bot.got.length, bot.pings, bot.closed, pongs]).toEqual([1, 0, 0, false, 0]);
  const other = await TestBot.connect(lab);
  clock.advance(2 * minute);
  await until('the event', () => other.got.length === 1);
  expect([other.got[0]?.payload.event.text, bot.got.length, bot.closed]).toEqual(['hi', 0, false]);
});

test('dropped, down and up again', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  lab.drop();
  await until('closed', () => bot.closed);
  const second = await TestBot.connect(lab);
  lab.down();
  await until('closed', () => second.closed);
  expect(await errorOf(post(lab))).toBe('slack_webapi_request_error');
  expect(await lab.slash('U01', 'C01', 'bench')).toEqual({ ok: false, error: 'dispatch_failed' });
  lab.up();
  expect(await errorOf(post(lab))).toBe('ok');
  expect(texts(lab)).toEqual(['x']);
});

test.each<[Parameters<SlackLab['fault']>[0]['does'], string, boolean]>([
  ['lost response', 'slack_webapi_request_error', true],
  ['lost request', 'slack_webapi_request_error', false],
  ['429', 'slack_webapi_rate_limited_error', false],
  ['http 500', 'slack_webapi_http_error', false],
  ['internal_error', 'internal_error', false],
  [{ error: 'restricted_action' }, 'restricted_action', false],
])('fault: %s', async (does, error, isDone) => {
  const lab = await open();
  lab.fault({ method: 'chat.postMessage', channel: 'C01', does });
  expect(await errorOf(post(lab, { channel: 'U01' }))).toBe('ok');
  expect(await errorOf(post(lab))).toBe(error);
  expect(lab.in('C01')).toHaveLength(isDone ? 1 : 0);
  expect(await errorOf(post(lab))).toBe('ok');
  expect(lab.calls.map((c) => [c.channel, c.ok])).toEqual([
    ['DU01', true],
    ['C01', isDone],
    ['C01', true],
  ]);
});

test('fault: hangs, is slow, happens several times', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  lab.fault({ method: /^chat\./, times: 2, does: 'hang' });
  const hanging = Promise.all([errorOf(post(lab)), errorOf(post(lab))]);
  await until('both', () => lab.calls.length === 2);
  await lab.idle();
  lab.fault({ method: 'chat.postMessage', slow: 5000 });
  let isDone = false;
  const slow = post(lab).then(() => {
    isDone = true;
  });
  await until('slow', () => clock.pending > 0);
  expect([isDone, lab.messages.length]).toEqual([false, 0]);
  clock.advance(5000);
  await slow;
  expect(texts(lab)).toEqual(['x']);
  lab.down();
  expect(await hanging).toEqual(['slack_webapi_request_error', 'slack_webapi_request_error']);
});

test('429 for a channel, not for its neighbour', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock, rates: true });
  const burst = await Promise.all([1, 2, 3, 4].map(() => errorOf(post(lab))));
  expect(burst.sort()).toEqual(['ok', 'ok', 'ok', 'slack_webapi_rate_limited_error']);
  await expect(post(lab)).rejects.toMatchObject({ retryAfter: 1 });
  expect(await errorOf(post(lab, { channel: 'U01' }))).toBe('ok');
  clock.advance(second);
  expect([await errorOf(post(lab)), await errorOf(post(lab))]).toEqual(['ok', 'slack_webapi_rate_limited_error']);
});

test.each([
  ['chat.update', 50, { channel: 'C01', text: 'y' }],
  ['conversations.history', 50, { channel: 'C01' }],
  ['usergroups.list', 20, {}],
  ['views.publish', 100, { user_id: 'U01', view: { type: 'home', blocks: [] } }],
])('%s: %i a minute', async (method, perMinute, args) => {
  const clock = new FakeClock();
  const lab = await open({ clock, rates: true });
  const { ts } = await post(lab);
  const outcomes = await Promise.all(Array.from({ length: perMinute + 3 }, () => errorOf(call(lab, method, { ts, ...args }))));
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(perMinute);
  clock.advance(minute);
  expect(await errorOf(call(lab, method, { ts, ...args }))).toBe('ok');
});

test('the workspace has a cap of its own', async () => {
  const lab = await open({ clock: new FakeClock(), rates: true });
  lab.platform.rates.workspacePerMinute = 5;
  for (let i = 0; i < 8; i += 1) lab.addUser({ id: `U1${i}`, name: `n${i}` });
  const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => errorOf(post(lab, { channel: `U1${i}` }))));
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(5);
});

const text = (value: string): Loose => ({ type: 'plain_text', text: value });
const option = (value: string): Loose => ({ text: text(value), value });
const form = {
  type: 'modal',
  callback_id: 'form',
  title: text('Bench'),
  submit: text('Start'),
  private_metadata: 'bench',
  blocks: [
    {
      type: 'input',
      block_id: 'samples',
      label: text('Samples'),
      optional: true,
      element: { type: 'number_input', action_id: 'v', is_decimal_allowed: false, max_value: '100' },
    },
    {
      type: 'input',
      block_id: 'linked',
      label: text('Linked'),
      optional: true,
      element: { type: 'checkboxes', action_id: 'v', options: [option('linked')] },
    },
    {
      type: 'input',
      block_id: 'kind',
      label: text('Kind'),
      element: { type: 'static_select', action_id: 'v', options: [option('native'), option('wasm')] },
    },
  ],
};

test('a press, a pick, and the modal that they open within three seconds', async () => {
  const clock = new FakeClock();
  const lab = await open({ clock });
  const bot = await TestBot.connect(lab);
  const menu = { type: 'actions', elements: [{ type: 'static_select', action_id: 'menu', options: [option('native'), option('wasm')] }] };
  const { ts } = await post(lab, { blocks: [go, menu] });
  await expect(lab.press('U01', 'C01', ts, 'Stop')).rejects.toThrow('no button [Stop]; there are: [Go] "native" "wasm"');
  await lab.press('U01', 'C01', ts, 'Go');
  await lab.pick('U01', 'C01', ts, 'wasm');
  const [press, pick] = bot.got.filter(({ type }) => type === 'interactive').map(({ payload }) => payload);
  expect(press).toMatchObject({
    type: 'block_actions',
    user: { id: 'U01', team_id: 'T01' },
    channel: { id: 'C01' },
    container: { type: 'message', message_ts: ts },
    message: { ts },
    actions: [{ type: 'button', action_id: 'go', block_id: 'row', value: '42', action_ts: expect.any(String) }],
  });
  expect(pick?.actions).toMatchObject([{ type: 'static_select', action_id: 'menu', selected_option: { value: 'wasm' } }]);
  const openForm = (trigger_id: string): Promise<string> => errorOf(call(lab, 'views.open', { trigger_id, view: form }));
  expect(await openForm(press?.trigger_id)).toBe('ok');
  expect(await openForm(press?.trigger_id)).toBe('exchanged_trigger_id');
  clock.advance(3001);
  expect([await openForm(pick?.trigger_id), await openForm('x')]).toEqual(['expired_trigger_id', 'invalid_trigger_id']);
  expect(lab.modal('U01')?.callback_id).toBe('form');
  expect(lab.modal('U02')).toBeUndefined();
});

test('a button of an earlier version can still be pressed by who has not seen the edit', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  const { ts } = await post(lab, { blocks: [go] });
  await call(lab, 'chat.update', { channel: 'C01', ts, text: 'gone' });
  await expect(lab.press('U01', 'C01', ts, 'Go')).rejects.toThrow('there are: none');
  await lab.press('U01', 'C01', ts, 'Go', { version: 0 });
  expect(bot.got.at(-1)?.payload.actions[0].value).toBe('42');
});

test('a form: the client checks first, then the bot, then it closes', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  await call(lab, 'views.open', { trigger_id: lab.platform.triggers.give('U01'), view: form });
  expect(await lab.submit('U01', { Samples: 'many', Kind: 'wasm' })).toEqual({ closed: false, errors: { samples: 'Must be a number.' } });
  expect(await lab.submit('U01')).toEqual({ closed: false, errors: { kind: 'Please complete this required field.' } });
  expect(bot.got).toEqual([]);
  bot.answers = () => ({ response_action: 'errors', errors: { samples: 'too many' } });
  expect(await lab.submit('U01', { samples: '100', Kind: 'wasm' })).toEqual({ closed: false, errors: { samples: 'too many' } });
  bot.answers = () => ({ response_action: 'errors', errors: { nowhere: 'x' } });
  expect(await lab.submit('U01', { Kind: 'wasm' })).toEqual({ closed: false, error: 'invalid_response' });
  bot.answers = () => ({ response_action: 'push', view: { ...form, callback_id: 'sure', blocks: [{ type: 'divider' }] } });
  expect(await lab.submit('U01', { Kind: 'wasm', Linked: true })).toMatchObject({ closed: false, pushed: { callback_id: 'sure' } });
  expect(bot.got.at(-1)?.payload.view).toMatchObject({
    callback_id: 'form',
    private_metadata: 'bench',
    state: {
      values: {
        samples: { v: { type: 'number_input', value: null } },
        linked: { v: { selected_options: [{ value: 'linked' }] } },
        kind: { v: { selected_option: { value: 'wasm' } } },
      },
    },
  });
  bot.answers = () => ({});
  expect(await lab.submit('U01')).toEqual({ closed: true });
  expect(lab.modal('U01')?.callback_id).toBe('form');
  bot.answers = () => ({ response_action: 'update', view: { ...form, callback_id: 'next' } });
  await lab.submit('U01', { Kind: 'native' });
  expect(lab.modal('U01')?.callback_id).toBe('next');
  bot.answers = () => ({ response_action: 'clear' });
  expect(await lab.submit('U01', { Kind: 'native' })).toEqual({ closed: true });
  expect(lab.modal('U01')).toBeUndefined();
});

test('a cancelled form is told only if it asks for it', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  for (const notify_on_close of [false, true]) {
    await call(lab, 'views.open', { trigger_id: lab.platform.triggers.give('U01'), view: { ...form, notify_on_close } });
    lab.cancelModal('U01');
    await lab.idle();
  }
  expect(lab.modal('U01')).toBeUndefined();
  expect(bot.got.map(({ payload }) => payload.type)).toEqual(['view_closed']);
});

test('the App Home: opened, published, pressed', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  await lab.openHome('U01');
  expect(bot.events('app_home_opened')[0]?.payload.event).toMatchObject({ user: 'U01', tab: 'home', channel: 'DU01' });
  const first = await call(lab, 'views.publish', { user_id: 'U01', view: { type: 'home', blocks: [go] } });
  const again = await call(lab, 'views.publish', { user_id: 'U01', view: { type: 'home', blocks: [go] }, hash: first.view.hash });
  expect(again.view.id).toBe(first.view.id);
  expect(await errorOf(call(lab, 'views.publish', { user_id: 'U01', view: { type: 'home', blocks: [] }, hash: first.view.hash }))).toBe(
    'hash_conflict',
  );
  await lab.pressHome('U01', 'Go');
  const { payload } = bot.got.at(-1)!;
  expect(payload).toMatchObject({
    container: { type: 'view', view_id: again.view.id },
    view: { type: 'home' },
    actions: [{ action_id: 'go' }],
  });
  expect([payload.channel, payload.message]).toEqual([undefined, undefined]);
});

test('a message shortcut', async () => {
  const lab = await open();
  const bot = await TestBot.connect(lab);
  const ts = await lab.says('U02', 'C01', 'runtime/src/obj.rs is broken');
  expect(await lab.shortcut('U01', 'claim', 'C01', ts)).toMatchObject({ ok: true });
  expect(bot.got.at(-1)?.payload).toMatchObject({
    type: 'message_action',
    callback_id: 'claim',
    message: { ts, user: 'U02' },
    channel: { id: 'C01' },
  });
});
