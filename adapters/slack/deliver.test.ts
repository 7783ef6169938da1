/** Messages on their way to Slack: each arrives once, whole, in its order, whatever is lost on the way; and nothing in one takes effect. Over the lab. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatAdapter, Delivery, Incoming, Message, Posted } from '../../src/chat/adapter.ts';
import { createOutbox, type Outbox } from '../../src/chat/outbox.ts';
import type { NewMessage } from '../../src/chat/store.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { hour, minute, second } from '../../src/kernel/durations.ts';
import { FakeClock } from '../../src/kernel/fake-clock.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Card } from '../../src/reports/card.ts';
import { type LabMessage, SlackLab } from '../../test/lab/slack/lab.ts';
import { openStore, type SqliteStore } from '../sqlite/store.ts';
import { slackAdapter } from './adapter.ts';
import { anyCard, hostile, shownText } from './render/testing.ts';
import { listening, partsFor, posted, room, said, seed, Wire } from './testing.ts';

const wire = new Wire();
wire.watch();
afterAll(() => wire.unwatch());

let lab: SlackLab;
let clock: FakeClock;
let adapter: ChatAdapter;
let logged: string[];
beforeEach(async () => {
  clock = new FakeClock();
  logged = [];
  await open();
});
afterEach(() => lab.close());

async function open(more: { rates?: boolean } = {}): Promise<void> {
  lab = await SlackLab.open({ clock, ...more });
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addUser({ id: 'U02', name: 'bob' });
  lab.addChannel({ id: 'C01', name: 'bench' });
  lab.addChannel({ id: 'C02', name: 'else' });
  start();
}

/** A new adapter, as after a restart: what it knew is gone. */
function start(own: Clock = clock): void {
  adapter = slackAdapter(partsFor(lab, { clock: own, log: (_, message) => logged.push(message) }));
}

const direct: Place = { adapter: 'slack', room: '@U01', direct: true };
const channelOf = (place: Place): string => (place.room.startsWith('@') ? `D${place.room.slice(1)}` : place.room);
const post = (place: Place, message: Message, key: string): Promise<Delivery> => wire.passing(clock, adapter.post(place, message, key));
const find = (place: Place, key: string): Promise<Posted | undefined> =>
  wire.passing(clock, adapter.find(place, key, { since: clock.now() }));
const update = (message: Posted, next: Message): Promise<Delivery> => wire.passing(clock, adapter.update(message, next, 'card/42'));
const card = (title: string, { only, ...more }: Partial<Card> & Pick<Message, 'only'> = {}): Message =>
  said({ title, ...more }, { ...(only !== undefined && { only }) });
/** So long that it goes on in further messages. */
const long = (title: string): Message => card(title, { code: Array.from({ length: 1500 }, (_, n) => `${n} ${'x'.repeat(18)}`).join('\n') });

interface Part {
  key: string;
  part: number;
  of: number;
}
const partOf = (message: LabMessage): Part => message.metadata?.event_payload as Part;
const keyed = (key: string): LabMessage[] => lab.messages.filter((message) => partOf(message)?.key === key);
/** The parts of a message as people see them, or what is wrong with them. */
function parts(key: string): LabMessage[] {
  const all = keyed(key);
  const [first] = all;
  if (!first) throw new Error(`there is no ${key}`);
  expect(all.map((message) => partOf(message).part)).toEqual(Array.from({ length: partOf(first).of }, (_, n) => n));
  for (const one of all.slice(1)) expect([one.channel, one.thread]).toEqual([first.channel, first.thread ?? first.ts]);
  return all;
}
/** All that they say, without the headings of those that go on. */
const whole = (messages: readonly LabMessage[]): string =>
  messages
    .map(({ blocks }, n) => shownText(blocks).replace(n === 0 ? '' : /^.*? ?\(\d+\/\d+\)/s, ''))
    .join('')
    .replaceAll('\n', '');

