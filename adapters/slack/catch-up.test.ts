/** What is said while the bot is away is received when it is back: all of it, in its order, and nothing else. Over the lab. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Incoming, Pages } from '../../src/chat/adapter.ts';
import { hour, minute, second } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import { SlackLab } from '../../test/lab/slack/lab.ts';
import type { Notes } from './catch-up.ts';
import { type Listening, listening, memoryNotes, once, posted, room, said, Wire } from './testing.ts';

const wire = new Wire();
wire.watch();
afterAll(() => wire.unwatch());

let lab: SlackLab;
let clock: FakeClock;
let notes: Notes;
let threads: Place[];
let rooms: string[];
let logged: string[];
let waits: boolean;
/** What the inbox has: it outlives each life of the bot. */
let inbox: Incoming[];
let bot: Listening | undefined;

beforeEach(async () => {
  clock = new FakeClock();
  notes = memoryNotes();
  threads = [];
  rooms = ['C01', 'C02'];
  logged = [];
  waits = false;
  inbox = [];
  await open();
});
afterEach(async () => {
  await stop();
  await lab.close();
});

async function open(more: { rates?: boolean } = {}): Promise<void> {
  lab = await SlackLab.open({ clock, ...more });
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addUser({ id: 'U02', name: 'bob' });
  for (const id of rooms) lab.addChannel({ id, name: id.toLowerCase() });
}

const pages: Pages = {
  form: async () => ({ ok: false, refusal: { code: '', message: '' } }),
  submit: async (line) => ({ is: 'line', line }),
  home: async () => [],
  listens: () => waits,
};

/** The bot lives, and has read what it may have missed. */
async function start(): Promise<void> {
  bot = await listening(lab, {
    parts: { clock, notes, rooms, threads: () => threads, log: (_, message) => void logged.push(message) },
    pages,
    received: inbox,
  });
  await wire.rest();
}

async function stop(): Promise<void> {
  await bot?.adapter.stop();
  bot = undefined;
  await wire.rest();
}

const say = async (channel: string, text: string, more: { thread?: string; user?: string } = {}): Promise<string> => {
  // Nobody speaks twice in one moment.
  clock.advance(second);
  const told = lab.says(more.user ?? 'U01', channel, text, more.thread === undefined ? {} : { thread: more.thread });
  await wire.rest();
  return told;
};
const order = (text: string): string => `<@UBOT01> ${text}`;
const texts = (): string[] => once(inbox).map(({ text }) => text);
const away = async (span: number): Promise<void> => {
  await stop();
  clock.advance(span);
};

/** The bot comes back when Slack has given up to deliver by itself what was said meanwhile. */
async function back(): Promise<void> {
  clock.advance(10 * minute);
  await start();
}

describe('what was said while the bot was stopped', () => {
  beforeEach(start);

  test('is received in its order: rooms, replies, direct messages', async () => {
    await say('C01', order('one'));
    await away(2 * hour);
    for (const text of ['two', 'three', 'four']) await say('C01', order(text));
    await say('C02', order('five'));
    await say('U01', 'six');
    const root = await say('C02', order('seven'));
    await say('C02', order('eight'), { thread: root });
    clock.advance(hour);
    await back();
    expect(texts().toSorted()).toEqual(['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'].toSorted());
    for (const channel of ['C01', 'C02']) {
      const heard = once(inbox).filter(({ place }) => place.room === channel);
      expect(heard.map(({ at }) => at)).toEqual(heard.map(({ at }) => at).toSorted((a, b) => a - b));
    }
    expect(inbox.every(({ addressed }) => addressed)).toBe(true);
  });

  test('is the very same as if it had been heard', async () => {
    const root = await say('C01', order('heard'));
    await away(minute);
    const missed = await say('C01', order('missed'));
    await say('C01', 'a reply', { thread: missed, user: 'U02' });
    await back();
    const [heard, caught] = [inbox.find(({ id }) => id.endsWith(root)), inbox.find(({ id }) => id.endsWith(missed))];
    expect(caught).toEqual({ ...heard, id: `m/C01/${missed}`, text: 'missed', at: caught!.at });
  });

  test('is received once, however often the bot starts', async () => {
    await away(hour);
    for (let n = 0; n < 5; n += 1) await say('C01', order(`${n}`));
    for (let life = 0; life < 3; life += 1) {
      await back();
      await away(20 * minute);
    }
    expect(texts()).toEqual(['0', '1', '2', '3', '4']);
  });

  test('over several pages', async () => {
    await away(minute);
    for (let n = 0; n < 450; n += 1) void lab.says('U01', 'C01', order(`${n}`));
    await back();
    expect(texts()).toEqual(Array.from({ length: 450 }, (_, n) => `${n}`));
  });

  test('by people to the bot, and nothing else', async () => {
    await away(minute);
    await say('C01', 'lunch?');
    const gone = await say('C01', order('deleted'));
    await lab.deletes('U01', 'C01', gone);
    const edited = await say('C01', order('first'));
    await lab.edits('U01', 'C01', edited, order('second'));
    await lab.says('U02', 'C01', order('of a bot'), { type: 'bot' });
    await back();
    expect(texts()).toEqual(['second']);
  });

  test('where a question waits chatter counts as well', async () => {
    await away(minute);
    await say('C01', 'yes');
    waits = true;
    await back();
    expect(once(inbox)).toMatchObject([{ text: 'yes', addressed: false }]);
  });

  test('in threads where something may be said that counts, though their roots are old', async () => {
    const { ref } = await posted(wire.passing(clock, bot!.adapter.post(room('C01'), said({ title: 'STARTED 42' }), 'card/42')));
    const old = await say('C02', 'an old thread of people');
    threads = [room('C01', ref), room('C02', old)];
    await away(5 * hour);
    await say('C01', 'stop it', { thread: ref });
    await say('C02', order('stop'), { thread: old });
    await say('C02', 'no', { thread: old });
    await back();
    expect(texts()).toEqual(['stop it', 'stop']);
    expect(inbox.map(({ place }) => place.thread)).toEqual(expect.arrayContaining([ref, old]));
  });

  test('to somebody who had never written before', async () => {
    await away(hour);
    await say('U02', 'jobs', { user: 'U02' });
    await back();
    expect(once(inbox)).toMatchObject([{ text: 'jobs', sender: 'T01/U02', place: { room: '@U02', direct: true } }]);
  });
});

