/** Lines that the lock desk offers may be sent as they stand, whatever the paths and reasons in them are made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tick } from '../src/locks/desk/desk.ts';
import { world } from '../src/locks/desk/testing.ts';
import { lineFor } from './claim-words.ts';
import { shown, Talk, talkAfter } from './desk.fixture.ts';

const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

/** What comes of a line: `done`, `asks`, or why not. */
async function said(talk: Talk, who: string, line: string): Promise<string> {
  const answer = await talk.say(who, line);
  if (!answer.ok) return answer.refusal.code;
  return answer.changes?.some(({ change }) => change === 'ask') ? 'asks' : 'done';
}

describe('a refusal offers a line that does what it says', () => {
  it.each<[before: string[], line: string, code: string, next: string, then: string]>([
    [['bob: claim docs/'], 'ada: claim docs/', 'taken', 'claim docs/ --wait', 'done'],
    [['bob: claim -x'], 'ada: claim -x "a b" --for 1h', 'taken', 'claim -x "a b" --for 1h --wait', 'done'],
    [['bob: claim --for 1h -- --x'], 'ada: claim --why "y z" -- --x', 'taken', 'claim --why "y z" --wait -- --x', 'done'],
    [
      ['bob: claim docs/', 'eve: claim docs/ --wait', 'bob: release'],
      'ada: claim docs/',
      'not first in line',
      'claim docs/ --wait',
      'done',
    ],
    [[], 'ada: claim docs/ --for 0 --why "a b"', 'no time', 'claim docs/ --for 4h --why "a b"', 'done'],
    [[], 'ada: claim --for 0 -- --x', 'no time', 'claim --for 4h -- --x', 'done'],
    [[], 'ada: claim docs/ --for 9d --tests "npm test" --shared', 'too long', 'claim --tests "npm test" docs/ --for 7d --shared', 'done'],
    [[], 'ada: claim docs/ --for 9d --wait', 'too long', 'claim docs/ --for 7d --wait', 'done'],
    [['ada: claim "a b"', 'ada: claim src/'], 'ada: release', 'which claim', 'release "a b"', 'done'],
    [['ada: claim -x', 'ada: claim src/'], 'ada: release', 'which claim', 'release -- -x', 'done'],
    [['ada: claim "a b"'], 'ada: release "a b/c"', 'held as a whole', 'release "a b"', 'done'],
    [['bob: claim "it\'s"'], 'ada: release "it\'s"', 'not yours', 'who "it\'s"', 'done'],
    [['bob: claim docs/'], 'ada: release --lease 1', 'not yours', 'who docs/', 'done'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: renew --until noon', 'which claim', 'renew --until noon docs/', 'done'],
    [['ada: claim -x'], 'ada: renew -x --for 9d', 'too long', 'renew --for 7d -- -x', 'done'],
    [['ada: claim docs/'], 'ada: renew --for 0', 'no time', 'renew docs/ --for 4h', 'done'],
    [['ada: claim docs/', 'bob: claim src/', 'bob: claim docs/ --wait'], 'ada: claim src/ --wait', 'circle', 'release docs/', 'done'],
    [['bob: claim docs/', 'ada: claim docs/ --wait'], 'ada: claim docs/ --wait', 'waiting already', 'locks', 'done'],
    [['bob: claim docs/', 'ada: claim docs/ --wait'], 'ada: take', 'not your turn', 'locks', 'done'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: handover bob --for 1h', 'which claim', 'handover --for 1h docs/ bob', 'done'],
    [['ada: claim -x'], 'ada: handover -x codex-2 --for 3d', 'too long', 'handover --for 1d -- -x codex-2', 'done'],
    [['ada: claim docs/'], 'bob: steal docs/ --for 9d --why "a b"', 'too long', 'steal docs/ --for 7d --why "a b"', 'done'],
    [['ada: claim docs/', 'bob: steal docs/ --why x'], 'eve: steal docs/ --why y', 'asked already', 'claim docs/ --wait', 'done'],
    [[], 'ada: announce "a b" --files x', 'not claimed', 'claim "a b"', 'done'],
    [
      ['ada: claim docs/', 'ada: claim src/'],
      'ada: announce --tests "cargo test"',
      'which claim',
      'announce --tests "cargo test" docs/',
      'done',
    ],
    [[], 'ada: steal docs/ --why x', 'not claimed', 'claim docs/', 'done'],
    [[], 'ada: ask "a b"', 'not claimed', 'claim "a b"', 'done'],
    [['ada: claim docs/'], 'ada: ask docs/', 'held already', 'release docs/', 'done'],
  ])('%j, then %s: %s', async (before, line, code, next, then) => {
    const talk = await talkAfter(...before);
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    const answer = await talk.say(who!, text!);
    expect(!answer.ok && [answer.refusal.code, answer.refusal.next]).toEqual([code, next]);
    expect(await said(talk, who!, next)).toBe(then);
  });

  it('a claim that has just expired is free in a moment: the line waits for it', async () => {
    const talk = await talkAfter('codex-2: claim docs/ --for 1h');
    const ended = talk.desk.claims[0]!.until + 15 * 60_000;
    talk.desk = tick(talk.desk, ended, world()).desk;
    talk.now = ended + 10_000;
    const answer = await talk.say('ada', 'claim docs/');
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'cooling', next: 'claim docs/ --wait' } });
    expect(shown(answer)).toMatchObject({ title: 'NOT CLAIMED docs/: free in 50s', lines: ["codex-2's claim has just expired"] });
    expect((await talk.card('ada', 'who docs/')).title).toBe('COOLING docs/: free in 50s');
    expect(await said(talk, 'ada', 'claim docs/ --wait')).toBe('done');
  });

  it('an offer that has lapsed, by a line that claims it', async () => {
    const talk = await talkAfter('bob: claim docs/', 'ada: claim "docs/" --wait --why "a b"', 'bob: release');
    talk.later(11);
    const answer = await talk.say('ada', 'take');
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'offer lapsed', next: 'claim docs/ --why "a b"' } });
    expect(await said(talk, 'ada', 'claim docs/ --why "a b"')).toBe('done');
  });
});