describe('a message', () => {
  test('stands where it was posted, with its key where only the app sees it, and looks nothing up', async () => {
    const { ref, place } = await posted(post(room('C01'), card('DONE 42'), 'end/42'));
    expect(place).toEqual(room('C01'));
    expect(lab.in('C01')).toMatchObject([
      {
        ts: ref,
        text: 'DONE 42',
        parse: 'none',
        mrkdwn: false,
        metadata: { event_type: 'molt_ops_message', event_payload: { key: 'end/42', part: 0, of: 1 } },
      },
    ]);
    expect(lab.in('C01')[0]).not.toHaveProperty('linkNames');
  });

  test('of several parts has its rest in its own thread, or in the thread where it stands', async () => {
    const { ref } = await posted(post(room('C01'), long('LOG 42'), 'log/42'));
    expect(parts('log/42').length).toBeGreaterThan(2);
    expect(parts('log/42')[0]!.ts).toBe(ref);
    await posted(post(room('C01', ref), long('LOG 43'), 'log/43'));
    expect(new Set(parts('log/43').map(({ thread }) => thread))).toEqual(new Set([ref]));
  });

  test('rings whom it mentions when it rings, and nobody else', async () => {
    await posted(post(room('C01'), card('STARTED 42', { mention: ['ada'] }), 'a'));
    expect(lab.rings('U01')).toEqual([]);
    expect(lab.active(lab.in('C01')[0]!)).toEqual([]);
    await posted(post(room('C01'), { ...card('DONE 42', { mention: ['ada', 'bob', 'eve'] }), rings: true }, 'b'));
    expect([lab.rings('U01').length, lab.rings('U02').length]).toEqual([1, 1]);
  });
});

const places: [string, (root: string) => Place][] = [
  ['in a room', () => room('C01')],
  ['in a thread', (root) => room('C01', root)],
  ['in direct messages', () => direct],
];

describe('a message whose answer was lost is found, and not posted again', () => {
  describe.each(places)('%s', (_, placeFor) => {
    let place: Place;
    beforeEach(async () => {
      const { ref } = await posted(post(room('C01'), card('STARTED 42'), 'card/42'));
      place = placeFor(ref);
    });

    test('of one part', async () => {
      lab.fault({ method: 'chat.postMessage', does: 'lost response' });
      expect(await post(place, card('DONE 42'), 'end/42')).toMatchObject({ ok: false, why: 'unknown' });
      start();
      expect((await find(place, 'end/42'))?.ref).toBe(parts('end/42')[0]!.ts);
    });

    test.each(['lost request', 'http 500', 'internal_error'] as const)('one that was not posted is not found: %s', async (does) => {
      lab.fault({ method: 'chat.postMessage', does });
      expect(await post(place, card('DONE 42'), 'end/42')).toMatchObject({ ok: false, why: 'unknown' });
      start();
      expect(await find(place, 'end/42')).toBeUndefined();
      await posted(post(place, card('DONE 42'), 'end/42'));
      expect(parts('end/42')).toHaveLength(1);
    });

    test.each([0, 1, 2, 3])('of several parts, where part %i was lost: what is missing is added', async (lost) => {
      for (const does of ['lost response', 'lost request', 'http 500'] as const) {
        const key = `log/${does}`;
        for (let n = 0; n < lost; n += 1) lab.fault({ method: 'chat.postMessage', slow: 0 });
        lab.fault({ method: 'chat.postMessage', does });
        expect(await post(place, long('LOG 42'), key)).toMatchObject({ ok: false, why: 'unknown' });
        if (does !== 'lost request') start();
        const found = await find(place, key);
        expect(found === undefined).toBe(!(does === 'lost response' && keyed(key).length === partOf(keyed(key)[0]!).of));
        if (!found) await posted(post(place, long('LOG 42'), key));
        expect(whole(parts(key))).toContain('1499 xxx');
      }
    });

    test('nothing of another key is taken for it', async () => {
      for (const key of ['end/4', 'end/421', 'END/42', 'end/42/direct']) await posted(post(place, card(key), key));
      expect(await find(place, 'end/42')).toBeUndefined();
    });
  });

  test('nor what stands elsewhere, or was said by somebody else', async () => {
    const { ref } = await posted(post(room('C01'), card('STARTED 42'), 'card/42'));
    await posted(post(room('C01', ref), card('DONE 42'), 'end/42'));
    expect(await find(room('C01'), 'end/42')).toBeUndefined();
    expect(await find(room('C02'), 'card/42')).toBeUndefined();
    await lab.says('U01', 'C01', 'end/42');
    expect(await find(room('C01'), 'end/42')).toBeUndefined();
  });

  test('among hundreds that were said since', async () => {
    lab.fault({ method: 'chat.postMessage', does: 'lost response' });
    await post(room('C01'), card('DONE 42'), 'end/42');
    for (let n = 0; n < 450; n += 1) void lab.says('U01', 'C01', `chatter ${n}`);
    expect((await find(room('C01'), 'end/42'))?.ref).toBe(parts('end/42')[0]!.ts);
  });

  test('where Slack cannot be asked nothing is taken for granted', async () => {
    lab.fault({ method: 'conversations.history', does: 'internal_error' });
    await expect(find(room('C01'), 'end/42')).rejects.toThrow('conversations.history: internal_error');
  });

  test('in a thread that is gone there is nothing to find', async () => {
    expect(await find(room('C01', '1795361652.999999'), 'end/42')).toBeUndefined();
  });
});

