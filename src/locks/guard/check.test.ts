/** Whose claims stand in the way of whom; and that thousands of claims take no time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { untrusted } from '../../kernel/text.ts';
import { covers, parseScope } from '../scope/scope.ts';
import { type Change, check, inTheWay } from './check.ts';
import { leasesFor, leasesIn } from './leases.ts';
import type { GuardClaim } from './port.ts';
import { change, claim, files } from './testing.ts';

const seed = process.env.MOLT_OPS_TEST_SEED ? Number(process.env.MOLT_OPS_TEST_SEED) : Date.now() & 0x7fffffff;

const table: readonly [what: string, claims: GuardClaim[], change: Change, blocks: number[], leases: number[]][] = [
  ['a file in no claim', [claim('1 ada docs/')], change('src/a.ts', { me: 'bob' }), [], []],
  ["somebody else's", [claim('1 ada docs/')], change('docs/a.md', { me: 'bob' }), [1], []],
  ['of nobody known', [claim('1 ada docs/')], change('docs/a.md'), [1], []],
  ["one's own", [claim('1 ada docs/')], change('docs/a.md', { me: 'ada' }), [], [1]],
  ['without regard to case', [claim('1 ada Docs/API')], change('docs/api/a.md', { me: 'bob' }), [1], []],
  ['a pattern', [claim('1 ada src/*/mod.rs')], change('src/x/mod.rs src/mod.rs', { me: 'bob' }), [1], []],
  ['a deleted submodule, named as one path', [claim('1 ada vendor/lib')], change('vendor/lib', { me: 'bob' }), [1], []],
  ...(
    [
      ['a submodule, with a claim inside', 'vendor/sub/src/', [1]],
      ['a submodule, with one pattern that may be inside', '**/*.c', [1]],
      ['a submodule, with a file inside that is spelled otherwise', 'Vendor/Sub/x.c', [1]],
      ['a submodule, with a claim of the folder above', 'vendor/', [1]],
      ['a submodule, with its own claim', 'vendor/sub', [1]],
      ['a submodule, with a claim beside it', 'vendor/subway/', []],
    ] as const
  ).map(([what, path, blocks]): (typeof table)[number] => [
    what,
    [claim(`1 ada ${path}`)],
    change('vendor/sub README', { me: 'bob', submodules: files('vendor/sub') }),
    [...blocks],
    [],
  ]),
  ['a submodule whose name looks like a pattern', [claim('1 ada docs/')], change('d*s', { me: 'bob', submodules: files('d*s') }), [], []],
  ['the same, with a claim inside', [claim('1 ada d[*]s/x')], change('d*s', { me: 'bob', submodules: files('d*s') }), [1], []],
  ['a file, with a claim below its name', [claim('1 ada vendor/sub/src/')], change('vendor/sub', { me: 'bob' }), [], []],
  ["a submodule, with one's own claim inside", [claim('1 bob lib/a')], change('lib', { me: 'bob', submodules: files('lib') }), [], [1]],
  ['the whole repository', [claim('1 ada .')], change('x', { me: 'bob' }), [1], []],
  ["an owner in their agent's", [claim('1 codex-2(ada) docs/')], change('docs/a', { me: 'ada' }), [], [1]],
  ["an agent in its owner's", [claim('1 ada docs/'), claim('2 codex-2(ada) x')], change('docs/a', { me: 'codex-2' }), [], [1]],
  [
    "an agent in another's of one owner",
    [claim('1 codex-1(ada) docs/'), claim('2 codex-2(ada) x')],
    change('docs/a', { me: 'codex-2' }),
    [],
    [1],
  ],
  [
    "an agent in another owner's agent's",
    [claim('1 codex-1(bob) docs/'), claim('2 codex-2(ada) x')],
    change('docs/a', { me: 'codex-2' }),
    [1],
    [],
  ],
  [
    "one's own before one's agents'",
    [claim('1 codex-1(ada) docs/'), claim('2 ada docs/a shared')],
    change('docs/a', { me: 'ada' }),
    [],
    [2],
  ],
  ["others' shared, holding none", [claim('1 ada docs/ shared'), claim('2 bob src shared')], change('docs/a', { me: 'bob' }), [1], []],
  ["others' shared, sharing it", [claim('1 ada docs/ shared'), claim('2 bob docs/ shared')], change('docs/a', { me: 'bob' }), [], [2]],
  [
    "others' shared, as an owner of who shares it",
    [claim('1 ada docs/ shared'), claim('2 codex-2(bob) docs/ shared')],
    change('docs/a', { me: 'bob' }),
    [],
    [2],
  ],
  [
    "others' exclusive, holding it too (two lines by hand)",
    [claim('1 ada docs/'), claim('2 bob docs/')],
    change('docs/a', { me: 'bob' }),
    [1],
    [2],
  ],
  ['a commit that names the lease', [claim('1 ada docs/')], change('docs/a', { leases: [1] }), [], [1]],
  [
    'a commit that names a lease of the same person',
    [claim('1 ada docs/'), claim('2 codex-2(ada) src')],
    change('docs/a', { leases: [2] }),
    [],
    [1],
  ],
  ["a commit that names another's lease", [claim('1 ada docs/'), claim('2 bob src')], change('docs/a', { leases: [2] }), [1], []],
  ['a commit that names a lease that is over', [claim('1 ada docs/')], change('docs/a', { leases: [7] }), [1], []],
  [
    "a push of somebody's named commit",
    [claim('1 ada docs/'), claim('2 bob src')],
    change('docs/a src/b', { me: 'bob', leases: [1] }),
    [],
    [1, 2],
  ],
  ['several files, each counted once', [claim('1 ada docs/ docs/a')], change('docs/a docs/a docs/b', { me: 'bob' }), [1, 1], []],
  ['a path that cannot be read takes nothing', [claim('1 ada ../up')], change('up', { me: 'bob' }), [], []],
];

