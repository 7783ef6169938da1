import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiCell, clip, columns, createMask, inQuotes, visible } from './text.ts';

const hot = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\x1b',
      '[31m',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\u2028',
      '\u{e0041}',
      '\u0085',
      '\0',
      '\ud800',
      '\r',
      '\n',
      '\t',
      'a',
      'ghp_',
      'Bearer ',
    ),
  }),
);
const active = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('visible', () => {
  it.each([
    ['an escape sequence', 'a\x1b[31mred', 'a␛[31mred'],
    ['a right-to-left override', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['a zero-width space', 'a\u200bb', 'a⟨U+200B⟩b'],
    ['a tag character', 'a\u{e0041}b', 'a⟨U+E0041⟩b'],
    ['a line separator', 'a\u2028b', 'a⟨U+2028⟩b'],
    ['a C1 control', 'a\u009bb', 'a⟨U+009B⟩b'],
    ['NUL', 'a\0b', 'a␀b'],
    ['a newline', 'a\nb', 'a␊b'],
    ['a tab', 'a\tb', 'a b'],
    ['half a surrogate pair', 'a\ud83db', 'a⟨U+D83D⟩b'],
    ['an emoji, left alone', '⚠️ 😀', '⚠️ 😀'],
  ])('shows %s', (_, text, shown) => expect(visible(text)).toBe(shown));

  it('keeps line ends where asked', () => expect(visible('a\r\nb\n\x07', { newlines: true })).toBe('a\nb\n␇'));

  it.each([
    ['xoxb-12345678-abcdefgh'],
    ['xapp-1-A0123456789'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789'],
    ['github_pat_11ABCDEFG0123456789_abcdef'],
    ['glpat-abcdefghij0123456789'],
    ['AKIAIOSFODNN7EXAMPLE'],
    ['syt_YWRh_abcdefghijklmnop_1a2b3c'],
  ])('masks %s', (token) => expect(visible(`token=${token} end`)).toBe('token=‹masked› end'));

  it('masks what follows Bearer', () => expect(visible('Authorization: Bearer abc.def-ghi_jkl')).toBe('Authorization: Bearer ‹masked›'));

  it('masks a private key, also one that lost its end', () => {
    const begin = '-----BEGIN RSA PRIVATE KEY-----\nMIIB';
    expect(visible(`x ${begin}\n-----END RSA PRIVATE KEY----- y`, { newlines: true })).toBe('x ‹masked›\n‹masked›\n‹masked› y');
    expect(visible(`x ${begin}`)).toBe('x ‹masked›');
  });

  it('lets nothing active through, for any text', () =>
    fc.assert(
      fc.property(hot, fc.boolean(), (text, newlines) => {
        expect(
          visible(text, { newlines })
            .replaceAll(newlines ? '\n' : '\0', '')
            .replaceAll('\ufe0f', ''),
        ).not.toMatch(active);
      }),
    ));

  it('is idempotent and keeps to its length', () =>
    fc.assert(
      fc.property(hot, fc.boolean(), fc.integer({ min: 1, max: 60 }), (text, newlines, maxLength) => {
        const once = visible(text, { newlines, maxLength });
        expect(visible(once, { newlines, maxLength })).toBe(once);
        expect(once.length).toBeLessThanOrEqual(maxLength);
      }),
    ));
});

describe('mask', () => {
  const secret = 'S3cret/with+signs.$^';
  const mask = createMask([secret, 'abc', 'two\nlines-of-it']);

  it('masks own secrets, each line of one that has several, but no short words', () =>
    expect(mask.text(`abc ${secret}! lines-of-it two`)).toBe('abc ‹masked›! ‹masked› two'));

  it('gives the same for any way to cut the text into chunks', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            secret,
            'Bearer ',
            'ghp_0123456789abcdefghij',
            '\n',
            'x',
            ' ',
            '-----BEGIN PRIVATE KEY-----',
            '-----END PRIVATE KEY-----',
          ),
        ),
        fc.array(fc.nat(60)),
        (parts, cuts) => {
          const text = parts.join('');
          const stream = mask.stream();
          let out = '';
          let at = 0;
          for (const cut of cuts) {
            out += stream.write(text.slice(at, at + cut));
            at += cut;
          }
          out += stream.write(text.slice(at)) + stream.end();
          expect(out).toBe(mask.text(text));
          expect(out).not.toContain(secret);
        },
      ),
    ));

  it('masks a secret anywhere in a line of a megabyte', () => {
    const stream = mask.stream();
    let out = '';
    for (let i = 0; i < 40; i++) out += stream.write(`${'y'.repeat(30_000 + i)}${secret.slice(0, 7)}`) + stream.write(secret.slice(7));
    out += stream.end();
    expect(out).not.toContain(secret);
    expect(out.split('‹masked›')).toHaveLength(41);
  });
});

it.each([
  ['claim docs/', '"claim docs/"'],
  ['claim docs/ --why "API pages"', '“claim docs/ --why "API pages"”'],
  ["release it's", '"release it\'s"'],
])('%s in quotes is %s', (text, quoted) => expect(inQuotes(text)).toBe(quoted));

describe('widths', () => {
  it.each([
    ['plain', 5],
    ['日本', 4],
    ['😀', 2],
    ['e\u0301', 1],
  ])('%s takes %i columns', (text, width) => expect(columns(text)).toBe(width));

  it('clips to the columns it is given', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => columns(clip(text, width)) <= width),
    ));

  it.each([
    ['struct', 8, 'left', 'struct  '],
    ['1.49s', 8, 'right', '   1.49s'],
    ['very_long_name', 8, 'left', 'very_lo~'],
    ['naïve', 6, 'left', 'na?ve '],
  ] as const)('a cell of %s', (text, width, align, cell) => expect(asciiCell(text, width, align)).toBe(cell));
});
