/** Who gets what they ask for, and what the others are told. */
import { describe, expect, test } from 'vitest';
import { day, hour, minute } from '../../kernel/durations.ts';
import { claim, lookUp } from './claiming.ts';
import { ada, at, bob, codex1, codex2, type Deed, deskAfter, hold, line, told } from './testing.ts';
import type { Request } from './wish.ts';

const now = at('09:30');

describe('a claim', () => {
  test.each<[string, readonly Deed[], Request, string[]]>([
    ['of what nobody holds is granted', [], { who: ada, paths: ['docs/'] }, ['09:30 granted ada docs/ (1) until 13:30']],
    ['of an agent lasts an hour', [], { who: codex1, paths: ['docs/'] }, ['09:30 granted codex-1 docs/ (1) until 10:30']],
    [
      'that is shared lasts a day',
      [],
      { who: ada, paths: ['docs/'], mode: 'shared' },
      ['09:30 granted ada docs/ (1) shared until +1 09:30'],
    ],
    [
      'keeps every spelling, and names nothing twice',
      [],
      { who: ada, paths: ['./Docs', 'docs/', 'a//b'] },
      ['09:30 granted ada ./Docs a//b (1) until 13:30'],
    ],
    [
      'beside another is granted',
      [hold(ada, 'docs/a.md')],
      { who: bob, paths: ['docs/b.md'] },
      ['09:30 granted bob docs/b.md (2) until 13:30'],
    ],
    [
      'around another is not',
      [hold(ada, 'docs/a.md')],
      { who: bob, paths: ['docs/'] },
      ['taken: Not claimed: docs/. ada holds docs/a.md for another 3h30m.', '> claim docs/ --wait'],
    ],
    [
      'within another is not',
      [hold(ada, 'docs/')],
      { who: bob, paths: ['docs/a.md'], span: 2 * hour, why: 'it is "new"' },
      ['taken: Not claimed: docs/a.md. ada holds all of it for another 3h30m.', `> claim docs/a.md --for 2h --why 'it is "new"' --wait`],
    ],
    [
      'of all or nothing',
      [hold(ada, 'docs/'), hold(codex2, 'src/*.rs')],
      { who: bob, paths: ['free/', 'docs/', 'src/a.rs'] },
      [
        'taken: Not claimed: free/ +2. ada holds docs for another 3h30m. 1 more claim is in the way.',
        '> claim free/ docs/ src/a.rs --wait',
      ],
    ],
    [
      'shared beside shared is granted',
      [hold(ada, 'docs/', 'shared')],
      { who: bob, paths: ['docs/'], mode: 'shared' },
      ['09:30 granted bob docs/ (2) shared until +1 09:30'],
    ],
    [
      'shared within exclusive is not',
      [hold(ada, 'docs/')],
      { who: bob, paths: ['docs/'], mode: 'shared' },
      ['taken: Not claimed: docs/. ada holds all of it for another 3h30m.', '> claim docs/ --shared --wait'],
    ],
    [
      'exclusive around shared is not',
      [hold(ada, 'docs/', 'shared')],
      { who: bob, paths: ['docs/'] },
      ['taken: Not claimed: docs/. ada shares all of it for another 23h30m.', '> claim docs/ --wait'],
    ],
    [
      "stands in the way of the holder's own agent",
      [hold(ada, 'docs/')],
      { who: codex1, paths: ['docs/'] },
      ['taken: Not claimed: docs/. ada holds all of it for another 3h30m. That is your owner.', '> claim docs/ --wait'],
    ],
    [
      "of an agent stands in its owner's way",
      [hold(codex1, 'docs/')],
      { who: ada, paths: ['docs/'] },
      ['taken: Not claimed: docs/. codex-1 holds all of it for another 30m. That is your own agent.', '> claim docs/ --wait'],
    ],
    [
      'of what somebody waits for comes after them',
      [hold(ada, 'docs/a.md'), line(codex2, 'docs/')],
      { who: bob, paths: ['docs/b.md'] },
      ['not first in line: Not claimed: docs/b.md. codex-2 waits for docs/ and comes first.', '> claim docs/b.md --wait'],
    ],
    [
      'of whoever waits for that and more comes before those who came later',
      [hold(codex1, 'docs/a.md'), line(ada, 'docs/'), line(bob, 'docs/')],
      { who: ada, paths: ['docs/b.md'] },
      ['09:30 granted ada docs/b.md (2) until 13:30'],
    ],
    [
      'of what one holds renews that',
      [hold(ada, 'docs/')],
      { who: ada, paths: ['docs/a.md'], why: 'more' },
      ['09:30 renewed ada docs/ (1) until 13:30 by ada'],
    ],
    [
      'of what one holds never shortens',
      [hold(ada, 'docs/')],
      { who: ada, paths: ['docs'], span: minute },
      ['09:30 renewed ada docs/ (1) until 13:00 by ada'],
    ],
    [
      'of that and more renews the one and grants the other',
      [hold(ada, 'docs/')],
      { who: ada, paths: ['docs/', 'src/'] },
      ['09:30 renewed ada docs/ (1) until 13:30 by ada', '09:30 granted ada src/ (2) until 13:30'],
    ],
    [
      'around what one holds leaves that as it is',
      [hold(ada, 'docs/a.md')],
      { who: ada, paths: ['docs/'] },
      ['09:30 granted ada docs/ (2) until 13:30'],
    ],
    [
      'in the other mode takes the place of the first',
      [hold(ada, 'docs/', 'shared')],
      { who: ada, paths: ['docs/'] },
      ['09:30 released ada docs/ (1), replaced by ada', '09:30 granted ada docs/ (2) until +1 09:00'],
    ],
    [
      'exclusive of a part of what one shares goes out of that: one line is one claim',
      [hold(ada, 'docs/ src/a tests/', 'shared')],
      { who: ada, paths: ['src/', 'docs'] },
      ['09:30 released ada docs/ (1), replaced by ada, keeps src/a tests/', '09:30 granted ada src/ docs (2) until 13:30'],
    ],
    [
      'shared within what one holds exclusively is held already',
      [hold(ada, 'docs/')],
      { who: ada, paths: ['docs/a.md'], mode: 'shared' },
      ['09:30 renewed ada docs/ (1) until +1 09:30 by ada'],
    ],
    [
      'shared of what one holds exclusively gives way to those who wait to share',
      [hold(ada, 'docs/'), line(bob, 'docs/', 'shared')],
      { who: ada, paths: ['docs/'], mode: 'shared' },
      [
        '09:30 released ada docs/ (1), replaced by ada',
        '09:30 granted ada docs/ (2) shared until +1 09:30',
        '09:30 offered docs/ to bob until 09:40',
      ],
    ],
    [
      'exclusive of what others share is not',
      [hold(ada, 'docs/', 'shared'), hold(bob, 'docs/a.md', 'shared')],
      { who: ada, paths: ['docs/'] },
      ['taken: Not claimed: docs/. bob shares docs/a.md for another 23h30m.', '> claim docs/ --wait'],
    ],
    [
      'of a pattern that meets another',
      [hold(ada, 'src/*/x.ts')],
      { who: bob, paths: ['src/a/*'] },
      ['taken: Not claimed: src/a/*. ada holds src/a/x.ts for another 3h30m.', '> claim src/a/* --wait'],
    ],
    ['for as long as one may', [], { who: codex1, paths: ['docs/'], span: day }, ['09:30 granted codex-1 docs/ (1) until +1 09:30']],
  ])('%s', (_, before, request, expected) => expect(told(claim(deskAfter(...before), request, now))).toEqual(expected));
});

