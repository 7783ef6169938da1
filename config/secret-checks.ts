/** Secrets do not belong in a config: it is read aloud, mailed and committed. */
import { createMask } from '../src/kernel/mask.ts';
import type { Complain } from './errors.ts';

const tokenShapes = createMask([]);
const secretKey = /(?:^|[-_.])(?:token|secret|password|passwd|api[-_]?key|private[-_]?key)$/i;
const camelKey = /[a-z](?:Token|Secret|Password|ApiKey|PrivateKey)$/;
/** Names of variables that hold secrets: a job may not have them. */
const secretVariable = /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY|CREDENTIALS?)(?:_FILE)?$/i;

/** Complains about keys and values that look like secrets; never repeats a value. */
export function checkSecrets(value: unknown, complain: Complain, path: readonly PropertyKey[] = []): void {
  if (typeof value === 'string') {
    if (tokenShapes.text(value) !== value)
      complain(path, 'this looks like a token. Change it where it was issued, and give it as an environment variable or NAME_FILE instead');
    else if (/^https?:\/\/[^/@\s]*:[^/@\s]+@/.test(value)) complain(path, 'an address with a password in it; leave that out');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const here = [...path, key];
    if (typeof key === 'string' && inner !== null && typeof inner !== 'object' && (secretKey.test(key) || camelKey.test(key)))
      complain(here, 'secrets are never read from the config; give it as an environment variable or NAME_FILE');
    else checkSecrets(inner, complain, here);
  }
}

/** Names of `jobs.env` that would hand a secret to every job. */
export function checkPassed(names: readonly string[], complain: Complain): void {
  names.forEach((name, index) => {
    if (secretVariable.test(name) || name.startsWith('MOLT_OPS_'))
      complain(['jobs', 'env', index], `${name} is the bot's own or a secret, and jobs do not get those`);
  });
}
