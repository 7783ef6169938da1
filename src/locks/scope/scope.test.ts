/** The semantics as a table, and what people and machines write wrongly. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, meets, overlap, parseScope, parseScopes, pathOf, type Scope } from './scope.ts';
import { scope, scopeText, seed } from './testing.ts';

const refusal = (text: string): string => {
  const read = parseScope(text);
  return read.ok ? `taken as ${read.value.key}` : read.refusal.code;
};

describe('one scope', () => {
  test.each([
    ['docs', 'docs/'],
    ['docs', './docs'],
    ['docs', 'docs//'],
    ['docs', 'docs/.'],
    ['docs', 'docs/**'],
    ['docs', 'docs/**/**/'],
    ['docs', 'docs/a/..'],
    ['docs', 'a/../docs'],
    ['docs', 'Docs'],
    ['docs/a.md', 'docs\\a.md'],
    ['src/x/y', 'src//x/./y/'],
    ['caf\u00e9', 'Cafe\u0301/'],
    ['.', './'],
    ['.', 'a/..'],
    ['.', '**'],
    ['.', '**/'],
    ['a/**/b', 'a/**/**/b/'],
    ['a/x*', 'a/x**'],
    ['{a,b}/c', '{b/c,a/c}'],
    ['{a,a}', 'a'],
    ['[a-c]x', '[A-C]X'],
    ['a{b,{c,d}}', '{ab,ac,ad}'],
    ['{,src/}x', '{x,src/x}'],
  ])('%s is %s', (a, b) => {
    expect(scope(a).key).toBe(scope(b).key);
    expect(meets(scope(a), scope(b))).toBe(true);
  });

  test.each([
    ['docs', 'doc'],
    ['docs/*', 'docs'],
    ['a/**/b', 'a/b'],
    ['{a,b},c', '{a,c,b}'],
    ['[a-c]x', '[abd]x'],
  ])('%s is not %s', (a, b) => expect(scope(a).key).not.toBe(scope(b).key));

  test('is kept as it was written', () => expect(scope('./Docs//A\\').given).toBe('./Docs//A\\'));

  test.each(['.', './', 'a/..', '**', '*', '**/*', '*/**', '?*', '{docs,*}', '***'])('%s is the whole repository', (text) =>
    expect(scope(text).isWhole).toBe(true),
  );

  test.each(['docs', '*.rs', '??*', '*/*', '?', '[!a]*', '**/x'])('%s is not the whole repository', (text) =>
    expect(scope(text).isWhole).toBe(false),
  );

  test.each([
    ['./Docs/', 'Docs'],
    ['.', '.'],
    ['docs/*', undefined],
    ['{a,b}', undefined],
  ])('%s has the path %s', (text, path) => expect(pathOf(scope(text))).toBe(path));
});

/** What is said to meet, and where. */
const meeting: [a: string, b: string, witness: string][] = [
  ['docs', 'docs/', 'docs'],
  ['docs/', 'docs/a.md', 'docs/a.md'],
  ['Docs/', 'docs/A.md', 'docs/A.md'],
  ['.', 'docs', 'docs'],
  ['.', '.', '.'],
  ['.', '**/x', 'x'],
  ['caf\u00e9', 'CAFE\u0301/x', 'CAF\u00c9/x'],
  ['src/*/x.ts', 'src/a/*', 'src/a/x.ts'],
  ['src/*/x.ts', 'src/a', 'src/a/x.ts'],
  ['src/*', 'src', 'src/x'],
  ['**/x', 'a/', 'a/x'],
  ['**/x', 'a/x/b', 'a/x/b'],
  ['**/a/b', '**/b/a', 'a/b/a'],
  ['a/**/z', '**/y', 'a/z/y'],
  ['[ab]x', '[bc]x', 'bx'],
  ['[!a]', '?', 'x'],
  ['[!xyz]', '[!a]', 'b'],
  ['[A-F]0', '[f-k]*', 'F0'],
  ['a*c', '*b*', 'abc'],
  ['*ab', 'ba*', 'bab'],
  ['a?', '?b', 'ab'],
  ['*.{rs,ts}', 'x.*', 'x.rs'],
  ['{a,b}/c', 'b', 'b/c'],
  ['src/{a/b,c}/*.md', 'src/c', 'src/c/.md'],
  ['*', '.github/', '.github'],
  ['...', '.?.', '...'],
  ['app/[id]/page.tsx', 'app/[id]', 'app/i/page.tsx'],
  ['\u{1f600}?', '?b', '\u{1f600}b'],
  ['q?', 'q\u0301', 'q\u0301'],
];

