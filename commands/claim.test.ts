/** `claim`, in all the ways in which it can go: granted, refused with every way on, in line, asked about, filled in on a phone. */
import { describe, expect, it } from 'vitest';
import type { View } from '../src/chat/command.ts';
import { formLine } from '../src/chat/form.ts';
import type { Outcome } from '../src/kernel/result.ts';
import { untrusted } from '../src/kernel/text.ts';
import { plainText } from '../src/reports/card.ts';
import { room, shown, Talk, talkAfter } from './desk.fixture.ts';
import { all, viewOf } from './view.fixture.ts';

const tree: Record<string, string[]> = {
  '.': ['runtime/', 'docs/', 'README.md'],
  runtime: ['src/', 'wasm/', 'tests/'],
  'runtime/src': ['obj.rs', 'gc.rs'],
};
const locks = (more: Partial<View['locks']> = {}): View['locks'] => ({
  ...viewOf().locks,
  list: (folder) => tree[folder] ?? [],
  ...more,
});

describe('granted', () => {
  it.each<[string, string, string[]]>([
    ['ada', 'claim docs/', ['1 ada: docs/']],
    ['ada', 'claim docs/ README.md', ['1 ada: docs/ README.md']],
    ['ada', 'claim docs/ docs Docs/', ['1 ada: docs/']],
    ['ada', 'claim "a b" "it\'s"', ["1 ada: a b it's"]],
    ['ada', 'claim docs/ --shared', ['1 ada: docs/ shared']],
    ['codex-1', 'claim docs/', ['1 codex-1: docs/']],
    ['ada', 'claim docs/ --as codex-1', ['1 codex-1: docs/']],
    ['ada', 'claim docs/ --as @codex-1', ['1 codex-1: docs/']],
    ['ada', 'claim docs/ --as ada', ['1 ada: docs/']],
    ['ada', 'claim --paths "docs/, \'a b\' src/"', ['1 ada: docs/ a b src/']],
    ['ada', 'claim docs/ --wait', ['1 ada: docs/']],
    ['ada', 'claim --shared -- --odd', ['1 ada: --odd shared']],
    ['ada', 'claim -x', ['1 ada: -x']],
  ])('%s: %s', async (who, line, held) => {
    const talk = new Talk();
    await talk.did(who, line);
    expect(talk.paths()).toEqual(held);
  });

  it.each([
    ['--for 2h', '11:34 CST (2h)'],
    ['—for 2h', '11:34 CST (2h)'],
    ['--for=90m', '11:04 CST (1h30m)'],
    ['--for “two hours”', '11:34 CST (2h)'],
    ['--for "half an hour"', '10:04 CST (30m)'],
    ['--until noon', '12:00 CST (2h26m)'],
    ['--until "6pm"', '18:00 CST (8h26m)'],
    ['--until "tomorrow noon"', 'Mon 12:00 CST (1d2h)'],
    ['', '13:34 CST (4h)'],
    ['--shared', 'Mon 09:34 CST (1d)'],
  ])('%s is echoed exactly', async (option, until) => {
    const { title } = await new Talk().card('ada', `claim docs/ ${option}`);
    expect(title).toBe(`CLAIMED docs/ ${option === '--shared' ? 'SHARED ' : ''}until ${until}`);
  });

  it('tells what it holds, why, and what else it did', async () => {
    const talk = await talkAfter('ada: claim docs/ --for 1h', 'bob: claim docs/ src/ --wait');
    const card = await talk.card('ada', 'claim docs/ README.md lib/ --for 2h --why "API pages" --tests "npm test" --branch api');
    expect(plainText(card)).toMatchInlineSnapshot(`
      "CLAIMED README.md +1 until 11:34 CST (2h)
      README.md, lib/
      lease 2
      why: "API pages"
      tests: "npm test"
      docs/ until 11:34 (lease 1)
      bob waits for it
      [Release] [Keep 2h] [More]"
    `);
    expect(talk.desk.claims.at(-1)).toMatchObject({ branch: 'api', place: room });
  });

  it('gives programs the claim', async () => {
    const answer = await new Talk().say('codex-1', 'claim docs/ --for 1h --why x');
    expect(answer.ok && answer.data).toEqual({
      claims: [
        {
          lease: 1,
          holder: 'codex-1',
          owner: 'ada',
          kind: 'agent',
          paths: ['docs/'],
          mode: 'exclusive',
          since: '2026-11-22T15:34:12.000Z',
          until: '2026-11-22T16:34:12.000Z',
          left: 3_600_000,
          stage: 'running',
          from: 'chat',
          why: 'x',
        },
      ],
      waits: [],
      released: [],
      file: { path: 'docs/AGENT_LOCKS.md', standing: { is: 'in step' } },
    });
  });

  it('says so where the file is not in step', async () => {
    const said = async (standing: View['locks']['standing']) =>
      plainText(await new Talk().card('ada', 'claim docs/', { locks: locks({ standing }) }))
        .split('\n')
        .slice(2, -1)
        .join(' ');
    expect(await said({ is: 'in step' })).toBe('');
    expect(await said({ is: 'missing' })).toBe('docs/AGENT_LOCKS.md is missing: kept by the bot alone');
    expect(await said({ is: 'read-only', why: 'has a merge conflict in line 12' })).toBe(
      'docs/AGENT_LOCKS.md has a merge conflict in line 12: left as it is until mended',
    );
  });
});

