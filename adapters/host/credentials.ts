/** Secrets of persons as files that only the bot's own user may read. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type CredentialFiles, credentialHash } from '../../src/chat/credentials.ts';
import { done, refuse } from '../../src/kernel/result.ts';

/** `folder`: made where it is missing; nobody else may enter it. */
export const credentialFiles = (folder: string): CredentialFiles => ({
  make(person) {
    // The shape is one that masks know, should a job print it.
    const secret = `molt-cred-${randomBytes(24).toString('base64url')}`;
    const path = join(folder, person);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      replaceWhole(folder, path, `${secret}\n`);
      return done({ path, hash: credentialHash(secret) });
    } catch (cause) {
      return refuse(
        'not written',
        `No credential was made: its file in ${folder} can't be written. Is there room on its disk?`,
        `people credential ${person}`,
        cause,
      );
    }
  },
});

/** The old file or the new one, whatever happens on the way. */
function replaceWhole(folder: string, path: string, content: string): void {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  const fd = openSync(part, 'wx', 0o600);
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(part, path);
  const parent = openSync(folder, 'r');
  fsyncSync(parent);
  closeSync(parent);
}
