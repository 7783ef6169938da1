/** Overlap and cover against brute force: every small path is asked of regular expressions. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, meets, overlap, type Scope } from './scope.ts';
import { oracle, paths, scope, scopeText, seed } from './testing.ts';

const pool = 40;
const pools = 123;

interface Known {
  text: string;
  scope: Scope;
  inside: (path: string) => boolean;
  /** One bit for each path. */
  bits: Uint32Array;
}

function know(text: string): Known {
  const inside = oracle(text);
  const bits = new Uint32Array(Math.ceil(paths.length / 32));
  paths.forEach((path, at) => {
    if (inside(path)) bits[at >> 5]! |= 1 << (at & 31);
  });
  return { text, scope: scope(text), inside, bits };
}

/** The shortest small path in both. */
function common(a: Known, b: Known): string | undefined {
  for (let word = 0; word < a.bits.length; word += 1) {
    const both = a.bits[word]! & b.bits[word]!;
    if (both !== 0) return paths[word * 32 + 31 - Math.clz32(both & -both)];
  }
  return undefined;
}

const depthOf = (path: string): number => path.split('/').length;

/** A sentence when they are judged wrongly. */
function wrong(a: Known, b: Known): string | undefined {
  const said = overlap(a.scope, b.scope);
  const known = common(a, b);
  const pair = `${a.text} and ${b.text}`;
  if (said !== overlap(b.scope, a.scope)) return `${pair}: not symmetric`;
  if (meets(a.scope, b.scope) !== (said !== undefined)) return `${pair}: meet and overlap disagree`;
  if (said === undefined) return known === undefined ? undefined : `${pair}: both cover ${known}, said not to meet`;
  if (said === '.') return a.inside('') && b.inside('') ? undefined : `${pair}: not the whole repository`;
  if (!a.inside(said) || !b.inside(said)) return `${pair}: said to meet at ${said}, which is not in both`;
  if (!covers(a.scope, said) || !covers(b.scope, said)) return `${pair}: ${said} is not covered`;
  if (known === undefined) return undefined;
  const isShortest = depthOf(said) < depthOf(known) || (depthOf(said) === depthOf(known) && said.length <= known.length);
  return isShortest ? undefined : `${pair}: ${known} is shorter than ${said}`;
}

test('100 000 pairs of scopes meet exactly where a path lies in both, and a shortest one is named', () => {
  let cases = 0;
  let met = 0;
  fc.assert(
    fc.property(fc.array(scopeText, { minLength: pool, maxLength: pool }), (texts) => {
      const known = texts.map(know);
      known.forEach((a, at) => {
        for (const b of known.slice(at)) {
          const why = wrong(a, b);
          if (why !== undefined) throw new Error(why);
          cases += 1;
          met += common(a, b) === undefined ? 0 : 1;
        }
      });
    }),
    { seed, numRuns: pools, endOnFailure: false },
  );
  console.info(`${cases} pairs, ${met} met, seed ${seed}`);
  expect(cases).toBeGreaterThanOrEqual(100_000);
  // Neither side of the question is rare.
  expect(met / cases).toBeGreaterThan(0.1);
  expect(met / cases).toBeLessThan(0.9);
});

test('a path is covered exactly when it lies in the scope', () => {
  fc.assert(
    fc.property(scopeText, (text) => {
      const { scope: read, inside } = know(text);
      for (const path of paths) if (covers(read, path) !== inside(path)) throw new Error(`${text} and ${path}`);
    }),
    { seed, numRuns: 400 },
  );
});
