/** `handover` and its answers, and `announce`. */
import { describe, expect, it } from 'vitest';
import { formLine } from '../src/chat/form.ts';
import { plainText } from '../src/reports/card.ts';
import { talkAfter } from './desk.fixture.ts';
import { all, viewOf } from './view.fixture.ts';

describe('handover', () => {
  it.each<[string[], string, string, string[]]>([
    [
      ['ada: claim docs/'],
      'ada: handover docs/ bob',
      'OFFERED docs/ to bob until 09:44 CST\nYours until bob takes it.\n[Take back] [Locks]',
      ['1 ada: docs/'],
    ],
    [
      ['ada: claim docs/'],
      'ada: handover @bob',
      'OFFERED docs/ to bob until 09:44 CST\nYours until bob takes it.\n[Take back] [Locks]',
      ['1 ada: docs/'],
    ],
    [
      ['ada: claim docs/'],
      'ada: handover docs/ to <@U02|robert>',
      'OFFERED docs/ to bob until 09:44 CST\nYours until bob takes it.\n[Take back] [Locks]',
      ['1 ada: docs/'],
    ],
    [
      ['ada: claim docs/'],
      'ada: handover docs/ codex-1',
      'HANDED docs/ to codex-1 until 10:34 CST\nlease 2, in place of yours\n[Locks]',
      ['2 codex-1: docs/'],
    ],
    [
      ['ada: claim docs/ src/'],
      'ada: handover docs/ codex-1 --for 2h',
      'HANDED docs/ to codex-1 until 11:34 CST\nlease 2, in place of yours\n[Locks]',
      ['1 ada: src/', '2 codex-1: docs/'],
    ],
    [
      ['ada: claim docs/', 'ada: claim src/'],
      'ada: handover docs/ src/ eve',
      'OFFERED docs/ +1 to eve until 09:44 CST\ndocs/, src/\nYours until eve takes it.\n[Take back] [Locks]',
      ['1 ada: docs/', '2 ada: src/'],
    ],
    [
      ['ada: claim docs/', 'ada: claim src/'],
      'ada: handover bob --lease 2',
      'OFFERED src/ to bob until 09:44 CST\nYours until bob takes it.\n[Take back] [Locks]',
      ['1 ada: docs/', '2 ada: src/'],
    ],
    [
      ['ada: claim to/'],
      'ada: handover to/ to bob',
      'OFFERED to/ to bob until 09:44 CST\nYours until bob takes it.\n[Take back] [Locks]',
      ['1 ada: to/'],
    ],
    [
      ['ada: claim docs/ --why "API pages"', 'ada: handover docs/ bob --for 2h'],
      'bob: handover --accept',
      'TAKEN docs/ until 11:34 CST (2h)\nlease 2\nwhy: "API pages"\nin place of lease 1: docs/ of ada\n[Release] [Keep 2h] [More]',
      ['2 bob: docs/'],
    ],
    [
      ['ada: claim docs/', 'ada: handover docs/ bob'],
      'bob: handover --decline --lease 1',
      'DECLINED docs/: ada keeps it\n[Locks]',
      ['1 ada: docs/'],
    ],
    [
      ['ada: claim docs/', 'ada: handover docs/ bob'],
      'ada: handover --decline --lease 1',
      "TAKEN BACK docs/: not bob's\n[Locks]",
      ['1 ada: docs/'],
    ],
    [
      ['codex-1: claim docs/', 'ada: handover docs/ bob'],
      'ada: handover --decline',
      "TAKEN BACK docs/: not bob's\n[Locks]",
      ['1 codex-1: docs/'],
    ],
  ])('%j, then %s', async (before, line, told, held) => {
    const talk = await talkAfter(...before);
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    expect(plainText(await talk.card(who!, text!))).toBe(told);
    expect(talk.paths()).toEqual(held);
  });

  it.each<[string[], string, string, string | undefined]>([
    [[], 'ada: handover', 'no name', 'locks --mine'],
    [['ada: claim docs/'], 'ada: handover docs/', 'no such person', 'people'],
    [['ada: claim docs/'], 'ada: handover docs/ bbo', 'no such person', 'handover docs/ bob'],
    [['ada: claim "a b"'], 'ada: handover "a b" codex-22 --for 2h', 'no such person', 'handover "a b" codex-2 --for 2h'],
    [['ada: claim docs/'], 'ada: handover docs/ zacharias', 'no such person', 'people'],
    [[], 'ada: handover docs/ bob', 'not claimed', 'locks'],
    [['eve: claim docs/'], 'ada: handover docs/ bob', 'not yours', 'who docs/'],
    [['ada: claim docs/'], 'ada: handover docs/ ada', 'held already', 'locks'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: handover bob', 'which claim', 'handover docs/ bob'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: handover bob --for 2h', 'which claim', 'handover --for 2h docs/ bob'],
    [['ada: claim -x', 'ada: claim src/'], 'ada: handover bob --for 2h', 'which claim', 'handover --for 2h -- -x bob'],
    [['ada: claim docs/'], 'ada: handover docs/a.md bob', 'held as a whole', 'handover docs/ bob'],
    [['ada: claim docs/'], 'ada: handover docs/ bob --for 0', 'no time', 'handover docs/ bob --for 4h'],
    [['ada: claim docs/'], 'ada: handover docs/ codex-2 --for 2d', 'too long', 'handover docs/ codex-2 --for 1d'],
    [['ada: claim -x'], 'ada: handover -x codex-2 --for 2d', 'too long', 'handover --for 1d -- -x codex-2'],
    [['ada: claim docs/'], 'ada: handover docs/ bob --for ever', 'no time', 'handover docs/ bob --for 2h'],
    [['ada: claim docs/'], 'ada: handover docs/ bob --lease x', 'no number', 'locks'],
    [['ada: claim docs/'], 'bob: handover --accept', 'nothing offered', 'locks'],
    [['ada: claim docs/', 'ada: handover docs/ bob'], 'eve: handover --accept --lease 1', 'nothing offered', 'locks'],
    [['ada: claim docs/', 'ada: handover docs/ bob'], 'bob: handover --accept --decline', 'two answers', 'locks'],
  ])('%j, then %s is refused', async (before, line, code, next) => {
    const talk = await talkAfter(...before);
    const { desk } = talk;
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    const answer = await talk.say(who!, text!);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
    expect(!answer.ok && answer.refusal.next).toBe(next);
    expect(talk.desk).toBe(desk);
  });

  it('on a phone is a form', async () => {
    const talk = await talkAfter('ada: claim docs/');
    const form = await all.find(({ name }) => name === 'handover')!.form!({ words: [], options: { lease: '1' } }, viewOf());
    expect(form).toMatchObject({ ok: true, value: { line: 'handover --lease 1' } });
    const line = formLine(form.ok ? form.value.line : '', { to: '@bob', for: 'two hours' });
    expect((await talk.card('ada', line)).title).toBe('OFFERED docs/ to bob until 09:44 CST');
    expect(talk.desk.handovers[0]).toMatchObject({ lease: 1, span: 7_200_000 });
    expect(await talk.say('ada', formLine('handover --lease 1', {}))).toMatchObject({ ok: false, refusal: { code: 'no name' } });
  });
});

