/** What Slack sends: stored first, acknowledged then, and never the other way round. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/adapter.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Answer } from './api.ts';
import type { Interactions } from './interact.ts';
import { createReception, type Reception } from './reception.ts';

const clock = new FakeClock();
const ts = '1795361652.000100';
/** What happened, in its order. */
let story: string[];
let received: Incoming[];
let acks: unknown[];
let learned: string[];
let disk: 'fine' | 'full';
let interactions: Interactions;
let waits: boolean;
let reception: Reception;

beforeEach(() => {
  story = [];
  received = [];
  acks = [];
  learned = [];
  disk = 'fine';
  waits = false;
  interactions = { open: async () => false, submit: async () => ({}), home: async () => {} };
  reception = createReception({
    clock,
    self: () => ({ team: 'T01', user: 'UBOT01' }),
    channels: { of: async () => ({ ok: true, value: 'C01' }), learn: (sender, channel) => void learned.push(`${sender} ${channel}`) },
    privately: {
      learn: (channel, user, url) => void learned.push(`${channel}/${user} ${url}`),
      post: async () => ({ ok: false, why: 'never', message: '' }),
    },
    catchUp: { heard: (channel, at) => void story.push(`heard ${channel} ${at}`) },
    listens: () => waits,
    receive: (incoming) => {
      if (disk === 'full') throw new Error('the disk is full');
      story.push(`stored ${incoming.id}`);
      received.push(incoming);
    },
    interactions: () => interactions,
    log: (level, message) => void story.push(`${level}: ${message}`),
  });
});

const take = (type: string, payload: Answer): Promise<void> =>
  reception.take({
    id: 'E1',
    type,
    payload,
    ack: (answer) => {
      story.push('acked');
      acks.push(answer);
    },
  });
const event = (more: Answer = {}): Answer => ({
  team_id: 'T01',
  event: { type: 'message', channel: 'C01', user: 'U01', team: 'T01', ts, text: '<@UBOT01> jobs', ...more },
});
const slash: Answer = { team_id: 'T01', user_id: 'U01', channel_id: 'C01', text: 'jobs', trigger_id: '1.1', response_url: 'http://r/1' };
const press = (action: Answer = {}, more: Answer = {}): Answer => ({
  type: 'block_actions',
  user: { id: 'U01', team_id: 'T01' },
  channel: { id: 'C01' },
  message: { ts: '17.5' },
  trigger_id: '9.9',
  response_url: 'http://r/2',
  actions: [{ type: 'button', action_id: 'say:0', value: 'stop 42', action_ts: ts, ...action }],
  ...more,
});
const shortcut = (more: Answer = {}): Answer => ({
  type: 'message_action',
  callback_id: 'claim-paths',
  user: { id: 'U01', team_id: 'T01' },
  channel: { id: 'C01' },
  message: { ts: '17.5', text: 'I take src/x.rs', ...more },
  trigger_id: '8.8',
});
const submission: Answer = { type: 'view_submission', user: { id: 'U01', team_id: 'T01' }, view: { id: 'V1' } };
const filled: Incoming = {
  id: 'v/V1/bench',
  place: { adapter: 'slack', room: 'C01' },
  sender: 'T01/U01',
  text: 'bench',
  at: 0,
  addressed: true,
};

describe('what counts is stored, and acknowledged only then', () => {
  test.each<[string, string, Answer, string]>([
    ['a mention', 'events_api', event(), `m/C01/${ts}`],
    ['the same as app_mention', 'events_api', event({ type: 'app_mention' }), `m/C01/${ts}`],
    ['a direct message', 'events_api', event({ channel: 'D01', text: 'jobs' }), `m/D01/${ts}`],
    ['a command', 'slash_commands', slash, 'c/1.1'],
    ['a button', 'interactive', press(), `a/C01/17.5/${ts}/U01/say:0`],
    ['a shortcut', 'interactive', shortcut(), 's/8.8'],
    ['a form', 'interactive', submission, 'v/V1/bench'],
  ])('%s', async (_, type, payload, id) => {
    interactions.submit = async () => ({ said: filled, answer: { response_action: 'clear' } });
    disk = 'full';
    await take(type, payload);
    expect(story).toEqual(['error: Slack: something that was said could not be stored; it is not acknowledged']);
    story = [];
    disk = 'fine';
    await take(type, payload);
    expect(story.slice(0, 2)).toEqual([`stored ${id}`, 'acked']);
    expect(acks).toHaveLength(1);
  });
});

