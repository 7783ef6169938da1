import { describe, expect, test } from 'vitest';
import { largest } from './parse.ts';
import { addClaim, addClaims, removeAll, removeClaim, removeClaims, renameHolder, spliceLocks } from './splice.ts';
import { bytesOf, claimsOf, samples, textOf, usable } from './testing.ts';

const head = '## Active locks\n';
const value = (outcome: ReturnType<typeof addClaim>): string => {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return textOf(outcome.value);
};
const added = (text: string, agent: string, ...paths: string[]): string =>
  value(addClaim(usable(head + text), { agent, paths })).slice(head.length);
const removed = (text: string, agent: string, path: string): string =>
  textOf(removeClaim(usable(head + text), { agent, path })).slice(head.length);

describe('a claim goes', () => {
  test.each([
    ['behind the heading', '', 'x', ['p'], '- x -> p\n'],
    ['one line a path there', '', 'x', ['p', 'q'], '- x -> p\n- x -> q\n'],
    ['before what else stands there', '\nNobody.\n', 'x', ['p'], '- x -> p\n\nNobody.\n'],
    ['behind the last line of the agent', 'x -> a\ny -> b\n', 'x', ['p'], 'x -> a\nx -> p\ny -> b\n'],
    ['else behind the last claim', 'y -> a\n\nprose\ny -> b\n\n', 'x', ['p'], 'y -> a\n\nprose\ny -> b\nx -> p\n\n'],
    ['with its bullet and spacing', '  *  y  ->  a\n', 'x', ['p'], '  *  y  ->  a\n  *  x  ->  p\n'],
    ['with tabs', '\t-\ty\t->\ta\n', 'x', ['p'], '\t-\ty\t->\ta\n\t-\tx\t->\tp\n'],
    ['with its arrow', 'y → a\n', 'x', ['p'], 'y → a\nx → p\n'],
    ['as tightly', '+y->a\n', 'x', ['p'], '+y->a\n+x->p\n'],
    ['with quotes where it is the habit', '- `y` -> "a"\n', 'x', ['p'], '- `y` -> "a"\n- `x` -> "p"\n'],
    ['without quotes that were needed', '- `y z` -> "a,b"\n', 'x', ['p'], '- `y z` -> "a,b"\n- x -> p\n'],
    ['into one line where lists are the habit', 'y -> a, b\n', 'x', ['p', 'q'], 'y -> a, b\nx -> p, q\n'],
    ['with the separator of the list', 'y -> a ;b\ny -> c\n', 'x', ['p', 'q'], 'y -> a ;b\ny -> c\nx -> p ;q\n'],
    ['by the habit of the agent, not of others', 'y -> a, b\nx -> c\n', 'x', ['p', 'q'], 'y -> a, b\nx -> c\nx -> p\nx -> q\n'],
    ['with its line end', 'y -> a\r\nz -> b\n', 'y', ['p'], 'y -> a\r\ny -> p\r\nz -> b\n'],
    ['where no final newline is', 'y -> a\r\nz -> b', 'x', ['p', 'q'], 'y -> a\r\nz -> b\r\nx -> p\r\nx -> q'],
    ['nowhere when it is there', 'x -> a, p\n', 'x', ['p'], 'x -> a, p\n'],
    ['once', '', 'x', ['p', 'p'], '- x -> p\n'],
    ['beside another spelling', 'x -> p/\n', 'x', ['p', 'P'], 'x -> p/\nx -> p\nx -> P\n'],
    ['protected', '', 'x', ['a,b', 'c -> d', ' e ', '`f`'], '- x -> `a,b`\n- x -> `c -> d`\n- x -> ` e `\n- x -> "`f`"\n'],
    ['with a protected agent', 'y -> a\n', '# ', ['p'], 'y -> a\n`# ` -> p\n'],
    ['into a fence', '```\ny -> a\n```\n', 'x', ['p'], '```\ny -> a\nx -> p\n```\n'],
    ['in front of the next heading', 'y -> a\n## Next\n', 'x', ['p'], 'y -> a\nx -> p\n## Next\n'],
  ])('%s', (_, before, agent, paths, after) => expect(added(before, agent, ...paths)).toBe(after));

  test('behind a heading that nothing ends', () => {
    expect(value(addClaim(usable('## Active locks'), { agent: 'x', paths: ['p'] }))).toBe('## Active locks\n- x -> p');
    expect(value(addClaim(usable('# A\r\n## Active locks'), { agent: 'x', paths: ['p'] }))).toBe('# A\r\n## Active locks\r\n- x -> p');
  });

  test('with those of others', () =>
    expect(
      value(
        addClaims(usable(`${head}x -> a\ny -> b\n`), [
          { agent: 'z', paths: ['p'] },
          { agent: 'x', paths: ['p'] },
          { agent: 'z', paths: ['q'] },
        ]),
      ),
    ).toBe(`${head}x -> a\nx -> p\ny -> b\nz -> p\nz -> q\n`));

  test('nowhere, with the very same bytes, when nothing is asked', () => {
    const locks = usable(samples.bullets!);
    expect(addClaim(locks, { agent: 'codex-1', paths: ['b.md'] })).toEqual({ ok: true, value: locks.bytes });
    expect(addClaims(locks, [])).toEqual({ ok: true, value: locks.bytes });
    expect(removeClaim(locks, { agent: 'codex-1', path: 'B.md' })).toBe(locks.bytes);
  });
});

