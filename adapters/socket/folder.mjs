/** Where sockets live: in the state folder, or in a short folder of our own where its path is too long for a socket. Plain JS, as is all that `say` needs. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** @template T @typedef {import('../../src/kernel/result.ts').Outcome<T>} Outcome */

/** A socket's path is at most 107 bytes on Linux and 103 on macOS, with its end. */
const longest = 100;
const longestName = 'tmux.sock';
export const botSocket = 'bot.sock';

/**
 * The folder for the sockets of the bot on state folder `home`. The same `home` always gives the same folder.
 * @param {string} home
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function socketFolder(home, env, uid = process.getuid?.() ?? 0) {
  const near = join(resolve(home), 'run');
  if (Buffer.byteLength(join(near, longestName)) <= longest) return near;
  const hash = createHash('sha256').update(resolve(home)).digest('hex').slice(0, 12);
  const runtime = env.XDG_RUNTIME_DIR;
  const short = runtime && join(runtime, `molt-ops-${hash}`);
  return short && Buffer.byteLength(join(short, longestName)) <= longest ? short : `/tmp/molt-ops-${uid}-${hash}`;
}

/**
 * Makes the folder where it is missing. Nobody else may own it, enter it or have put a link there.
 * @param {string} folder
 * @returns {Outcome<string>}
 */
export function makeSocketFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause);
    return { ok: false, refusal: { code: 'no socket folder', message: `The folder for sockets can't be made: ${message}.`, cause } };
  }
  return checkSocketFolder(folder);
}

/**
 * Also for whoever connects: a socket in somebody else's folder is not our bot's.
 * @param {string} folder
 * @returns {Outcome<string>}
 */
export function checkSocketFolder(folder) {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return { ok: false, refusal: { code: 'no bot', message: 'No bot is running: there is no socket folder.' } };
  const isOurs = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o077) === 0;
  if (isOurs) return { ok: true, value: folder };
  const message = `${folder} is not a folder that only you may enter. Look at who made it, then remove it: rm -r ${folder}`;
  return { ok: false, refusal: { code: 'unsafe socket folder', message } };
}