describe('a message that Slack does not take', () => {
  test('with its blocks goes as plain text, whole and inert', async () => {
    lab.fault({ method: 'chat.postMessage', does: { error: 'invalid_blocks' } });
    await posted(post(room('C01'), { ...card('DONE 42', { lines: ['<!channel> 1', 'two'], mention: ['ada'] }), rings: true }, 'end/42'));
    const [message] = parts('end/42');
    expect(message).toMatchObject({ blocks: [], text: 'DONE 42\n&lt;!channel&gt; 1\ntwo\n<@U01>' });
    expect(lab.active(message!)).toEqual(['<@U01>']);
    expect(logged).toEqual([expect.stringContaining('end/42: invalid_blocks')]);
  });

  test('in part goes on as plain text in that part', async () => {
    lab.fault({ method: 'chat.postMessage', slow: 0 });
    lab.fault({ method: 'chat.postMessage', does: { error: 'msg_blocks_too_long' } });
    await posted(post(room('C01'), long('LOG 42'), 'log/42'));
    expect(parts('log/42').map(({ blocks }) => blocks.length > 0)).toEqual([
      true,
      false,
      ...parts('log/42')
        .slice(2)
        .map(() => true),
    ]);
  });

  test.each([
    ['msg_too_long', 'never'],
    ['channel_not_found', 'later'],
    ['is_archived', 'later'],
    ['not_in_channel', 'later'],
    ['invalid_auth', 'later'],
  ])('for %s: %s', async (error, why) => {
    lab.fault({ method: 'chat.postMessage', does: { error }, times: 2 });
    expect(await post(room('C01'), card('DONE 42'), 'end/42')).toMatchObject({ ok: false, why, message: error });
    expect(keyed('end/42')).toEqual([]);
  });

  test('whose first part was deleted meanwhile does not block its room for ever', async () => {
    lab.fault({ method: 'chat.postMessage', slow: 0 });
    lab.fault({ method: 'chat.postMessage', does: 'internal_error' });
    expect(await post(room('C01'), long('LOG 42'), 'log/42')).toMatchObject({ ok: false, why: 'unknown' });
    const [first] = keyed('log/42');
    await lab.platform.remove(first!, 'U01');
    expect(await find(room('C01'), 'log/42')).toBeUndefined();
    await posted(post(room('C01'), long('LOG 42'), 'log/42'));
    expect(whole(parts('log/42'))).toContain('1499 xxx');
  });

  test('beyond its first part for good is given up', async () => {
    lab.fault({ method: 'chat.postMessage', slow: 0 });
    lab.fault({ method: 'chat.postMessage', does: { error: 'msg_too_long' }, times: 9 });
    expect(await post(room('C01'), long('LOG 42'), 'log/42')).toMatchObject({
      ok: false,
      why: 'never',
      message: expect.stringContaining('part 2 of'),
    });
  });
});