describe('refused is', () => {
  const ask = { who: ada, paths: ['docs/'] };
  test.each<[string, Request, RegExp, string | undefined]>([
    ['no path', { ...ask, paths: [] }, /^no path: .* Nothing was claimed\./, undefined],
    ['a path outside', { ...ask, paths: ['docs/', '../x'] }, /^outside the repository: .* Nothing was claimed\./, undefined],
    ['10 000 paths', { ...ask, paths: Array.from({ length: 10_000 }, (_, n) => `a${n}`) }, /^too many paths: /, undefined],
    ['no time', { ...ask, span: 0 }, /^no time: That is no time at all\. Nothing was claimed\./, 'claim docs/ --for 4h'],
    ['less than no time', { who: codex1, paths: ['a b'], span: -hour }, /^no time: /, 'claim "a b" --for 1h'],
    ['a time that is no number', { ...ask, span: Number.NaN }, /^no time: /, 'claim docs/ --for 4h'],
    [
      'a year',
      { ...ask, span: 365 * day, mode: 'shared' },
      /^too long: 365d is more than 7d, the most for a person at once\. Nothing was claimed\./,
      'claim docs/ --for 7d --shared',
    ],
    [
      'more than a day of an agent',
      { who: codex1, paths: ['docs/'], span: day + minute },
      /^too long: That is more than 1d, the most for an agent/,
      'claim docs/ --for 1d',
    ],
    ['an endless time', { ...ask, span: Number.POSITIVE_INFINITY }, /^too long: That is more than 7d/, 'claim docs/ --for 7d'],
    [
      'a name that many agents have',
      { ...ask, who: { id: 'Codex', kind: 'agent' } },
      /^generic name: .*"Codex".* such as Codex-26366\.$/,
      undefined,
    ],
    [
      'a name that breaks the line',
      { ...ask, who: { id: 'ada\n- eve -> src/', kind: 'person' } },
      /^bad name: "ada␊- eve -> src\/"/,
      undefined,
    ],
    [
      'a reason that breaks the line',
      { ...ask, why: 'a\n- eve -> src/' },
      /^bad text: The reason holds a line break.*Nothing was claimed/,
      undefined,
    ],
    ['a reason that turns it round', { ...ask, why: 'a\u202eb' }, /^bad text: /, undefined],
    ['a note that is a book', { ...ask, tests: 'x'.repeat(501) }, /^text too long: /, undefined],
  ])('%s', (_, request, message, next) => {
    const [first, line] = told(claim(deskAfter(), request, now));
    expect(first).toMatch(message);
    expect(line).toBe(next && `> ${next}`);
  });

  test.each(['codex', 'claude', 'Claude-Code', 'gemini', 'agent', 'openai codex', 'AI', 'copilot'])('an agent called %s', (id) =>
    expect(told(claim(deskAfter(), { ...ask, who: { id, kind: 'agent' } }, now))[0]).toMatch(/^generic name/),
  );
  test.each(['codex-26366', 'codex_2', 'claude@m1', 'ada-agent', 'agentina'])('but not one called %s', (id) =>
    expect(told(claim(deskAfter(), { ...ask, who: { id, kind: 'agent' } }, now))[0]).toMatch(/granted/),
  );
});

