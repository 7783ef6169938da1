/** What its holder does with a claim: `release`, `renew`, `take`, `pass`; and what `undo` takes back of all that. */
import { describe, expect, it } from 'vitest';
import { plainText } from '../src/reports/card.ts';
import { talkAfter } from './desk.fixture.ts';

type Case = [before: string[], line: string, told: string, held: string[]];
const cases = (title: string, rows: readonly Case[]) =>
  describe(title, () => {
    it.each(rows)('%j, then %s', async (before, line, told, held) => {
      const talk = await talkAfter(...before);
      const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
      expect(plainText(await talk.card(who!, text!))).toBe(told);
      expect(talk.paths()).toEqual(held);
    });
  });

const undoOrLocks = '[Undo] [Locks]';
const bothOut = `RELEASED docs/ +1\ndocs/, src/\n${undoOrLocks}`;

cases('release', [
  [['ada: claim docs/'], 'ada: release', `RELEASED docs/\n${undoOrLocks}`, []],
  [['ada: claim docs/ src/'], 'ada: release Docs', `RELEASED docs/\nstill held: src/ (lease 1)\n${undoOrLocks}`, ['1 ada: src/']],
  [['ada: claim docs/ src/'], 'ada: release --lease 1', `RELEASED docs/ +1\ndocs/, src/\n${undoOrLocks}`, []],
  [['ada: claim docs/ src/'], 'ada: release --lease #1', `RELEASED docs/ +1\ndocs/, src/\n${undoOrLocks}`, []],
  [['codex-1: claim docs/'], 'ada: release docs/', `RELEASED docs/ of codex-1\n${undoOrLocks}`, []],
  [
    ['ada: claim docs/ --for 1h', 'bob: claim docs/ --wait'],
    'ada: release',
    `RELEASED docs/\nnext: bob, docs/ until 09:44\n${undoOrLocks}`,
    [],
  ],
  [['ada: claim docs/', 'ada: claim src/ --shared'], 'ada: release docs/ src/', 'RELEASED docs/ +1\ndocs/, src/\n[Locks]', []],
  [['ada: claim docs/', 'ada: claim src/', 'bob: claim lib/'], 'ada: release everything', bothOut, ['3 bob: lib/']],
  [['ada: claim docs/', 'ada: claim src/', 'codex-1: claim lib/'], 'ada: release both', bothOut, ['3 codex-1: lib/']],
  [['ada: claim docs/ src/'], 'ada: release both', bothOut, []],
  [['ada: claim "both" src/'], 'ada: release "both"', `RELEASED both\nstill held: src/ (lease 1)\n${undoOrLocks}`, ['1 ada: src/']],
]);

cases('renew', [
  [
    ['ada: claim docs/ --for 1h'],
    'ada: keep docs/ for another 2 hours',
    'KEPT docs/ until 12:34 CST (3h)\nlease 1\n[Release] [Keep 1h] [More]',
    ['1 ada: docs/'],
  ],
  [
    ['ada: claim docs/ --for 1h', 'ada: claim src/ --for 2h'],
    'ada: keep everything for 5h',
    'KEPT docs/ until 14:34 CST (5h)\nlease 1\nsrc/ until 14:34 (lease 2)\n[Release] [Keep 1h] [More]',
    ['1 ada: docs/', '2 ada: src/'],
  ],
  [
    ['ada: claim docs/ --for 1h', 'ada: claim src/ --for 2h'],
    'ada: renew --all --more 1h',
    'KEPT docs/ until 11:34 CST (2h)\nlease 1\nsrc/ until 12:34 (lease 2)\n[Release] [Keep 1h] [More]',
    ['1 ada: docs/', '2 ada: src/'],
  ],
  [
    ['ada: claim docs/ --for 1h'],
    'ada: renew --for 3h',
    'KEPT docs/ until 12:34 CST (3h)\nlease 1\n[Release] [Keep 1h] [More]',
    ['1 ada: docs/'],
  ],
  [
    ['ada: claim docs/ --for 1h'],
    'ada: keep docs/a.md --until noon',
    'KEPT docs/ until 12:00 CST (2h26m)\nlease 1\n[Release] [Keep 1h] [More]',
    ['1 ada: docs/'],
  ],
  [
    ['ada: claim docs/ --for 3h', 'bob: claim docs/ --wait'],
    'ada: extend --lease 1 --for 1h',
    'KEPT docs/ until 12:34 CST (3h)\nlease 1\nThat is no longer than it was.\nbob waits for it\n[Release] [Keep 3h] [More]',
    ['1 ada: docs/'],
  ],
  [
    ['ada: claim docs/', 'ada: claim src/'],
    'ada: renew docs/ src/ --for 5h',
    'KEPT docs/ until 14:34 CST (5h)\nlease 1\nsrc/ until 14:34 (lease 2)\n[Release] [Keep 4h] [More]',
    ['1 ada: docs/', '2 ada: src/'],
  ],
  [
    ['codex-1: claim docs/'],
    'ada: keep docs/ --for 2h',
    'KEPT docs/ for codex-1 until 11:34 CST (2h)\nlease 1 · held by codex-1\n[Release] [Keep 1h] [More]',
    ['1 codex-1: docs/'],
  ],
]);

