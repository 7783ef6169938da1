/** Ten thousand random operations on files in every manner, beside a model that only counts who holds what. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimsIn, type UsableLocks } from './parse.ts';
import { addClaim, removeAll, removeClaim, renameHolder } from './splice.ts';
import { bytesOf, spelled, textOf, usable } from './testing.ts';
import { isBareAgent, isBarePath, isPath, written } from './words.ts';

const names = ['codex-1', 'codex-2', 'ada', 'Ada L', '-x', '#', 'x,y', "o'brien"];
const spellings = [
  'a',
  'a/',
  'A',
  'b.md',
  'src\\x.rs',
  'with space',
  'c, d',
  'e;f',
  'g -> h',
  ' i ',
  '`j`',
  '"k`',
  '`"\'',
  "'l",
  'é/ü',
  'm → n',
];
const agent = fc.constantFrom(...names);
const path = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...spellings) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter(isPath) },
);

/** The same word as a person might have written it. */
const byHand = (isBare: (text: string) => boolean) => (text: string) =>
  fc.constantFrom(written(text, isBare), ...['"', "'", '`'].filter((quote) => !text.includes(quote)).map((quote) => quote + text + quote));
const blank = fc.constantFrom('', ' ', '  ', '\t', '\u00a0');
const claimRow = fc
  .record({ agent: agent.chain(byHand(isBareAgent)), items: fc.array(path.chain(byHand(isBarePath)), { minLength: 1, maxLength: 4 }) })
  .chain(({ agent, items }) =>
    fc
      .tuple(
        fc.constantFrom('', '  ', '\t', '    '),
        fc.constantFrom('', '- ', '*\t', '+', '-  '),
        fc.tuple(blank, fc.constantFrom('->', '→'), blank),
        fc.array(fc.constantFrom(',', ', ', ' ;', ' ;  ', ',,'), { minLength: 3, maxLength: 3 }),
        fc.constantFrom('', ' ', ',', ' ; '),
      )
      .map(([indent, bullet, arrow, separators, tail]) => {
        const list = items.map((item, n) => (n === 0 ? item : separators[n - 1] + item)).join('');
        return indent + bullet + agent + arrow.join('') + list + tail;
      }),
  );

/** Never a claim, wherever it stands; and never what a splice would write. */
const others = [
  '',
  '  ',
  'prose',
  '---',
  '<!-- x -> y -->',
  'See ci -> pipeline',
  '- `<agent-id> -> <path>`',
  'codex-9 -> "open',
  '| a | b |',
];
const outside = [...others, '# Title', '- outside -> of/the section'];
const rows = (lines: string[]) => fc.array(fc.constantFrom(...lines), { maxLength: 5 });

interface Manner {
  text: string;
  /** Contents of the lines that no operation may touch. */
  others: ReadonlySet<string>;
}

const manner: fc.Arbitrary<Manner> = fc
  .record({
    mark: fc.constantFrom('', '\ufeff'),
    above: rows(outside),
    section: fc.array(fc.oneof({ weight: 3, arbitrary: claimRow }, { weight: 1, arbitrary: fc.constantFrom(...others, '~~~') }), {
      maxLength: 12,
    }),
    below: fc.option(rows(outside), { nil: undefined }),
    // A lone CR before a lone LF would be one line end: never both in one file.
    lineEnds: fc.constantFrom(['\n'], ['\r\n'], ['\r'], ['\n', '\r\n'], ['\r', '\r\n']),
    choice: fc.infiniteStream(fc.nat(1)),
    isEnded: fc.boolean(),
  })
  .map(({ mark, above, section, below, lineEnds, choice, isEnded }) => {
    const lines = [...above, '## Active locks', ...section, ...(below ? ['### Next', ...below] : [])];
    const ends = [...choice.take(lines.length)].map((n) => lineEnds[n % lineEnds.length]!);
    const text = lines.map((line, n) => (n === lines.length - 1 && !isEnded ? line : line + ends[n]!)).join('');
    return { text: mark + text, others: new Set([...outside, '~~~', '## Active locks', '### Next']) };
  });

type Act =
  | { act: 'add'; agent: string; paths: string[] }
  | { act: 'remove'; agent: string; path: string }
  | { act: 'remove all'; agent: string }
  | { act: 'rename'; from: string; to: string; paths?: string[] | undefined };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('add' as const), agent, paths: fc.array(path, { maxLength: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('remove' as const), agent, path }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('remove all' as const), agent }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('rename' as const),
      from: agent,
      to: agent,
      paths: fc.option(fc.array(path, { maxLength: 3 }), { nil: undefined }),
    }),
  },
);