describe('refused', () => {
  test.each([
    ['', 'a', 'bad agent'],
    ['  ', 'a', 'bad agent'],
    ['x\ny -> b', 'a', 'bad agent'],
    ['<agent>', 'a', 'bad agent'],
    ['x\u202e', 'a', 'bad agent'],
    ['x\t', 'a', 'bad agent'],
    ['x', '', 'bad path'],
    ['x', 'a\ny -> b', 'bad path'],
    ['x', 'a\r', 'bad path'],
    ['x', 'a\0', 'bad path'],
    ['x', 'a\u2028', 'bad path'],
    ['x', 'a\u0085', 'bad path'],
    ['x', '\ud800', 'bad path'],
    ['x', '\ufeffa', 'bad path'],
  ])('agent %j, path %j', (agent, path, code) =>
    expect(addClaim(usable(head), { agent, paths: ['fine', path] })).toMatchObject({ ok: false, refusal: { code } }),
  );

  test('a new holder that cannot be written', () =>
    expect(renameHolder(usable(`${head}x -> a\n`), { from: 'x', to: 'y\nz -> b' })).toMatchObject({ refusal: { code: 'bad agent' } }));

  test('what would make the file too large to be read again', () => {
    const locks = usable(head + ' '.repeat(largest - head.length - 5));
    expect(addClaim(locks, { agent: 'x', paths: ['p'] })).toMatchObject({ refusal: { code: 'locks too large' } });
  });
});

describe('a release takes', () => {
  test.each([
    ['the line', 'x -> p\ny -> p\n', 'y -> p\n'],
    ['the first', 'x -> p, a; b\n', 'x -> a; b\n'],
    ['one in the middle', 'x -> a; p, b\n', 'x -> a; b\n'],
    ['the last', 'x -> a ;  p  \n', 'x -> a  \n'],
    ['the last before a trailing separator', 'x -> a, p,\n', 'x -> a,\n'],
    ['every duplicate in a line', 'x -> p, a, p, p, b; p, p\n', 'x -> a, b\n'],
    ['every duplicate in all lines', 'x -> p\nx -> a, p\ny -> c\n- x -> p, p\n', 'x -> a\ny -> c\n'],
    ['no other spelling', 'x -> p/, P, p , ./p\n', 'x -> p/, P, ./p\n'],
    ['nothing of another agent', 'x-2 -> p\nX -> p\n', 'x-2 -> p\nX -> p\n'],
    ['one beside an empty place', 'x -> a,, p\n', 'x -> a,\n'],
    ['one before an empty place', 'x -> p,, a\n', 'x -> , a\n'],
    ['the line of nothing else', 'x -> , p,\n', ''],
    ['quotes with it', 'x -> "p", `a, b`\n', 'x -> `a, b`\n'],
    ['nothing that only looks like it', 'x -> a, "p, q"\nprose x -> p\n', 'x -> a, "p, q"\nprose x -> p\n'],
    ['a line end with it', 'a -> b\nx -> p\r\nc -> d\n', 'a -> b\nc -> d\n'],
    ['no final newline that was not there', 'a -> b\r\nx -> p', 'a -> b'],
    ['the last two lines', 'a -> b\nx -> p\nx -> p', 'a -> b'],
    ['no empty line before it', 'a -> b\n\nx -> p', 'a -> b\n\n'],
  ])('%s', (_, before, after) => expect(removed(before, 'x', 'p')).toBe(after));

  test('the last line there is', () => {
    expect(textOf(removeClaim(usable('## Active locks\nx -> p'), { agent: 'x', path: 'p' }))).toBe('## Active locks');
    expect(textOf(removeClaim(usable('\ufeff## Active locks\rx -> p\r'), { agent: 'x', path: 'p' }))).toBe('\ufeff## Active locks\r');
  });

  test('several at once', () => {
    const locks = usable(`${head}x -> a, b, c\ny -> a, b\nx -> d`);
    const claims = [
      { agent: 'x', path: 'a' },
      { agent: 'x', path: 'd' },
      { agent: 'y', path: 'b' },
    ];
    expect(textOf(removeClaims(locks, claims))).toBe(`${head}x -> b, c\ny -> a`);
  });

  test('all of an agent', () => expect(textOf(removeAll(usable(`${head}x -> a, b\ny -> c\nx -> d\n`), 'x'))).toBe(`${head}y -> c\n`));
});