it.each(['#42', '42.', '2h', 'all', 'the', 'docs,', '`x`'])(
  'a path that reads as something else is one where it is quoted: %s',
  async (path) => {
    const talk = new Talk();
    await talk.did('ada', lineFor('claim', [path, 'b/'], { why: 'x' })!);
    expect(talk.desk.claims[0]!.paths).toEqual([path, 'b/']);
  },
);

describe('whatever paths and reasons are made of', () => {
  const unit = fc.constantFrom(
    'a',
    'B',
    ' ',
    ',',
    ';',
    '->',
    '→',
    '"',
    "'",
    '`',
    '*',
    '.',
    'é',
    '漢',
    '#',
    '<',
    '&',
    '$',
    '(',
    '\\',
    '-',
    '=',
    '@',
  );
  const text = fc.string({ unit, minLength: 1, maxLength: 12 }).map((one) => one.replace(/\s+/g, ' ').trim());
  const path = text.filter((one) => one !== '' && /[a-zB漢é]/.test(one)).map((one) => `x/${one}`);
  const grammar = [
    'all',
    'the',
    'and',
    'for',
    'to',
    'it',
    'because',
    'until',
    'folder',
    '2h',
    'hour',
    'docs,',
    'a;',
    'x!',
    '-',
    '--x',
    '-x',
    'mine',
  ];
  const anyPath = fc.oneof({ weight: 3, arbitrary: path }, { weight: 1, arbitrary: fc.constantFrom(...grammar) });
  const why = text.map((one) => `w${one}`);

  it(`they come through every line whole (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPath, { minLength: 1, maxLength: 3 }), why, async (paths, reason) => {
        const talk = new Talk();
        const line = lineFor('claim', paths, { why: reason, for: '2h' })!;
        const first = await talk.say('ada', line);
        fc.pre(first.ok);
        const [held] = talk.desk.claims;
        expect(paths).toEqual(expect.arrayContaining([...held!.paths]));
        expect(held!.why).toBe(reason);
        // The lines behind the buttons, and those of the desk itself, name the same.
        const refused = await talk.say('bob', line);
        expect(!refused.ok && (await said(talk, 'bob', refused.refusal.next!))).toBe('done');
        expect(talk.desk.waits[0]).toMatchObject({ paths: held!.paths, why: reason });
        const card = shown(refused);
        for (const { label, sends } of card.buttons!.filter((one) => one.label === 'Ask' || one.label === 'More'))
          expect(`${label}: ${await said(talk, 'bob', sends)}`).toBe(`${label}: done`);
        const notYours = await talk.say('bob', lineFor('release', held!.paths)!);
        expect(!notYours.ok && (await said(talk, 'bob', notYours.refusal.next!))).toBe('done');
        expect(await said(talk, 'bob', lineFor('steal', held!.paths, { why: reason })!)).toBe('done');
        expect(talk.desk.steals[0]).toMatchObject({ paths: held!.paths, why: reason });
        expect(await said(talk, 'ada', lineFor('release', held!.paths)!)).toBe('done');
        expect(talk.desk.claims).toEqual([]);
      }),
      { seed, numRuns: 100 },
    );
  });
});
