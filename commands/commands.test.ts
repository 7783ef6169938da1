/** What every command says and does: the first 100 characters, and the changes. */
import { describe, expect, it } from 'vitest';
import { done } from '../src/kernel/result.ts';
import { plainText } from '../src/reports/card.ts';
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
