/** What every command says and does: the first 100 characters, and the changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine } from '../src/chat/phone.ts';
import { refusalCard } from '../src/chat/refusal-card.ts';
import { ringKinds, ringWays, type Settings, usualWay } from '../src/chat/store.ts';
import { done } from '../src/kernel/result.ts';
import { columns } from '../src/kernel/text.ts';
import { type Card, plainText } from '../src/reports/card.ts';
import { helpCard } from './index.ts';
import { all, job, known, now, running, say, viewOf } from './view.fixture.ts';

const text = async (line: string, view = viewOf()): Promise<string> => {
  const answer = await say(line, view);
  if (!answer.ok) return `REFUSED ${answer.refusal.message} -> ${answer.refusal.next}`;
  return answer.reply ? plainText(answer.reply).slice(0, 100) : `EFFECTS ${(answer.effects ?? []).map((e) => e.do).join(' ')}`;
};

describe('the first 100 characters', () => {
  it.each([
    '',
    'jobs',
    'jobs --failed',
    'jobs --mine',
    'jobs --since soon',
    'status',
    'status 42',
    '41',
    'tail',
    'tail 42 20',
    'tail 42 51',
    'log 42',
    'report 41',
    'resume',
    'resume 41',
    'stop',
    'stop 43',
    'stop 41',
    'stop 99',
    'stop x',
    'stop 42 43',
    'again 41',
    'again bench',
    'mute',
    'mute --for 1h',
    'mute --for ever',
    'unmute',
    'first 43',
    'first 42',
    'undo',
    'bench',
    'bench --smoke',
    'bench --smkoe',
    'bench --smaples 5',
    'bench smoke',
    'bench --super',
    'bench --super --smoke',
    'run nothing',
    'run',
    'schedule daily 02:00 bench --linked',
    'schedule "0 2 * * *" bench',
    'schedule 0 2 * * * bench',
    'schedule bench',
    'schedule daily 02:00 bnech',
    'schedule hourly bench --super',
    'schedules',
    'unschedule 1',
    'health',
    'whoami',
    'pair 1234',
    'people',
    'people add @bob operator',
    'people add eve',
    'people add eve king',
    'people remove ada',
    'people remove bob',
    'people agree codex-2 ada',
    'people agree ada bob',
    'people ad eve',
    'help',
    'help bench',
    'help build',
    'help look',
    'help bnech',
    'help start',
    'kill it',
    'run the bench again',
    'start a smoke bench',
    'bnech --linked',
  ])('%s', async (line) => expect(await text(line)).toMatchSnapshot());
});

describe('titles', () => {
  it('have 60 characters at most and begin with a word in capitals', async () => {
    for (const line of [
      '',
      'jobs',
      'stop 42',
      'mute 42 --for 1h',
      'first 43',
      'schedule weekdays 18:00 bench --linked --samples 5',
      'people',
      'help',
      'whoami',
      'kill it',
    ]) {
      const answer = await say(line);
      const title = answer.ok ? answer.reply!.title : '';
      expect(title).toMatch(/^[A-Z]+\b/);
      expect(title.length).toBeLessThanOrEqual(60);
      expect(answer.ok && answer.reply!.lines!.length).toBeLessThanOrEqual(12);
    }
  });
});

describe('jobs without a number', () => {
  it('is this thread’s job', async () => expect(await text('stop', viewOf({ threadJob: 43 }))).toContain('STOPPING 43'));
  it('is asked for when two are mine', async () =>
    expect(await text('stop', viewOf({ list: [job(44, 'bench', { is: 'queued' }), running] }))).toBe(
      'REFUSED Which job? Nothing was done. Newest first:\nstop 44 bench\nstop 42 bench --linked -> stop 44',
    ));
});

describe('starts', () => {
  it('can be undone, and says nothing itself', async () => {
    const answer = await say('bench --samples 5');
    expect(answer).toMatchObject({
      ok: true,
      effects: [{ do: 'start', draft: { recipe: 'bench', options: { samples: 5 }, canonical: 'bench --samples 5' } }],
      changes: [{ change: 'undoable', undoable: { back: { cancelStartedBy: 'console:1' } } }],
    });
  });
  it('of a super run go unasked only with a release tag or a yes', async () => {
    expect(await say('bench --super')).toMatchObject({ changes: [{ change: 'ask', question: { line: 'bench --super' } }] });
    expect(await text('bench --super', viewOf({ tagsAtHead: async () => done(['nightly', 'v1.2']) }))).toBe('EFFECTS start');
    expect(await text('bench --super', viewOf({ tagsAtHead: async () => done(['v1.2-rc1', 'x1.2.3']) }))).toContain('CONFIRM');
    expect(await text('bench --super', viewOf({ confirmed: true }))).toBe('EFFECTS start');
  });
  it('again keeps recipe and options', async () =>
    expect(await say('again 42')).toMatchObject({
      effects: [{ draft: { recipe: 'bench', options: { linked: true }, again: 42, canonical: 'bench --linked' } }],
    }));
});

describe('undo', () => {
  it('stops what was started', async () => {
    const undoable = { inbox: 'console:42', person: 'ada', at: now - 1000, what: 'start of bench', back: { cancelStartedBy: running.key } };
    expect(await say('undo', viewOf({ undoable: [undoable] }))).toMatchObject({
      effects: [{ do: 'cancel', job: 42 }],
      changes: [{ change: 'undone', inbox: 'console:42' }],
    });
    expect(await text('undo', viewOf({ undoable: [{ ...undoable, at: now - 601_000 }] }))).toContain('REFUSED You did nothing');
  });
});

describe('people', () => {
  it('are changed by admins only', async () =>
    expect(await text('people add eve operator', viewOf({ role: 'operator' }))).toContain('Only an admin'));
  it('keep a last admin', async () => {
    for (const line of ['people remove ada', 'people add ada viewer']) expect(await text(line)).toContain('REFUSED ada is the last admin');
  });
  it('that are agents never approve', async () => expect(await text('people add codex-26366 approver')).toContain('agents never approve'));
  it('get a credential of which chat is told nothing', async () => {
    expect(await say('people credential codex-26366')).toEqual({
      ok: true,
      effects: [{ do: 'credential', person: 'codex-26366', by: 'ada' }],
    });
    expect(await text('people credential eve')).toContain('REFUSED I know nobody called eve');
  });
});

describe('pair', () => {
  const pairing = { code: 'ABCD-1234', expires: now + 1000 };
  it('makes an admin once', async () =>
    expect(
      await say(
        'pair abcd-1234',
        viewOf({ role: undefined, people: [], sender: '@eve:example.org', place: { adapter: 'matrix', room: 'r' }, pairing }),
      ),
    ).toMatchObject({
      changes: [
        { person: { id: 'eve', roles: ['admin'], handles: { matrix: '@eve:example.org' } } },
        { change: 'paired', code: 'ABCD-1234' },
      ],
    }));
  it('refuses an old code', async () =>
    expect(await text('pair abcd-1234', viewOf({ pairing: { ...pairing, expires: now } }))).toContain(
      'REFUSED You were not paired. That code',
    ));
});

describe('help', () => {
  it('shows each role only what it may do', () => {
    const shown = (role: 'viewer' | 'operator' | undefined): string => plainText(helpCard(all, undefined, role));
    expect(shown('viewer')).not.toMatch(/bench|stop|schedule,/);
    expect(shown('operator')).toMatch(/bench/);
    expect(shown(undefined)).not.toMatch(/jobs/);
    for (const role of ['viewer', 'operator', undefined] as const)
      expect(helpCard(all, undefined, role).lines!.length).toBeLessThanOrEqual(12);
  });
});

it('no alias hides a command or stands twice', () => {
  const names = all.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.values(known.aliases).every((name) => all.some((c) => c.name === name))).toBe(true);
});

/** Nothing is wider than a phone, and nothing was cut to make it so. */
function fitsAPhone({ title, lines = [] }: Card): void {
  expect(columns(title)).toBeLessThanOrEqual(60);
  for (const line of lines) expect(columns(line), line).toBeLessThanOrEqual(40);
  expect(lines.length).toBeLessThanOrEqual(11);
  expect([title, ...lines].join()).not.toContain('…');
}
/** A refusal, as it is shown; the line that it offers has to be one that is understood. */
async function refused(line: string, view = viewOf()): Promise<{ message: string; offered: string }> {
  const answer = await say(line, view);
  if (answer.ok) throw new Error(`${line} was not refused`);
  const { message, next } = answer.refusal;
  const offered = next ?? /Like this: (.*)$/s.exec(message)?.[1] ?? '';
  expect(message).toMatch(/(?:Nothing (?:was|rang)|was not)/);
  for (const shown of refusalCard(answer.refusal).lines ?? []) expect(columns(shown), shown).toBeLessThanOrEqual(40);
  return { message, offered };
}

