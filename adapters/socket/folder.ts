/** Where sockets live: in the state folder, or in a short folder of our own where its path is too long for a socket. Loads next to nothing. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';

/** A socket's path is at most 107 bytes on Linux and 103 on macOS, with its end. */
const longest = 100;
const longestName = 'tmux.sock';
export const botSocket = 'bot.sock';

/** The folder for the sockets of the bot on state folder `home`. The same `home` always gives the same folder. */
export function socketFolder(home: string, env: Readonly<Record<string, string | undefined>>, uid = process.getuid?.() ?? 0): string {
  const near = join(resolve(home), 'run');
  if (Buffer.byteLength(join(near, longestName)) <= longest) return near;
  const hash = createHash('sha256').update(resolve(home)).digest('hex').slice(0, 12);
  const runtime = env.XDG_RUNTIME_DIR;
  const short = runtime && join(runtime, `molt-ops-${hash}`);
  return short && Buffer.byteLength(join(short, longestName)) <= longest ? short : `/tmp/molt-ops-${uid}-${hash}`;
}

/** Makes the folder where it is missing. Nobody else may own it, enter it or have put a link there. */
export function makeSocketFolder(folder: string): Outcome<string> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    return refuse('no socket folder', `The folder for sockets can't be made: ${(cause as Error).message}.`, undefined, cause);
  }
  return checkSocketFolder(folder);
}

/** Also for whoever connects: a socket in somebody else's folder is not our bot's. */
export function checkSocketFolder(folder: string): Outcome<string> {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return refuse('no bot', 'No bot is running: there is no socket folder.');
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid) || (found.mode & 0o077) !== 0)
    return refuse(
      'unsafe socket folder',
      `${folder} is not a folder that only you may enter. Look at who made it, then remove it: rm -r ${folder}`,
    );
  return done(folder);
}
