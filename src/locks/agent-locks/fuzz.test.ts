/** Any bytes at all, and bytes that come near to a file of claims: nothing throws, no byte is lost, and nothing but a claim is written. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimsIn, parseLocks, type UsableLocks } from './parse.ts';
import { addClaim, checkWords, removeAll, removeClaim, renameHolder } from './splice.ts';
import { bytesOf, claimsOf, samples, spelled, textOf, usable } from './testing.ts';

/** Line for line and word for word, from the spans alone. */
function serialised(bytes: Uint8Array): Uint8Array {
  const { text, lines, claims } = usable(bytes);
  const claimAt = new Map(claims.map((claim) => [claim.at, claim]));
  const parts = [text.startsWith('\ufeff') ? '\ufeff' : ''];
  for (const [at, { start, end, next }] of lines.entries()) {
    const words = claimAt.get(at);
    let from = start;
    for (const word of words ? [words.agent, ...words.items] : []) {
      const raw = text.slice(start + word.start, start + word.end);
      if (word.quote.length < 2) expect(raw).toBe(word.quote + word.text + word.quote);
      parts.push(text.slice(from, start + word.start), raw);
      from = start + word.end;
    }
    parts.push(text.slice(from, end), text.slice(end, next));
  }
  return bytesOf(parts.join(''));
}

test.each(Object.entries(samples))('has every byte of: %s', (_, text) => expect(serialised(bytesOf(text))).toEqual(bytesOf(text)));

/** Bytes that come near to a file of claims. */
const pieces = [
  ...'\r\n\t -*+,;"\'`~#<>=→\ufeff\u00a0',
  '\r\n',
  '->',
  'codex',
  'a/b',
  '## Active locks',
  '\n## Active locks\n',
  '```',
  '<<<<<<<',
  '\n',
];
const near = fc.string({ unit: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 1 })), maxLength: 120 });
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  near.map((text) => bytesOf(`## Active locks\n${text}`)),
  near.map(bytesOf),
);

/** Another at each run; MOLT_OPS_TEST_SEED repeats one. */
const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

test('never throws, whatever the bytes, and keeps every one', () => {
  console.info(`5000 files, seed ${seed}`);
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const locks = parseLocks(bytes);
      expect(locks.bytes).toBe(bytes);
      if (locks.is === 'usable') expect(serialised(bytes)).toEqual(bytes);
    }),
    { numRuns: 5000, seed },
  );
});

const anyWord = fc.oneof(near, fc.constantFrom('codex', 'a/b', 'x y', '```', '# ', '=======', '~~~'));

test('writes any word so that it reads back, or refuses it, into any file that it can read', () => {
  let written = 0;
  fc.assert(
    fc.property(near, anyWord, anyWord, (text, agent, path) => {
      const locks = parseLocks(bytesOf(`## Active locks\n${text}`));
      const added = { agent, paths: [path] };
      if (locks.is !== 'usable') return;
      const outcome = addClaim(locks, added);
      expect(outcome.ok).toBe(checkWords(added).ok);
      if (!outcome.ok) return;
      const before = claimsIn(locks).map(spelled);
      const held = [...new Set([...before, `${agent} ${path}`])];
      expect([...new Set(claimsOf(outcome.value))].toSorted()).toEqual(held.toSorted());
      if (before.includes(`${agent} ${path}`)) return;
      expect(textOf(removeClaim(usable(outcome.value), { agent, path }))).toBe(locks.text);
      written++;
    }),
    { numRuns: 3000, seed },
  );
  expect(written).toBeGreaterThan(100);
});

test('takes out and hands over what it read in any file', () => {
  fc.assert(
    fc.property(near, fc.nat(), (text, n) => {
      const locks = parseLocks(bytesOf(`## Active locks\ncodex -> a\n${text}`));
      if (locks.is === 'usable') takeOut(locks, n);
    }),
    { numRuns: 3000, seed },
  );
});

function takeOut(locks: UsableLocks, n: number): void {
  const claims = claimsIn(locks);
  const claim = claims[n % claims.length]!;
  const left = claims.map(spelled).filter((each) => each !== spelled(claim));
  expect(claimsOf(removeClaim(locks, claim))).toEqual(left);
  expect(claimsOf(removeAll(locks, claim.agent))).toEqual(claims.filter(({ agent }) => agent !== claim.agent).map(spelled));
  const handed = renameHolder(locks, { from: claim.agent, to: 'new one', paths: [claim.path] });
  if (!handed.ok) throw new Error(handed.refusal.message);
  const moved = claims.map((each) => spelled(spelled(each) === spelled(claim) ? { ...each, agent: 'new one' } : each));
  expect(claimsOf(handed.value).toSorted()).toEqual(moved.toSorted());
}
