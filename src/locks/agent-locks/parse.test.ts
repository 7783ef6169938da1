import { describe, expect, test } from 'vitest';
import { claimsIn, largest, parseLocks } from './parse.ts';
import { bytesOf, samples, spelled, usable } from './testing.ts';

const section = (line: string) => usable(`## Active locks\n${line}\n`);

describe('a claim line', () => {
  test.each([
    ['- codex -> runtime/, docs/a.md', ['codex runtime/', 'codex docs/a.md']],
    ['codex-26366 -> a/; b.rs', ['codex-26366 a/', 'codex-26366 b.rs']],
    ['codex-3267 -> path', ['codex-3267 path']],
    ['\t* codex\t→\ta', ['codex a']],
    ['+codex->a', ['codex a']],
    ['codex-->a', ['codex- a']],
    ['- `codex` -> "a, b"; c', ['codex a, b', 'codex c']],
    ["'Ada L' -> 'x'", ['Ada L x']],
    ['codex -> a,, b,', ['codex a', 'codex b']],
    ['codex -> a, a', ['codex a', 'codex a']],
    ['codex -> Docs, docs, docs/', ['codex Docs', 'codex docs', 'codex docs/']],
    ['codex -> with a space.md  ', ['codex with a space.md']],
    ["codex -> o'brien.md, b", ["codex o'brien.md", 'codex b']],
    ['codex ->\u00a0a\u00a0,\u3000b', ['codex a', 'codex b']],
    ['codex -> src/**/*.rs', ['codex src/**/*.rs']],
    ['codex -> .', ['codex .']],
    ['    codex -> a', ['codex a']],
  ])('%j', (line, claims) => {
    expect(claimsIn(section(line)).map(spelled)).toEqual(claims);
    expect(section(line).opaque).toEqual([]);
  });
});

describe('an opaque line', () => {
  test.each([
    ['Nobody now.', 'no arrow'],
    ['---', 'no arrow'],
    ['See ci -> pipeline', 'agent'],
    ['- <agent-id> -> <path>', 'agent'],
    ['- `<agent-id>` -> `<path>`', 'agent'],
    ['- `<agent-id> -> <path>`', 'agent'],
    ['<!-- codex -> a -->', 'agent'],
    ['-> a', 'agent'],
    ['- [ ] codex -> a', 'agent'],
    ['codex, ada -> a', 'agent'],
    ['\ufeffcodex -> a', 'agent'],
    ['codex\u202e -> a', 'agent'],
    ['codex ->', 'path'],
    ['codex -> , ;', 'path'],
    ['codex -> ""', 'path'],
    ['codex -> <path>', 'path'],
    ['codex -> a -> b', 'path'],
    ['codex -> a (`why`)', 'path'],
    ['codex -> src/{a,b}.ts', 'path'],
    ['codex -> "a', 'quotes'],
    ['codex -> "a" or "b"', 'quotes'],
    ['codex -> a\tb', 'characters'],
    ['codex -> a\u0007b', 'characters'],
    ['codex -> a\u2028b', 'characters'],
    ['codex -> "a\u202eb"', 'characters'],
  ])('%j: %s', (line, why) => {
    expect(section(line).opaque).toEqual([{ line: 2, text: line, why }]);
    expect(claimsIn(section(line))).toEqual([]);
  });
});

