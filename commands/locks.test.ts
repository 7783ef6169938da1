/** `locks` and `who`: what is held, by whom, for how long, who waits; what of the file waits for an answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMessage } from '../adapters/slack/render/message.ts';
import type { View } from '../src/chat/command.ts';
import { untrusted } from '../src/kernel/text.ts';
import { at } from '../src/locks/desk/testing.ts';
import { plainText } from '../src/reports/card.ts';
import { shown, Talk, talkAfter } from './desk.fixture.ts';
import { viewOf } from './view.fixture.ts';

const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
const locks = (more: Partial<View['locks']> = {}): View['locks'] => ({ ...viewOf().locks, ...more });
const busy = [
  'codex-2: claim runtime/src/ --for 48m --why "GC barrier" --tests "cargo test"',
  'codex-2: announce --files "runtime/src/obj.rs x.rs" --tests "cargo test" --risky',
  'ada: claim docs/ README.md --for 2h',
  'ada: claim tools/ --shared',
  'codex-1: claim lib/a.rs --for 20m',
  'bob: claim docs/ --wait',
  'eve: claim docs/ lib/ --wait',
];

describe('locks', () => {
  it('groups by holder, the reader first, agents under their owner, and who waits under what they wait for', async () =>
    expect(plainText(await (await talkAfter(...busy)).card('ada', 'locks'))).toMatchInlineSnapshot(`
      "LOCKS 4 held, 2 wait
      ada:
        docs/ +1 · 2h
          bob waits, 1st
          eve waits, 2nd
        tools/ · 1d SHARED
      - codex-1: lib/a.rs · 20m
      codex-2 (bob's): runtime/src/ · 48m
      [Mine] [Tree]"
    `));
  it('of one’s own', async () =>
    expect(plainText(await (await talkAfter(...busy)).card('bob', 'locks --mine'))).toMatchInlineSnapshot(`
      "LOCKS of yours: 1 held, 1 waits
      codex-2 (bob's): runtime/src/ · 48m
      you wait: docs/ · 1st in line
      [Tree] [All]"
    `));
  it('offers what may be done with each of one’s own', async () => {
    const talk = await talkAfter(...busy);
    const { choice } = await talk.card('ada', 'locks --mine');
    expect(choice!.options.map(({ sends }) => sends)).toEqual([
      'release --lease 2',
      'renew --lease 2 --for 2h',
      'release --lease 3',
      'renew --lease 3 --for 1d',
      'release --lease 4',
      'renew --lease 4 --for 20m',
    ]);
  });
  it.each<[string, string[], string]>([
    ['nothing', [], 'LOCKS nothing held, nobody waits\nTake something: claim docs/ --for 2h\n[Mine] [Claim]'],
    [
      'an offer',
      ['bob: claim docs/', 'eve: claim docs/ --wait', 'bob: release'],
      'LOCKS nothing held, 1 waits\neve may take docs/ until 09:44\n[Mine] [Claim]',
    ],
    [
      'a steal of mine',
      ['ada: claim docs/', 'bob: steal docs/ --why x'],
      'WANTED by bob: docs/ · 15m\nada: docs/ · 4h\n[Give it] [Keep it]',
    ],
    ['a hand-over to me', ['bob: claim docs/', 'bob: handover docs/ ada'], 'OFFERED to ada: docs/ · 10m\nbob: docs/ · 4h\n[Take it]'],
  ])('tells of %s', async (_, before, told) => expect(plainText(await (await talkAfter(...before)).card('ada', 'locks'))).toContain(told));
  it('sums up what is more than a phone holds', async () => {
    const talk = await talkAfter(...Array.from({ length: 30 }, (_, n) => `ada: claim dir-${n}/`));
    const { lines } = await talk.card('bob', 'locks');
    expect(lines).toHaveLength(11);
    expect(lines!.at(-1)).toBe('  +21 claims');
  });
  it('and has all of it with whole paths in a file, where not all are told', async () => {
    const few = await talkAfter('ada: claim docs/');
    expect(await few.card('bob', 'locks')).not.toHaveProperty('files');
    const long = 'runtime/crates/molt-runtime/src/objects/dict.rs';
    const talk = await talkAfter(
      ...Array.from({ length: 12 }, (_, n) => `codex-2: claim dir-${n}/`),
      `bob: claim ${long} tests/ --shared --why "GC barrier"`,
      'eve: claim dir-3/ --wait',
    );
    for (const line of ['locks', 'locks --tree']) {
      const { files } = await talk.card('ada', line);
      expect(files).toMatchObject([{ name: 'locks.txt', path: 'docs/AGENT_LOCKS.md' }]);
      const text = files![0]!.text!;
      expect(text).toMatch(/^bob · SHARED · until .+ \(1d\) · lease 13 · "GC barrier"\n/);
      expect(text).toContain(`"\n  ${long}\n  tests/\ncodex-2 (bob's) · until `);
      expect(text.match(/^ {2}dir-\d+\/$/gm)).toHaveLength(13);
      expect(text).toMatch(/\neve waits since \S+ \S+\n {2}dir-3\/\n$/);
    }
  });
  it.each<[string, string[], boolean]>([
    ['one claim of many paths', [`ada: claim ${Array.from({ length: 30 }, (_, n) => `dir-${n}/`).join(' ')} --why x`], true],
    ['as many as it has room for', [`ada: claim ${Array.from({ length: 24 }, (_, n) => `dir-${n}/`).join(' ')}`], false],
  ])('a tree that is cut has it as well, where the list is whole: %s', async (_, before, isCut) => {
    const talk = await talkAfter(...before, 'bob: claim dir-1/ --wait');
    expect(await talk.card('ada', 'locks')).not.toHaveProperty('files');
    const { code, files } = await talk.card('ada', 'locks --tree');
    expect(code!.split('\n')).toHaveLength(24);
    expect(code!.endsWith('\n+7 rows')).toBe(isCut);
    const paths = files?.[0]?.text?.match(/^ {2}dir-\d+\/$/gm);
    expect(paths?.length).toBe(isCut ? 31 : undefined);
  });
  const claims = (who: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${who}: claim ${who}/dir-${n}/`);
  it.each<[string, string, string[], string[]]>([
    [
      'ada',
      'locks',
      [...claims('ada', 9), ...claims('bob', 22), ...claims('codex-2', 3), ...claims('eve', 1), ...claims('kim', 2)],
      [
        ...['ada:', ...[0, 1, 2, 3, 4].map((n) => `  ada/dir-${n}/ · 4h`), '  +4 claims'],
        ...['bob: 22 claims', '- codex-2: 3 claims', 'eve: eve/dir-0/ · 4h', 'kim: 2 claims'],
      ],
    ],
    [
      'eve',
      'locks',
      [...claims('ada', 9), ...claims('eve', 2), 'bob: claim eve/dir-1 --wait', 'bob: claim ada/dir-2 --wait'],
      [
        ...['eve:', '  eve/dir-0/ · 4h', '  eve/dir-1/ · 4h', '    bob waits, 1st'],
        ...[
          'ada:',
          ...[0, 1].map((n) => `  ada/dir-${n}/ · 4h`),
          '  ada/dir-2/ · 4h',
          '    bob waits, 1st',
          '  ada/dir-3/ · 4h',
          '  +5 claims',
        ],
      ],
    ],
    [
      'bob',
      'locks --mine',
      [...claims('bob', 30), ...claims('ada', 6), ...[0, 1, 2, 3, 4].map((n) => `bob: claim ada/dir-${n}/ --wait`)],
      [
        ...['bob:', ...[0, 1, 2, 3, 4, 5].map((n) => `  bob/dir-${n}/ · 4h`), '  +24 claims'],
        ...['you wait: ada/dir-0/ · 1st in line', 'you wait: ada/dir-1/ · 1st in line', '+3 more wait'],
      ],
    ],
    ['bob', 'locks --tree', claims('ada', 49), []],
  ])('%s: %s past the room tells every holder, and counts claims', async (who, line, before, lines) => {
    const card = await (await talkAfter(...before)).card(who, line);
    if (lines.length > 0) expect(card.lines).toEqual(lines);
    else expect(card.code!.split('\n').at(-1)).toBe('+27 claims');
  });
  it('says how many hold the rest, where not even each has a line', async () => {
    const talk = new Talk();
    const holders = Array.from({ length: 20 }, (_, n) => ({ id: `agent-${String(n).padStart(2, '0')}`, kind: 'agent' as const }));
    const one = (await talkAfter('ada: claim docs/')).desk.claims[0]!;
    talk.desk = {
      ...talk.desk,
      claims: holders.flatMap((holder, n) => [0, 1].map((m) => ({ ...one, holder, lease: 2 * n + m + 1, paths: [`${holder.id}/${m}`] }))),
    };
    const { lines } = await talk.card('ada', 'locks');
    expect(lines).toEqual([...holders.slice(0, 10).map(({ id }) => `${id}: 2 claims`), '+20 claims of 10 others']);
  });
  it('of one’s own counts who waits for them', async () => {
    const talk = await talkAfter(
      'ada: claim docs/',
      'ada: claim src/',
      'ada: claim lib/',
      'eve: claim docs/ --wait',
      'bob: claim src/ --wait',
    );
    expect((await talk.card('ada', 'locks --mine')).title).toBe('LOCKS of yours: 3 held, 2 wait');
  });
  it('of one’s own offers the deeds of as many as any platform takes, of those that end first', async () => {
    const before = Array.from({ length: 30 }, (_, n) => `ada: claim crates/c1/src/mod_${n}.rs --for ${60 - n}m`);
    const card = await (await talkAfter(...before)).card('ada', 'locks --mine');
    expect(card.choice!.options).toHaveLength(40);
    expect(card.choice!.options[0]!.sends).toBe('release --lease 30');
    const [message, ...more] = renderMessage({ card, rings: false }, () => undefined);
    expect(more).toEqual([]);
    expect(JSON.stringify(message.blocks)).not.toContain('/molt');
    expect(message.text).not.toContain('/molt');
  });
  it('tells when its time is over', async () => {
    const talk = await talkAfter('ada: claim docs/ --for 1h');
    talk.later(61);
    const [claim] = talk.desk.claims;
    talk.desk = { ...talk.desk, claims: [{ ...claim!, stage: { is: 'grace', since: talk.now, until: talk.now + 1 } }] };
    expect((await talk.card('bob', 'locks')).lines).toEqual(['ada: docs/ · OVER']);
    talk.desk = { ...talk.desk, claims: [{ ...claim!, stage: { is: 'escalated', since: talk.now, because: {}, look: 0 } }] };
    expect((await talk.card('bob', 'locks')).lines).toEqual(['ada: docs/ · STALE']);
  });
  it('gives programs all of it, and how the file stands', async () => {
    const talk = await talkAfter('ada: claim docs/', 'bob: claim docs/ --wait');
    const answer = await talk.say('vic', 'locks', { locks: locks({ standing: { is: 'missing' } }) });
    expect(answer).toMatchObject({
      ok: true,
      data: {
        claims: [{ lease: 1, holder: 'ada', paths: ['docs/'] }],
        waits: [{ wait: 1, who: 'bob', kind: 'person', paths: ['docs/'], mode: 'exclusive' }],
        file: { path: 'docs/AGENT_LOCKS.md', standing: { is: 'missing' } },
      },
    });
  });
});

describe('locks --tree', () => {
  it('shows the paths', async () => {
    const talk = await talkAfter(...busy, 'eve: claim lib/deep/er/x.rs lib/deep/er/y.rs', 'bob: claim "tools/**/*.py" --shared');
    expect((await talk.card('ada', 'locks --tree')).code).toMatchInlineSnapshot(`
      "README.md                         ada 2h
      docs/                             ada 2h
      lib/
        a.rs                       codex-1 20m
        deep/er/
          x.rs                          eve 4h
          y.rs                          eve 4h
      runtime/src/                 codex-2 48m
      tools/                     ada 1d SHARED
        **/*.py                  bob 1d SHARED"
    `);
  });
  it('has the whole repository at its top, and two who share on a row each', async () => {
    const talk = await talkAfter('ada: claim . --shared', 'bob: claim ./ docs --shared');
    expect((await talk.card('ada', 'locks --tree')).code!.split('\n').map((row) => row.replace(/ +/g, ' '))).toEqual([
      '. ada 1d SHARED',
      ' bob 1d SHARED',
      'docs bob 1d SHARED',
    ]);
  });
  it(`holds any names, on a phone (seed ${seed})`, async () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'Ω', '漢', 'é', ' ', '-', ',', '"', "'", '→', '.x', '_'),
      minLength: 1,
      maxLength: 30,
    });
    const path = fc.array(name, { minLength: 1, maxLength: 8 }).map((names) => names.join('/'));
    await fc.assert(
      fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 6 }), async (paths) => {
        const talk = new Talk();
        const holder = { id: 'ada', kind: 'person' as const };
        const since = talk.now;
        const claim = {
          holder,
          mode: 'exclusive' as const,
          since,
          until: since + 1,
          span: 1,
          from: 'file' as const,
          stage: { is: 'running' as const, since },
        };
        talk.desk = {
          ...talk.desk,
          claims: paths.map((one, n) => ({ ...claim, lease: n + 1, paths: [one, `${one}/x`] })),
          lastLease: paths.length,
        };
        // Talk throws where a card does not fit.
        for (const line of ['locks', 'locks --tree', 'locks --mine', 'who .']) await talk.card('ada', line);
      }),
      { seed, numRuns: 60 },
    );
  });
});