const apart: [a: string, b: string][] = [
  ['docs', 'docs2'],
  ['docs/a.md', 'docs/b.md'],
  ['a/*.rs', 'a/*.ts'],
  ['a/*.rs', 'b/'],
  ['[ab]x', '[cd]x'],
  ['[!a]', 'A'],
  ['a?', 'a'],
  ['a/*/c', 'a/b/d'],
  ['e?', 'e\u0301'],
  // No file is called `.` or `..`.
  ['.?', '?.'],
  ['?', '[.]'],
  ['{a,b}', '{c,d}/e'],
  ['*a', '*b'],
  ['a*', 'b*'],
  ['ß', 'ss'],
];

describe('two scopes', () => {
  test.each(meeting)('%s meets %s at %s', (a, b, witness) => {
    expect(overlap(scope(a), scope(b))).toBe(witness);
    expect(overlap(scope(b), scope(a))).toBe(witness);
    expect(meets(scope(a), scope(b))).toBe(true);
    for (const each of [a, b]) expect(covers(scope(each), witness)).toBe(true);
  });

  test.each(apart)('%s does not meet %s', (a, b) => {
    expect(overlap(scope(a), scope(b))).toBeUndefined();
    expect(overlap(scope(b), scope(a))).toBeUndefined();
    expect(meets(scope(b), scope(a))).toBe(false);
  });

  test('of the nastiest kind are judged in a moment', () => {
    const [stars, other] = [scope(`${'a*'.repeat(120)}a`), scope(`${'*a'.repeat(120)}*`)];
    const deep = scope('a/'.repeat(2047));
    const pattern = scope(`**/${'a*/**/'.repeat(31)}a`);
    const start = performance.now();
    expect(overlap(stars, other)).toBeDefined();
    expect(overlap(deep, pattern)).toBe(`${'a/'.repeat(2047)}`.slice(0, -1));
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('a path', () => {
  test.each([
    ['docs', 'docs/a/b.md'],
    ['docs', 'docs'],
    ['docs', 'DOCS/a.md'],
    ['.', 'anything/at/all'],
    ['**/*.rs', 'a.rs'],
    ['**/*.rs', 'a/b/c.rs'],
    ['**/tests', 'a/tests/x/y'],
    ['a/**/b', 'a/b'],
    ['a/**/b', 'a/x/y/b/z'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ['src/*.{rs,ts}', 'src/x.ts'],
    ['{id}.md', '{id}.md'],
    ['[]a]', ']'],
    ['[!]a]', 'b'],
    ['[^a]', 'b'],
    ['a[b-]', 'a-'],
    ['cafe\u0301', 'caf\u00e9/x'],
    ['a?b', 'a\\b'],
    ['odd\ufe0f', 'odd\ufe0f'],
  ])('of scope %s: %s', (text, path) => expect(covers(scope(text), path)).toBe(true));

  test.each([
    ['docs', 'docs2/a.md'],
    ['docs/a.md', 'docs'],
    ['*.rs', 'a/b.ts'],
    ['**/*.rs', 'a/rs'],
    ['a/*/b', 'a/b'],
    ['[!]a]', ']'],
    ['a', 'a\\b'],
    ['docs', ''],
  ])('not of scope %s: %s', (text, path) => expect(covers(scope(text), path)).toBe(false));
});

describe('bad input', () => {
  test.each([
    ['', 'empty path'],
    [' \t ', 'empty path'],
    ['..', 'outside the repository'],
    ['../x', 'outside the repository'],
    ['a/../../x', 'outside the repository'],
    ['..\\..\\windows', 'outside the repository'],
    ['{a,../..}/b', 'outside the repository'],
    ['/etc/passwd', 'absolute path'],
    ['//server/share', 'absolute path'],
    ['\\\\server\\share', 'absolute path'],
    ['{a,/etc}', 'absolute path'],
    ['C:\\Users', 'absolute path'],
    ['c:', 'absolute path'],
    ['./C:/x', 'absolute path'],
    ['~', 'home path'],
    ['~/x', 'home path'],
    ['a/../~/x', 'home path'],
    ['https://example.org/docs', 'web address'],
    ['file:///etc', 'web address'],
    [':(top)docs', 'path magic'],
    [':!docs', 'path magic'],
    [':/docs', 'path magic'],
    ['./:(exclude)docs', 'path magic'],
    ['a\0b', 'zero byte'],
    ['docs\ncodex -> src/', 'line break'],
    ['docs\r', 'line break'],
    ['docs\u2028x', 'line break'],
    ['docs\x1b[2J', 'control character'],
    ['docs\x7f', 'control character'],
    ['docs\x9b', 'control character'],
    ['gpj.\u202etxt', 'invisible character'],
    ['\u2066docs\u2069', 'invisible character'],
    ['docs\u200b/', 'invisible character'],
    ['\ufeffdocs/', 'invisible character'],
    ['docs\ud800', 'broken text'],
    ['\udc00docs', 'broken text'],
    ['d\ufffdcs', 'broken text'],
    ['a/'.repeat(2049), 'path too long'],
    ['ä'.repeat(2049), 'path too long'],
    ['a'.repeat(256), 'name too long'],
    [`docs/${'ä'.repeat(128)}`, 'name too long'],
    ['a/*/..', 'dots after a pattern'],
    ['**/../b', 'dots after a pattern'],
    ['{a,b', 'open brace'],
    ['a}', 'open brace'],
    ['{a,', 'open brace'],
    ['{1..3}', 'range in braces'],
    ['{a,b}'.repeat(7), 'too many alternatives'],
    [`${'{a,b}'.repeat(800)}`, 'too many alternatives'],
    [`${'x'.repeat(200)}/{${Array.from({ length: 60 }, (_, n) => n).join()}}`, 'too many alternatives'],
    ['**/a/'.repeat(40), 'pattern too deep'],
    [`${'?'.repeat(200)}/`.repeat(3), 'pattern too long'],
    ['a/[.][.]*/../b', 'dots after a pattern'],
    ['*/[.]', 'matches nothing'],
    ['[ab', 'open bracket'],
    ['[]', 'open bracket'],
    ['[a/b]', 'open bracket'],
    ['[z-a]', 'bad range'],
    ['[A-z]', 'bad range'],
    ['[一-龥]', 'long range'],
    ['[[:alpha:]]', 'named class'],
    ['?\u0301', 'loose accent'],
    ['[\u0301]', 'loose accent'],
    ['\u1100*\u1161', 'loose accent'],
  ])('%j: %s', (text, code) => expect(refusal(text)).toBe(code));

  test.each([
    ['a comma', 'a,b'],
    ['a semicolon', 'a;b'],
    ['an arrow', 'a -> b'],
    ['quotes', `it's "so"`],
    ['backticks', '`a`'],
    ['a dollar', '$(rm -rf)'],
    ['a dash in front', '--force'],
    ['dots', 'a...b/..c'],
    ['a name of 255 bytes', 'a'.repeat(255)],
    ['a path of 4096 bytes', `${'a/'.repeat(2048)}`],
    ['a tilde at the end', 'main.rs~'],
    ['a colon inside', 'a:b'],
    ['emoji', '❤\ufe0f/x'],
    ['braces of a name', '{id}/{}'],
    ['63 alternatives', `{${Array.from({ length: 63 }, (_, n) => n).join()}}`],
    ['deep braces', `${'{'.repeat(2000)}${'}'.repeat(2000)}`.slice(1880, 2120)],
  ])('takes %s', (_name, text) => {
    expect(refusal(text)).toMatch(/^taken/);
    expect(scope(text).given).toBe(text);
    expect(parseScope(scope(text).key).ok || scope(text).key.includes('\n')).toBe(true);
  });

  test('says what is wrong, that nothing was claimed, and what to write; and shows nothing that moves a cursor', () => {
    const read = parseScope('../\x1b[2Jsecrets');
    expect(read.ok || read.refusal.message).toBe(
      '"../␛[2Jsecrets" holds a control character. Nothing was claimed. Type it again, without what was pasted with it.',
    );
    expect(parseScope('../x')).toMatchObject({
      refusal: {
        message: '"../x" leads out of the repository. Nothing was claimed. Write it without the .. that climbs above the top folder.',
      },
    });
  });

  test('of any kind gets an answer', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ab/*?[]{},!^-.\\:~ é\u0301\u202e\0\ud800\n') });
    fc.assert(
      fc.property(fc.oneof(letters, fc.string({ unit: 'binary' })), (text) => {
        const read = parseScope(text);
        if (!read.ok) {
          expect(read.refusal.message).toMatch(/^".*" .+\. Nothing was claimed\. .+\.$/);
          return;
        }
        checkWitness(read.value, read.value);
      }),
      { seed, numRuns: 2000 },
    );
  });
});

function checkWitness(a: Scope, b: Scope): void {
  const path = overlap(a, b);
  if (path === undefined) return;
  expect(covers(a, path) && covers(b, path)).toBe(true);
}

describe('any scope', () => {
  test('meets itself, and is read again as the same', () => {
    fc.assert(
      fc.property(scopeText, (text) => {
        const read = scope(text);
        expect(overlap(read, read)).toBeDefined();
        expect(scope(read.given)).toEqual(read);
        if (!read.key.includes('\n')) expect(scope(read.key).key).toBe(read.key);
        const path = pathOf(read);
        if (path !== undefined) expect(pathOf(scope(path))).toBe(path);
        expect(scope(`./${text}//.`)).toEqual({ ...read, given: `./${text}//.` });
      }),
      { seed, numRuns: 2000 },
    );
  });

  test('is met in letters of all alphabets', () => {
    const letter = fc.oneof(
      fc.constantFrom(...'*?aAiIsSßẞıİſKéÉΣσςДд중文'),
      fc.constantFrom('[a-s]', '[!é]', '[СД]', '{é,İ}', 'H\u0331', 'I\u0307'),
    );
    const text = fc
      .array(letter, { minLength: 1, maxLength: 4 })
      .map((all) => all.join(''))
      .filter((each) => parseScope(each).ok);
    fc.assert(
      fc.property(text, text, (a, b) => {
        checkWitness(scope(a), scope(b));
        expect(overlap(scope(a), scope(b))).toBe(overlap(scope(b), scope(a)));
        expect(meets(scope(a), scope(b))).toBe(overlap(scope(a), scope(b)) !== undefined);
      }),
      { seed, numRuns: 3000 },
    );
  });
});

describe('several', () => {
  const read = (words: string[]): unknown => {
    const all = parseScopes(words);
    return all.ok ? all.value.map(({ given }) => given) : all.refusal.code;
  };

  test('are taken once each, as first written', () => expect(read(['docs', 'a', 'Docs/', './docs', 'b'])).toEqual(['docs', 'a', 'b']));
  test('are refused together', () => expect(read(['docs', '../x', 'a'])).toBe('outside the repository'));
  test('are at least one', () => expect(read([])).toBe('no path'));
  test('are at most 200', () => {
    expect(read(Array.from({ length: 200 }, (_, n) => `f${n}`))).toHaveLength(200);
    expect(parseScopes(Array.from({ length: 10_000 }, (_, n) => `f${n}`))).toMatchObject({
      refusal: {
        code: 'too many paths',
        message: 'That names 10000 paths; a claim holds at most 200. Nothing was claimed. Write the folders they are in.',
      },
    });
  });
});
