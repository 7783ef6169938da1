/** `announce` beside the claims of others, outside one's own, and after an earlier one; and what `who` shows of it. */
import { describe, expect, it } from 'vitest';
import { plainText } from '../src/reports/card.ts';
import { shown, talkAfter } from './desk.fixture.ts';

const told = async (before: readonly string[], line: string): Promise<string> => {
  const talk = await talkAfter(...before);
  const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
  return plainText(await talk.card(who!, text!));
};

describe("files in somebody else's claim are not announced", () => {
  const [ada, codex] = ['ada: claim src/ --why "parser"', 'codex-2: claim docs/ lib/'];
  it.each<[before: string[], line: string, card: string, next: string]>([
    [
      [ada, codex],
      'codex-2: announce --files "src/other.rs"',
      'NOT ANNOUNCED src/other.rs: ada has it\nlease 1: src/ · 4h left\nwhy: "parser"\n[Ask] [Who]',
      'who src/other.rs',
    ],
    [
      [ada, codex],
      'codex-2: announce --files "docs/a.md src/other.rs" --tests "npm test" --risky',
      'NOT ANNOUNCED src/other.rs: ada has it\nlease 1: src/ · 4h left\nwhy: "parser"\n[Without it] [Ask] [Who]',
      'announce --files docs/a.md --tests "npm test" --risky',
    ],
    [
      [ada, codex],
      'codex-2: announce --lease 2 --files "src/a.rs src/b.rs" --tests "npm test"',
      'NOT ANNOUNCED src/a.rs +1: ada has them\nlease 1: src/ · 4h left\nwhy: "parser"\n[Without them] [Ask] [Who]',
      'announce --tests "npm test" --lease 2',
    ],
    [
      [ada, 'bob: claim tests/ --shared', codex],
      'codex-2: announce docs/ --files "src/ tests/x.rs docs/"',
      'NOT ANNOUNCED src/ +1: ada and bob have them\nlease 1: src/ · 4h left\nwhy: "parser"\nlease 2: tests/ · SHARED · 1d left\n[Without them] [Ask] [Who]',
      'announce docs/ --files docs/',
    ],
  ])('%j, then %s', async (before, line, card, next) => {
    const talk = await talkAfter(...before);
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    const answer = await talk.say(who!, text!);
    expect(plainText(shown(answer))).toBe(card);
    expect(answer).toMatchObject({
      ok: false,
      refusal: { code: 'not yours', next, message: expect.stringMatching(/Nothing was announced/) },
    });
    expect(!answer.ok && answer.data).toMatchObject({
      claims: [{ lease: 1, holder: 'ada' }, ...(before[1] === codex ? [] : [{ holder: 'bob' }])],
    });
    expect(talk.desk.claims.some(({ announced }) => announced)).toBe(false);
    expect(await talk.say(who!, next)).toMatchObject({ ok: true });
  });

  it.each<[before: string[], line: string]>([
    [['ada: claim src/ --shared', 'bob: claim src/ --shared'], 'bob: announce --files src/a.rs'],
    [['ada: claim src/', 'ada: claim docs/'], 'ada: announce src/ --files "src/a docs/b"'],
    [['codex-1: claim src/', 'ada: claim docs/'], 'ada: announce src/ --files "src/a docs/b"'],
  ])('but those in one’s own are: %j, then %s', async (before, line) =>
    expect(await told(before, line)).toMatch(/^ANNOUNCED (?!.*outside)/s),
  );
});

describe('what is no file of this repository is not announced', () => {
  it.each(['../../etc', '/etc/passwd', ':(magic)', 'a/../..'])('%s', async (file) => {
    const talk = await talkAfter('ada: claim src/');
    const answer = await talk.say('ada', `announce --files "src/a.rs ${file}"`);
    expect(answer).toMatchObject({ ok: false, refusal: { message: expect.stringMatching(/Nothing was announced\./) } });
    expect(talk.desk.claims[0]!.announced).toBeUndefined();
  });
});