type Held = { agent: string; path: string }[];

function inModel(held: Held, act: Act): Held {
  switch (act.act) {
    case 'add': {
      const isHeld = (path: string): boolean => held.some((claim) => claim.agent === act.agent && claim.path === path);
      return [...held, ...[...new Set(act.paths)].filter((path) => !isHeld(path)).map((path) => ({ agent: act.agent, path }))];
    }
    case 'remove':
      return held.filter((claim) => claim.agent !== act.agent || claim.path !== act.path);
    case 'remove all':
      return held.filter((claim) => claim.agent !== act.agent);
    case 'rename':
      return held.map((claim) =>
        claim.agent === act.from && (!act.paths || act.paths.includes(claim.path)) ? { ...claim, agent: act.to } : claim,
      );
  }
}

function inFile(locks: UsableLocks, act: Act): Uint8Array {
  if (act.act === 'remove') return removeClaim(locks, act);
  if (act.act === 'remove all') return removeAll(locks, act.agent);
  const outcome =
    act.act === 'add' ? addClaim(locks, act) : renameHolder(locks, { from: act.from, to: act.to, ...(act.paths && { paths: act.paths }) });
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
}

const whose = (act: Act): string[] => (act.act === 'rename' ? [act.from, act.to] : [act.agent]);
const linesIn = (text: string): string[] => text.replace(/^\ufeff/, '').match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
const content = (line: string): string => line.replace(/[\r\n]+$/, '');
const isEnded = (text: string): boolean => /[\r\n]$/.test(text);

/** With their line ends; that of the very last line may be given and taken where the file ends without one. */
function kept(text: string, { others }: Manner, isOpen: boolean): string {
  const lines = linesIn(text).filter((line) => others.has(content(line)));
  return isOpen ? lines.join('').replace(/(?:\r\n|\r|\n)$/, '') : lines.join('');
}

const linesOfOthers = (locks: UsableLocks, agents: string[]): string[] =>
  locks.claims
    .filter((line) => !agents.includes(line.agent.text))
    .map(({ at }) => locks.text.slice(locks.lines[at]!.start, locks.lines[at]!.end));

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

test('10 000 operations change the lines of their claims, and nothing else', () => {
  console.info(`500 files, 20 operations each, seed ${seed}`);
  let changes = 0;
  fc.assert(
    fc.property(manner, fc.array(act, { minLength: 20, maxLength: 20 }), (file, acts) => {
      let locks = usable(bytesOf(file.text));
      let held: Held = claimsIn(locks);
      for (const each of acts) {
        const before = locks;
        locks = usable(inFile(before, each));
        held = inModel(held, each);
        expect(claimsIn(locks).map(spelled).toSorted()).toEqual(held.map(spelled).toSorted());
        const isOpen = !isEnded(before.text);
        expect(kept(locks.text, file, isOpen)).toBe(kept(before.text, file, isOpen));
        expect(linesOfOthers(locks, whose(each))).toEqual(linesOfOthers(before, whose(each)));
        expect(locks.text.startsWith('\ufeff')).toBe(file.text.startsWith('\ufeff'));
        if (!isOpen) expect(isEnded(locks.text)).toBe(true);
        else if (content(linesIn(locks.text).at(-1)!) !== '') expect(isEnded(locks.text)).toBe(false);
        if (locks.text !== before.text) changes++;
      }
    }),
    { numRuns: 500, seed },
  );
  expect(changes).toBeGreaterThan(1000);
});

test('a claim, then its release in any order, leaves every byte of any file', () => {
  const fresh = fc
    .uniqueArray(path, { minLength: 1, maxLength: 4 })
    .chain((paths) => fc.tuple(fc.constant(paths), fc.shuffledSubarray(paths, { minLength: paths.length })));
  fc.assert(
    fc.property(manner, agent, fresh, ({ text }, agent, [paths, order]) => {
      const locks = usable(bytesOf(text));
      fc.pre(!claimsIn(locks).some((claim) => claim.agent === agent && paths.includes(claim.path)));
      const claimed = addClaim(locks, { agent, paths });
      if (!claimed.ok) throw new Error(claimed.refusal.message);
      expect(textOf(order.reduce((bytes, path) => removeClaim(usable(bytes), { agent, path }), claimed.value))).toBe(text);
    }),
    { numRuns: 1000, seed },
  );
});
