/** What the guard says: golden, at most twelve lines, and nothing in a name takes effect. */
import { expect, test } from 'vitest';
import { untrusted } from '../../kernel/text.ts';
import { check } from './check.ts';
import { report, reportLines } from './report.ts';
import { change, claim, commit, noon } from './testing.ts';
import { commitWarning, notAsked, pushWords, unnamedWords, unsureWords, verdictWords } from './words.ts';

const now = { now: noon, zone: 'America/Chicago', toSay: (text: string) => `molt-ops say "${text}"` };
const claims = [
  claim('17 codex-2(eve) runtime/', { why: 'GC barrier', until: noon + 100 * 60_000 }),
  claim('18 ada docs/ shared', { until: noon - 60_000 }),
  claim('19 codex-1(bob) tests/', { until: noon + 40 * 3_600_000 }),
];
const live = { is: 'live', claims } as const;
const snapshot = { is: 'snapshot', claims, age: 720_000 } as const;
const commits = [
  { ...change('runtime/src/obj.rs src/a.ts', { me: 'bob' }), commit: 'a0a6909'.padEnd(40, '0') },
  { ...change('runtime/src/obj.rs runtime/src/gc.rs runtime/x docs/a.md', { me: 'bob' }), commit: '541549a'.padEnd(40, '0') },
];

test('before a commit', () => {
  const found = check({ claims }, [change('runtime/src/obj.rs docs/a.md src/a.ts', { me: 'bob' })]);
  expect(commitWarning(found, { me: 'bob', known: live, now })).toMatchInlineSnapshot(`
    [
      "WARNING: 2 files claimed by codex-2 and 1 more",
      "codex-2 (eve) · lease 17 · until 07:40 CST · "GC barrier"",
      "  runtime/src/obj.rs",
      "ada · lease 18 · shared · over since 05:59 CST",
      "  docs/a.md",
      "Committed all the same; pushing it will be blocked. Ask: molt-ops say "ask runtime/src/obj.rs"",
    ]
  `);
  expect(commitWarning(found, { me: undefined, known: snapshot, now })).toMatchInlineSnapshot(`
    [
      "WARNING: 2 files claimed by codex-2 and 1 more",
      "codex-2 (eve) · lease 17 · until 07:40 CST · "GC barrier"",
      "  runtime/src/obj.rs",
      "ada · lease 18 · shared · over since 05:59 CST",
      "  docs/a.md",
      "Committed all the same. The bot did not answer; so it was 12m ago. Ask: molt-ops say "ask runtime/src/obj.rs"",
      "Nobody knows who you are: git config molt-ops.person NAME",
    ]
  `);
});

test("in the claim of one's own agent", () => {
  const found = check({ claims }, [change('tests/a tests/b', { me: 'bob' })]);
  expect(commitWarning(found, { me: 'bob', known: live, now })).toMatchInlineSnapshot(`
    [
      "NOTE: 2 files claimed by codex-1, on your side",
      "codex-1 (bob) · lease 19 · until 2026-11-23 22:00 CST",
      "  tests/a",
      "  tests/b",
    ]
  `);
  expect(pushWords(found, { me: 'bob', known: live, now })).toMatchInlineSnapshot(`
    [
      "NOTE: 2 files claimed by codex-1, on your side",
      "codex-1 (bob) · lease 19 · until 2026-11-23 22:00 CST",
      "  tests/a",
      "  tests/b",
    ]
  `);
});