describe('the section', () => {
  test.each([
    ['ends at the next heading', '## Active locks\na -> b\n# Next\nc -> d\n', ['a b']],
    ['ends at a deeper heading', '## Active locks\na -> b\n### Next\nc -> d', ['a b']],
    ['ends at an empty heading', '## Active locks\na -> b\n##\nc -> d', ['a b']],
    ['does not end at a hash without a space', '## Active locks\n#a\na -> b', ['a b']],
    ['may have any case and a closed heading', 'x -> y\n ##  active LOCKS ##\na -> b', ['a b']],
    ['is not found in a fence', '```\n## Active locks\nx -> y\n```\n## Active locks\na -> b', ['a b']],
    ['is found below a fence that never closes', '```\n## Active locks\na -> b', ['a b']],
    ['goes on behind a comment in a fence', '## Active locks\n```\n# c\na -> b\n```\nc -> d', ['a b', 'c d']],
    ['may be empty', '## Active locks', []],
    ['may be all there is, behind a byte order mark', '\ufeff## Active locks\r\na -> b', ['a b']],
  ])('%s', (_, text, claims) => expect(claimsIn(usable(text)).map(spelled)).toEqual(claims));

  test('tells the line of each claim', () =>
    expect(claimsIn(usable(samples['mixed line ends']!))).toEqual([
      { agent: 'codex-1', path: 'a', line: 10 },
      { agent: 'codex-2', path: 'b', line: 11 },
      { agent: 'codex-1', path: 'c', line: 12 },
    ]));
});

describe('read-only', () => {
  const heading = '## Active locks\n';
  const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
  test.each<[string, Uint8Array, object]>([
    ['empty', bytesOf(''), { is: 'no heading' }],
    ['no heading', bytesOf('# Active locks\na -> b\n'), { is: 'no heading' }],
    ['two headings', bytesOf(`${heading}a -> b\n${heading}`), { is: 'two headings', lines: [1, 3] }],
    ['two headings of other case', bytesOf(`${heading}\n## Active Locks`), { is: 'two headings', lines: [1, 3] }],
    ['ours', bytesOf(`${heading}<<<<<<< HEAD\na -> b\n`), { is: 'conflict', line: 2 }],
    ['the middle', bytesOf(`a\r\n${heading}a -> b\r\n=======\r\n`), { is: 'conflict', line: 4 }],
    ['all three, above the claims', bytesOf(`a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n${heading}`), { is: 'conflict', line: 2 }],
    ['theirs, far below the claims', bytesOf(`${heading}a -> b\n# Next\n=======\n>>>>>>> x\n`), { is: 'conflict', line: 5 }],
    ['theirs', bytesOf(`${heading}a -> b\n>>>>>>> other`), { is: 'conflict', line: 3 }],
    ['latin 1', new Uint8Array(Buffer.from(`${heading}ad\xe9 -> b\n`, 'latin1')), { is: 'encoding' }],
    ['UTF-16', utf16(`\ufeff${heading}`), { is: 'encoding' }],
    ['UTF-16 without a mark', utf16(heading), { is: 'encoding' }],
    ['a half character', bytesOf(heading).with(3, 0xe2), { is: 'encoding' }],
    ['too large', new Uint8Array(largest + 1).fill(10), { is: 'too large', bytes: largest + 1, limit: largest }],
  ])('%s', (_, bytes, why) => expect(parseLocks(bytes)).toMatchObject({ is: 'read-only', why }));

  test.each([`Locked!\n=======\n\n${heading}a -> b\n`, `${heading}a -> b\n# Notes\nThe end\n=======\n`])(
    'not for a title underlined: %j',
    (text) => expect(claimsIn(usable(text)).map(spelled)).toEqual(['a b']),
  );

  test.each(['<<<<<<<< eight', '====== six', '======== eight', '> > quoted'])('not for %s', (line) =>
    expect(usable(`${heading}${line}`).opaque).toHaveLength(1),
  );
});

test.each([
  ['blanks', `codex -> x${' '.repeat(1_000_000)}y`],
  ['paths', `codex -> ${'a,'.repeat(500_000)}`],
  ['backticks', `codex -> ${'` ``'.repeat(300_000)}`],
  ['arrows', '->'.repeat(500_000)],
  ['fences', '```a\n'.repeat(200_000)],
  ['line ends', '\n'.repeat(1_000_000)],
])('is not held up by very many %s', (_, text) => expect(parseLocks(bytesOf(`## Active locks\n${text}`)).is).toBe('usable'));