describe('locks --week', () => {
  const ada = { id: 'ada', kind: 'person' as const };
  const history = () => [
    {
      lease: 1,
      holder: ada,
      paths: ['docs/', 'x'],
      mode: 'exclusive' as const,
      since: at('-2 09:00'),
      until: at('-2 11:00'),
      how: 'expired',
    },
    {
      lease: 2,
      holder: { id: 'codex-1', kind: 'agent' as const, owner: 'ada' },
      paths: ['runtime/src/obj.rs'],
      mode: 'shared' as const,
      since: at('-1 14:00'),
    },
    {
      lease: 3,
      holder: { id: 'bob', kind: 'person' as const },
      paths: ['lib/'],
      mode: 'exclusive' as const,
      since: at('-1 14:30'),
      until: at('-1 15:00'),
      how: 'asked',
    },
  ];
  it('is a picture, and lines for those who see none', async () => {
    const picture = { name: 'claims.svg', path: '/x/claims.svg', ours: true as const };
    const card = await new Talk().card('vic', 'locks --week', { locks: locks({ history, picture: async () => picture }) });
    expect(card.files).toEqual([picture]);
    expect(plainText(card)).toMatchInlineSnapshot(`
      "LOCKS of 7 days: 3 claims by 3
      bob: lib/ 08:30 30m
      codex-1: runtime/src/obj.rs 08:00, held
      ada: docs/ +1 Sat 03:00 2h expired
      [Now]"
    `);
  });
  it('counts one as one', async () => {
    const one = () => history().slice(0, 1);
    expect((await new Talk().card('bob', 'locks --week', { locks: locks({ history: one }) })).title).toBe('LOCKS of 7 days: 1 claim by 1');
  });
  it('of one’s own has no picture', async () => {
    const card = await new Talk().card('bob', 'locks --week --mine', { locks: locks({ history }) });
    expect(card.lines).toEqual(['bob: lib/ 08:30 30m']);
    expect(card.files).toBeUndefined();
  });
});