test('before a push', () => {
  const found = check({ claims }, commits);
  expect(pushWords(found, { me: 'bob', known: live, now })).toMatchInlineSnapshot(`
    [
      "BLOCKED push: 4 files claimed by codex-2 and 1 more",
      "codex-2 (eve) · lease 17 · until 07:40 CST · "GC barrier"",
      "  runtime/src/obj.rs (541549a)",
      "  runtime/src/gc.rs (541549a) +1 more",
      "ada · lease 18 · shared · over since 05:59 CST",
      "  docs/a.md (541549a)",
      "Nothing was pushed. Ask: molt-ops say "ask runtime/src/obj.rs"",
    ]
  `);
  expect(pushWords(found, { me: undefined, known: snapshot, now })).toMatchInlineSnapshot(`
    [
      "UNSURE push: 4 files claimed by codex-2 and 1 more",
      "codex-2 (eve) · lease 17 · until 07:40 CST · "GC barrier"",
      "  runtime/src/obj.rs (541549a)",
      "  runtime/src/gc.rs (541549a) +1 more",
      "ada · lease 18 · shared · over since 05:59 CST",
      "  docs/a.md (541549a)",
      "Pushed all the same. The bot did not answer; so it was 12m ago. Ask: molt-ops say "ask runtime/src/obj.rs"",
      "Nobody knows who you are: git config molt-ops.person NAME",
    ]
  `);
});

test('of commits that do not name their lease', () => {
  const found = check({ claims }, [
    { ...change('tests/a', { me: 'bob' }), commit: 'a' },
    { ...change('tests/b', { me: 'bob', leases: [19] }), commit: 'b' },
  ]);
  const amend = 'git commit --amend --no-edit --trailer "Molt-Lease: 19"';
  const note = 'NOTE: 1 commit without a lease: CI will stay closed';
  expect(unnamedWords(found, { claims }, 'a')).toEqual([note, `Add it: ${amend}`]);
  expect(unnamedWords(found, { claims }, 'b')).toEqual([note, `Add it with git rebase -i, in that: ${amend}`]);
  expect(unnamedWords(found.slice(1), { claims }, 'b')).toEqual([]);
  // A lease that has ended counts as well.
  const old = check({ claims }, [{ ...change('tests/a', { me: 'bob', leases: [3] }), commit: 'a' }]);
  expect(unnamedWords(old, { claims }, 'a')).toHaveLength(2);
  expect(unnamedWords(old, { claims, ended: [{ lease: 3, holder: 'bob' }] }, 'a')).toEqual([]);
});

test('of refs that were not judged', () => {
  const why = 'These are more than 5000 commits; they were not looked at.';
  expect(unsureWords([])).toEqual([]);
  expect(unsureWords([{ ref: 'refs/heads/a/b', why }])).toEqual([`UNSURE: a/b was not looked at: ${why}`]);
  expect(unsureWords([1, 2, 3].map((n) => ({ ref: `refs/tags/v${n}\u202e`, why: 'x' })))).toEqual([
    'UNSURE: v1⟨U+202E⟩ was not looked at: x +2 refs more',
  ]);
});

test.each<[string, string | undefined, string[] | undefined, string | undefined]>([
  ['nobody', undefined, undefined, 'Nobody knows who you are: git config molt-ops.person NAME'],
  ['a holder', 'ada', ['bob'], undefined],
  ['somebody of the config', 'bob', ['bob'], undefined],
  ['somebody else', 'zoe', ['bob'], 'No claim and no config names zoe. git config molt-ops.person NAME'],
  ['somebody, where the config names nobody', 'zoe', undefined, undefined],
  ['another spelling', 'ADA', undefined, 'No claim and no config names ADA. Are you ada? git config molt-ops.person ada'],
])('who is pushing: %s', (_what, me, people, said) => {
  const books = { claims, ...(people && { people }) };
  const found = check(books, [change('runtime/x', me === undefined ? {} : { me })]);
  for (const words of [commitWarning, pushWords])
    expect(words(found, { me, known: { is: 'live', ...books }, now }).slice(4)).toEqual(said === undefined ? [] : [said]);
});

test('no answer, and nothing in the way', () => {
  for (const words of [commitWarning, pushWords]) {
    expect(words([], { me: 'bob', known: snapshot, now })).toEqual(['UNSURE: the bot did not answer; claims of 12m ago']);
    expect(words([], { me: 'bob', known: { ...snapshot, isChange: true }, now })).toEqual([
      'UNSURE: the bot did not answer; claims last changed 12m ago',
    ]);
    expect(words([], { me: 'bob', known: live, now })).toEqual([]);
  }
});