describe('notify', () => {
  const quiet = (from: string, to: string): Settings => ({ quiet: { from, to, zone: 'America/Chicago' } });
  const settingsOf = async (line: string, settings: Settings = {}): Promise<Settings | undefined> => {
    const answer = await say(line, viewOf({ settings }));
    if (!answer.ok) throw new Error(answer.refusal.message);
    expect(answer.private).toBe(true);
    fitsAPhone(answer.reply!);
    const [change] = answer.changes ?? [];
    return change?.change === 'settings' ? change.settings : undefined;
  };

  it.each<[string, Settings, Settings | undefined]>([
    ['notify', {}, undefined],
    ['notifications', {}, undefined],
    ['notify done dm', {}, { notify: { done: 'dm' } }],
    ['notify FAILED Room', {}, { notify: { failed: 'room' } }],
    ['notify stalled off', { notify: { done: 'dm' } }, { notify: { done: 'dm', stalled: 'off' } }],
    ['notify claims dm', quiet('22:00', '07:00'), { ...quiet('22:00', '07:00'), notify: { claims: 'dm' } }],
    ['notify all off', { notify: { done: 'dm' } }, { notify: { done: 'off', failed: 'off', stalled: 'off', claims: 'off' } }],
    ['notify quiet 22:00-07:00', {}, quiet('22:00', '07:00')],
    ['notify quiet 22-7', {}, quiet('22:00', '07:00')],
    ['notify quiet 22:30 - 7:15', {}, quiet('22:30', '07:15')],
    ['notify quiet 22:00 to 07:00', {}, quiet('22:00', '07:00')],
    ['notify quiet 22 until 7', {}, quiet('22:00', '07:00')],
    ['notify quiet from 22:00 to 07:00', {}, quiet('22:00', '07:00')],
    ['notify quiet 0-8', {}, quiet('00:00', '08:00')],
    ['notify quiet off', quiet('22:00', '07:00'), {}],
    ['notify quiet none', quiet('22:00', '07:00'), {}],
    ['notify quiet off', {}, {}],
  ])('%s', async (line, before, after) => expect(await settingsOf(line, before)).toEqual(after));

  it.each<[string, Settings, string, string | undefined]>([
    ['notify claims off', {}, 'NOTED: claims off', 'no quiet hours'],
    ['notify DONE dm', quiet('22:00', '07:00'), 'NOTED: done to you alone', 'quiet 22:00-07:00 CST'],
    ['notify all room', {}, 'NOTED: all in the room', 'no quiet hours'],
    ['notify quiet off', {}, 'NOTED: no quiet hours', undefined],
    ['notify quiet 22-7', {}, 'NOTED: quiet 22:00-07:00 CST', undefined],
  ])('%s says what was changed', async (line, settings, title, hours) => {
    const answer = await say(line, viewOf({ settings }));
    expect(answer.ok && answer.reply).toMatchObject({ title });
    expect(answer.ok && answer.reply!.lines![4]).toBe(hours);
  });

  it('understands what a phone makes of a dash', async () => {
    const line = plainLine('notify quiet 22:00–07:00');
    expect(line.ok && (await settingsOf(line.value))).toEqual(quiet('22:00', '07:00'));
  });

  it.each([
    ['notify failde dm', 'notify failed dm'],
    ['notify dm', 'notify all dm'],
    ['notify failed', 'notify failed dm'],
    ['notify failed loud', 'notify failed dm'],
    ['notify failed dm now', 'notify failed dm'],
    ['notify all', 'notify all dm'],
    ['notify off', 'notify all off'],
    ['notify everything off', 'notify all off'],
    ['notify quite 22-7', 'notify quiet 22:00-07:00'],
    ['notify quiet', 'notify quiet 22:00-07:00'],
    ['notify quiet 25:00-07:00', 'notify quiet 22:00-07:00'],
    ['notify quiet 22:60-07:00', 'notify quiet 22:00-07:00'],
    ['notify quiet 22:00-22:00', 'notify quiet 22:00-07:00'],
    ['notify quiet at night', 'notify quiet 22:00-07:00'],
    ['notify quiet from ten in the evening on', 'notify quiet 22:00-07:00'],
  ])('%s is refused, with a line that is right', async (line, right) => {
    const { offered } = await refused(line);
    expect(offered).toBe(right);
    expect(await settingsOf(offered)).toBeDefined();
  });

  it('tells what holds, and until when it is quiet now', async () => {
    const show = async (settings: Settings, at = now): Promise<Card> => {
      const answer = await say('notify', viewOf({ settings, now: at }));
      return answer.ok ? answer.reply! : { title: '' };
    };
    expect((await show({})).title).toBe('RINGS: no quiet hours');
    expect((await show(quiet('09:00', '12:00'))).title).toBe('RINGS: quiet 09:00-12:00 CST, now until 12:00');
    expect((await show(quiet('22:00', '07:00'))).title).toBe('RINGS: quiet 22:00-07:00 CST');
    expect((await show({ notify: { done: 'dm', claims: 'off' } })).lines).toEqual([
      expect.stringMatching(/^done to you alone: /),
      expect.stringMatching(/^failed in the room: /),
      expect.stringMatching(/^stalled in the room: /),
      expect.stringMatching(/^claims off: /),
    ]);
  });

  it('whatever holds, each choice that it offers changes just that, and the card fits a phone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...ringKinds), fc.constantFrom(...ringWays), { noNullPrototype: true }),
        fc.boolean(),
        async (notify, isQuiet) => {
          const settings: Settings = { notify, ...(isQuiet && quiet('22:00', '07:00')) };
          const answer = await say('notify', viewOf({ settings }));
          if (!answer.ok) throw new Error('refused');
          fitsAPhone(answer.reply!);
          const options = answer.reply!.choice!.options;
          expect(options).toHaveLength(ringKinds.length * (ringWays.length - 1));
          for (const { sends } of options) {
            const [, kind, way] = sends.split(' ');
            expect(notify[kind as 'done'] ?? usualWay(kind as 'done')).not.toBe(way);
            expect(await settingsOf(sends, settings)).toEqual({ ...settings, notify: { ...notify, [kind!]: way } });
          }
          for (const { sends } of answer.reply!.buttons!.filter(({ sends }) => sends.startsWith('notify')))
            expect(await settingsOf(sends, settings)).toBeDefined();
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('ring', () => {
  const slack = { adapter: 'slack', room: 'C01', thread: '17.1' };
  const ada = { id: 'ada', roles: ['operator' as const], handles: { slack: 'U01' } };
  const rung = async (line: string, more: Parameters<typeof viewOf>[0] = {}) => {
    const answer = await say(line, viewOf({ place: slack, asker: ada, ...more }));
    if (!answer.ok) throw new Error(answer.refusal.message);
    expect(answer.reply).toBeUndefined();
    const [said, ...others] = answer.says ?? [];
    expect(others).toEqual([]);
    fitsAPhone(said!.card);
    expect(said!.card.mention).toEqual(['ada']);
    expect(said!.rings).toBe(true);
    return said!;
  };

  it.each<[string, Settings, string, string]>([
    ['ring', {}, 'done', 'C01'],
    ['ring failed', {}, 'failed', 'C01'],
    ['ring STALLED', {}, 'stalled', 'C01'],
    ['ring done', { notify: { done: 'dm' } }, 'done', '@U01'],
    ['ring failed', { notify: { done: 'dm' } }, 'failed', 'C01'],
  ])('%s', async (line, settings, kind, where) => {
    const { place, card } = await rung(line, { settings });
    expect(place).toEqual(where.startsWith('@') ? { adapter: 'slack', room: where, direct: true } : { adapter: 'slack', room: where });
    expect(card.title).toBe(`RING: this is how "${kind}" rings for ada`);
    expect(card.lines).toEqual(['A sample; nothing has happened.']);
  });

  it('rings now, and tells until when real ones would wait', async () =>
    expect((await rung('ring', { settings: { quiet: { from: '09:00', to: '12:00', zone: 'America/Chicago' } } })).card.lines).toContain(
      'Real ones wait until 12:00 CST',
    ));

  it('stays in direct messages that it was asked for in', async () => {
    const place = { adapter: 'slack', room: '@U01', direct: true as const };
    expect((await rung('ring', { place, settings: { notify: { done: 'dm' } } })).place).toEqual(place);
  });

  it('is refused where that is off, with the line that brings it back', async () => {
    const { offered } = await refused('ring failed', viewOf({ settings: { notify: { failed: 'off' } } }));
    expect(offered).toBe('notify failed room');
  });

  it.each([
    ['ring faild', 'ring failed'],
    ['ring stall', 'ring stalled'],
    ['ring bob', 'ring done'],
  ])('%s is refused, with a line that is right', async (line, right) => expect((await refused(line)).offered).toBe(right));
});

describe('share', () => {
  const slack = { adapter: 'slack', room: 'C01' };
  const bob = { id: 'bob', roles: ['viewer' as const], handles: { slack: 'T01/U02' } };
  const eve = { id: 'eve', roles: [], handles: { slack: 'U03' } };
  const inSlack = (more: Parameters<typeof viewOf>[0] = {}) =>
    viewOf({
      place: slack,
      sender: 'T01/U01',
      people: [bob, eve],
      direct: ({ handles }) =>
        handles.slack === undefined ? undefined : { adapter: 'slack', room: `@${handles.slack.split('/').at(-1)}`, direct: true },
      ...more,
    });
  const shared = async (line: string, view = inSlack()) => {
    const answer = await say(line, view);
    if (!answer.ok) throw new Error(answer.refusal.message);
    return { title: answer.reply!.title, says: answer.says!, answer };
  };

  it.each<[string, string, string]>([
    ['share 41 bob', '@U02', 'SHARED 41 lint with bob'],
    ['share 41 @bob', '@U02', 'SHARED 41 lint with bob'],
    ['share 41 <@U02>', '@U02', 'SHARED 41 lint with bob'],
    ['share 41 <@U02|robert>', '@U02', 'SHARED 41 lint with bob'],
    ['share 41 <@U03>', '@U03', 'SHARED 41 lint with eve'],
    ['share 41 <@U77|zed>', '@U77', 'SHARED 41 lint with zed'],
    ['share #41 @bob', '@U02', 'SHARED 41 lint with bob'],
    ['share 41 <#C05|general>', 'C05', 'SHARED 41 lint with #general'],
    ['share 41 <#C05>', 'C05', 'SHARED 41 lint with #C05'],
    ['share 41 #C0123456789', 'C0123456789', 'SHARED 41 lint with #C0123456789'],
    ['share 41 with @bob', '@U02', 'SHARED 41 lint with bob'],
    ['share 41 to <#C05|general>', 'C05', 'SHARED 41 lint with #general'],
  ])('%s', async (line, where, title) => {
    const { title: told, says } = await shared(line);
    expect(told).toBe(title);
    expect(says.map(({ place, rings }) => [place.room, rings])).toEqual([
      [where, false],
      [where, false],
    ]);
  });

  it('tells the end, who shared it, its picture and its report; it mentions nobody and has no buttons', async () => {
    const picture = { name: 'bench-41.png', path: '/x/picture.png', ours: true as const };
    const { says } = await shared('share 41 @bob', inSlack({ show: { ...viewOf().show, picture: async () => picture } }));
    expect(says.map(({ card }) => card)).toEqual([
      { title: 'DONE 41', lines: ['shared by ada'], files: [picture] },
      { title: 'REPORT 41' },
    ]);
  });

  it('in a thread is about the job of that thread', async () =>
    expect((await shared('share @bob', inSlack({ threadJob: 41 }))).title).toBe('SHARED 41 lint with bob'));

  it.each<[string, string]>([
    ['share', 'share 42 @bob'],
    ['share with', 'share 42 @bob'],
    ['share 41', 'share 41 @bob'],
    ['share 42 @bob', 'status 42'],
    ['share 99 @bob', 'jobs'],
    ['share 41 @nobody', 'report 41'],
    ['share 41 "somebody of the other team whom I met"', 'report 41'],
    ['share 41 @bob @eve', 'share 41 @bob'],
  ])('%s is refused', async (line, right) => expect((await refused(line, inSlack())).offered).toBe(right));

  it('with somebody who is known but not here is refused with what to do', async () =>
    expect((await refused('share 41 @ada', viewOf())).message).toContain('I know no way to ada from here'));
});
