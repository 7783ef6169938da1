import { expect, test } from 'vitest';
import { credentialFits, credentialHash } from './credentials.ts';

test('a credential fits its own hash only', () => {
  const kept = credentialHash('secret');
  expect(credentialFits(kept, 'secret')).toBe(true);
  for (const wrong of ['Secret', '', kept]) expect(credentialFits(kept, wrong)).toBe(false);
  expect(credentialFits(undefined, '')).toBe(false);
});