describe('what others have', () => {
  const held = 'codex-2: claim runtime/src/obj.rs --for 48m --why "GC barrier"';
  const at1031 = { commit: 'a'.repeat(40), at: Date.UTC(2026, 10, 22, 16, 31), author: untrusted('x') };

  it('is told with every way on', async () => {
    const asked: string[][] = [];
    const lastCommit: View['locks']['lastCommit'] = async (paths) => {
      asked.push([...paths]);
      return at1031;
    };
    const talk = await talkAfter(held);
    const answer = await talk.say('ada', 'claim runtime/ --for 2h --why "mine"', { locks: locks({ lastCommit }) });
    expect(asked).toEqual([['runtime/src/obj.rs']]);
    expect(answer).toMatchObject({
      ok: false,
      refusal: { code: 'taken', next: 'claim runtime/ --for 2h --why mine --wait' },
      data: { claims: [{ lease: 1, holder: 'codex-2', held: ['runtime/src/obj.rs'], witness: 'runtime/src/obj.rs' }] },
    });
    const card = shown(answer);
    expect(plainText(card)).toMatchInlineSnapshot(`
      "NOT CLAIMED runtime/: codex-2 has part
      clash: runtime/src/obj.rs · 48m left
      why: "GC barrier" · last commit 10:31
      free: runtime/tests/ +2
      [Take 3 free] [Wait] [Ask] [More]"
    `);
    expect(card.buttons!.map(({ sends }) => sends)).toEqual([
      'claim runtime/tests/ runtime/wasm/ runtime/src/gc.rs --for 2h --why mine',
      'claim runtime/ --for 2h --why mine --wait',
      'ask runtime/',
      'who runtime/',
    ]);
    await talk.did('ada', card.buttons![0]!.sends);
    expect(talk.paths()[1]).toBe('2 ada: runtime/tests/ runtime/wasm/ runtime/src/gc.rs');
  });

  it.each<[string, string[], string, string]>([
    [
      'all of it',
      ['codex-2: claim runtime/'],
      'ada: claim runtime/src',
      'NOT CLAIMED runtime/src: codex-2 has it\nclash: runtime/ · 1h left\n[Wait]',
    ],
    ['its own agent', ['codex-1: claim docs/'], 'ada: claim docs/', '1h left\nThat is your own agent.\n[Wait] [Take it over] [More]'],
    ['its owner', ['ada: claim docs/'], 'codex-1: claim docs/', 'That is your owner.'],
    ['shared', ['ada: claim docs/ --shared'], 'bob: claim docs/', 'NOT CLAIMED docs/: ada shares it\nclash: docs/ · SHARED · 1d left'],
    [
      'several',
      ['ada: claim docs/', 'bob: claim src/a.rs', 'eve: claim lib/', 'codex-1: claim tools/'],
      'codex-2: claim docs/ src/ lib/ tools/',
      'NOT CLAIMED docs/ +3: ada +3 have part\nada: docs/ · 4h left\nbob: src/a.rs · 4h left\nThat is your owner.\neve: lib/ · 4h left\n+1 more in the way\n',
    ],
    [
      'of no one, but others wait',
      ['ada: claim docs/', 'bob: claim docs/ --wait', 'ada: release'],
      'eve: claim docs/',
      'NOT CLAIMED docs/: bob comes first\noffered to bob: docs/ · 10m left\n[Wait] [More]',
    ],
    [
      'with a long name',
      [`ada: claim ${'very-long-folder/'.repeat(9)}end.rs`],
      'bob: claim very-long-folder/',
      'clash: …ery-long-folder/end.rs · 4h left',
    ],
  ])('%s', async (_, before, line, expected) => {
    const talk = await talkAfter(...before);
    const [, who, text] = /^(\S+): (.*)$/.exec(line)!;
    expect(plainText(await talk.card(who!, text!))).toContain(expected);
  });

  it.each<[string, string, string[]]>([
    ['docs/', 'docs/guide.md', ['docs/api.md']],
    ['docs/', 'docs/api.md docs/guide.md', []],
    ['.', 'src/a.rs', ['docs/']],
    ['docs/AGENT_LOCKS.md src/', 'src/', ['docs/AGENT_LOCKS.md']],
  ])('of %s, with %s held, the lock file is no free part unless it was named', async (wanted, held, free) => {
    const list = (folder: string): string[] =>
      ({ '.': ['docs/', 'src/'], docs: ['AGENT_LOCKS.md', 'api.md', 'guide.md'], src: ['a.rs'] })[folder] ?? [];
    const talk = await talkAfter(`ada: claim ${held}`);
    const answer = await talk.say('bob', `claim ${wanted}`, { locks: locks({ list, file: 'docs/AGENT_LOCKS.md' }) });
    expect(answer).toMatchObject({ ok: false, data: { free } });
    expect(
      shown(answer)
        .buttons!.filter(({ label }) => label.startsWith('Take'))
        .map(({ sends }) => sends),
    ).toEqual(free.length > 0 ? [`claim ${free.join(' ')}`] : []);
  });

  it('free parts that are many are named as many as a line holds', async () => {
    const many = Array.from({ length: 40 }, (_, n) => `${'x'.repeat(200)}-${n}.rs`);
    const list = (folder: string): string[] => (folder === '.' ? ['lib/'] : folder === 'lib' ? ['a.rs', ...many] : []);
    const talk = await talkAfter('ada: claim lib/a.rs');
    const card = await talk.card('bob', 'claim lib/', { locks: locks({ list }) });
    expect(card.buttons![0]!.label).toMatch(/^Take \d free$/);
    expect(card.lines!.join()).toMatch(/free: …x+-\d+\.rs \+\d and others/);
    await talk.did('bob', card.buttons![0]!.sends);
  });

  it('keeps the agent, the tests and the time in the line that waits', async () => {
    const talk = await talkAfter('bob: claim docs/');
    const answer = await talk.say('ada', 'claim docs/ --as codex-1 --until 1pm --tests "npm test"');
    expect(!answer.ok && answer.refusal.next).toBe('claim docs/ --until 1pm --tests "npm test" --as codex-1 --wait');
    const card = await talk.card('ada', (!answer.ok && answer.refusal.next) || '');
    expect(card.title).toBe('WAITING docs/: 1st in line, behind bob');
    expect(talk.desk.waits[0]).toMatchObject({ who: { id: 'codex-1' }, tests: 'npm test' });
  });
});

