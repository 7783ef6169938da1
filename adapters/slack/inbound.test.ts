/** Whatever Slack sends, what it is to us: who said what, where, under which id. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/adapter.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Answer } from './api.ts';
import { directRoom, type FormOrigin, ofAction, ofForm, ofMessage, ofSlash, placeOf, type Self } from './inbound.ts';
import { seed } from './testing.ts';

const self: Self = { team: 'T01', user: 'UBOT01', botId: 'B01' };
const nobody = (): boolean => false;
const ts = '1795361652.000100';
const at = 1_795_361_652_000;
const now = at + 5000;

const message = (more: Answer = {}): Answer => ({ type: 'message', user: 'U01', team: 'T01', ts, text: '<@UBOT01> jobs', ...more });
const read = (more: Answer, channel = 'C01', listens: (place: Place) => boolean = nobody): Incoming | undefined =>
  ofMessage(message(more), channel, self, listens);

const inRoom: Place = { adapter: 'slack', room: 'C01' };
const direct: Place = { adapter: 'slack', room: '@U01', direct: true };

describe('a message', () => {
  test.each<[string, Answer, Partial<Incoming>, string?]>([
    ['a mention', {}, { id: `m/C01/${ts}`, place: inRoom, sender: 'T01/U01', text: 'jobs', at, addressed: true }],
    ['the same as app_mention', { type: 'app_mention', team: undefined }, { id: `m/C01/${ts}`, text: 'jobs', sender: 'T01/U01' }],
    ['a mention in a thread', { thread_ts: '17.1', parent_user_id: 'U02' }, { place: { ...inRoom, thread: '17.1' }, addressed: true }],
    ['a command with a slash, where Slack takes none', { text: '/molt stop', thread_ts: '17.1' }, { text: '/molt stop', addressed: true }],
    ['one with a bang', { text: '!molt jobs' }, { text: '!molt jobs', addressed: true }],
    ['a mention alone', { text: '<@UBOT01>' }, { text: '', addressed: true }],
    [
      'what Slack made of the text is taken back',
      { text: '<@UBOT01> claim <http://docs.md|docs.md> &amp; x' },
      { text: 'claim docs.md & x' },
    ],
    ['a direct message', { text: 'jobs' }, { id: `m/D01/${ts}`, place: direct, text: 'jobs', addressed: true }, 'D01'],
    ['a reply in direct messages', { text: 'yes', thread_ts: '17.1' }, { place: { ...direct, thread: '17.1' }, addressed: true }, 'D01'],
    ['a reply in a thread of ours', { text: 'yes', thread_ts: '17.1', parent_user_id: 'UBOT01' }, { text: 'yes', addressed: false }],
    ['a private channel', {}, { id: `m/G01/${ts}`, place: { adapter: 'slack', room: 'G01' } }, 'G01'],
    ['with a file', { subtype: 'file_share', files: [{}] }, { text: 'jobs' }],
    [
      'a reply that also stands in the channel',
      { subtype: 'thread_broadcast', thread_ts: '17.1' },
      { place: { ...inRoom, thread: '17.1' } },
    ],
    ['/me', { subtype: 'me_message' }, { text: 'jobs' }],
    ['somebody of another company', { user: 'U77', team: 'T02', user_team: 'T02', source_team: 'T02' }, { sender: 'T02/U77' }],
    ['whose team only one field tells', { user: 'U77', team: 'T01', source_team: 'T02' }, { sender: 'T02/U77' }],
    ['in direct messages as well', { user: 'U77', user_team: 'T02' }, { sender: 'T02/U77', place: { ...direct, room: '@U77' } }, 'D07'],
    ['that has begun a thread since', { thread_ts: ts, reply_count: 2 }, { id: `m/C01/${ts}`, place: inRoom }],
  ])('%s', (_, more, expected, channel) => {
    const incoming = read(more, channel);
    expect(incoming).toMatchObject(expected);
    if (expected.place) expect(incoming!.place).toEqual(expected.place);
  });

  test.each<[string, Answer, string?]>([
    ['people’s chatter', { text: 'lunch?' }],
    ['chatter in a thread of people', { text: 'yes', thread_ts: '17.1', parent_user_id: 'U02' }],
    ['that only talks of molt', { text: 'molt is slow, /molt is quick' }],
    ['of another bot', { subtype: 'bot_message', bot_id: 'B99' }],
    ['of a bot that looks like a person', { bot_id: 'B99' }],
    ['of ours', { user: 'UBOT01' }],
    ['of ours, with its bot', { user: 'UBOT01', bot_id: 'B01' }],
    ['of Slackbot', { user: 'USLACKBOT' }],
    ['an edit', { subtype: 'message_changed', message: message(), hidden: true }],
    ['a deletion', { subtype: 'message_deleted', deleted_ts: ts, hidden: true }],
    ['a deleted root', { subtype: 'tombstone', hidden: true }],
    ['hidden', { hidden: true }],
    ['that somebody came', { subtype: 'channel_join' }],
    ['that somebody left', { subtype: 'channel_leave' }],
    ['of a new topic', { subtype: 'channel_topic' }],
    ['a reminder', { subtype: 'reminder_add' }],
    ['without a text', { text: undefined }],
    ['without a person', { user: undefined }],
    ['without a time', { ts: undefined }],
    ['an edit in direct messages', { subtype: 'message_changed', hidden: true }, 'D01'],
    ['of ours in direct messages', { user: 'UBOT01', text: 'DONE 42' }, 'D01'],
  ])('is nothing to us: %s', (_, more, channel) => expect(read(more, channel)).toBeUndefined());

  test('chatter counts where a question waits, and is not said to us', () => {
    const asked: Place[] = [];
    const listens = (place: Place): boolean => asked.push(place) > 0;
    expect(read({ text: 'yes', thread_ts: '17.1' }, 'C01', listens)).toMatchObject({ text: 'yes', addressed: false });
    expect(asked).toEqual([{ ...inRoom, thread: '17.1' }]);
    expect(read({ text: 'yes', bot_id: 'B99' }, 'C01', listens)).toBeUndefined();
  });

  test('read again from the history it is the very same, whatever came after it', () => {
    const again = { reply_count: 3, latest_reply: '1795361659.000100', reactions: [{ name: 'eyes' }], edited: { user: 'U01', ts } };
    for (const more of [{}, { user: 'U77', user_team: 'T02' }, { text: 'yes', thread_ts: '17.1', parent_user_id: 'UBOT01' }])
      expect(read({ ...more, ...again, ...('thread_ts' in more ? {} : { thread_ts: ts }) })).toEqual(read(more));
  });
});

describe('a slash command', () => {
  const command = (more: Answer = {}): Answer => ({
    team_id: 'T01',
    user_id: 'U01',
    channel_id: 'C01',
    command: '/molt',
    text: 'bench --linked',
    trigger_id: '1.1.x',
    ...more,
  });
  test.each<[string, Answer, Partial<Incoming>]>([
    ['in a channel', {}, { id: 'c/1.1.x', place: inRoom, sender: 'T01/U01', text: '/molt bench --linked', at: now, addressed: true }],
    ['alone', { text: '' }, { text: '/molt' }],
    ['without a text at all', { text: undefined }, { text: '/molt' }],
    ['with the dashes of a phone', { text: 'bench —linked' }, { text: '/molt bench —linked' }],
    ['with a person', { text: 'share 42 <@U02|bob>' }, { text: '/molt share 42 <@U02|bob>' }],
    ['with escapes', { text: 'stop 42 --why a &amp; b' }, { text: '/molt stop 42 --why a & b' }],
    ['without an id of its own', { trigger_id: undefined }, { id: 'c/E1' }],
    ['without its company', { team_id: undefined }, { sender: 'T01/U01' }],
    ['in direct messages', { channel_id: 'D01' }, { place: direct }],
    ['by somebody of another company', { team_id: 'T02', user_id: 'U77' }, { sender: 'T02/U77' }],
    ['whose team is not told', { team_id: undefined }, { sender: 'T01/U01' }],
    ['without an id of its own has that of its delivery', { trigger_id: undefined }, { id: 'c/E1' }],
  ])('%s', (_, more, expected) => expect(ofSlash(command(more), now, self, 'E1')).toMatchObject(expected));

  test.each<[string, Answer]>([
    ['without a person', { user_id: undefined }],
    ['without a channel', { channel_id: undefined }],
  ])('%s is none', (_, more) => expect(ofSlash(command(more), now, self, 'E1')).toBeUndefined());
});

describe('what is pressed', () => {
  const press = (more: Answer = {}, action: Answer = {}): Answer => ({
    type: 'block_actions',
    user: { id: 'U01', team_id: 'T01' },
    team: { id: 'T01' },
    channel: { id: 'C01' },
    container: { type: 'message', message_ts: '17.5', channel_id: 'C01' },
    message: { ts: '17.5' },
    trigger_id: '9.9.x',
    actions: [{ type: 'button', action_id: 'say:0', value: 'stop 42', action_ts: ts, ...action }],
    ...more,
  });
  const option = { type: 'static_select', action_id: 'pick:0', value: undefined, selected_option: { value: 'say notify done dm' } };
  test.each<[string, Answer, Partial<Incoming>, ('say' | 'form')?]>([
    ['on a root', press(), { place: inRoom, sender: 'T01/U01', text: 'stop 42', at, addressed: true, on: '17.5' }],
    ['on a root that began a thread', press({ message: { ts: '17.5', thread_ts: '17.5' } }), { place: inRoom, on: '17.5' }],
    ['in a thread', press({ message: { ts: '17.5', thread_ts: '17.1' } }), { place: { ...inRoom, thread: '17.1' }, on: '17.5' }],
    [
      'on an ephemeral one',
      press({ message: undefined, container: { message_ts: '17.5', channel_id: 'C01', is_ephemeral: true } }),
      { place: inRoom, on: '17.5' },
    ],
    [
      'on an ephemeral one in a thread',
      press({ message: undefined, container: { message_ts: '17.5', channel_id: 'C01', thread_ts: '17.1' } }),
      { place: { ...inRoom, thread: '17.1' }, on: '17.5' },
    ],
    [
      'in direct messages',
      press({ channel: { id: 'D01' }, container: { message_ts: '17.5', channel_id: 'D01' } }),
      { place: direct, on: '17.5' },
    ],
    [
      'on the home page',
      press({ channel: undefined, message: undefined, container: { type: 'view', view_id: 'V1' }, view: { id: 'V1' } }),
      { place: direct, on: 'home' },
    ],
    ['what is picked', press({}, option), { text: 'notify done dm' }],
    ['what is picked, with a form', press({}, { ...option, selected_option: { value: 'form bench' } }), { text: 'bench' }, 'form'],
    ['a button with a form', press({}, { action_id: 'form:3', value: 'bench --linked' }), { text: 'bench --linked' }, 'form'],
    ['a button without a line', press({}, { value: undefined }), { text: '' }],
    ['by somebody of another company', press({ user: { id: 'U77', team_id: 'T02' } }), { sender: 'T02/U77' }],
    ['whose team is not told', press({ user: { id: 'U01' } }), { sender: 'T01/U01' }],
    ['whose time is not told', press({}, { action_ts: undefined }), { at: now }],
  ])('%s', (_, payload, expected, how = 'say') => {
    const read = ofAction(payload, self, now);
    expect(read).toMatchObject({ press: how, incoming: expected });
    if (expected.place) expect(read!.incoming.place).toEqual(expected.place);
  });

  test.each<[string, Answer]>([
    ['a button of another kind', press({}, { action_id: 'approve' })],
    ['a link', press({}, { action_id: 'a0.1', url: 'https://x.example' })],
    ['a menu of another kind', press({}, { type: 'overflow', action_id: 'pick:0' })],
    ['nothing picked', press({}, { ...option, selected_option: null })],
    ['no action', press({ actions: [] })],
  ])('is nothing to us: %s', (_, payload) => expect(ofAction(payload, self, now)).toBeUndefined());

  test(`one deed has one id, two deeds have two (seed ${seed})`, () => {
    const deed = fc.record({
      user: fc.constantFrom('U01', 'U02'),
      channel: fc.constantFrom('C01', 'C02', undefined),
      on: fc.constantFrom('17.1', '17.2'),
      action: fc.constantFrom('say:0', 'say:1', 'form:0'),
      at: fc.integer({ min: 0, max: 3 }).map((n) => `17.90000${n}`),
      thread: fc.constantFrom('17.0', undefined),
    });
    const idOf = ({ user, channel, on, action, at, thread }: Answer): string =>
      ofAction(
        press(
          channel === undefined
            ? { user: { id: user }, channel: undefined, message: undefined, container: { view_id: on }, view: { id: on } }
            : { user: { id: user }, channel: { id: channel }, message: { ts: on, thread_ts: thread }, container: {} },
          { action_id: action, action_ts: at },
        ),
        self,
        now,
      )!.incoming.id;
    // Of one message it does not matter in which thread it stands.
    const same = (one: Answer): string => JSON.stringify([one.user, one.channel ?? null, one.on, one.action, one.at]);
    fc.assert(
      fc.property(deed, deed, (one, other) => {
        expect(idOf(one)).toBe(idOf(one));
        expect(idOf(one) === idOf(other)).toBe(same(one) === same(other));
      }),
      { seed },
    );
  });
});

describe('a form', () => {
  const filled = (view: string, user = 'U01'): Answer => ({ user: { id: user, team_id: 'T01' }, view: { id: view } });
  const origin: FormOrigin = { line: 'bench', place: { ...inRoom, thread: '17.1' }, on: '17.5' };
  test('is said where its button stood', () =>
    expect(ofForm(filled('V1'), self, origin, 'bench --smoke', now)).toEqual({
      id: 'v/V1/bench --smoke',
      place: origin.place,
      sender: 'T01/U01',
      text: 'bench --smoke',
      at: now,
      addressed: true,
      on: '17.5',
    }));
  test('that told what it is about to do has been said yes to', () => {
    expect(ofForm(filled('V1'), self, { ...origin, confirms: true }, 'stop 42', now)).toMatchObject({ confirmed: true });
    expect(ofForm(filled('V1'), self, origin, 'stop 42', now)).not.toHaveProperty('confirmed');
  });
  test('sent twice is one, another one is another', () => {
    const id = (view: string, line: string): string => ofForm(filled(view), self, origin, line, now).id;
    expect(id('V1', 'bench')).toBe(id('V1', 'bench'));
    expect(new Set([id('V1', 'bench'), id('V2', 'bench'), id('V1', 'bench --smoke')]).size).toBe(3);
  });
  test('from a home page is on no message', () =>
    expect(ofForm(filled('V1'), self, { line: 'x', place: direct }, 'x', now).on).toBe('form'));
});

describe('ids', () => {
  test(`of messages: the same for every way in which one comes, different for two (seed ${seed})`, () => {
    const one = fc.record({ channel: fc.constantFrom('C01', 'C02', 'D01', 'G01'), n: fc.integer({ min: 0, max: 5 }) });
    const way = fc.constantFrom<Answer>({}, { type: 'app_mention' }, { subtype: 'thread_broadcast' }, { reply_count: 1 }, { team: 'T09' });
    fc.assert(
      fc.property(one, one, way, way, (a, b, how, other) => {
        const idOf = ({ channel, n }: { channel: string; n: number }, more: Answer): string =>
          read({ ...more, ts: `17.00000${n}` }, channel)!.id;
        expect(idOf(a, how)).toBe(idOf(a, other));
        expect(idOf(a, how) === idOf(b, other)).toBe(a.channel === b.channel && a.n === b.n);
      }),
      { seed },
    );
  });

  test('of different kinds of deeds never meet', () => {
    const all = [
      read({})!.id,
      ofSlash({ trigger_id: ts, channel_id: 'C01', team_id: 'T01', user_id: 'U01' }, now, self, 'E1')!.id,
      ofForm({ user: { id: 'U01' }, view: { id: 'C01' } }, self, { line: ts, place: inRoom }, ts, now).id,
    ];
    expect(new Set(all.map((id) => id.split('/')[0])).size).toBe(all.length);
  });
});

test('a person’s direct messages are their room, whatever id Slack has for it', () => {
  expect(directRoom('T01/U01')).toBe(directRoom('U01'));
  expect(placeOf('D01', 'T01/U01')).toEqual(placeOf('D99', 'T01/U01'));
});