describe('an answer for one person', () => {
  test.each<[string, string, string]>([
    ['in a channel is seen by them alone', 'C01', 'C01'],
    ['in a private channel where the bot is not goes where their command has told', 'G01', 'G01'],
    ['in direct messages of two people goes to their own with the bot', 'D99', 'U01'],
  ])('%s', async (_, channel, where) => {
    lab.addChannel({ id: 'G01', name: 'secret', members: ['U01', 'U02'], botIn: false });
    lab.addChannel({ id: 'D99', name: 'two', members: ['U01', 'U02'], botIn: false, isPrivate: true });
    const bot = await listening(lab, { parts: { clock } });
    await wire.rest();
    expect(await lab.slash('U01', channel, 'help')).toMatchObject({ ok: true });
    const [{ place, sender }] = bot.received as [Incoming];
    const only = place.direct ? {} : { only: sender };
    await posted(wire.passing(clock, bot.adapter.post(place, card('HELP', only), 'reply/1')));
    expect(lab.in(where).map(({ text, ephemeralTo }) => [text, ephemeralTo])).toEqual([['HELP', where === 'U01' ? undefined : 'U01']]);
    expect(lab.messages).toHaveLength(1);
    await bot.adapter.stop();
  });
});

describe('an edit', () => {
  let message: Posted;
  beforeEach(async () => {
    message = await posted(post(room('C01'), card('STARTED 42'), 'card/42'));
  });

  test('changes the message in place, leaves no mark, keeps its key and rings nobody', async () => {
    expect((await update(message, card('RUNNING 42', { mention: ['ada'] }))).ok).toBe(true);
    expect(parts('card/42')).toMatchObject([{ ts: message.ref, text: 'RUNNING 42', edits: 1 }]);
    expect(parts('card/42')[0]).not.toHaveProperty('edited');
    expect(lab.rings('U01')).toEqual([]);
  });

  test('of 48 in a minute the next one is told when it may go, and nothing is asked of Slack for it', async () => {
    for (let n = 0; n < 48; n += 1) expect((await adapter.update(message, card(`RUNNING ${n}`), 'card/42')).ok).toBe(true);
    const calls = lab.calls.length;
    const told = await adapter.update(message, card('DONE 42'), 'card/42');
    expect(told).toEqual({ ok: false, why: 'later', message: 'edits rest', after: minute });
    expect(lab.calls.length).toBe(calls);
    clock.advance(minute);
    expect((await adapter.update(message, card('DONE 42'), 'card/42')).ok).toBe(true);
    expect(parts('card/42')[0]!.text).toBe('DONE 42');
  });

  test('that Slack does not take with its blocks goes as plain text, so that the card tells how it ended', async () => {
    lab.fault({ method: 'chat.update', does: { error: 'invalid_blocks' } });
    expect((await update(message, card('DONE 42', { lines: ['<@U01>'] }))).ok).toBe(true);
    expect(parts('card/42')).toMatchObject([{ text: 'DONE 42\n&lt;@U01&gt;', blocks: [] }]);
    expect(lab.active(parts('card/42')[0]!)).toEqual([]);
  });

  test.each<[string, () => void, object]>([
    [
      'of a message that is gone',
      () => void lab.platform.remove(keyed('card/42')[0]!, 'U01'),
      { why: 'never', message: 'message_not_found' },
    ],
    ['whose answer is lost', () => lab.fault({ method: 'chat.update', does: 'lost response' }), { why: 'unknown' }],
    ['that is one too many', () => lab.fault({ method: 'chat.update', does: '429', retryAfter: 5 }), { why: 'later', after: 5000 }],
  ])('%s', async (_, before, expected) => {
    before();
    expect(await update(message, card('DONE 42'))).toMatchObject({ ok: false, ...expected });
  });

  test('of a long one says as much as Slack takes, with its fallback', async () => {
    expect((await update(message, long('RUNNING 42'))).ok).toBe(true);
    const [first] = parts('card/42');
    expect(Buffer.byteLength(first!.text)).toBeLessThanOrEqual(4000);
    expect(first!.text).toMatch(/^RUNNING 42\n0 x.*\n…$/s);
  });
});

