/** Opens the database: migrated, checked, or moved aside and restored. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
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

/** `backups`: folder of earlier online backups, newest name last. */
export function openDatabase(file: string, backups: string, now: number): Outcome<Opened> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const first = attempt(file);
  if (first.is === 'fine') return done({ database: first.database });
  if (first.is === 'refused') return first.refusal;
  const aside = `${file}.damaged-${utcStamp(now)}`;
  for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end);
  for (const backup of backupsIn(backups).reverse()) {
    copyFileSync(join(backups, backup), file);
    const restored = attempt(file);
    if (restored.is === 'fine')
      return done({
        database: restored.database,
        restored: `The database was damaged. It was moved aside (${aside}) and restored from the backup ${backup}. Commands after that backup may be asked about again.`,
      });
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  }
  const empty = attempt(file);
  if (empty.is === 'fine')
    return done({
      database: empty.database,
      restored: `The database was damaged and there was no backup. It was moved aside (${aside}); jobs come back from their directories, people and schedules made in chat do not.`,
    });
  return empty.is === 'refused'
    ? empty.refusal
    : refuse('database damaged', `The database can't be made anew: ${empty.message}. Is the disk writable? ${file}`);
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
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length) {
      database.close();
      return refused(
        'newer database',
        `The database ${file} is of a newer version (${version}; this program knows ${migrations.length}). Nothing was started or changed. Update molt-ops, or restore a backup.`,
      );
    }
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
      return refused(
        'database unusable',
        `The database ${file} can't be used (${message}). Nothing was started. Is the state folder writable, and is there room on its disk?`,
        cause,
      );
    return { is: 'damaged', message };
  }
}

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