test('what was said while Slack could not be reached is received when it can', async () => {
  await back();
  lab.down();
  await wire.pass(clock, minute, second);
  for (const text of ['one', 'two']) void lab.says('U01', 'C01', order(text));
  await wire.pass(clock, 30 * minute, 4 * second);
  expect(texts()).toEqual([]);
  expect(lab.dropped).toHaveLength(4);
  lab.up();
  await wire.pass(clock, minute, second);
  expect(texts()).toEqual(['one', 'two']);
});

describe('what was said before the bot ever came', () => {
  const history = async (): Promise<string> => {
    await say('C01', order('before'));
    await say('U01', 'before');
    const root = await say('C02', 'a thread');
    await say('C02', order('before'), { thread: root });
    // Slack has given up by now to deliver it by itself; it is still within what is read again to be sure.
    clock.advance(7 * minute);
    return root;
  };

  test('is never received, in whatever way it goes on', async () => {
    const root = await history();
    await start();
    expect(texts()).toEqual([]);
    await say('U01', 'now in direct messages');
    await say('C01', order('now'));
    await say('C02', order('now in the thread'), { thread: root });
    threads = [room('C02', root)];
    for (let life = 0; life < 4; life += 1) {
      await away(life * 3 * minute);
      await back();
      lab.drop();
      await wire.pass(clock, minute, second);
    }
    expect(texts()).toEqual(['now in direct messages', 'now', 'now in the thread']);
  });

  test('nor where the first start found nothing out', async () => {
    await history();
    lab.fault({ method: /^(?:users\.conversations|conversations\.history)$/, does: 'internal_error', times: 2 });
    await start();
    await say('U01', 'now');
    await wire.pass(clock, minute, second);
    await away(minute);
    await back();
    expect(texts()).toEqual(['now']);
  });

  test('nor in a room that is new in the config', async () => {
    await back();
    await away(minute);
    rooms = [...rooms, 'C03'];
    lab.addChannel({ id: 'C03', name: 'new' });
    await back();
    expect(texts()).toEqual([]);
    await away(minute);
    await say('C03', order('now'));
    await back();
    expect(texts()).toEqual(['now']);
  });
});