describe('what is over any limit arrives whole', () => {
  const numbered = (length: number, text = ''): string[] => Array.from({ length }, (_, n) => `${n}:${text}`);
  test.each<[string, Partial<Card>, string]>([
    ['60 blocks of lines', { lines: numbered(60, 'y'.repeat(700)) }, numbered(60, 'y'.repeat(700)).join('')],
    ['a log of 20 000 characters', { code: numbered(400, 'z'.repeat(45)).join('\n') }, numbered(400, 'z'.repeat(45)).join('')],
    [
      '200 rows',
      { code: numbered(200, 'SLOWER struct   1.49→1.87s +26% 10/10').join('\n') },
      numbered(200, 'SLOWER struct   1.49→1.87s +26% 10/10').join(''),
    ],
    ['one line of 50 000 characters', { lines: [numbered(10_000).join('')] }, numbered(10_000).join('')],
    ['one line of 50 000 characters in code', { code: numbered(10_000).join('') }, numbered(10_000).join('')],
    ['what Slack writes longer', { code: numbered(3000, '<&>').join('\n') }, numbered(3000, '<&>').join('')],
    [
      '60 headings',
      {
        markdown: numbered(60)
          .map((n) => `### ${n}\n\n- a`)
          .join('\n\n'),
      },
      numbered(60)
        .map((n) => `${n}a`)
        .join(''),
    ],
  ])('%s', async (_, more, expected) => {
    await posted(post(room('C01'), card('LOG 42', more), 'log/42'));
    expect(whole(parts('log/42'))).toBe(`LOG 42${expected}`);
    expect(lab.cut).toEqual([]);
    expect(lab.calls.filter(({ ok, method }) => !ok && method === 'chat.postMessage')).toEqual([]);
  });

  test('100 buttons and a choice of 300 as well: what has no room can be typed', async () => {
    const buttons = numbered(100).map((n) => ({ label: `B${n}`, sends: `stop ${n}` }));
    const choice = { label: 'Pick', options: numbered(300).map((n) => ({ label: `O${n}`, sends: `first ${n}` })) };
    await posted(post(room('C01'), card('JOBS', { buttons, choice }), 'jobs'));
    const shown = JSON.stringify(parts('jobs').map(({ blocks }) => blocks));
    for (const { sends } of [...buttons, ...choice.options]) expect(shown).toContain(sends);
  });
});