test.each<[string, string, Answer]>([
  ['chatter', 'events_api', event({ text: 'lunch?' })],
  ['an edit', 'events_api', event({ subtype: 'message_changed', hidden: true })],
  ['another kind of event', 'events_api', { event: { type: 'reaction_added' } }],
  ['no event', 'events_api', {}],
  ['another tab of the app', 'events_api', { event: { type: 'app_home_opened', tab: 'messages', user: 'U01' } }],
  ['a command of nobody', 'slash_commands', { ...slash, user_id: undefined }],
  ['a button of another kind', 'interactive', press({ action_id: 'x' })],
  ['a form that was closed', 'interactive', { type: 'view_closed' }],
  ['another shortcut', 'interactive', { ...shortcut(), callback_id: 'other' }],
  ['a global shortcut', 'interactive', { type: 'shortcut', callback_id: 'claim-paths' }],
  ['an envelope of another kind', 'block_suggestion', {}],
])('what is nothing to us is acknowledged all the same: %s', async (_, type, payload) => {
  disk = 'full';
  await take(type, payload);
  expect(acks).toEqual([undefined]);
  expect(received).toEqual([]);
});

describe('a message', () => {
  test('moves on what was read of its channel, also where it is chatter', async () => {
    await take('events_api', event({ text: 'lunch?' }));
    expect(story).toEqual(['acked', `heard C01 ${ts}`]);
  });

  test('that could not be stored does not', async () => {
    disk = 'full';
    await take('events_api', event());
    expect(story.join()).not.toContain('heard');
  });

  test('is received without a mention where a question waits', async () => {
    waits = true;
    await take('events_api', event({ text: 'yes' }));
    expect(received).toMatchObject([{ text: 'yes', addressed: false }]);
  });
});

describe('where a person can be answered', () => {
  test('their direct messages with the bot are learned by what they say there', async () => {
    await take('events_api', event({ channel: 'D01', text: 'jobs' }));
    expect(learned).toEqual(['T01/U01 D01']);
  });

  test.each<[string, string, Answer]>([
    ['a command', 'slash_commands', { ...slash, channel_id: 'D99' }],
    ['a button', 'interactive', press({}, { channel: { id: 'D99' } })],
    ['a shortcut', 'interactive', { ...shortcut(), channel: { id: 'D99' } }],
  ])('but not by %s: it may come from the direct messages of two people', async (_, type, payload) => {
    await take(type, payload);
    expect(received).toMatchObject([{ place: { room: '@U01', direct: true } }]);
    expect(learned.filter((one) => one.startsWith('T01/'))).toEqual([]);
  });

  test('for half an hour by a command or a press', async () => {
    await take('slash_commands', slash);
    await take('interactive', press());
    expect(learned).toEqual(expect.arrayContaining(['C01/U01 http://r/1', 'C01/U01 http://r/2']));
  });
});

describe('a button with a form', () => {
  const button = press({ action_id: 'form:0', value: 'bench' });
  test('shows it, and says nothing', async () => {
    const asked: string[] = [];
    interactions.open = async ({ incoming }, trigger) => asked.push(`${incoming.text} ${trigger}`) > 0;
    await take('interactive', button);
    expect(asked).toEqual(['bench 9.9']);
    expect(story).toEqual(['acked']);
  });

  test.each<[string, Interactions['open']]>([
    ['there is none', async () => false],
    [
      'it cannot be shown',
      async () => {
        throw new Error('broken');
      },
    ],
  ])('is said as it stands where %s', async (_, open) => {
    interactions.open = open;
    await take('interactive', button);
    expect(received).toMatchObject([{ text: 'bench', id: `a/C01/17.5/${ts}/U01/form:0` }]);
    expect(acks).toHaveLength(1);
  });
});

describe('a form that was filled in', () => {
  test('that is wrong, or asks one more question, says nothing', async () => {
    interactions.submit = async () => ({ answer: { response_action: 'errors', errors: {} } });
    await take('interactive', submission);
    expect(acks).toEqual([{ response_action: 'errors', errors: {} }]);
    expect(received).toEqual([]);
  });

  test('is not taken where that fails, so that its person can send it again', async () => {
    interactions.submit = async () => {
      throw new Error('broken');
    };
    await take('interactive', submission);
    expect(acks).toEqual([]);
  });
});

test('a home page is made after the acknowledgement, and may fail', async () => {
  let opened = '';
  interactions.home = async (user, team) => {
    story.push('made');
    opened = `${team}/${user}`;
    throw new Error('broken');
  };
  await take('events_api', { team_id: 'T01', event: { type: 'app_home_opened', tab: 'home', user: 'U01' } });
  await null;
  expect(opened).toBe('T01/U01');
  expect(story.slice(0, 2)).toEqual(['acked', 'made']);
});

test.each<[string, Answer, object]>([
  ['on a root', {}, { adapter: 'slack', room: 'C01' }],
  ['on a root that has replies', { thread_ts: '17.5' }, { adapter: 'slack', room: 'C01' }],
  ['on a reply', { thread_ts: '17.1' }, { adapter: 'slack', room: 'C01', thread: '17.1' }],
])('"Claim paths named here" %s is said as a line', async (_, more, place) => {
  await take('interactive', shortcut(more));
  expect(received).toEqual([
    { id: 's/8.8', place, sender: 'T01/U01', text: 'claim src/x.rs', at: clock.now(), addressed: true, on: '17.5' },
  ]);
});