test.each(table)('%s', (_what, claims, changed, blocks, leases) => {
  const found = check({ claims }, [changed]);
  expect(found.flatMap((each) => each.inTheWay.map(({ lease }) => lease))).toEqual(blocks);
  expect(leasesFor(found)).toEqual(leases);
});

describe('leases that have ended', () => {
  const books = (...claims: string[]) => ({
    claims: claims.map((words) => claim(words)),
    ended: [
      { lease: 8, holder: 'codex-7', owner: 'bob' },
      { lease: 9, holder: 'ada' },
    ],
  });
  test.each<[what: string, claims: string[], leases: number[], blocks: number[]]>([
    ['its holder has it anew', ['10 codex-7 lib/'], [8], []],
    ['another has it now', ['10 eve lib/'], [8], [10]],
    ['the owner of its holder has it now', ['10 bob lib/'], [8], []],
    ['another agent of that owner has it now', ['10 codex-2(bob) lib/'], [8], []],
    ['one of two that are named', ['10 ada lib/'], [8, 9], []],
    ['one that nobody knows', ['10 codex-7 lib/'], [7], [10]],
    ['a number that is held again counts as held', ['8 eve lib/'], [8], []],
  ])('%s', (_what, claims, leases, blocks) => {
    const found = check(books(...claims), [change('lib/a.rs', { leases })]);
    expect(inTheWay(found).flatMap((each) => each.inTheWay.map(({ lease }) => lease))).toEqual(blocks);
  });
});

test('an agent that holds nothing is known to belong to its owner by what the bot says', () => {
  const claims = [claim('1 ada docs/')];
  expect(inTheWay(check({ claims }, [change('docs/a', { me: 'codex-9' })]))).toHaveLength(1);
  expect(inTheWay(check({ claims, owners: { 'codex-9': 'ada' } }, [change('docs/a', { me: 'codex-9' })]))).toHaveLength(0);
  expect(inTheWay(check({ claims, owners: { 'codex-9': 'ada' } }, [change('docs/a', { me: 'constructor' })]))).toHaveLength(1);
});

test('the file of claims is everybody’s', () => {
  const books = { claims: [claim('1 ada docs/')], exempt: ['docs/AGENT_LOCKS.md'] };
  expect(inTheWay(check(books, [change('docs/agent_locks.md docs/a', { me: 'bob' })])).map(({ file }) => file)).toEqual(['docs/a']);
});

test('odd names are in the folder that they are in', () => {
  const odd = files('docs/\n', 'docs/"a b"', 'docs/\ufffd\ufffd', 'docs/-rf', 'docs/\u202egpj.exe', 'docs/\ud800', 'DOCS/é', 'docs/..\\x');
  expect(inTheWay(check({ claims: [claim('1 ada docs')] }, [{ files: odd, me: 'bob' }])).map(({ file }) => file)).toEqual(odd);
});

describe('against a plain look at each claim', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'A');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
  const pattern = fc.oneof(
    path,
    fc.array(fc.oneof(name, fc.constantFrom('*', '**', '?')), { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
  );
  const who = fc.constantFrom('ada', 'bob', 'codex-1(ada)', 'codex-2(ada)', 'codex-3(bob)');
  const claims = fc
    .array(fc.tuple(who, pattern, fc.constantFrom('', ' shared')), { maxLength: 6 })
    .map((all) => all.map(([holder, paths, mode], n) => claim(`${n + 1} ${holder} ${paths}${mode}`)));
  const me = fc.option(fc.constantFrom('ada', 'bob', 'codex-1', 'codex-3', 'eve'), { nil: undefined });

  test(`it finds the same (seed ${seed})`, () => {
    let blocked = 0;
    fc.assert(
      fc.property(
        claims,
        fc.array(path, { maxLength: 4 }),
        me,
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 2 }),
        (held, names, me, leases) => {
          const owners = { 'codex-1': 'ada', 'codex-2': 'ada', 'codex-3': 'bob' } as Record<string, string>;
          const person = (id: string): string => owners[id] ?? id;
          const people = new Set(
            [...(me === undefined ? [] : [me]), ...held.filter(({ lease }) => leases.includes(lease)).map(({ holder }) => holder)].map(
              person,
            ),
          );
          const expected = [...new Set(names)].flatMap((file) => {
            const there = held.filter(({ paths }) =>
              paths.some((each) => {
                const read = parseScope(each);
                return read.ok && covers(read.value, file);
              }),
            );
            const isIn = there.some(({ holder }) => people.has(person(holder)));
            return there
              .filter(({ holder, mode }) => !people.has(person(holder)) && (mode === 'exclusive' || !isIn))
              .map(({ lease }) => `${lease} ${file}`);
          });
          const found = check({ claims: held, owners }, [{ files: names.map(untrusted), ...(me !== undefined && { me }), leases }]);
          blocked += expected.length;
          expect(found.flatMap((each) => each.inTheWay.map(({ lease }) => `${lease} ${each.file}`))).toEqual(expected);
        },
      ),
      { seed, numRuns: 2000 },
    );
    expect(blocked).toBeGreaterThan(100);
  });
});

test.each([
  ['Molt-Lease: 17', [17]],
  ['molt-lease : 17 ', [17]],
  ['Molt-Lease: 17, 18', []],
  ['Molt-Lease: -1', []],
  ['Molt-Lease: 9999999999999999999', []],
  ['Molt-Leases: 17', []],
  ['Signed-off-by: 17', []],
])('%s', (line, leases) => expect(leasesIn([untrusted(line)])).toEqual(leases));
