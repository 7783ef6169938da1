import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobSummary } from '../jobs/job.ts';
import { hour, minute } from '../kernel/durations.ts';
import type { Meant } from './completion.ts';
import { askDoubled, askLate, doubled, isLate, reactionTo } from './dialog.ts';
import type { Question } from './store.ts';

const now = Date.UTC(2026, 10, 22, 19, 22);
const place = { adapter: 'slack', room: 'C01', thread: 'm1' };
const question: Question = { id: 'q', place, person: 'ada', line: 'bench', choices: { left: 'bench --linked' }, expires: now + 1 };
const asked = { place, person: 'ada', now };
const react = (text: string, more: Partial<Question> = {}, by: Partial<typeof asked> = {}) =>
  reactionTo(text, [{ ...question, ...more }], { ...asked, ...by });

describe('an answer', () => {
  test.each([
    'yes',
    'Yes.',
    ' y ',
    'OK!',
    'yes please',
    'Yes, please!',
    'yes, do it',
    'please do',
    'go ahead',
    'do it',
    '/molt yes',
    '!molt yes',
    '@molt run it',
    'molt sure',
  ])('%j runs the line', (text) => {
    expect(react(text)).toMatchObject({ is: 'run', line: 'bench' });
  });

  test.each(['no', 'No.', 'N', '/molt drop', 'never mind', "don't"])('%j drops it', (text) => {
    expect(react(text)).toMatchObject({ is: 'dropped' });
  });

  test.each(['forget it', 'nvm', 'Never mind!', 'no thanks', 'cancel', 'nah'])('%j drops any question', (text) => {
    expect(react(text)).toMatchObject({ is: 'dropped' });
    expect(react(text, { completes: { line: 'claim' } })).toMatchObject({ is: 'dropped' });
  });

  test.each(['nothing', 'None.', 'wait', 'hmm, wait', 'later', 'not now', 'I don’t know', 'what?', '/molt nothing'])(
    '%j drops one that takes words, where it is said to the bot',
    (text) => {
      const open = [{ ...question, completes: { line: 'claim' } }];
      for (const meant of ['answer', 'maybe', 'talk'] as const)
        expect(reactionTo(text, open, { ...asked, meant: () => meant })).toMatchObject({ is: 'dropped' });
      expect(reactionTo(text, open, asked)).toEqual({ is: 'none' });
    },
  );

  test.each<[Meant, object]>([
    ['answer', { is: 'run', line: 'claim new-one', confirms: false }],
    ['maybe', { is: 'run', line: 'guess "claim new-one"', confirms: false }],
    ['itself', { is: 'run', line: 'new-one', confirms: false }],
    ['talk', { is: 'talk' }],
    ['command', { is: 'command' }],
  ])('to one that takes words is what %j is', (meant, reaction) => {
    const open = [{ ...question, completes: { line: 'claim' } }];
    expect(reactionTo('@molt new-one', open, { ...asked, meant: () => meant })).toMatchObject(reaction);
  });

  test.each(['', 'yes and no', 'yesterday', 'nothing', 'bench', 'constructor', '__proto__', 'y e s'])('%j is none', (text) => {
    expect(react(text)).toEqual({ is: 'none' });
  });

  test('may be one of the choices, also where that word means yes or no elsewhere', () => {
    expect(react('LEFT')).toMatchObject({ is: 'run', line: 'bench --linked' });
    expect(react('no', { choices: { no: 'build' } })).toMatchObject({ is: 'run', line: 'build' });
  });

  test('counts from its person, in its place, in time', () => {
    expect(react('yes', {}, { person: 'bob' })).toEqual({ is: 'none' });
    expect(react('yes', {}, { place: { ...place, thread: 'm2' } })).toEqual({ is: 'none' });
    expect(react('yes', {}, { now: question.expires })).toEqual({ is: 'none' });
  });

  test.each<[string, string | undefined]>([
    ['docs/ for 2h', 'claim docs/ for 2h'],
    ['/molt docs/', 'claim docs/'],
    ['@molt  docs/  src/', 'claim docs/  src/'],
    ['yes', undefined],
    ['', undefined],
    ['@molt', undefined],
  ])('may be the words that were missing: %j', (text, line) => {
    const open = [{ ...question, completes: { line: 'claim' } }];
    const reaction = reactionTo(text, open, { ...asked, meant: () => 'answer' });
    expect(reaction).toEqual(line === undefined ? { is: 'none' } : { is: 'run', question: open[0], line, confirms: false });
    expect(reactionTo(text, open, asked).is).toBe('none');
  });

  test.each([
    ['docs/ and src/ for 2h', 'claim docs/ and src/ for 2h --shared --why "a b"'],
    ['docs/ because it is late', 'claim --shared --why "a b" docs/ because it is late'],
    ['-- -x', 'claim --shared --why "a b" -- -x'],
  ])('stands where it is read as it would be without the options of the line: %j', (text, line) => {
    const open = [{ ...question, completes: { line: 'claim --shared --why "a b"' } }];
    expect(reactionTo(text, open, { ...asked, meant: () => 'answer' })).toMatchObject({ line });
  });

  test('may be a text that becomes one word', () => {
    const open = [{ ...question, completes: { line: 'steal docs/ --why', quotes: true as const } }];
    const reaction = reactionTo('for the "release"\n; notes', open, { ...asked, meant: () => 'answer' });
    expect(reaction).toMatchObject({ is: 'run', line: `steal docs/ --why 'for the "release" ; notes'` });
  });

  test('is short: a megabyte is not even looked at', () => {
    const began = performance.now();
    expect(react('!'.repeat(2 ** 20))).toEqual({ is: 'none' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('goes to the newest question that is open', () => {
    const questions = [{ ...question, id: 'lapsed', expires: now }, { ...question, id: 'newest', line: 'build' }, question];
    expect(reactionTo('yes', questions, asked)).toMatchObject({ is: 'run', line: 'build' });
  });

  test('no text whatever starts what was not asked about', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const reaction = react(text);
        if (reaction.is === 'run') expect(['bench', 'bench --linked']).toContain(reaction.line);
      }),
    );
  });
});

