/** Lets go of what is settled and old, so that the database stays small. The audit is never touched. */
import type Database from 'better-sqlite3';
import type { Millis } from '../../src/kernel/clock.ts';
import { day } from '../../src/kernel/durations.ts';

/** So long what was said and done is kept, and a `--key` is known. docs/service.md tells it. */
export const keptFor = 30 * day;
/** Rows of a table at a time, so that nobody waits for it. */
const most = 1000;

const overJobs = 'SELECT id FROM jobs';

/** `open`: adapters that are there. What waits for another one is kept as long, but for what the ending of its job makes old news. */
export function prune(database: Database.Database, { now, open }: { now: Millis; open: readonly string[] }): void {
  const before = now - keptFor;
  database
    .transaction(() => {
      pruneInbox(database, before);
      // A card of a job that goes on would be posted anew.
      drop(`state IN ('sent', 'failed') AND changed_at < ? AND (job IS NULL OR job IN (${overJobs}))`, before);
      const absent = "state IN ('waiting', 'sending') AND place ->> '$.adapter' NOT IN (SELECT value FROM json_each(?))";
      drop(`${absent} AND (changed_at < ? OR (kind IN ('card', 'micro') AND job IN (${overJobs})))`, JSON.stringify(open), before);
      database.prepare(`DELETE FROM mutes WHERE job IN (${overJobs})`).run();
    })
    .immediate();

  function drop(where: string, ...values: unknown[]): void {
    database.prepare(`DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE ${where} LIMIT ${most})`).run(...values);
  }
}

/** A line goes with its effects. The key of a job's start stands in its spec.json as well: said again it is still that job. */
function pruneInbox(database: Database.Database, before: Millis): void {
  const keys = database
    .prepare(`SELECT key FROM inbox WHERE state = 'worked' AND received_at < ? ORDER BY received_at LIMIT ${most}`)
    .pluck()
    .all(before) as string[];
  const todo = database.prepare("SELECT 1 FROM effects WHERE key >= ? AND key < ? AND state = 'todo'");
  const dropEffects = database.prepare('DELETE FROM effects WHERE key >= ? AND key < ?');
  const dropLine = database.prepare('DELETE FROM inbox WHERE key = ?');
  for (const key of keys) {
    if (todo.get(`${key}#`, `${key}$`)) continue;
    dropEffects.run(`${key}#`, `${key}$`);
    dropLine.run(key);
  }
}
