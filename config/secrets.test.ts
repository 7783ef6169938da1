import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { allSecrets, readSecret } from './secrets.ts';
import { parseSize } from './sizes.ts';

const folder = mkdtempSync(join(tmpdir(), 'molt-ops-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const codeOf = (read: ReturnType<typeof readSecret>): unknown => (read.ok ? read.value : read.refusal.message);

describe('a secret', () => {
  test.each([
    ['from its variable', { A: 'one' }, 'one'],
    ['from its file, without the line end', { A_FILE: file('a', 'two\r\n') }, 'two'],
    ['not set', { A: '' }, undefined],
    ['set twice', { A: 'one', A_FILE: '/x' }, 'Both A and A_FILE are set. Unset one of them.'],
    ['an empty file', { A_FILE: file('b', '\n') }, `A_FILE names ${folder}/b, which is empty.`],
    ['no file', { A_FILE: `${folder}/none` }, `A_FILE names ${folder}/none, which does not exist.`],
    ['a folder', { A_FILE: folder }, `A_FILE names ${folder}, which is not a small file.`],
  ])('%s', (_, env, expected) => {
    expect(codeOf(readSecret(env, 'A'))).toBe(expected);
  });

  test('all that are set, for masking', () => {
    expect(allSecrets({ GITHUB_TOKEN: 'one', SLACK_BOT_TOKEN_FILE: file('c', 'two'), MATRIX_PASSWORD_FILE: '/none', HOME: '/h' })).toEqual([
      'two',
      'one',
    ]);
  });
});

test.each([
  ['2GiB', 2 * 1024 ** 3],
  ['500 MB', 5e8],
  ['1.5KiB', 1536],
  ['10B', 10],
  ['2G', undefined],
  ['-1MB', undefined],
  ['', undefined],
])('%s is a size', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});
