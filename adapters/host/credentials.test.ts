import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialFits } from '../../src/chat/credentials.ts';
import { createMask } from '../../src/kernel/mask.ts';
import { credentialFiles } from './credentials.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'molt-ops-credentials-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const make = (folder = join(home, 'credentials')): { path: string; hash: string } => {
  const made = credentialFiles(folder).make('codex-26366');
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
};

test('the secret is in a file that only its owner may read, whose hash is told', () => {
  const { path, hash } = make();
  expect(path).toBe(join(home, 'credentials', 'codex-26366'));
  expect([statSync(path).mode & 0o777, statSync(join(home, 'credentials')).mode & 0o777]).toEqual([0o600, 0o700]);
  const secret = readFileSync(path, 'utf8').trim();
  expect(secret.length).toBeGreaterThanOrEqual(40);
  expect(credentialFits(hash, secret)).toBe(true);
  expect(createMask([]).text(`x ${secret} y`)).toBe('x ‹masked› y');
});

test('another takes its place, and a torn one that a kill left is swept away', () => {
  const first = make();
  writeFileSync(`${first.path}.part`, 'torn');
  const second = make();
  expect(credentialFits(first.hash, readFileSync(second.path, 'utf8').trim())).toBe(false);
  expect(readdirSync(join(home, 'credentials'))).toEqual(['codex-26366']);
});

test('where it cannot be written none is made', () => {
  writeFileSync(join(home, 'file'), '');
  expect(credentialFiles(join(home, 'file')).make('ada')).toMatchObject({
    ok: false,
    refusal: { code: 'not written', message: expect.stringMatching(/^No credential was made/), next: 'people credential ada' },
  });
});
