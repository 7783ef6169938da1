import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hour, minute, second } from '../kernel/durations.ts';
import { refuse } from '../kernel/result.ts';
import { House, room } from './testing.ts';

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.close());
const hear: House['hear'] = (text, more) => house.hear(text, more);
const changed = (): number => house.store.mutes().length;
const bob = { sender: 'U02' };
const stranger = { sender: 'U99' };

describe('a line', () => {
  test('is answered in its place', async () => {
    expect(await hear('/molt look')).toEqual(['SEEN by ada']);
    await hear('look', { place: { ...room, thread: 'm7' } });
    expect(house.platform.messages.map(({ place }) => place.thread)).toEqual([undefined, 'm7']);
  });

  test('is durable when receive returns, and worked by itself', async () => {
    const key = house.says('note');
    expect(house.store.inbox.get(key)?.state).toBe('new');
    expect(await house.dispatch.outcome(key)).toMatchObject({ ok: true, card: { title: 'NOTED note' }, data: { noted: key } });
    expect(house.store.inbox.get(key)?.state).toBe('worked');
  });

  test('that comes twice is worked once', async () => {
    house.says('start', { id: 'same' });
    house.says('start', { id: 'same' });
    await house.work();
    house.says('start', { id: 'same' });
    await house.work();
    expect(house.jobs.started).toHaveLength(1);
    expect([...house.jobs.asked.values()]).toEqual([1]);
  });

  test('lines are worked in the order in which they came', async () => {
    for (const n of [1, 2, 3, 4]) house.says(`note n${n}`);
    await house.work();
    expect(house.platform.titles()).toEqual([1, 2, 3, 4].map((n) => `NOTED note n${n}`));
  });

  test('with a mistake gets one sentence, and nothing is done', async () => {
    expect(await hear('nott')).toEqual([expect.stringMatching(/^No command "nott"\. Did you mean:\n\/molt note$/)]);
    expect(await hear('choosy')).toEqual([expect.stringMatching(/^Which one\? Say: choosy ONE\n\/molt help choosy$/)]);
    expect(await hear('refuse')).toEqual(['Not done: it is Sunday.\n/molt look']);
    expect(changed()).toBe(0);
  });

  test.each([
    ['a NUL', 'note \0'],
    ['an escape', 'note \u001b[2J'],
    ['one megabyte', `note ${'x'.repeat(2 ** 20)}`],
    ['half a character', 'note \ud800'],
  ])('with %s is refused in one sentence', async (_, text) => {
    const [answer] = await hear(text);
    expect(answer).toMatch(/Nothing was done/);
    expect(answer!.length).toBeLessThan(300);
    expect(changed()).toBe(0);
  });

  test('of somebody of whom the platform cannot say who they are waits until it can, in its order, and holds up nobody', async () => {
    house.unsure.add('U01');
    house.says('start x');
    house.says('note');
    expect(await hear('look', bob)).toEqual(['SEEN by bob']);
    house.kill();
    house.open();
    await house.work();
    expect(house.store.inbox.unworked()).toHaveLength(2);
    house.unsure.clear();
    house.clock.advance(5 * second);
    await house.work();
    expect(house.jobs.started).toHaveLength(1);
    expect(house.platform.titles()).toEqual(['SEEN by bob', 'NOTED note']);
  });

  describe('in a thread whose beginning the platform has not told yet', () => {
    const inThread = { place: { ...room, thread: 'm1' }, addressed: false };
    beforeEach(async () => {
      house.platform.faults.push({ fault: 'unknown', kept: true });
      await hear('ask');
      house.clock.advance(second);
    });

    test('waits until that is known, in its order, and holds up nobody', async () => {
      expect(await hear('left', inThread)).toEqual([]);
      house.says('look');
      const bobs = house.says('look', bob);
      house.clock.advance(13 * second);
      await house.work();
      expect(house.store.inbox.unworked()).toHaveLength(2);
      expect(house.store.inbox.get(bobs)?.state).toBe('worked');
      house.clock.advance(second);
      await house.work();
      expect(house.platform.titles()).toEqual(['WHICH: left or right?', 'SEEN by bob', 'NOTED note left', 'SEEN by ada']);
    });

    test('waits no longer than it must where that is never known', async () => {
      house.platform.brokenFinds = 1000;
      await hear('left', inThread);
      for (let n = 0; n < 30; n += 1) {
        expect(house.store.inbox.unworked()).toHaveLength(1);
        house.clock.advance(second);
        await house.work();
      }
      expect(house.store.inbox.unworked()).toEqual([]);
    });

    test('does not wait in another room', async () => {
      await hear('left', { place: { ...inThread.place, room: 'other' }, addressed: false });
      expect(house.store.inbox.unworked()).toEqual([]);
    });
  });

  test('that is refused is told its sender alone; of a schedule everybody, for nobody said it just now', async () => {
    for (const id of ['e1', 'schedule:1@20261122T080000Z']) {
      const key = house.says('refuse', { id });
      await house.work();
      expect(house.store.outbox.get(`reply/${key}`)?.only).toBe(id === 'e1' ? 'U01' : undefined);
    }
  });

  test('that only other people are meant by is passed over in silence', async () => {
    expect(await hear('start', { addressed: false })).toEqual([]);
    expect(house.store.inbox.unworked()).toEqual([]);
    expect(house.jobs.started).toEqual([]);
  });
});