test('in CI', () => {
  expect(verdictWords(check({ claims }, commits), { commits: 2, files: 5, now })).toMatchInlineSnapshot(`
    [
      "CLOSED: 4 files claimed by codex-2 and 1 more",
      "codex-2 (eve) · lease 17 · until 07:40 CST · "GC barrier"",
      "  runtime/src/obj.rs (541549a)",
      "  runtime/src/gc.rs (541549a) +1 more",
      "ada · lease 18 · shared · over since 05:59 CST",
      "  docs/a.md (541549a)",
      "A commit in a claim names its lease: Molt-Lease: 17",
      "Have it released or handed over, or be its holder.",
    ]
  `);
  expect(verdictWords([], { commits: 1, files: 1, now })).toMatchInlineSnapshot(`
    [
      "OPEN: 1 commit, 1 file, in nobody's way",
    ]
  `);
});

test('a report fits 40 columns', () => {
  const many = Array.from({ length: 9 }, (_, n) => `src/molt/a/very/long/way/down/to/part_${n}.py`).join(' ');
  const made = report({ claims }, [
    commit('a', `${many} runtime/src/obj.rs`, 'Molt-Lease: 17'),
    commit('b', 'runtime/src/obj.rs docs/a.md'),
  ]);
  const lines = reportLines(made, now);
  expect(lines).toMatchInlineSnapshot(`
    [
      "11 files in 2 commits: 9 outside claims",
      "   9 outside every claim",
      "     …/a/very/long/way/down/to/part_0.py",
      "     …/a/very/long/way/down/to/part_1.py",
      "     …/a/very/long/way/down/to/part_2.py",
      "     …/a/very/long/way/down/to/part_3.py",
      "     …/a/very/long/way/down/to/part_4.py",
      "     +4 more",
      "   1 codex-2 · 17 · until 07:40",
      "     runtime/src/obj.rs",
      "     lease not named: 1 commit",
      "   1 ada · 18 · shared · over 05:59",
      "     docs/a.md",
      "     lease not named: 1 commit",
      "Times in CST",
    ]
  `);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(reportLines(report({ claims }, []), { ...now, age: 720_000 })).toMatchInlineSnapshot(`
    [
      "0 files in 0 commits: 0 outside claims",
      "No answer; claims of 12m ago",
    ]
  `);
});

test('never more than twelve lines, however much there is', () => {
  const crowd = Array.from({ length: 50 }, (_, n) => claim(`${n + 1} codex-${n}(p${n}) d${n}`, { why: 'w'.repeat(5000) }));
  const names = Array.from({ length: 500 }, (_, n) => `d${n % 50}/f${n}`).join(' ');
  for (const count of [1, 2, 3, 4, 50]) {
    const found = check({ claims: crowd.slice(0, count) }, [change(names)]);
    for (const lines of [
      commitWarning(found, { me: undefined, known: snapshot, now }),
      pushWords(found, { me: undefined, known: live, now }),
      verdictWords(found, { commits: 1, files: 1, now }),
    ]) {
      expect(lines.length).toBeLessThanOrEqual(12);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
    }
  }
});

test('no name, reason or branch moves a cursor or starts a line', () => {
  const bad = 'docs/\u001b[2J\n\u202egpj.exe" ; rm -rf ~ #';
  const found = check({ claims: [claim('1 ada docs/', { why: 'x\ny\u001b[1m' })] }, [{ files: [untrusted(bad)], me: 'bob' }]);
  const lines = [
    ...commitWarning(found, { me: 'bob', known: live, now }),
    notAsked('a\nb\u001b'),
    ...reportLines(report({ claims: [claim('1 ada docs/')] }, [{ ...commit('a', 'x'), files: [untrusted(bad)] }]), now),
  ];
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(lines.join('')).not.toContain('say "ask');
});