describe('a hand-over', () => {
  test.each<[string, string, string[] | undefined, string]>([
    ['changes the agent only', ' *  x  ->  a ;b,\nz -> c\nx -> a\n', undefined, ' *  y  ->  a ;b,\nz -> c\ny -> a\n'],
    ['keeps quotes out of habit', '`x` -> a\n', undefined, '`y` -> a\n'],
    ['of the paths of whole lines', 'x -> a\nx -> b\n', ['b'], 'x -> a\ny -> b\n'],
    ['of a part of a line', '- x -> a; "b" ; c\n- z -> d\n', ['b'], '- x -> a; c\n- y -> "b"\n- z -> d\n'],
    ['of several in a line', 'x -> a; b; c; d\n', ['a', 'd'], 'x -> b; c\ny -> a; d\n'],
    ['of a part of the last line', 'x -> a, b', ['b'], 'x -> a\ny -> b'],
    ['of what is not there', 'x -> a\n', ['b'], 'x -> a\n'],
    ['with duplicates', 'x -> a, a\n', ['a'], 'y -> a, a\n'],
  ])('%s', (_, before, paths, after) =>
    expect(value(renameHolder(usable(head + before), { from: 'x', to: 'y', ...(paths && { paths }) }))).toBe(head + after),
  );

  test('protects the new agent, and not the next', () => {
    const handed = value(renameHolder(usable(`${head}x -> a\n`), { from: 'x', to: 'Ada L' }));
    expect(handed).toBe(`${head}\`Ada L\` -> a\n`);
    expect(value(renameHolder(usable(handed), { from: 'Ada L', to: 'x' }))).toBe(`${head}x -> a\n`);
  });

  test('to oneself changes nothing', () => {
    const locks = usable(samples.quotes!);
    expect(renameHolder(locks, { from: 'codex-1', to: 'codex-1' })).toEqual({ ok: true, value: locks.bytes });
  });
});

test('a splice takes out and puts in', () => {
  const locks = usable(`${head}x -> a, b\ny -> c`);
  const spliced = spliceLocks(locks, { remove: [{ agent: 'y', path: 'c' }], add: [{ agent: 'x', paths: ['d', 'e'] }] });
  expect(value(spliced)).toBe(`${head}x -> a, b\nx -> d, e`);
});

describe('claim, then release, leaves every byte', () => {
  const paths = ['fresh/a', 'fresh, with comma', ' `"\' ', 'fresh → z'];
  test.each(Object.entries(samples))('of: %s', (_, text) => {
    for (const agent of ['codex-1', 'codex-2', 'fresh', 'Ada Q']) {
      const claimed = addClaim(usable(text), { agent, paths });
      if (!claimed.ok) throw new Error(claimed.refusal.message);
      expect(claimsOf(claimed.value).toSorted()).toEqual(
        [...claimsOf(bytesOf(text)), ...paths.map((path) => `${agent} ${path}`)].toSorted(),
      );
      for (const order of [paths, paths.toReversed()]) {
        const released = order.reduce((bytes, path) => removeClaim(usable(bytes), { agent, path }), claimed.value);
        expect(textOf(released)).toBe(text);
      }
      if (agent === 'fresh') expect(textOf(removeAll(usable(claimed.value), agent))).toBe(text);
    }
  });
});
