import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { missingResults } from '../shim/results.ts';
import { openUntrustedFile, parseBounded, readUntrustedJson } from './untrusted.ts';

const root = mkdtempSync(join(tmpdir(), 'molt-untrusted-'));
const dir = join(root, 'job');
mkdirSync(join(dir, 'sub'), { recursive: true });
mkdirSync(join(root, 'out'));
const put = (name: string, text: string): void => writeFileSync(join(dir, name), text);
put('fine.json', '{"a":[1]}');
put('sub/fine.json', '2');
put('nan.json', '{"a":NaN,"b":[-Infinity,"NaN, \\"-Infinity\\""],"c":1e999,"d":1}');
put('torn.json', '{"a":');
put('empty.json', '');
put('proto.json', '{"__proto__":{"x":1},"\\u005f_proto__":2,"b":{"__proto__":1,"c":3}}');
put('deep.json', '['.repeat(200_000));
put('huge.json', '');
truncateSync(join(dir, 'huge.json'), 2 ** 31);
writeFileSync(join(root, 'secret'), '1');
symlinkSync(join(root, 'secret'), join(dir, 'link.json'));
symlinkSync(join(root, 'out'), join(dir, 'linked'));
writeFileSync(join(root, 'out', 'x.json'), '1');
symlinkSync('self', join(dir, 'self'));
linkSync(join(root, 'secret'), join(dir, 'hard.json'));
execFileSync('mkfifo', [join(dir, 'fifo.json')]);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each<[string, object]>([
  ['fine.json', { ok: true, content: { a: [1] }, bytes: 9 }],
  ['sub/fine.json', { ok: true, content: 2 }],
  ['none.json', { ok: false, why: 'missing' }],
  ['no/none.json', { ok: false, why: 'missing' }],
  ['nan.json', { ok: true, content: { a: null, b: [null, 'NaN, "-Infinity"'], c: null, d: 1 }, notTaken: { figures: 3, keys: 0 } }],
  ['proto.json', { ok: true, content: { b: { c: 3 } }, notTaken: { figures: 0, keys: 2 } }],
  ['torn.json', { ok: false, why: 'not JSON' }],
  ['empty.json', { ok: false, why: 'not JSON' }],
  ['deep.json', { ok: false, why: 'not JSON', detail: 'nested more than 100 deep' }],
  ['huge.json', { ok: false, why: 'too large', detail: '2147483648 bytes, 16777216 at most' }],
  ['link.json', { ok: false, why: 'not a regular file', detail: 'a link, and links are not followed' }],
  ['linked/x.json', { ok: false, why: 'not a regular file' }],
  ['self', { ok: false, why: 'not a regular file' }],
  ['hard.json', { ok: false, why: 'not a regular file', detail: 'a file with a second name elsewhere' }],
  ['fifo.json', { ok: false, why: 'not a regular file', detail: 'a FIFO' }],
  ['sub', { ok: false, why: 'not a regular file', detail: 'a folder' }],
  ['fine.json/x', { ok: false, why: 'not a regular file' }],
  ['../secret', { ok: false, why: 'unreadable' }],
  ['sub/../../secret', { ok: false, why: 'unreadable' }],
  ['/etc/passwd', { ok: false, why: 'unreadable' }],
])('%s', (path, expected) => {
  expect(readUntrustedJson(dir, path)).toMatchObject(expected);
  if (!('content' in expected) && (expected as { why: string }).why !== 'not JSON')
    expect(openUntrustedFile(dir, path, 2 ** 24)).toMatchObject({ ok: false });
});

test.each<[string, string | undefined]>([
  ['fine.json', undefined],
  ['sub/fine.json', undefined],
  ['torn.json', undefined],
  ['none.json', 'missing'],
  ['no/none.json', 'missing'],
  ['fine.json/x', 'missing'],
  ['huge.json', '2147483648 bytes, 16777216 at most'],
  ['link.json', 'a link, and links are not followed'],
  ['self', 'a link, and links are not followed'],
  ['linked/x.json', 'a link leads to its folder'],
  ['hard.json', 'a file with a second name elsewhere'],
  ['fifo.json', 'a FIFO'],
  ['sub', 'a folder'],
])('as a declared result, %s: %s', (file, why) =>
  expect(missingResults(dir, [{ result: { format: 'x', file: join(dir, file) } }])).toEqual(why === undefined ? [] : [{ file, why }]),
);

test('no key of a result changes a prototype', () => {
  const read = parseBounded('{"__proto__":{"x":1},"\\u005f_proto__":2,"b":{"__proto__":1,"c":3}}');
  expect(read).toEqual({ ok: true, content: { b: { c: 3 } }, notTaken: { figures: 0, keys: 2 } });
  expect(Object.keys((read as { content: object }).content)).toEqual(['b']);
});

test('brackets in strings are no depth', () => {
  expect(parseBounded(JSON.stringify({ a: `"\\${'['.repeat(500)}` }))).toMatchObject({ ok: true });
});