describe('in line', () => {
  it('tells the place, who is ahead, and how to leave', async () => {
    const talk = await talkAfter('bob: claim docs/', 'eve: claim docs/ --wait');
    expect(plainText(await talk.card('ada', 'claim docs/ README.md --wait'))).toMatchInlineSnapshot(`
      "WAITING docs/ +1: 2nd in line, behind bob and eve
      docs/, README.md
      bob: docs/ until 13:34 CST
      eve waits for docs/
      Not yours yet: you are told when it is
      your turn, and have 10m then.
      [Pass] [Ask] [More]"
    `);
  });
  it.each<[string[], string, string]>([
    [['bob: claim docs/', 'ada: claim docs/ --wait'], 'claim docs/ --wait', 'waiting already'],
    [['bob: claim docs/', 'ada: claim src/', 'bob: claim src/ --wait'], 'claim docs/ --wait', 'circle'],
  ])('%s, %s is refused', async (before, line, code) => {
    expect(await (await talkAfter(...before)).say('ada', line)).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('the whole repository', () => {
  it.each(['claim .', 'claim **', 'claim docs/ ./', 'claim . --wait', 'claim --paths .'])('%s asks twice', async (line) => {
    const talk = new Talk();
    expect((await talk.card('ada', line)).title).toBe('CLAIM the whole repository?');
    expect(talk.paths()).toEqual([]);
    expect((await talk.card('ada', 'yes')).title).toBe('SURE? Nobody else could claim anything');
    expect(talk.paths()).toEqual([]);
    expect((await talk.card('ada', 'yes')).title).toMatch(/^CLAIMED /);
    expect(talk.desk.claims).toHaveLength(1);
  });
  it.each([
    ['claim . --for 1h', 'until 10:34 CST (1h)'],
    ['claim . --until 1pm', 'until 13:00 CST (3h26m)'],
    ['claim .', 'until 13:34 CST (4h)'],
    ['claim . --for 3d', 'until Wed 09:34 CST (3d)'],
  ])('%s tells the end before the second yes', async (line, end) => {
    const talk = new Talk();
    await talk.card('ada', line);
    const { lines } = await talk.card('ada', 'yes');
    expect(lines!.join(' ')).toBe(`Not claimed yet. Yes claims the whole repository ${end}.`);
    expect((await talk.card('ada', 'yes')).title).toBe(`CLAIMED . ${end}`);
  });
  it('tells how long it would be for whoever has to wait, and the new end to whoever holds it', async () => {
    const waiting = await talkAfter('bob: claim docs/');
    await waiting.card('ada', 'claim . --for 2h --wait');
    expect((await waiting.card('ada', 'yes')).lines!.join(' ')).toBe(
      'Not in line yet. Yes waits for the whole repository, for 2h from your turn on.',
    );
    const holding = new Talk();
    for (const said of ['claim . --for 1h', 'yes', 'yes', 'claim . --for 2h']) await holding.card('ada', said);
    expect((await holding.card('ada', 'yes')).lines!.join(' ')).toBe(
      'Not claimed yet. Yes claims the whole repository until 11:34 CST (2h).',
    );
  });
  it('--whole by hand answers only the first question', async () => {
    const talk = new Talk();
    expect((await talk.card('ada', 'claim . --whole')).title).toMatch(/^SURE/);
    expect((await talk.card('ada', 'no')).title).toBe('DROPPED');
    expect(talk.paths()).toEqual([]);
  });
  it('shared keeps nobody out and is not asked about', async () =>
    expect((await new Talk().card('ada', 'claim . --shared')).title).toMatch(/^CLAIMED \. SHARED/));
  it('that others have a part of is refused at once', async () =>
    expect((await (await talkAfter('bob: claim docs/')).card('ada', 'claim .')).title).toBe('NOT CLAIMED .: bob has part'));
});

describe('without paths', () => {
  it.each<[string, string, string]>([
    ['claim', 'docs/ src/a.rs', '1 ada: docs/ src/a.rs'],
    ['claim --shared', 'docs/', '1 ada: docs/ shared'],
    ['claim --why "API pages" --for 2h', '"a b"', '1 ada: a b'],
  ])('%s asks, and takes the answer: %s', async (line, reply, held) => {
    const talk = new Talk();
    expect((await talk.card('ada', line)).title).toBe('CLAIM which paths?');
    expect(await talk.say('ada', reply)).toMatchObject({ ok: true });
    expect(talk.paths()).toEqual([held]);
  });
  it('and a no drops it', async () => {
    const talk = new Talk();
    await talk.say('ada', 'claim');
    expect((await talk.card('ada', 'no')).title).toBe('DROPPED');
    expect(talk.paths()).toEqual([]);
  });
});

describe('on a phone, as a form', () => {
  const form = (line: string, who = 'claim') => {
    const command = all.find(({ name }) => name === who)!;
    const [, ...words] = line.split(' ');
    return command.form!({ words, options: {} }, viewOf()) as Outcome<never>;
  };
  it.each<[Record<string, string | true>, string]>([
    [{ paths: 'docs/ src/a.rs', for: '2h', why: 'API "pages"', shared: true }, '1 ada: docs/ src/a.rs shared'],
    [{ paths: '"a b", c', for: '', why: '' }, '1 ada: a b c'],
    [{ paths: 'docs/, src/' }, '1 ada: docs/ src/'],
    [{ paths: 'it"s' }, '1 ada: it"s'],
  ])('%j', async (filled, held) => {
    const made = form('claim') as Outcome<{ line: string }>;
    const talk = new Talk();
    await talk.did('ada', formLine(made.ok ? made.value.line : '', filled));
    expect(talk.paths()).toEqual([held]);
  });
  it('shows what the line had already', () =>
    expect(form('claim docs/ lib/')).toMatchObject({ ok: true, value: { line: 'claim', given: { paths: 'docs/ lib/' } } }));
  it('nothing filled in is told in the form, not asked again', async () =>
    expect(await new Talk().say('ada', 'claim', { inbox: 'page' })).toMatchObject({ ok: false, refusal: { code: 'no path' } }));
});

describe('refused, and nothing happened', () => {
  it.each<[string, string, string | undefined]>([
    ['claim docs/ --for 0', 'no time', 'claim docs/ --for 4h'],
    ['claim docs/ --for -5m', 'no time', 'claim docs/ --for 4h'],
    ['claim docs/ --for "a year"', 'too long', 'claim docs/ --for 7d'],
    ['claim docs/ --for ever', 'no time', 'claim docs/ --for 2h'],
    ['claim docs/ --for 2h --until 6pm', 'two times', 'claim docs/ --for 2h'],
    ['claim docs/ --until "2030-01-01 12:00"', 'too long', 'claim docs/ --for 7d'],
    ['claim docs/ --until 8am', 'past', 'claim docs/ --for 2h'],
    ['claim docs/ --until "6pm or so maybe"', 'unreadable', 'claim docs/ --for 2h'],
    ['claim docs/ --why "x y" --for ever --shared', 'no time', 'claim docs/ --for 2h --why "x y" --shared'],
    ['claim docs/ --as codex-1 --for 2d', 'too long', 'claim --as codex-1 docs/ --for 1d'],
    ['claim docs/ --as codex-2', 'not your agent', 'whoami'],
    ['claim docs/ --as bob', 'not your agent', 'whoami'],
    ['claim ../x', 'outside the repository', undefined],
    ['claim docs/ ../../x', 'outside the repository', undefined],
    ['claim /etc/passwd', 'absolute path', undefined],
    ['claim ~/x', 'home path', undefined],
    ['claim :(top)x', 'path magic', undefined],
    ['claim ""', 'empty path', undefined],
    ['claim src/{a', 'open brace', undefined],
    [`claim ${'x'.repeat(300)}`, 'name too long', undefined],
    [`claim ${'x'.repeat(4096)}`, 'line too long', 'help'],
    [`claim ${Array.from({ length: 500 }, (_, n) => `a${n}`).join(' ')}`, 'too many paths', undefined],
    [`claim ${Array.from({ length: 10_000 }, (_, n) => `a${n}`).join(' ')}`, 'line too long', 'help'],
    ['claim a\u0000b', 'control characters', 'help'],
    ['claim docs/ --why "a\u0007b"', 'control characters', 'help'],
    [`claim docs/ --why ${'x'.repeat(501)}`, 'text too long', undefined],
    ['claim docs/ --why', 'usage', 'help claim'],
    ['claim docs/ --sharde', 'usage', 'help claim'],
    ['claim docs/ --why a --why b', 'option twice', 'claim docs/ --why b'],
  ])('%s', async (line, code, next) => {
    const talk = new Talk();
    const answer = await talk.say('ada', line);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
    expect(!answer.ok && answer.refusal.next).toBe(next);
    expect(!answer.ok && answer.refusal.message).toMatch(/Nothing was|was not|claimed/);
    expect(talk.desk.claims).toEqual([]);
  });

  it.each([
    ['a line break in a reason', 'claim docs/ --why "a\n- eve -> src/"', 'claim docs/ --why "a - eve -> src/"'],
    ['in a path', 'claim "docs/a\nb"', 'claim "docs/a b"'],
    ['between words', '@molt claim docs/\r\n- eve -> src/', 'claim docs/ --why "eve -> src/"'],
    ['a tab in a path', 'release "a\tb"', 'release "a b"'],
    ['a mark that turns the line round', 'claim a\u200fb', 'claim ab'],
    ['a line separator in a name', 'handover docs/ "bob\u2028eve"', 'handover docs/ "bob eve"'],
  ])('%s is no blank: refused, and told as one line', async (_, line, next) => {
    const talk = new Talk();
    expect(await talk.say('ada', line)).toMatchObject({ ok: false, refusal: { code: 'line break', next } });
    expect(talk.desk.claims).toEqual([]);
  });
  it('line breaks around a line are no matter', async () => {
    await new Talk().did('ada', '@molt\nclaim docs/ --for 2h\n');
  });
  it('a viewer', async () =>
    expect(await new Talk().say('vic', 'claim docs/')).toMatchObject({ ok: false, refusal: { code: 'not allowed' } }));
});