describe('lines that vanished from the file', () => {
  const standing = {
    is: 'asking' as const,
    key: 'k1',
    lines: [
      { agent: 'ada', path: 'docs/' },
      { agent: 'bob\n', path: 'x' },
    ],
    why: 'HEAD moved at the same time',
  };
  const asking = { locks: locks({ standing }) };
  it('are asked about', async () => {
    const card = await (await talkAfter('ada: claim docs/')).card('ada', 'locks', asking);
    expect(plainText(card)).toContain(
      'docs/AGENT_LOCKS.md lost 2 lines: HEAD\nmoved at the same time. Still held.\n[They were released] [Put them back]',
    );
  });
  it.each(['released', 'kept'] as const)('are settled: %s', async (answer) => {
    const talk = new Talk();
    const card = await talk.card('ada', `locks --settle ${answer}`, asking);
    expect(card.title).toMatch(/^SETTLED 2 lines/);
    expect(talk.effects).toEqual([{ do: 'lock file', answer, key: 'k1', by: 'ada' }]);
  });
  it.each<[string, string, object, string]>([
    ['ada', 'locks --settle maybe', asking, 'usage'],
    ['vic', 'locks --settle kept', asking, 'not allowed'],
    ['ada', 'locks --settle kept', {}, 'nothing asked'],
  ])('%s: %s is refused', async (who, line, more, code) => {
    const talk = new Talk();
    expect(await talk.say(who, line, more)).toMatchObject({ ok: false, refusal: { code } });
    expect(talk.effects).toEqual([]);
  });
});