it.each<[files: string, lines: string, label: string, claim: string]>([
  ['x.rs', 'files: x.rs\noutside your claim: x.rs', 'Claim it', 'claim x.rs'],
  ['src/a.rs x.rs "a b/"', 'files: src/a.rs, x.rs, a b/\noutside your claim: x.rs, a b/', 'Claim them', 'claim x.rs "a b/"'],
])('files that nobody holds are, with a word that they lie outside: %s', async (files, lines, label, claim) => {
  const talk = await talkAfter('codex-1: claim src/');
  const card = await talk.card('codex-1', `announce --files '${files}'`);
  expect(plainText(card)).toContain(`\n${lines}\nKept with the claim, told in the rooms.\n[${label}] [Locks]`);
  expect(card.buttons![0]!.sends).toBe(claim);
});
it('outside the claim of an agent', async () =>
  expect(await told(['codex-1: claim src/'], 'ada: announce src/ --files x.rs')).toContain("\noutside codex-1's claim: x.rs\n"));

describe('the scope and all files are told', () => {
  it.each<[before: string, line: string, card: string]>([
    ['ada: claim docs/', 'ada: announce docs/ --tests "npm test"', 'ANNOUNCED docs/ by ada\ntests: npm test\nKept '],
    ['ada: claim docs/a.md', 'ada: announce --files docs/a.md', 'ANNOUNCED docs/a.md by ada\nKept '],
    [
      'ada: claim docs/a.md src/',
      'ada: announce --files docs/a.md',
      'ANNOUNCED docs/a.md +1 by ada\ndocs/a.md, src/\nfiles: docs/a.md\nKept ',
    ],
    [
      'ada: claim runtime/src/',
      'ada: announce runtime/src/ --files "runtime/src/obj.rs runtime/src/gc.rs" --tests "cargo test" --risky',
      'ANNOUNCED runtime/src/ by ada: risky\nfiles: runtime/src/obj.rs,\nruntime/src/gc.rs\ntests: cargo test\nKept ',
    ],
    [
      'ada: claim runtime/',
      `ada: announce --files "${Array.from({ length: 9 }, (_, n) => `runtime/src/objects/dict_${n}.rs`).join(' ')}"`,
      'ANNOUNCED runtime/ by ada\nfiles: runtime/src/objects/dict_0.rs,\nruntime/src/objects/dict_1.rs,\n+7 more\nKept ',
    ],
  ])('%s, %s', async (before, line, card) => expect((await told([before], line)).slice(0, card.length)).toBe(card));
});

describe('in place of an earlier one', () => {
  it.each<[again: string, line: string]>([
    ['ada: announce --files src/b.rs', 'in place of that of 09:34'],
    ['ada: announce src/ --tests "cargo test"', 'in place of that of 09:34'],
  ])('%s: that is told', async (again, line) =>
    expect(await told(['ada: claim src/', 'ada: announce --files src/a.rs'], again)).toContain(`\n${line}\n`),
  );
  it('not of another claim', async () =>
    expect(
      await told(['ada: claim src/', 'ada: announce --files src/a.rs', 'ada: claim docs/'], 'ada: announce docs/ --files docs/a'),
    ).not.toContain('in place'));
});

describe('who shows it', () => {
  it.each<[announced: string, lines: string]>([
    [
      '--files "src/a.rs src/b.rs" --tests "cargo test, npm test" --risky',
      'RISKY 09:34: src/a.rs, src/b.rs\n  tests: cargo test, npm test\n',
    ],
    ['--files "src/a.rs" --tests "cargo test"', 'announced 09:34: src/a.rs\n  tests: cargo test\n'],
    ['--files "src/a.rs"', 'announced 09:34: src/a.rs\nlease'],
    ['--tests "cargo test"', 'announced 09:34: no files\n  tests: cargo test\n'],
    [`--files src/a.rs --tests "${'long '.repeat(12)}"`, 'announced 09:34: src/a.rs\n  tests: long long long long long long…\n'],
  ])('%s', async (announced, lines) =>
    expect(await told(['ada: claim src/ --tests smoke', `ada: announce ${announced}`], 'bob: who src/')).toContain(
      `\ntests: "smoke"\n${lines}`,
    ),
  );
});