describe(`hostile text (seed ${seed})`, () => {
  const nasty = [
    '<!channel> <!here|x>',
    '<@U01> @ada @channel',
    '<https://evil.example|ok> https://evil.example www.evil.example',
    'mailto:eve@evil.example',
    'a‮b​c',
    '\x1b[31mred\x1b[0m\0\x07',
    '&lt;@U01&gt;',
    '```\n*x* _y_ ~z~ `q`',
    ':tada:',
  ];
  const secrets = [
    'xoxb-1234567890-abcdefghij',
    'xapp-1-A01-123456-abcdef',
    'ghp_0123456789abcdefghij',
    'github_pat_0123456789abcdefghij',
    'AKIA0123456789ABCDEF',
    'glpat-0123456789abcdefghij',
  ];
  const all = [...nasty, ...secrets];
  const everywhere: Card = {
    title: all.join(' '),
    lines: all,
    trail: all.map((text, n) => ({ n, text })),
    code: all.join('\n'),
    markdown: all.join('\n\n'),
    buttons: all.map((text) => ({ label: text, sends: `tail ${text}` })),
    choice: { label: all.join(' '), options: all.map((text, n) => ({ label: text, sends: `log ${n}` })) },
  };
  /** In a text that is shown nothing moves, turns, hides or tells a secret. What a button sends goes back to us as it stands. */
  const harmless = (message: LabMessage): void => {
    expect(lab.active(message)).toEqual([]);
    for (const text of [message.text, shownText(message.blocks)]) {
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\x00-\x09\x0b-\x1f\x7f]/);
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  };

  test('is inert in blocks, fallback and edits, wherever it stands', async () => {
    const message = await posted(post(room('C01'), { card: everywhere, rings: true }, 'a'));
    for (const part of parts('a')) harmless(part);
    expect((await update(message, said(everywhere))).ok).toBe(true);
    harmless(parts('a')[0]!);
    expect([lab.rings('U01'), lab.rings('U02')]).toEqual([[], []]);
  });

  test('of any kind, in any card: Slack takes it at the first try, and nobody is rung', async () => {
    await fc.assert(
      fc.asyncProperty(anyCard, hostile, async (made, key) => {
        const { mention: _, ...one } = made;
        const message = await posted(post(room('C01'), { card: one, rings: true }, `k/${key}/${lab.messages.length}`));
        expect((await update(message, said(one))).ok).toBe(true);
        for (const part of lab.messages) expect(lab.active(part)).toEqual([]);
        expect(lab.calls.filter(({ ok }) => !ok)).toEqual([]);
        expect([...lab.rings('U01'), ...lab.rings('U02'), ...lab.cut]).toEqual([]);
        lab.messages.splice(0);
        lab.platform.team.all.splice(0);
        clock.advance(minute);
      }),
      { seed, numRuns: 25 },
    );
  });
});

