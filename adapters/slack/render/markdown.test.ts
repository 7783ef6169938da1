import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '../../../src/kernel/text.ts';
import { code, fenced } from '../../../src/reports/markdown.ts';
import { markdownRows } from './markdown.ts';
import { hostile, report, seed } from './testing.ts';

const text = (markdown: string): string =>
  markdownRows(markdown)
    .map(({ as, spans }) => `${as} ${spans.map((span) => (span.code ? `<${span.text}>` : span.text)).join('')}`)
    .join('\n');

describe('the markdown of a report', () => {
  it.each([
    ['', ''],
    ['plain, twice\nin two lines', 'text plain, twice\ntext in two lines'],
    ['## a `b` (job 42)', 'heading a <b> (job 42)'],
    ['### Status\nfailed', 'heading Status\ntext failed'],
    ['#### deeper', 'text #### deeper'],
    ['- `a` — b', 'item <a> — b'],
    ['-a', 'text -a'],
    ['``a`b`` c', 'text <a`b> c'],
    ['`` ` ``', 'text <`>'],
    ['`` `a` ``', 'text <`a`>'],
    ['` a `', 'text < a >'],
    ['`   `', 'text < >'],
    ['a ` b `` c', 'text a ` b `` c'],
    ['`a` `` b ` c', 'text <a> `` b ` c'],
    ['`a``b`', 'text <a``b>'],
    ['*bold* [x](y) <z>', 'text *bold* [x](y) <z>'],
    ['```text\n  a\n\n    b\n  ```\nc\n```\nafter', 'code a\ncode \ncode   b\ncode ```\ncode c\ntext after'],
    ['````text\n  ```\n````', 'code ```'],
    ['```text\n  no end', 'code no end'],
    ['```js\na\n```', 'text ```js\ntext a\ntext ```'],
  ])('%j is %j', (markdown, rows) => expect(text(markdown)).toBe(rows));

  it('stands apart where it stood apart', () => {
    const groups = markdownRows('- a\n- b\n\n- c\n\n```text\n  x\n  y\n```\n```text\n  z\n```').map(({ group }) => group);
    expect(new Set(groups).size).toBe(4);
    expect([groups[0] === groups[1], groups[3] === groups[4]]).toEqual([true, true]);
  });

  it('gives back every text that reports/markdown.ts puts in', () => {
    console.info(`300 texts and reports, seed ${seed}`);
    const line = hostile.map((one) => visible(one));
    fc.assert(
      fc.property(line, fc.array(line), (one, lines) => {
        // Padding and a text that brings its own spaces look the same.
        fc.pre(!/^ (?:`.*|.*`) $/.test(one));
        expect(markdownRows(`x${code(one)}`)[0]!.spans.slice(1)).toEqual(one === '' ? [] : [{ text: one, code: true }]);
        expect(markdownRows(fenced(lines)).map(({ spans }) => spans[0]!.text)).toEqual(lines);
      }),
      { numRuns: 300, seed },
    );
    fc.assert(
      fc.property(report, ({ markdown, says }) => {
        const rows = markdownRows(markdown);
        expect(
          rows
            .flatMap(({ spans }) => spans.map((span) => span.text))
            .join('')
            .replaceAll(' ', ''),
        ).toBe(says.replaceAll(' ', ''));
      }),
      { numRuns: 300, seed },
    );
  });

  it('takes a line of backticks in good time', () => {
    const runs = Array.from({ length: 600 }, (_, n) => '`'.repeat(n + 1)).join(' ');
    const before = performance.now();
    markdownRows(runs);
    markdownRows('` `` '.repeat(40_000));
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
