/** Opens the database: migrated, checked, or moved aside and restored. */
import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { crashPoint } from '../../src/kernel/crash-point.ts';
import { utcStamp } from '../../src/kernel/ids.ts';
import { done, type Outcome, refuse } from '../../src/kernel/result.ts';
import { migrations } from './migrations.ts';

export interface Opened {
  database: Database.Database;
  /** A sentence for the people, when the database had to be replaced. */
  restored?: string;
}

/** Waits so long for somebody who holds the database, ms. */
const patience = 2000;
const kept = 24;

/** `backups`: folder of earlier online backups, newest name last. A database that is gone or damaged comes back from the newest good one. */
export function openDatabase(file: string, backups: string, now: number): Outcome<Opened> {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const isGone = !existsSync(file);
    if (!isGone) {
      const first = attempt(file);
      if (first.is === 'fine') return done({ database: first.database });
      if (first.is === 'refused') return first.refusal;
    }
    const aside = `${file}.damaged-${utcStamp(now)}`;
    for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end);
    return restore(file, backups, isGone ? undefined : aside);
  } catch (cause) {
    return unusable(file, (cause as Error).message, cause);
  }
}

/** `aside`: where the damaged database is now; undefined: there was none. */
function restore(file: string, backups: string, aside: string | undefined): Outcome<Opened> {
  const lost = aside === undefined ? 'The database was gone.' : `The database was damaged. It was moved aside (${aside}).`;
  for (const backup of backupsIn(backups).reverse()) {
    copyWhole(join(backups, backup), file);
    const restored = attempt(file);
    if (restored.is === 'fine') {
      const sentence = `${lost} It was restored from the backup ${backup}: what was said after that may be missing, jobs are not.`;
      return done({ database: restored.database, restored: sentence });
    }
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  }
  const made = attempt(file);
  if (made.is === 'refused') return made.refusal;
  if (made.is === 'damaged') return unusable(file, made.message);
  if (aside === undefined) return done({ database: made.database });
  const sentence = `${lost} There was no good backup: jobs come back from their directories; people and schedules made in chat do not.`;
  return done({ database: made.database, restored: sentence });
}

/** Appears whole or not at all: half a database would be taken for a damaged one, an empty one for a new one. */
function copyWhole(from: string, to: string): void {
  const part = `${to}.restoring`;
  copyFileSync(from, part);
  const fd = openSync(part, 'r+');
  fsyncSync(fd);
  closeSync(fd);
  renameSync(part, to);
}

/** Copies the database while it is used, and drops all but the newest copies. Resolves with the new file's path. */
export async function backUp(database: Database.Database, backups: string, now: number): Promise<string> {
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  const path = join(backups, `molt-ops-${utcStamp(now)}.db`);
  await database.backup(`${path}.part`);
  renameSync(`${path}.part`, path);
  for (const old of backupsIn(backups).slice(0, -kept)) rmSync(join(backups, old), { force: true });
  return path;
}

/** When the newest copy was made; undefined: there is none. */
export function backedUpAt(backups: string): number | undefined {
  const newest = backupsIn(backups).at(-1);
  return newest === undefined ? undefined : statSync(join(backups, newest)).mtimeMs;
}

const backupsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^molt-ops-.*\.db$/.test(name))
        .sort()
    : [];

type Attempt =
  | { is: 'fine'; database: Database.Database }
  | { is: 'refused'; refusal: Outcome<never> }
  | { is: 'damaged'; message: string };

function attempt(file: string): Attempt {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: patience });
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length) {
      database.close();
      return refused(
        'newer database',
        `The database ${file} is of a newer version (${version}; this program knows ${migrations.length}). Nothing was started or changed. Update molt-ops, or restore a backup.`,
      );
    }
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Error('quick_check failed');
    migrate(database, version);
    return { is: 'fine', database };
  } catch (cause) {
    database?.close();
    const { code = '', message } = cause as { code?: string; message: string };
    if (code.startsWith('SQLITE_BUSY'))
      return refused(
        'database locked',
        `Another program holds the database ${file}. Nothing was started. Close it and start again.`,
        cause,
      );
    if (
      code.startsWith('SQLITE_CANTOPEN') ||
      code.startsWith('SQLITE_READONLY') ||
      code.startsWith('SQLITE_FULL') ||
      code.startsWith('SQLITE_IOERR')
    )
      return { is: 'refused', refusal: unusable(file, message, cause) };
    return { is: 'damaged', message };
  }
}

const unusable = (file: string, message: string, cause?: unknown): Outcome<never> =>
  refuse(
    'database unusable',
    `The database ${file} can't be used (${message}). Nothing was started. Is the state folder writable, and is there room on its disk?`,
    undefined,
    cause,
  );

const refused = (code: string, message: string, cause?: unknown): Attempt => ({
  is: 'refused',
  refusal: refuse(code, message, undefined, cause),
});

function migrate(database: Database.Database, from: number): void {
  migrations.slice(from).forEach((step, index) => {
    database.transaction(() => {
      database.exec(step);
      database.pragma(`user_version = ${from + index + 1}`);
    })();
    crashPoint('database.after-migration');
  });
}
