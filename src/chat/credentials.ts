/** Credentials for `say --as`: the secret stands in a file of the host and nowhere else, the database has its hash. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { PersonId } from '../kernel/people.ts';
import type { Outcome } from '../kernel/result.ts';

/** Where secrets are made; implemented by adapters/host. */
export interface CredentialFiles {
  /** Makes a new secret in that person's file, in place of an earlier one. `hash`: what is kept of it. */
  make(person: PersonId): Outcome<{ path: string; hash: string }>;
}

/** sha256, hex. */
export const credentialHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares without telling by its time how much of it was right. `kept`: the hash, if that person has a credential. */
export function credentialFits(kept: string | undefined, credential: string): boolean {
  if (kept === undefined) return false;
  const [one, other] = [Buffer.from(kept), Buffer.from(credentialHash(credential))];
  return one.length === other.length && timingSafeEqual(one, other);
}