describe('where reading fails', () => {
  beforeEach(async () => {
    await start();
    await away(hour);
    await say('C01', order('one'));
    await say('C02', order('two'));
  });

  test.each(['internal_error', 'lost response', 'http 500'] as const)(
    'in one channel, the others are read, and it is tried again: %s',
    async (does) => {
      lab.fault({ method: 'conversations.history', channel: 'C01', does, times: 2 });
      await back();
      expect(texts()).toEqual(['two']);
      await wire.pass(clock, 40 * second, second);
      expect(texts()).toEqual(['two', 'one']);
      expect(logged.filter((line) => line.startsWith('Slack: C01 cannot be read'))).toHaveLength(2);
    },
  );

  test('because there were too many questions, it waits as long as it is told', async () => {
    lab.fault({ method: 'conversations.history', channel: 'C01', does: '429', retryAfter: 40 });
    await back();
    await wire.pass(clock, 39 * second, second);
    expect(texts()).toEqual(['two']);
    await wire.pass(clock, 2 * second, second);
    expect(texts()).toEqual(['two', 'one']);
  });

  test('in the middle of many pages, nothing is received out of order, and nothing is left out', async () => {
    for (let n = 0; n < 450; n += 1) void lab.says('U01', 'C01', order(`${n}`));
    lab.fault({ method: 'conversations.history', channel: 'C01', slow: 0, times: 2 });
    lab.fault({ method: 'conversations.history', channel: 'C01', does: 'internal_error' });
    await back();
    await wire.pass(clock, 20 * second, second);
    expect(texts()).toEqual(['two', 'one', ...Array.from({ length: 450 }, (_, n) => `${n}`)]);
  });

  test('for good in one channel, it is left alone until the next connection', async () => {
    lab.addChannel({ id: 'C01', name: 'c01', botIn: false, isPrivate: true });
    await back();
    expect(texts()).toEqual(['two']);
    const asked = (): number => lab.calls.filter(({ method, channel }) => method === 'conversations.history' && channel === 'C01').length;
    const before = asked();
    await wire.pass(clock, 10 * minute, 4 * second);
    expect(asked()).toBe(before);
    lab.addChannel({ id: 'C01', name: 'c01' });
    lab.drop();
    await wire.pass(clock, minute, second);
    expect(texts()).toEqual(['two', 'one']);
  });

  test('because what was read cannot be stored, it is tried again', async () => {
    let full = true;
    const push = inbox.push.bind(inbox);
    inbox.push = (...all) => {
      if (full) throw new Error('the disk is full');
      return push(...all);
    };
    await back();
    expect(texts()).toEqual([]);
    full = false;
    await wire.pass(clock, 20 * second, second);
    expect(texts()).toEqual(['one', 'two']);
  });

  test('because what was done cannot be noted, it is tried again, and works on', async () => {
    const { set } = notes;
    notes.set = () => {
      throw new Error('the disk is full');
    };
    await back();
    notes.set = set;
    await wire.pass(clock, 20 * second, second);
    expect(texts()).toEqual(['one', 'two']);
    await away(hour);
    await say('C01', order('three'));
    await back();
    expect(texts()).toEqual(['one', 'two', 'three']);
  });
});

test('a first start that cannot note when it was tries again', async () => {
  const { set } = notes;
  notes.set = () => {
    throw new Error('the disk is full');
  };
  await back();
  notes.set = set;
  await wire.pass(clock, 20 * second, second);
  await away(hour);
  await say('C01', order('one'));
  await back();
  expect(texts()).toEqual(['one']);
});

test('of more channels than Slack lets us ask about in a minute, all are read in the end', async () => {
  await lab.close();
  rooms = Array.from({ length: 80 }, (_, n) => `C${100 + n}`);
  await open({ rates: true });
  await back();
  await wire.pass(clock, 5 * minute, second);
  await away(hour);
  for (const id of rooms) void lab.says('U01', id, order(id));
  await back();
  await wire.pass(clock, 4 * minute, second);
  expect(texts().toSorted()).toEqual(rooms);
});

describe('until when all was read is kept', () => {
  const since = (channel: string): number => Number(JSON.parse(notes.get('slack/read') ?? '{}')[channel]);

  test('and moves on with what is heard, with room for what Slack may deliver again', async () => {
    await back();
    const first = since('C01');
    for (let n = 0; n < 10; n += 1) {
      await wire.pass(clock, 4 * minute, 4 * second);
      await say('C01', 'lunch?');
    }
    expect(since('C01')).toBeGreaterThan(first);
    expect(since('C01')).toBeLessThanOrEqual(clock.now() - 10 * minute);
    expect(since('C01')).toBeGreaterThan(clock.now() - 20 * minute);
  });

  test('so that a bot that was killed reads from there', async () => {
    await back();
    await wire.pass(clock, 2 * hour, 4 * second);
    await say('C01', order('heard'));
    const at = clock.now();
    await away(3 * hour);
    const calls = lab.calls.length;
    await say('C01', order('missed'));
    await back();
    expect(texts()).toEqual(['heard', 'missed']);
    expect(since('C01')).toBeGreaterThan(at);
    expect(
      lab.calls.slice(calls).filter(({ method, channel }) => method === 'conversations.history' && channel === 'C01').length,
    ).toBeLessThanOrEqual(2);
  });
});