describe('a hand-over in words', () => {
  it.each([
    ['give docs to <@U02>', 'MEANT "handover docs bob"?'],
    ['give docs/ to @bob', 'MEANT "handover docs/ bob"?'],
    ['give docs/ to bob for 2h', 'MEANT "handover docs/ bob --for 2h"?'],
    ['give it to codex-1', 'MEANT "handover codex-1"?'],
  ])('%j asks by name', async (line, title) => {
    const talk = await talkAfter('ada: claim docs/');
    const card = await talk.card('ada', line);
    expect([card.title, card.lines![0]]).toEqual([title, `You said: ${line}`]);
    expect((await talk.card('ada', 'yes')).title).toMatch(/^(?:OFFERED|HANDED) docs\/ to /);
  });
  it.each([
    ['give src/ to bobb', 'I know nobody called "bobb". Nothing was handed over. Did you mean:', 'handover src/ bob'],
    ['give src/ to bobb for 2h', 'I know nobody called "bobb". Nothing was handed over. Did you mean:', 'handover src/ bob --for 2h'],
    ['give src/ to <@U77>', 'I know nobody called "<@U77>". Nothing was handed over.', 'people'],
  ])('%j is not asked about: nobody is called so', async (line, message, next) =>
    expect(await (await talkAfter('ada: claim src/')).say('ada', line)).toMatchObject({ ok: false, refusal: { message, next } }),
  );
});

describe('announce', () => {
  it.each<[string[], string, string, object]>([
    [
      ['codex-2: claim src/'],
      'codex-2: announce --files "src/gc.rs src/obj.rs" --tests "cargo test, npm test" --risky',
      'ANNOUNCED src/ by codex-2: risky\nfiles: src/gc.rs, src/obj.rs\ntests: cargo test, npm test\nKept with the claim, told in the rooms.\n[Locks]',
      { files: ['src/gc.rs', 'src/obj.rs'], tests: ['cargo test', 'npm test'], risky: true },
    ],
    [
      ['ada: claim src/', 'ada: claim docs/'],
      'ada: announce docs/a.md --files docs/a.md',
      'ANNOUNCED docs/ by ada\nfiles: docs/a.md\nKept with the claim, told in the rooms.\n[Locks]',
      { files: ['docs/a.md'], tests: [], risky: false },
    ],
    [
      ['codex-1: claim src/'],
      'ada: announce src/ --tests x',
      'ANNOUNCED src/ by codex-1\ntests: x\nKept with the claim, told in the rooms.\n[Locks]',
      { files: [], tests: ['x'] },
    ],
    [
      ['ada: claim src/'],
      'ada: announce --lease 1 --files "\'a b\' c"',
      'ANNOUNCED src/ by ada\nfiles: a b, c\noutside your claim: a b, c\nKept with the claim, told in the rooms.\n[Claim them] [Locks]',
      { files: ['a b', 'c'] },
    ],
  ])('%j, then %s', async (before, line, told, announced) => {
    const talk = await talkAfter(...before);
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    expect(plainText(await talk.card(who!, text!))).toBe(told);
    expect(talk.desk.claims.at(-1)!.announced).toMatchObject(announced);
  });
  it.each<[string[], string, string, string | undefined]>([
    [['ada: claim src/'], 'ada: announce', 'nothing said', undefined],
    [[], 'ada: announce --files x', 'nothing held', 'locks'],
    [[], 'ada: announce docs/ --files x', 'not claimed', 'claim docs/'],
    [['bob: claim docs/'], 'ada: announce docs/ --files x', 'not yours', 'who docs/'],
    [['ada: claim docs/', 'ada: claim src/'], 'ada: announce --files "a b" --risky', 'which claim', 'announce --files "a b" --risky docs/'],
    [['ada: claim docs/'], `ada: announce --files "${Array.from({ length: 201 }, (_, n) => n).join(' ')}"`, 'too much', undefined],
  ])('%j, then %s is refused', async (before, line, code, next) => {
    const talk = await talkAfter(...before);
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    const answer = await talk.say(who!, text!);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
    expect(!answer.ok && answer.refusal.next).toBe(next);
    expect(!answer.ok && answer.refusal.message).toMatch(/Nothing was/);
  });
});