test('a conflict is told with all its facts', () => {
  const held = deskAfter(
    (desk) => claim(desk, { who: codex2, paths: ['runtime/src/', 'tools/'], why: 'GC barrier', tests: 'cargo test' }, at('09:00')),
    line(ada, 'runtime/wasm/ runtime/src/'),
  );
  const outcome = claim(held, { who: bob, paths: ['lib/', 'runtime/'] }, now);
  expect(!outcome.ok && outcome.conflict).toEqual({
    claims: [
      {
        claim: held.claims[0],
        asked: ['runtime/'],
        held: ['runtime/src/'],
        witness: 'runtime/src',
        isWhole: false,
        left: 30 * minute,
        kin: 'own agent',
      },
    ],
    cooling: [],
    ahead: held.waits,
  });
});

test('who asks for a path is told of every claim and wait there, their own as well', () => {
  const held = deskAfter(hold(ada, 'docs/'), hold(codex1, 'src/a.rs'), line(bob, 'src/'));
  const found = lookUp(held, ['.'], now);
  expect(found.ok && found.value.claims.map(({ claim: { holder } }) => holder.id)).toEqual(['ada', 'codex-1']);
  expect(found.ok && found.value.ahead).toEqual(held.waits);
  expect(lookUp(held, ['/etc'], now)).toMatchObject({ refusal: { message: expect.stringContaining('Nothing was looked up.') } });
});