/** A bot's outbox before the adapter; what it has written outlives it. */
class House {
  readonly folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'molt-ops-deliver-'));
  readonly store: SqliteStore;
  outbox!: Outbox;
  private timers = new Set<{ cancel(): void }>();

  constructor() {
    const opened = openStore({ file: join(this.folder, 'molt-ops.db'), backups: join(this.folder, 'backups'), clock });
    if (!opened.ok) throw new Error(opened.refusal.message);
    this.store = opened.value.store;
    this.begin();
  }

  private begin(): void {
    const timers = new Set<{ cancel(): void }>();
    this.timers = timers;
    const own: Clock = {
      now: clock.now,
      after(delay, run) {
        const timer = clock.after(delay, run);
        timers.add(timer);
        return timer;
      },
    };
    start(own);
    this.outbox = createOutbox({
      store: this.store,
      clock: own,
      adapters: new Map([['slack', adapter]]),
      log: (_, message) => logged.push(message),
    });
  }

  /** Killed while all that goes on waits for the clock, and started again. */
  restart(): void {
    this.outbox.stop();
    for (const timer of this.timers) timer.cancel();
    this.begin();
    this.outbox.wake();
  }

  put(message: Partial<NewMessage> & Pick<NewMessage, 'key' | 'place'>): void {
    this.store.outbox.put({ kind: 'message', card: { title: message.key }, rings: false, ...message });
    this.outbox.wake();
  }

  get left(): number {
    return this.store.outbox.backlog().unsent.reduce((sum, { count }) => sum + count, 0);
  }

  /** Time goes by until nothing is left; tells how long that took. */
  async emptied(most: number, step = 250): Promise<number> {
    const began = clock.now();
    for (await wire.rest(); this.left > 0; await wire.rest()) {
      if (clock.now() - began > most) throw new Error(`${this.left} left: ${logged.slice(-5).join('; ')}`);
      clock.advance(step);
    }
    return clock.now() - began;
  }

  close(): void {
    this.outbox.stop();
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('an outbox of messages', () => {
  test(`loses none, doubles none and keeps their order, whatever fails and however often it is killed (seed ${seed})`, async () => {
    const fault = fc.record({
      after: fc.integer({ min: 0, max: 4 }),
      does: fc.constantFrom('lost response', 'lost request', 'http 500', 'internal_error', '429'),
      method: fc.constantFrom('chat.postMessage', 'chat.postMessage', 'chat.postMessage', 'conversations.history', 'conversations.replies'),
    });
    const message = fc.record({ where: fc.constantFrom('C01', 'C02', 'thread', 'direct'), long: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 6 }),
        fc.array(fault, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
        async (messages, faults, kills) => {
          await lab.close();
          clock = new FakeClock();
          await open();
          const house = new House();
          house.put({ key: 'card/1', place: room('C01'), kind: 'card', job: 1 });
          await house.emptied(minute);
          for (const { after, does, method } of faults) {
            if (after > 0) lab.fault({ method, slow: 0, times: after });
            lab.fault({ method, does: does as never, retryAfter: 3 });
          }
          const keys = messages.map(({ where, long: isLong }, n) => {
            const key = `m/${n}`;
            const place = where === 'direct' ? direct : room(where === 'thread' ? 'C01' : where);
            house.put({ key, place, ...(where === 'thread' && { under: 'card/1' }), card: (isLong ? long(key) : card(key)).card });
            return { key, channel: channelOf(place) };
          });
          for (const kill of kills) {
            await wire.pass(clock, kill * second, second);
            house.restart();
          }
          await house.emptied(hour, second);
          for (const { key } of keys) expect(parts(key).length).toBeGreaterThan(0);
          for (const channel of ['C01', 'C02', 'DU01']) {
            const order = lab
              .in(channel)
              .flatMap((one) => (partOf(one)?.part === 0 && partOf(one).key !== 'card/1' ? [partOf(one).key] : []));
            expect(order).toEqual(keys.filter((one) => one.channel === channel).map(({ key }) => key));
          }
          house.close();
        },
      ),
      { seed, numRuns: 30, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
    );
  });

  test('of 1 000 messages for 20 channels goes out as fast as Slack allows, and no channel waits for another', async () => {
    await lab.close();
    await open({ rates: true });
    const house = new House();
    const channels = Array.from({ length: 20 }, (_, n) => `C1${String(n).padStart(2, '0')}`);
    for (const id of channels) lab.addChannel({ id, name: id.toLowerCase() });
    for (let n = 0; n < 50; n += 1)
      for (const id of channels)
        house.store.outbox.put({ key: `${id}/${n}`, place: room(id), kind: 'message', card: { title: `${id} ${n}` }, rings: false });
    house.outbox.wake();
    const began = clock.now();
    const finished = new Map<string, number>();
    const stop = lab.platform.watch(() => {
      for (const id of channels) if (!finished.has(id) && lab.in(id).length === 50) finished.set(id, clock.now() - began);
    });
    const took = await house.emptied(hour);
    stop();
    for (const id of channels) expect(lab.in(id).map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, n) => `${id} ${n}`));
    // A burst of 300, and then 5 a second: more than a second for each message of a channel.
    const allowed = ((1000 - 300) * minute) / lab.platform.rates.workspacePerMinute;
    const [first, last] = [Math.min(...finished.values()), Math.max(...finished.values())];
    const refused = lab.calls.filter(({ error }) => error === 'ratelimited').length;
    console.log(
      `1 000 messages took ${took / second} s, Slack allows ${allowed / second} s; channels were done after ${first / second} to ${last / second} s; ${refused} refused`,
    );
    expect(took).toBeLessThanOrEqual(1.2 * allowed);
    expect(first).toBeGreaterThanOrEqual(0.7 * last);
    house.close();
  });

  test('a channel that has to wait slows no other', async () => {
    const house = new House();
    lab.fault({ method: 'chat.postMessage', channel: 'C01', does: '429', retryAfter: 60 });
    for (let n = 0; n < 20; n += 1) for (const id of ['C01', 'C02']) house.put({ key: `${id}/${n}`, place: room(id) });
    await wire.pass(clock, 20 * second);
    expect([lab.in('C01').length, lab.in('C02').length]).toEqual([0, 20]);
    const took = await house.emptied(10 * minute);
    expect(20 * second + took).toBeLessThanOrEqual(61 * second + 20 * second);
    expect(lab.in('C01').map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, n) => `C01/${n}`));
    house.close();
  });
});
