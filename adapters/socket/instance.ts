/** One bot on a state folder: a lock that the kernel takes back whenever its holder ends, however it ends. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';

export interface Instance {
  release(): void;
}

/** Whoever forgets its Instance holds the lock all the same: a database that nobody knows is closed by the garbage collector. */
const held = new Set<Database.Database>();

/** `home` exists. Refuses with code `already running` when a bot holds it. */
export function holdInstance(home: string): Outcome<Instance> {
  const file = join(home, 'instance.lock');
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 0 });
    // Nothing is ever written: only the lock on the file counts.
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    const { code = '', message } = cause as { code?: string; message: string };
    if (code.startsWith('SQLITE_BUSY'))
      return refuse('already running', `A bot already runs on ${home}. Nothing was started.`, undefined, cause);
    return refuse(
      'no lock',
      `The state folder can't be locked (${file}: ${message}). Nothing was started. Is it writable?`,
      undefined,
      cause,
    );
  }
  const lock = database;
  held.add(lock);
  return done({
    release() {
      held.delete(lock);
      lock.close();
    },
  });
}