describe('what is guessed names what it would change', () => {
  it.each<[string[], string, string, string[]]>([
    [['claim docs/ --for 1h'], 'extend docs by 2 hours', 'keep docs --more "2 hours"', ['docs/ 180m']],
    [['claim docs/ --for 1h', 'claim src/'], 'finished with everything', 'release docs/ src/', []],
    [['claim docs/ --for 1h', 'claim src/ --for 2h'], 'extend my claims by 1h', 'keep docs/ src/ --more 1h', ['docs/ 120m', 'src/ 180m']],
    [['claim docs/ src/'], 'done with both', 'release docs/ src/', []],
    [['claim docs/ --for 1h'], 'never mind docs', 'release docs', []],
  ])('%j, then %s is %s', async (before, line, meant, left) => {
    const talk = await talkAfter(...before.map((one) => `ada: ${one}`));
    const answer = await talk.say('ada', line);
    expect(answer.ok && answer.changes).toMatchObject([{ change: 'ask', question: { line: meant } }]);
    await talk.say('ada', 'yes please');
    expect(talk.desk.claims.map(({ paths, until }) => `${paths.join(' ')} ${(until - talk.now) / 60_000}m`)).toEqual(left);
  });
  it('who waits for it passes', async () => {
    const talk = await talkAfter(...inLine);
    await talk.say('bob', 'never mind docs');
    await talk.did('bob', 'yes');
    expect(talk.desk.waits.map(({ who }) => who.id)).toEqual(['eve']);
  });
});

const inLine = ['ada: claim docs/', 'bob: claim docs/ --wait', 'eve: claim docs/ --wait'];
cases('in line', [
  [
    [...inLine, 'ada: release'],
    'bob: take',
    'TAKEN docs/ until 13:34 CST (4h)\nlease 2\neve waits for it\n[Release] [Keep 4h] [More]',
    ['2 bob: docs/'],
  ],
  [[...inLine, 'ada: release'], 'bob: pass 1', 'PASSED docs/: no longer in line\nnext: eve, docs/ until 09:44\n[Locks]', []],
  [inLine, 'eve: pass', 'PASSED docs/: no longer in line\n[Locks]', ['1 ada: docs/']],
]);

describe('undo', () => {
  const title = async (before: string[], who: string): Promise<[string, string[]]> => {
    const talk = await talkAfter(...before);
    return [plainText(await talk.card(who, 'undo')), talk.paths()];
  };
  it('of a claim releases it', async () =>
    expect(await title(['ada: claim docs/'], 'ada')).toEqual(['UNDONE claim of docs/\n[Locks]', []]));
  it('of a claim that also lengthened another says what stays', async () =>
    expect(await title(['ada: claim docs/ --for 1h', 'ada: claim docs/ src/'], 'ada')).toEqual([
      'UNDONE claim of src/\nStays: the longer time of what you held\n[Locks]',
      ['1 ada: docs/'],
    ]));
  it('of a release claims it again, for what was left of its time', async () => {
    const talk = await talkAfter('codex-1: claim docs/ src/ --for 1h --why "API pages" --tests x');
    talk.later(20);
    await talk.did('ada', 'release docs/');
    talk.later(5);
    expect(plainText(await talk.card('ada', 'undo'))).toBe(
      'UNDONE release of docs/\nlease 2\nStays: the lease, which is a new one\n[Locks]',
    );
    expect(talk.desk.claims[1]).toMatchObject({ holder: { id: 'codex-1' }, why: 'API pages', tests: 'x', until: talk.now + 40 * 60_000 });
    expect(plainText(await talk.card('ada', 'undo'))).toContain('You did nothing');
  });
  it('of a release is refused where others came first', async () => {
    const talk = await talkAfter('ada: claim docs/', 'ada: release', 'bob: claim docs/');
    const answer = await talk.say('ada', 'undo');
    expect(!answer.ok && answer.refusal).toEqual({
      code: 'taken',
      message: 'Your release of docs/ was not undone. Not claimed: docs/. bob holds all of it for another 4h.',
      next: 'claim docs/ --for 4h --wait',
    });
    expect(talk.undoable.map(({ what }) => what)).toContain('release of docs/');
  });
  it('of a steal withdraws it', async () => {
    const talk = await talkAfter('ada: claim docs/', 'bob: steal docs/ --why x');
    expect((await talk.card('bob', 'undo')).title).toBe('UNDONE steal of docs/');
    expect(talk.desk.steals).toEqual([]);
  });
  it('of a claim that somebody released meanwhile is refused', async () => {
    const talk = await talkAfter('codex-1: claim docs/', 'ada: release docs/');
    expect(await talk.say('codex-1', 'undo')).toMatchObject({ ok: false, refusal: { code: 'lease is over' } });
  });
});