describe('a bug', () => {
  test.each(['broken', 'unwritable', 'mistaken'])('in a command (%s) is told, logged, and stops nobody', async (text) => {
    house.says(text);
    expect(await hear('look')).toEqual([expect.stringMatching(/The bot failed at/), 'SEEN by ada']);
    expect(house.logged.join()).toContain('failed');
    house.kill();
    house.open();
    expect(house.store.inbox.unworked()).toEqual([]);
    expect(changed()).toBe(0);
  });

  test('a full disk: the line waits, and is worked when there is room again', async () => {
    const { transaction } = house.store;
    house.store.transaction = () => {
      throw new Error('the disk is full');
    };
    const key = house.says('note');
    await house.work();
    expect(house.store.inbox.get(key)?.state).toBe('new');
    house.store.transaction = transaction;
    house.clock.advance(5 * second);
    await house.work();
    expect(house.platform.titles()).toEqual(['NOTED note']);
  });
});

describe('who may', () => {
  test('too small a role is refused with what it needs', async () => {
    expect(await hear('start', bob)).toEqual([expect.stringMatching(/needs the role operator;\nbob has viewer/)]);
    expect(await hear('look', bob)).toEqual(['SEEN by bob']);
    expect(house.jobs.started).toEqual([]);
  });

  test('strangers get help, and are told their id', async () => {
    expect(await hear('look', stranger)).toEqual([expect.stringMatching(/U99.*admin can add you/s)]);
    expect(await hear('help', stranger)).toEqual(['HELP for U99']);
  });

  test('a room that is not listed is like a stranger', async () => {
    const place = { ...room, room: 'other' };
    expect(await hear('start', { place })).toEqual([expect.stringMatching(/I don't know you here/)]);
  });
});

describe('a line that comes late', () => {
  const late = { at: 0 };
  beforeEach(() => {
    late.at = house.clock.now() - 5 * minute - 1;
  });

  test('is asked about, and run after a yes', async () => {
    const [question] = await hear('start x', late);
    expect(question).toMatch(/^LATE: still run "start x"\?\nSent 09:29 CST/);
    expect(house.jobs.started).toEqual([]);
    await hear('yes', { addressed: false });
    expect(house.jobs.started.map(({ canonical }) => canonical)).toEqual(['start x']);
    await hear('yes', { addressed: false });
    expect(house.jobs.started).toHaveLength(1);
  });

  test('is asked about with the commit then and now', async () => {
    house.commitAt = (time) => (time === late.at ? 'a0a6909aaaa' : '9c1d2e0bbbb');
    expect(await hear('start x', late)).toEqual([expect.stringContaining('\nHEAD moved: a0a6909 → 9c1d2e0\n')]);
  });

  test('is dropped after a no', async () => {
    await hear('start x', late);
    expect(await hear('no', { addressed: false })).toEqual(['DROPPED: "start x" is not run']);
    await hear('yes', { addressed: false });
    expect(house.jobs.started).toEqual([]);
  });

  test('lapses after an hour', async () => {
    await hear('start x', late);
    house.clock.advance(hour + 1);
    expect(await hear('yes', { addressed: false })).toEqual([]);
    expect(house.jobs.started).toEqual([]);
  });

  test('is one, too, that was stored in time, and worked long after: the bot was down', async () => {
    house.says('start x');
    house.kill();
    house.clock.advance(hour);
    house.open();
    await house.work();
    expect(house.jobs.started).toEqual([]);
    expect(house.platform.titles()).toEqual(['LATE: still run "start x"?']);
    expect(house.platform.messages[0]?.card.lines?.[0]).toContain('came 1h late');
  });

  test('is asked of its own sender only', async () => {
    await hear('start x', late);
    await hear('yes', { ...bob, addressed: false });
    expect(house.jobs.started).toEqual([]);
  });

  test('is answered at once when it changes nothing', async () => {
    expect(await hear('look', late)).toEqual(['SEEN by ada']);
  });

  test('of just five minutes is not late', async () => {
    await hear('start x', { at: house.clock.now() - 5 * minute });
    expect(house.jobs.started).toHaveLength(1);
  });

  test('on the console is run: nobody was away', async () => {
    house.local = true;
    await hear('start x', late);
    expect(house.jobs.started).toHaveLength(1);
  });
});

describe('words that were said before a question was asked', () => {
  test('are no answer to it, though they come after it: read again, or delivered again', async () => {
    const before = house.clock.now() - minute;
    await hear('ask');
    expect(await hear('left', { at: before, addressed: false })).toEqual([]);
    expect(await hear('yes', { at: before, addressed: false })).toEqual([]);
    expect(house.store.questions()).toHaveLength(1);
    expect(await hear('left', { addressed: false })).toEqual(['NOTED note left']);
  });

  test('while the bot was away are none to what it asks when it is back', async () => {
    house.says('start x', { at: house.clock.now() - 20 * minute });
    house.says('ok', { at: house.clock.now() - 10 * minute, addressed: false });
    await house.work();
    expect(house.jobs.started).toEqual([]);
    expect(house.platform.titles()).toEqual(['LATE: still run "start x"?']);
    await hear('yes', { addressed: false });
    expect(house.jobs.started).toHaveLength(1);
  });

  test('after it are one, though they come late', async () => {
    await hear('ask');
    const said = house.clock.now() + minute;
    house.clock.advance(8 * minute);
    house.store.apply([{ change: 'ask', question: { ...house.store.questions()[0]!, expires: house.clock.now() + minute } }], 'ada', 'x');
    expect(await hear('left', { at: said, addressed: false })).toEqual(['NOTED note left']);
  });
});

describe('the same start again', () => {
  test('within three minutes is asked about; a yes makes another', async () => {
    await hear('start x');
    house.clock.advance(2 * minute);
    expect(await hear('start x')).toEqual([expect.stringMatching(/^SAME as 1: another "start x"\?\n1 was started 2m ago/)]);
    expect(house.jobs.started).toHaveLength(1);
    await hear('yes', { addressed: false });
    expect(house.jobs.started).toHaveLength(2);
  });

  test('of two taps on one button only one starts, however fast', async () => {
    house.says('start x');
    house.says('start x');
    await house.work();
    expect(house.jobs.started).toHaveLength(1);
    expect(house.platform.titles()).toEqual(['SAME as 1: another "start x"?']);
  });

  test('is simply started after three minutes, with other words, and on the console', async () => {
    await hear('start x');
    await hear('start y');
    house.clock.advance(3 * minute);
    await hear('start x');
    house.local = true;
    await hear('start x');
    await hear('start x');
    expect(house.jobs.started).toHaveLength(5);
  });
});

describe('a question', () => {
  test('takes its choices, its yes, and no other word', async () => {
    await hear('ask');
    expect(await hear('maybe', { addressed: false })).toEqual([]);
    expect(await hear('Right.', { addressed: false })).toEqual(['NOTED note right']);
    await hear('ask');
    expect(await hear('@molt yes')).toEqual(['NOTED note default']);
  });

  test('is answered by its own buttons, whatever was asked since', async () => {
    for (const text of ['start x', 'start y', 'start x', 'start y']) await hear(text);
    expect(house.platform.titles()).toEqual(['SAME as 1: another "start x"?', 'SAME as 2: another "start y"?']);
    const [x, y] = house.platform.messages;
    await hear('yes', { on: x!.ref });
    expect(house.jobs.started.map(({ canonical }) => canonical)).toEqual(['start x', 'start y', 'start x']);
    expect(await hear('yes', { on: x!.ref })).toEqual([expect.stringMatching(/^Nothing was done: no question of yours is open here/)]);
    await hear('no', { on: y!.ref });
    expect(house.platform.titles().at(-1)).toBe('DROPPED: "start y" is not run');
    expect(house.jobs.started).toHaveLength(3);
  });

  test('does not stop other commands, and lives over a restart', async () => {
    await hear('ask');
    expect(await hear('look')).toEqual(['SEEN by ada']);
    house.kill();
    house.open();
    expect(await hear('left', { addressed: false })).toEqual(['NOTED note left']);
  });

  test('that is not open, or not any more, is told to whoever answers it', async () => {
    const answer = [expect.stringMatching(/^Nothing was done: no question of yours is open here\.\nIt was answered, or it lapsed\.\n/)];
    expect(await hear('Yes!')).toEqual(answer);
    await hear('ask');
    house.clock.advance(hour);
    expect(await hear('no')).toEqual(answer);
    expect(await hear('no', { addressed: false })).toEqual([]);
    expect(changed()).toBe(0);
  });

  test('asked in one place is not answered in another', async () => {
    await hear('ask', { place: { ...room, thread: 'm1' } });
    expect(await hear('left', { addressed: false })).toEqual([]);
  });
});

describe('a question that takes words', () => {
  const inThread = { place: { ...room, thread: 'm1' }, addressed: false };
  const open = (text: string) => hear(text, { place: inThread.place });
  test.each<[string, string, string, Partial<{ addressed: boolean }>, string[]]>([
    ['words', 'fill', 'docs/ for 2h', {}, ['NOTED note docs/ for 2h']],
    ['words', 'fill', 'docs/ for 2h', { addressed: true }, ['NOTED note docs/ for 2h']],
    ['words', 'fill', '"a b" c', {}, ['NOTED note "a b" c']],
    ['words', 'fill', 'hmm wait', {}, []],
    ['words', 'fill', 'lib', {}, []],
    ['words', 'fill', 'lib', { addressed: true }, ['MEANT note lib?']],
    ['words', 'fill', 'hmm wait', { addressed: true }, ['DROPPED: "note" is not run']],
    [
      'words',
      'fill',
      'is that so?',
      { addressed: true },
      ['Nothing was done. I see no path in that. Answer with paths,\nor say no. Like this:\n/molt note docs/'],
    ],
    ['words', 'fill', 'look', { addressed: true }, ['SEEN by ada']],
    ['words', 'fill', 'look', {}, []],
    ['a text', 'why', 'the docs, of course', {}, ['NOTED note --why "the docs, of course"']],
    ['a text', 'why', 'the docs, of course', { addressed: true }, ['NOTED note --why "the docs, of course"']],
    ['a text', 'why', 'look', { addressed: true }, ['SEEN by ada']],
    ['a text', 'why', 'look', {}, []],
    ['a text', 'why', 'choosy', {}, ['NOTED note --why choosy']],
    ['a text', 'why', 'nothing', {}, ['DROPPED: "note --why" is not run']],
  ])('(%s) after %s: %j, %j', async (_, question, text, more, told) => {
    await open(question);
    expect(await hear(text, { ...inThread, ...more })).toEqual(told);
  });

  test('stays open for its answer when a command comes between, and not when that says it all', async () => {
    await open('why');
    await hear('look', { ...inThread, addressed: true });
    expect(house.store.questions()).toHaveLength(1);
    await hear('note else', { ...inThread, addressed: true });
    expect(house.store.questions()).toEqual([]);
  });

  test('in a room hears only who speaks to the bot', async () => {
    await hear('fill');
    expect(await hear('docs/', { addressed: false })).toEqual([]);
    expect(await hear('docs/')).toEqual(['NOTED note docs/']);
  });
});

describe('what became of a line', () => {
  test('is told after its effects, with the job', async () => {
    const key = house.says('start x');
    expect(await house.dispatch.outcome(key)).toEqual({ ok: true, job: 1 });
  });

  test('is told again after a restart', async () => {
    const keys = ['start x', 'note', 'refuse'].map((text) => house.says(text));
    const before = await Promise.all(keys.map((key) => house.dispatch.outcome(key)));
    house.kill();
    house.open();
    expect(await Promise.all(keys.map((key) => house.dispatch.outcome(key)))).toEqual(before);
    expect(before[2]).toEqual({ ok: false, refusal: { code: 'no', message: 'Not done: it is Sunday.', next: 'look' } });
  });

  test('an effect that was refused is the answer, and is said', async () => {
    house.jobs.refusal = refuse('disk full', 'There is too little room on the disk.', 'prune');
    const key = house.says('start x');
    expect(await house.dispatch.outcome(key)).toMatchObject({ ok: false, refusal: { code: 'disk full' } });
    await house.work();
    expect(house.platform.messages.map(({ card }) => [card.title, ...card.lines!])).toEqual([
      ['NOT STARTED start x', 'There is too little room on the disk.', '/molt prune'],
    ]);
  });

  test('is told also when the effects had to wait for a full disk', async () => {
    const { finish } = house.store.effects;
    house.store.effects.finish = () => {
      throw new Error('the disk is full');
    };
    let told: unknown;
    void house.dispatch.outcome(house.says('start x')).then((outcome) => {
      told = outcome;
    });
    await house.work();
    expect(told).toBeUndefined();
    house.store.effects.finish = finish;
    house.clock.advance(5 * second);
    await house.work();
    expect(told).toEqual({ ok: true, job: 1 });
    expect(house.jobs.started).toHaveLength(1);
  });
});
