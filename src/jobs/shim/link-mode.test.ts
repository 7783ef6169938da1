import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { linkModeIn } from './link-mode.ts';

const dir = mkdtempSync(join(tmpdir(), 'molt-link-'));
afterAll(() => rmSync(dir, { recursive: true }));

const bench = (linked: unknown, time: unknown = 0.1, ok: unknown = true) => ({
  molt_wasm_linked: linked,
  molt_wasm_time_s: time,
  molt_wasm_ok: ok,
});
const whole = (...benches: unknown[]): string =>
  JSON.stringify({ benchmarks: Object.fromEntries(benches.map((one, n) => [`b${n}`, one])) });

test.each<[string, string[], string, string | undefined]>([
  ['all linked', ['--linked'], whole(bench(true), bench(true)), 'linked 2/2'],
  ['one failed', ['--require-linked'], whole(bench(true), bench(false, 0, false)), 'linked 1/2'],
  ['none linked', ['--linked'], whole(bench(false)), 'fallback: asked linked, 0/1 are'],
  ['some linked', ['--linked'], whole(bench(true), bench(false)), 'mixed: 1/2 linked'],
  ['none asked', [], whole(bench(false)), 'fallback (unlinked)'],
  ['an old file', ['--linked'], whole({ molt_wasm_time_s: 1 }), 'link mode not told, asked linked'],
  ['rows of no shape', [], whole(null, 7, 'x', bench('yes')), 'link mode not told'],
  ['no benches', [], whole(), undefined],
  ['no JSON', [], '{', undefined],
  ['another JSON', [], '[null]', undefined],
])('%s', (name, words, text, told) => {
  const file = join(dir, `${name}.json`);
  writeFileSync(file, text);
  expect(linkModeIn(dir, { run: ['bench_wasm.py', ...words], result: { format: 'molt-wasm', file } })).toBe(told);
});

test('other formats, and what is not there, have none', () => {
  expect(linkModeIn(dir, { run: [], result: { format: 'molt-wasm', file: join(dir, 'none.json') } })).toBeUndefined();
  expect(linkModeIn(dir, { run: [], result: { format: 'molt-native', file: join(dir, 'all linked.json') } })).toBeUndefined();
  expect(linkModeIn(dir, { run: [] })).toBeUndefined();
});
