/** Secrets of the bot: from the environment as `NAME`, or from the file that `NAME_FILE` names. */
import { readFileSync, statSync } from 'node:fs';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';

/** A secret is short; a larger file is some other file. */
const most = 64 * 1024;

/** All that the bot may be given; for masking. */
export const secretNames = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'MATRIX_ACCESS_TOKEN', 'MATRIX_PASSWORD', 'GITHUB_TOKEN'] as const;

/** The secret, or undefined where neither variable is set. Line ends after it are not part of it. */
export function readSecret(env: Readonly<Record<string, string | undefined>>, name: string): Outcome<string | undefined> {
  const value = env[name];
  const file = env[`${name}_FILE`];
  if (value && file) return refuse('secret twice', `Both ${name} and ${name}_FILE are set. Unset one of them.`);
  if (value) return done(value);
  if (!file) return done(undefined);
  try {
    const stat = statSync(file);
    if (!stat.isFile() || stat.size > most) return refuse('bad secret file', `${name}_FILE names ${file}, which is not a small file.`);
    const text = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
    return text === '' ? refuse('bad secret file', `${name}_FILE names ${file}, which is empty.`) : done(text);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    return refuse('bad secret file', `${name}_FILE names ${file}, which ${why}.`, undefined, cause);
  }
}

/** Every secret that is set, so that nothing shown holds one; a file that cannot be read is told by whoever needs it. */
export const allSecrets = (env: Readonly<Record<string, string | undefined>>): string[] =>
  secretNames.flatMap((name) => {
    const secret = readSecret(env, name);
    return secret.ok && secret.value !== undefined ? [secret.value] : [];
  });