describe('who', () => {
  const lastCommit: View['locks']['lastCommit'] = async () => ({ commit: 'a'.repeat(40), at: at('-1 16:31'), author: untrusted('x') });
  it('tells all of one claim', async () =>
    expect(plainText(await (await talkAfter(...busy)).card('ada', 'who runtime', { locks: locks({ lastCommit }) }))).toMatchInlineSnapshot(`
      "HELD runtime: codex-2 has part, 48m
      codex-2 (bob's): runtime/src/
      09:34 to 10:22 CST
      why: "GC barrier"
      tests: "cargo test"
      RISKY 09:34: runtime/src/obj.rs, x.rs
        tests: cargo test
      lease 1 · last commit 10:31
      [Wait] [Ask] [Steal]"
    `));
  it('tells of several, and who waits', async () =>
    expect(plainText(await (await talkAfter(...busy)).card('eve', 'who .', { locks: locks({ lastCommit }) }))).toMatchInlineSnapshot(`
      "HELD .: codex-2 +3 have part
      codex-2: runtime/src/ · 48m RISKY
        since 09:34 · lease 1 · "GC barrier"
        tests: "cargo test" · commit 10:31
      ada: docs/ +1 · 2h
        since 09:34 · lease 2 · commit 10:31
      ada: tools/ · 1d SHARED
        since 09:34 · lease 3 · commit 10:31
      codex-1: lib/a.rs · 20m
        since 09:34 · lease 4 · commit 10:31
      bob waits for docs/
      eve waits for docs/ +1
      [Wait] [Ask] [Steal]"
    `));
  const crates = 'crates/alpha_runtime/src/module.rs crates/beta_runtime/src/lib.rs crates/gamma/src/lib.rs docs/api.md';
  it('names first what of a claim is asked about', async () =>
    expect(plainText(await (await talkAfter(`ada: claim ${crates}`)).card('bob', 'who docs/'))).toBe(
      'HELD docs/: ada has part, 4h\nada: docs/api.md,\ncrates/alpha_runtime/src/module.rs,\n+2 more\n09:34 to 13:34 CST\nlease 1\n[Wait] [Ask] [Steal]',
    ));
  it('also where its paths have one line: three who wait leave no room for more', async () => {
    const talk = await talkAfter(
      `ada: claim ${crates} --why x --tests y`,
      'ada: announce --files "crates/gamma/src/lib.rs docs/api.md docs/b.md" --tests z --risky',
      ...['bob', 'eve', 'codex-2'].map((who) => `${who}: claim docs/ --wait`),
    );
    expect(plainText(await talk.card('kim', 'who docs/'))).toMatchInlineSnapshot(`
      "HELD docs/: ada has part, 4h
      ada: docs/api.md +3
      09:34 to 13:34 CST
      why: "x"
      tests: "y"
      RISKY 09:34: crates/gamma/src/lib.rs +2
        tests: z
      lease 1
      bob waits for docs/
      eve waits for docs/
      codex-2 waits for docs/
      [Wait] [Ask] [Steal]"
    `);
  });
  it('names all announced files where there is room', async () => {
    const talk = await talkAfter(
      'ada: claim runtime/',
      'ada: announce --files "runtime/src/objects/dict.rs runtime/src/objects/list.rs" --risky',
    );
    expect(plainText(await talk.card('bob', 'who runtime/'))).toContain(
      '\nRISKY 09:34:\nruntime/src/objects/dict.rs,\nruntime/src/objects/list.rs\n',
    );
  });
  it('tells as much of two as has room, and of many at least what is risky', async () => {
    const two = ['ada: claim src/ --why "GC barrier"', 'ada: announce --files src/a.rs --tests "npm test" --risky', 'bob: claim docs/'];
    expect(
      plainText(await (await talkAfter(...two)).card('eve', 'who src/ docs/', { locks: locks({ lastCommit }) })),
    ).toMatchInlineSnapshot(`
      "HELD src/ +1: ada +1 have part
      ada: src/ · 4h RISKY
        since 09:34 · lease 1 · "GC barrier"
        tests: "npm test" · commit 10:31
        announced 09:34
      bob: docs/ · 4h
        since 09:34 · lease 2 · commit 10:31
      [Wait] [Ask] [Steal]"
    `);
    const many = Array.from({ length: 8 }, (_, n) => `bob: claim docs/${n}.md`);
    const { lines } = await (await talkAfter(...many, ...two.slice(0, 2))).card('eve', 'who .');
    expect(lines).toMatchInlineSnapshot(`
      [
        "bob: docs/0.md · 4h",
        "  since 09:34 · lease 1",
        "bob: docs/1.md · 4h",
        "  since 09:34 · lease 2",
        "bob: docs/2.md · 4h",
        "bob: docs/3.md · 4h",
        "bob: docs/4.md · 4h",
        "bob: docs/5.md · 4h",
        "bob: docs/6.md · 4h",
        "bob: docs/7.md · 4h",
        "ada: src/ · 4h RISKY",
      ]
    `);
  });
  it.each<[string, string[], string, string]>([
    ['ada', [], 'who runtime/', 'FREE runtime/: nobody holds any of it\n[Claim]'],
    ['vic', [], 'who runtime/', 'FREE runtime/: nobody holds any of it'],
    [
      'ada',
      ['ada: claim docs/ --for 2h'],
      'who docs/a.md',
      'HELD docs/a.md: ada has it, 2h\nada: docs/\n09:34 to 11:34 CST\nlease 1\n[Keep 2h] [Release]',
    ],
    [
      'ada',
      ['bob: claim docs/', 'eve: claim docs/ --wait', 'bob: release'],
      'who docs/',
      'FREE docs/: but eve comes first\noffered to eve: docs/ · 10m left\n[Wait]',
    ],
    [
      'ada',
      ['bob: claim "src/*.rs" --shared'],
      'who src/a.rs',
      'HELD src/a.rs: bob shares it, 1d\nbob: src/*.rs\nSHARED · 09:34 to Mon 09:34 CST\nlease 1\n[Wait] [Ask] [Steal]',
    ],
  ])('%s, %j, %s', async (who, before, line, told) => expect(plainText(await (await talkAfter(...before)).card(who, line))).toBe(told));
  it.each([
    ['who', 'no path'],
    ['who ../x', 'outside the repository'],
  ])('%s is refused', async (line, code) => expect(await new Talk().say('ada', line)).toMatchObject({ ok: false, refusal: { code } }));
  it.each(['who has time?', 'who has coffee', 'who wants lunch', 'who needs', 'who Is it'])(
    '%j is no question about paths',
    async (line) => {
      const answer = await (await talkAfter('ada: claim docs/')).say('ada', line);
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'no path', next: 'who docs/' } });
      expect(shown(answer).title).toMatch(/^(?:Nothing was looked up\.|I did not understand "who )/);
    },
  );
  it.each([
    ['who has .', 'HELD .: ada has part, 4h'],
    ['who needs docs/a.md', 'HELD docs/a.md: ada has it, 4h'],
    ['who is/', 'FREE is/: nobody holds any of it'],
    ['who bob', 'FREE bob: nobody holds any of it'],
  ])('%j is one', async (line, title) => expect((await (await talkAfter('ada: claim docs/')).card('ada', line)).title).toBe(title));
  it('asks git for the folder of a pattern', async () => {
    const asked: string[][] = [];
    const talk = await talkAfter('bob: claim "src/*/x.rs" "{a,b}/c" "**/z"');
    await talk.card('ada', 'who .', { locks: locks({ lastCommit: async (paths) => void asked.push([...paths]) as undefined }) });
    expect(asked).toEqual([['src', 'a/c', 'b/c', '.']]);
  });
});
