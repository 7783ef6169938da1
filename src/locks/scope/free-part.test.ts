/** "Take free" on a small tree. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freePart } from './free-part.ts';
import { covers, meets } from './scope.ts';
import { paths, scope, scopeText, seed } from './testing.ts';

const molt = [
  'README.md',
  'docs/a.md',
  'docs/spec/b.md',
  'runtime/Cargo.toml',
  'runtime/molt-runtime/Cargo.toml',
  'runtime/molt-runtime/src/obj.rs',
  'runtime/molt-runtime/src/lib.rs',
  'runtime/tests/t.rs',
  'runtime/wasm/w.rs',
  'app/[id]/page.tsx',
  'app/{x,y}/z',
  'app/bad\u202e/z',
];

/** As a listing of the disk would say it. */
const listing =
  (files: readonly string[]) =>
  (folder: string): string[] => {
    const prefix = folder === '.' ? '' : `${folder}/`;
    const below = files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
    return [...new Set(below.map((rest) => (rest.includes('/') ? `${rest.split('/')[0]}/` : rest)))];
  };

const free = (wanted: string[], taken: string[], files = molt): string[] =>
  freePart(wanted.map(scope), taken.map(scope), listing(files)).scopes.map(({ given }) => given);

describe('the free part of', () => {
  test.each<[wanted: string[], taken: string[], free: string[]]>([
    [['docs/'], ['src/'], ['docs/']],
    [['docs/'], ['docs'], []],
    [['docs/a.md'], ['docs/'], []],
    [['docs/', 'README.md'], ['docs/'], ['README.md']],
    [
      ['runtime/'],
      ['runtime/molt-runtime/src/obj.rs'],
      ['runtime/tests/', 'runtime/wasm/', 'runtime/Cargo.toml', 'runtime/molt-runtime/Cargo.toml', 'runtime/molt-runtime/src/lib.rs'],
    ],
    [['runtime/'], ['runtime/molt-runtime'], ['runtime/tests/', 'runtime/wasm/', 'runtime/Cargo.toml']],
    [['runtime/'], ['runtime/*/src'], ['runtime/molt-runtime/Cargo.toml', 'runtime/tests/t.rs', 'runtime/wasm/w.rs']],
    [['runtime/**/*.rs'], ['runtime/molt-runtime'], ['runtime/tests/t.rs', 'runtime/wasm/w.rs']],
    [['runtime/*/src'], ['runtime/*/src/o*'], ['runtime/molt-runtime/src/lib.rs']],
    // Nobody knows of a path whether it is a file: b.rs may be a folder, and x.rs in it.
    [['runtime/*/src'], ['**/x.rs'], []],
    // Written on a phone.
    [['Runtime/Molt-runtime'], ['runtime/molt-runtime/src/'], ['runtime/molt-runtime/Cargo.toml']],
    [['docs/', 'docs/spec'], ['docs/a.md'], ['docs/spec']],
    [['.'], ['runtime', 'app'], ['docs/', 'README.md']],
    // What no claim can spell is not offered.
    [['app/'], ['app/other'], ['app/[id]/']],
    [['app/', 'app/[id]/'], ['app/{x,y}/z', 'app/d'], []],
    [['gone/'], ['gone/x'], []],
  ])('%j beside %j is %j', (wanted, taken, expected) => expect(free(wanted, taken)).toEqual(expected));

  test('a wide folder is cut, the folders first', () => {
    const files = Array.from({ length: 50 }, (_, n) => (n < 10 ? `a/f${n}/x` : `a/f${n}`));
    const found = freePart([scope('a')], [scope('a/f49')], listing(files));
    expect(found.isCut).toBe(true);
    expect(found.scopes).toHaveLength(20);
    expect(found.scopes.slice(0, 10).every(({ given }) => given.endsWith('/'))).toBe(true);
  });

  test('a folder that is held, or not asked for, is not looked into', () => {
    const looked: string[] = [];
    freePart([scope('runtime')], [scope('runtime/molt-runtime'), scope('docs/a.md')], (folder) => {
      looked.push(folder);
      return listing(molt)(folder);
    });
    expect(looked).toEqual(['.', 'runtime']);
  });

  test('an endless tree is not walked to its end', () => {
    let looks = 0;
    const found = freePart([scope('**/x')], [scope('q')], () => {
      looks += 1;
      return ['a/', 'b/'];
    });
    expect(found).toEqual({ scopes: [], isCut: true });
    expect(looks).toBeLessThanOrEqual(200);
  });

  test('anything meets nothing that is taken and lies in what was asked', () => {
    const few = fc.array(scopeText, { minLength: 1, maxLength: 3 });
    const tree = fc.uniqueArray(fc.constantFrom(...paths), { maxLength: 30 });
    fc.assert(
      fc.property(few, few, tree, (wanted, taken, files) => {
        // A file is no folder.
        const real = files.filter((file) => !files.some((other) => other.startsWith(`${file}/`)));
        const { scopes, isCut } = freePart(wanted.map(scope), taken.map(scope), listing(real));
        for (const each of scopes) expect(taken.some((other) => meets(scope(other), each))).toBe(false);
        if (isCut) return;
        const isSpelled = (path: string): boolean => !path.includes('[');
        for (const file of real.filter(isSpelled)) {
          const isAsked = wanted.some((each) => covers(scope(each), file));
          const isTaken = taken.some((each) => meets(scope(each), scope(file)));
          if (scopes.some((each) => covers(each, file))) expect(isAsked).toBe(true);
          else if (isAsked) expect(isTaken).toBe(true);
        }
      }),
      { seed, numRuns: 1000 },
    );
  });
});
