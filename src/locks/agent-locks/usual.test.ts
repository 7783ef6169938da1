/** What is read a shorter way, lines and the usual claim, is read as the longer one reads it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClaimLine } from './claim-line.ts';
import { findHeadings, linesOf } from './section.ts';
import type { Word } from './words.ts';

const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);
const of = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const textOf = (parts: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(parts, { maxLength }).map((all) => all.join(''));

describe('a claim line', () => {
  /** A blank before it only moves it, but is not usual. */
  function longWay(line: string): ReturnType<typeof readClaimLine> {
    const read = readClaimLine(` ${line}`);
    const moved = (word: Word): Word => ({ ...word, start: word.start - 1, end: word.end - 1 });
    return typeof read === 'string' ? read : { agent: moved(read.agent), items: read.items.map(moved) };
  }

  test.each([
    ['- codex-1 -> a/b.rs'],
    ['codex-1 -> a/'],
    ['* c -> a, b;c,d; e/'],
    ['- -> a'],
    ['- a- -> b'],
    ['a -> b -> c'],
    ['a -> b,'],
    ['a -> b,, c'],
    ['a -> b,  c'],
    ['a  -> b'],
    ['a → b'],
    ['-a -> b'],
    ['- a -> -b'],
    ['- a -> b c'],
    ['+ é -> b'],
    ['- a -> é'],
    ['- a -> `b`'],
    ['a ->'],
    [''],
  ])('%s', (line) => expect(readClaimLine(line)).toEqual(longWay(line)));

  test('says where its words stand', () =>
    expect(readClaimLine('- c-1 -> a/, b;c')).toEqual({
      agent: { start: 2, end: 5, text: 'c-1', quote: '' },
      items: [
        { start: 9, end: 11, text: 'a/', quote: '' },
        { start: 13, end: 14, text: 'b', quote: '' },
        { start: 15, end: 16, text: 'c', quote: '' },
      ],
    }));

  test(`of any kind (seed ${seed})`, () => {
    const word = textOf(of('a', 'B', '1', '_', '-', '.', '/', '->', '→', 'é', '`', '"', '{', '~', '<'), 3);
    const usual = textOf(of('a', 'B', '1', '-', '.', '/', '_'), 4);
    const line = fc
      .tuple(
        of('', '- ', '* ', '-', ' '),
        fc.oneof(usual, word),
        of(' -> ', ' -> ', '->', ' → '),
        fc.array(fc.oneof(usual, word), { maxLength: 4 }),
        of(', ', ',', '; ', ' ,'),
      )
      .map(([bullet, agent, arrow, paths, separator]) => bullet + agent + arrow + paths.join(separator));
    let read = 0;
    fc.assert(
      fc.property(line, (text) => {
        const found = readClaimLine(text);
        expect(found).toEqual(longWay(text));
        read += typeof found === 'string' ? 0 : 1;
      }),
      { seed, numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});

test(`lines end where a split ends them (seed ${seed})`, () => {
  fc.assert(
    fc.property(of('', '\ufeff'), textOf(of('\n', '\r', '\r\n', 'a', 'b c', '\u2028', '\ufeff'), 12), (mark, text) => {
      const whole = mark + text;
      const from = whole.startsWith('\ufeff') ? 1 : 0;
      const parts = whole.slice(from).split(/(\r\n|\r|\n)/);
      const spelled = linesOf(whole).flatMap(({ start, end, next }) => [whole.slice(start, end), whole.slice(end, next)]);
      expect(spelled).toEqual(parts.at(-1) === '' ? parts.slice(0, -1) : [...parts, '']);
      expect(linesOf(whole).reduce((at, { start, next }) => (at === start ? next : -1), from)).toBe(whole.length);
    }),
    { seed, numRuns: 3000 },
  );
});

describe('headings', () => {
  /** Line by line, as it is told in words. */
  function plainly(lines: readonly string[]): ReturnType<typeof findHeadings> {
    const fence = (line: string): string => /^ {0,3}(~{3,}|`{3,}(?=[^`]*$))/.exec(line)?.[1] ?? '';
    const isEnd = (line: string, opened: string): boolean => fence(line).startsWith(opened) && /^[ ~`]*$/.test(line);
    const found: number[] = [];
    for (let at = 0; at < lines.length; at++) {
      const opened = fence(lines[at]!);
      const end = opened === '' ? -1 : lines.findIndex((line, n) => n > at && isEnd(line, opened));
      if (end >= 0) at = end;
      else if (/^ {0,3}#{1,6}( |$)/.test(lines[at]!)) found.push(at);
    }
    const active = found.filter((at) => lines[at] === '## Active locks');
    return { active, sectionEnd: found.find((at) => active.length > 0 && at > active[0]!) ?? lines.length };
  }

  test(`are those outside of code (seed ${seed})`, () => {
    const line = of('## Active locks', '# x', '    # x', '#x', '```', '````', '```md', '~~~', '  ~~~~ ', '``` `', 'a -> b', '');
    let active = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        expect(findHeadings(lines)).toEqual(plainly(lines));
        active += plainly(lines).active.length;
      }),
      { seed, numRuns: 3000 },
    );
    expect(active).toBeGreaterThan(300);
  });

  test('are found in a moment among very many fences', () => {
    const lines = [...Array.from({ length: 300_000 }, (_, n) => ['```', '# no', '```'][n % 3]!), '## Active locks'];
    expect(findHeadings(lines)).toEqual({ active: [300_000], sectionEnd: 300_001 });
  });
});
