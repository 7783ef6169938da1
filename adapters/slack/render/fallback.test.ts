import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped } from './escaped.ts';
import { fallback, updateText } from './fallback.ts';
import { plainRow } from './row.ts';
import { chunks, weigh } from './size.ts';
import { anyText, seed } from './testing.ts';

describe('the fallback', () => {
  it.each([
    ['mentions', '<!channel> <@U01> <#C1>', '&lt;!channel&gt; &lt;@U01&gt; &lt;#C1&gt;'],
    ['links', '<https://evil|ok>', '&lt;https://evil|ok&gt;'],
    ['entities', '&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
    ['names as they stand', '@channel @ada *b*', '@channel @ada *b*'],
    ['nothing', ' ', '–'],
  ])('of %s', (_, text, shown) => expect(fallback([plainRow('text', 'g', text)])).toBe(shown));

  it('joins what was split inside a line', () =>
    expect(
      fallback([
        plainRow('item', 'g', 'one'),
        { ...plainRow('item', 'g', 'way'), goesOn: true },
        plainRow('item', 'g', 'two'),
        plainRow('code', 'c', 'x'),
      ]),
    ).toBe('- oneway\n- two\nx'));
});

describe('the text of an edit', () => {
  it.each([
    ['short', 'a\nb', 'a\nb'],
    ['many lines', 'DONE 42\n'.repeat(600), `${'DONE 42\n'.repeat(499)}…`],
    ['one long line', 'x'.repeat(5000), `${'x'.repeat(3996)}…`],
    ['no half an entity', escaped('<'.repeat(2000)), `${'&lt;'.repeat(999)}…`],
    ['no half a character', '漢'.repeat(2000), `${'漢'.repeat(1332)}…`],
  ])('%s', (_, text, shown) => expect(updateText(text)).toBe(shown));

  it('is never over 4000 bytes, and begins as the whole', () => {
    console.info(`300 texts, seed ${seed}`);
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const text = escaped(texts.join('\n')).toWellFormed();
        const shown = updateText(text);
        expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(4000);
        expect(text.startsWith(shown.replace(/\n?…$/, ''))).toBe(true);
        expect(shown.isWellFormed()).toBe(true);
      }),
      { numRuns: 300, seed },
    );
  });
});

describe('size', () => {
  it.each([
    ['abcdef', 3, ['abc', 'def']],
    ['a😀b', 2, ['a', '😀', 'b']],
    ['😀😀', 2, ['😀', '😀']],
    ['', 2, []],
  ])('%j in pieces of %j', (text, most, pieces) => expect(chunks(text, most)).toEqual(pieces));

  it('counts what Slack escapes', () => expect([weigh('a'), weigh('&'), weigh('<'), weigh('"'), weigh('\n')]).toEqual([3, 7, 6, 4, 4]));
});