describe('late', () => {
  test('is more than five minutes', () => {
    expect(isLate({ at: now - 5 * minute, receivedAt: now })).toBe(false);
    expect(isLate({ at: now - 5 * minute - 1, receivedAt: now })).toBe(true);
    expect(isLate({ at: now + hour, receivedAt: now })).toBe(false);
  });

  test('asks with the time of sending and of lapsing', () => {
    const row = { key: 'slack:e1', place, at: now - 42 * minute, receivedAt: now };
    const { card, question } = askLate(row, 'bench --linked', 'ada', 'America/Chicago');
    expect([card.title, ...card.lines!]).toEqual([
      'LATE: still run "bench --linked"?',
      'Sent 12:40 CST, came 42m late',
      'Lapses at 14:22. Not run so far',
    ]);
    expect(question).toMatchObject({ line: 'bench --linked', person: 'ada', place, expires: now + hour });
  });

  test('tells where HEAD stood then and stands now, if that is known and another', () => {
    const row = { key: 'slack:e1', place, at: now - 42 * minute, receivedAt: now };
    const heads = { sent: `a0a6909${'0'.repeat(33)}`, now: `9c1d2e0${'0'.repeat(33)}` };
    expect(askLate(row, 'bench', 'ada', 'America/Chicago', heads).card.lines![1]).toBe('HEAD moved: a0a6909 → 9c1d2e0');
    expect(askLate(row, 'bench', 'ada', 'America/Chicago', { ...heads, now: heads.sent }).card.lines).toHaveLength(2);
  });
});

describe('doubled', () => {
  const job = (more: Partial<JobSummary>): JobSummary =>
    ({ id: 42, requester: 'ada', canonical: 'bench', createdAt: now - minute, ...more }) as JobSummary;

  test('is the same person and the same line within three minutes', () => {
    expect(doubled([job({})], 'bench', 'ada', now)?.id).toBe(42);
    expect(doubled([job({})], 'bench', 'bob', now)).toBeUndefined();
    expect(doubled([job({})], 'bench --linked', 'ada', now)).toBeUndefined();
    expect(doubled([job({ createdAt: now - 3 * minute })], 'bench', 'ada', now)).toBeUndefined();
    expect(doubled([job({ createdAt: now + minute })], 'bench', 'ada', now)).toBeUndefined();
  });

  test('asks by number', () => {
    const { card, question } = askDoubled({ key: 'slack:e1', place }, job({}), 'bench', 'ada', now);
    expect(card.title).toBe('SAME as 42: another "bench"?');
    expect(card.lines).toEqual(['42 was started 1m ago.', 'Not started again so far.']);
    expect(question).toMatchObject({ line: 'bench', person: 'ada', place });
  });
});