describe('refused, and nothing changed', () => {
  it.each<[string[], string, string, string | undefined]>([
    [[], 'ada: release', 'nothing held', 'locks'],
    [['bob: claim docs/'], 'ada: release docs/', 'not yours', 'who docs/'],
    [['bob: claim docs/'], 'ada: release --lease 1', 'not yours', 'who docs/'],
    [['codex-2: claim docs/'], 'ada: renew docs/', 'not yours', 'who docs/'],
    [['ada: claim docs/'], 'codex-1: release docs/', 'not yours', 'who docs/'],
    [['ada: claim docs/', 'ada: claim "a b"'], 'ada: release', 'which claim', 'release docs/'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: renew --for 2h', 'which claim', 'renew --for 2h docs/'],
    [['ada: claim docs/'], 'ada: release docs/a.md', 'held as a whole', 'release docs/'],
    [['ada: claim docs/'], 'ada: release --lease 7', 'lease is over', 'locks'],
    [['ada: claim docs/'], 'ada: release --lease x', 'no number', 'locks'],
    [['ada: claim docs/'], 'ada: renew --for 0', 'no time', 'renew docs/ --for 4h'],
    [['ada: claim docs/'], 'ada: renew --for "a year"', 'too long', 'renew docs/ --for 7d'],
    [['ada: claim docs/'], 'ada: renew --for 2h --until noon', 'two times', 'renew --for 2h'],
    [['ada: claim docs/'], 'ada: renew docs/ --until 8am', 'past', 'renew docs/ --for 2h'],
    [['ada: claim docs/'], 'ada: keep docs/ until bob is back', 'unreadable', 'renew docs/ --for 2h'],
    [['ada: claim docs/'], 'ada: renew docs/ --more 0', 'no time', 'renew docs/ --for 4h'],
    [['ada: claim docs/'], 'ada: renew docs/ --more soon', 'no time', 'renew docs/ --more 1h'],
    [['ada: claim docs/'], 'ada: renew --more 7d', 'too long', 'renew docs/ --for 7d'],
    [['ada: claim docs/'], 'ada: renew --more 1h --for 2h', 'two times', 'renew --more 1h'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: renew --more 2h', 'which claim', 'renew --more 2h docs/'],
    [[], 'ada: release everything', 'nothing held', 'locks'],
    [['ada: claim docs/'], 'ada: release both', 'which claim', 'release docs/'],
    [['ada: claim docs/ src/ lib/'], 'ada: keep both for 2h', 'which claim', 'renew docs/ src/ lib/ --for 2h'],
    // Not asked about first.
    [[], 'ada: finished with everything', 'nothing held', 'locks'],
    [['bob: claim docs/'], 'ada: done with docs/', 'not yours', 'who docs/'],
    [['ada: claim docs/'], 'ada: the build is done', 'not claimed', 'locks'],
    [['ada: claim docs/'], 'ada: extend src/ by 2h', 'not claimed', 'locks'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: cancel my claim', 'which claim', 'release docs/'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: another hour', 'which claim', 'keep --more "1 hour" docs/'],
    [['ada: claim docs/'], 'ada: forget about src', 'not claimed', 'locks'],
    [['ada: claim docs/'], 'ada: give src/ to bob', 'not claimed', 'locks'],
    [[], 'ada: take', 'not in line', 'locks'],
    [inLine, 'bob: take', 'not your turn', 'locks'],
    [inLine, 'bob: take 2', 'not yours', 'locks'],
    [inLine, 'bob: take soon', 'no number', 'locks'],
    [inLine, 'bob: pass 9', 'no such wait', 'locks'],
  ])('%j, then %s', async (before, line, code, next) => {
    const talk = await talkAfter(...before);
    const { desk } = talk;
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    const answer = await talk.say(who!, text!);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
    expect(!answer.ok && answer.refusal.next).toBe(next);
    expect(talk.desk).toBe(desk);
  });
});
