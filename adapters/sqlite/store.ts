/** Chat's memory in SQLite. Every method is synchronous and durable on return, or with the transaction around it. */
import type Database from 'better-sqlite3';
import type { Incoming } from '../../src/chat/adapter.ts';
import type {
  Backlog,
  Change,
  EffectRow,
  InboxRow,
  Mute,
  NewMessage,
  OutboxRow,
  Person,
  Question,
  Schedule,
  Settings,
  Store,
  Undoable,
} from '../../src/chat/store.ts';
import type { JobSummary } from '../../src/jobs/job.ts';
import type { Clock, Millis } from '../../src/kernel/clock.ts';
import { minute } from '../../src/kernel/durations.ts';
import { type PersonId, placeKey } from '../../src/kernel/people.ts';
import { done, type Outcome } from '../../src/kernel/result.ts';
import { claimsOn } from './claims.ts';
import { backedUpAt, backUp, openDatabase } from './open.ts';
import { prune } from './prune.ts';

export interface SqliteStore extends Store {
  /** Resolves with the path of the copy. */
  backup(): Promise<string>;
  /** When the newest copy was made; undefined: there is none. */
  backedUpAt(): Millis | undefined;
  /** Lets go of what is settled and old. `open`: names of the adapters that are there. */
  prune(open: readonly string[]): void;
}

/** So long may something be taken back. */
const undoSpan = 10 * minute;

/** `restored`: a sentence for the people, when the database had to be replaced. */
export function openStore({
  file,
  backups,
  clock,
}: {
  file: string;
  backups: string;
  clock: Clock;
}): Outcome<{ store: SqliteStore; restored?: string }> {
  const opened = openDatabase(file, backups, clock.now());
  if (!opened.ok) return opened;
  const { database, restored } = opened.value;
  return done({
    store: {
      ...storeOn(database, clock),
      backup: () => backUp(database, backups, clock.now()),
      backedUpAt: () => backedUpAt(backups),
      prune: (open) => prune(database, { now: clock.now(), open }),
    },
    ...(restored !== undefined && { restored }),
  });
}

type Row = Record<string, string | number | null>;

/** As the index of unsent messages has it: SQLite uses that only where it reads these very words. */
const unsent = "state IN ('waiting', 'sending')";
/** Not to be done now, and not in the way of what was said later. */
const aside = 'not_before > @now AND (held = 1 AND tried_at IS NULL OR posted IS NOT NULL)';
/** Jumps from room to room in the index, however much waits in each. */
const oldestOfEachRoom = `
  WITH RECURSIVE rooms (name) AS (
    SELECT min(room) FROM outbox WHERE ${unsent}
    UNION ALL
    SELECT (SELECT min(room) FROM outbox WHERE ${unsent} AND room > name) FROM rooms WHERE name IS NOT NULL)
  SELECT outbox.* FROM rooms JOIN outbox ON seq = (
    SELECT seq FROM outbox WHERE ${unsent} AND room = name AND (not_before IS NULL OR NOT (${aside})) ORDER BY seq LIMIT 1) ORDER BY seq`;
const firstAside = `SELECT min(not_before) AS next FROM outbox WHERE ${unsent} AND not_before IS NOT NULL AND ${aside}`;

function storeOn(database: Database.Database, clock: Clock): Store {
  const prepared = new Map<string, Database.Statement>();
  const sql = (text: string): Database.Statement => {
    const known = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, known);
    return known;
  };
  const rows = (text: string, ...values: unknown[]): Row[] => sql(text).all(...values) as Row[];
  const row = (text: string, ...values: unknown[]): Row | undefined => sql(text).get(...values) as Row | undefined;
  const run = (text: string, ...values: unknown[]): number => sql(text).run(...values).changes;

  const audit: Store['audit'] = ({ at, by, what, inbox, detail }) =>
    void run(
      'INSERT INTO audit (at, by, what, inbox, detail) VALUES (?, ?, ?, ?, ?)',
      at,
      by,
      what,
      inbox ?? null,
      detail === undefined ? null : JSON.stringify(detail),
    );

  function applyOne(change: Exclude<Change, { change: 'desk' }>): void {
    switch (change.change) {
      case 'person':
        return void run('INSERT OR REPLACE INTO people (id, person) VALUES (?, ?)', change.person.id, JSON.stringify(change.person));
      case 'forget person':
        run('DELETE FROM credentials WHERE person = ?', change.id);
        return void run('INSERT OR REPLACE INTO people (id, person) VALUES (?, NULL)', change.id);
      case 'credential':
        return void run('INSERT OR REPLACE INTO credentials (person, hash) VALUES (?, ?)', change.person, change.hash);
      case 'paired':
        return void run("DELETE FROM notes WHERE name = 'pairing'");
      case 'settings':
        return void run('INSERT OR REPLACE INTO settings (person, settings) VALUES (?, ?)', change.person, JSON.stringify(change.settings));
      case 'mute':
        return void run(
          'INSERT OR REPLACE INTO mutes (job, place, mute) VALUES (?, ?, ?)',
          change.mute.job,
          placeKey(change.mute.place),
          JSON.stringify(change.mute),
        );
      case 'unmute':
        return void run('DELETE FROM mutes WHERE job = ? AND place = ?', change.job, placeKey(change.place));
      case 'schedule': {
        const { id, ...schedule } = change.schedule;
        return void run('INSERT OR REPLACE INTO schedules (id, schedule) VALUES (?, ?)', id ?? null, JSON.stringify(schedule));
      }
      case 'unschedule':
        return void run('DELETE FROM schedules WHERE id = ?', change.id);
      case 'scheduled run':
        return void run("UPDATE schedules SET schedule = json_set(schedule, '$.last', ?) WHERE id = ?", change.nominal, change.id);
      case 'ask':
        run("DELETE FROM questions WHERE question ->> '$.expires' < ?", clock.now());
        return void run(
          'INSERT OR REPLACE INTO questions (id, question) VALUES (?, ?)',
          change.question.id,
          JSON.stringify(change.question),
        );
      case 'answered':
        return void run('DELETE FROM questions WHERE id = ?', change.id);
      case 'undoable': {
        const { undoable } = change;
        run('DELETE FROM undoables WHERE at < ?', clock.now() - undoSpan);
        return void run(
          'INSERT OR REPLACE INTO undoables (inbox, person, at, undoable) VALUES (?, ?, ?, ?)',
          undoable.inbox,
          undoable.person,
          undoable.at,
          JSON.stringify(undoable),
        );
      }
      case 'undone':
        return void run('DELETE FROM undoables WHERE inbox = ?', change.inbox);
    }
  }

  const claims = claimsOn({ rows, run }, clock);

  return {
    transaction(work) {
      try {
        return database.transaction(work).immediate();
      } catch (cause) {
        claims.forget();
        throw cause;
      }
    },
    inbox: {
      add: (incoming, receivedAt) =>
        run(
          "INSERT OR IGNORE INTO inbox (key, incoming, received_at, state) VALUES (?, ?, ?, 'new')",
          inboxKey(incoming),
          JSON.stringify(incoming),
          receivedAt,
        ) === 1,
      unworked: () => rows("SELECT * FROM inbox WHERE state = 'new' ORDER BY received_at, rowid").map(inboxRow),
      get: (key) => some(row('SELECT * FROM inbox WHERE key = ?', key), inboxRow),
      worked: (key, answer) =>
        void run("UPDATE inbox SET state = 'worked', answer = ? WHERE key = ?", answer === undefined ? null : JSON.stringify(answer), key),
    },
    outbox: {
      put: (message) => putMessage(message),
      due: (now) => ({
        rows: rows(oldestOfEachRoom, { now }).map(outboxRow),
        ...optional('next', row(firstAside, { now })!.next as number | null),
      }),
      get: (key) => some(row('SELECT * FROM outbox WHERE key = ?', key), outboxRow),
      dropSuperseded: (key) =>
        run(
          `DELETE FROM outbox WHERE key = ? AND kind = 'micro' AND EXISTS (
            SELECT 1 FROM outbox AS newer WHERE newer.kind = 'micro' AND newer.state = 'waiting' AND newer.job = outbox.job AND newer.place = outbox.place AND newer.seq > outbox.seq)`,
          key,
        ) === 1,
      backlog: () => ({
        unsent: rows(
          `SELECT place ->> '$.adapter' AS adapter, count(*) AS count, min(changed_at) AS oldest FROM outbox WHERE ${unsent} GROUP BY adapter`,
        ).map(({ adapter, count, oldest }) => ({ adapter: String(adapter), count: Number(count), oldest: Number(oldest) })),
        ...optional('failed', failed()),
      }),
      jobOfThread: ({ adapter, room, thread }) =>
        thread === undefined
          ? undefined
          : some(
              row(
                "SELECT job FROM outbox WHERE kind = 'card' AND job IS NOT NULL AND place ->> '$.adapter' = ? AND place ->> '$.room' = ? AND posted ->> '$.ref' = ?",
                adapter,
                room,
                thread,
              ),
              ({ job }) => Number(job),
            ),
      isPosting: ({ adapter, room }) =>
        row(
          `SELECT 1 FROM outbox WHERE ${unsent} AND state = 'sending' AND posted IS NULL AND under IS NULL AND place ->> '$.thread' IS NULL AND room = json_array(?, ?)`,
          adapter,
          room,
        ) !== undefined,
      mark(key, change) {
        const columns: [string, unknown][] = [];
        if (change.state !== undefined) columns.push(['state', change.state]);
        if (change.posted !== undefined) columns.push(['posted', JSON.stringify(change.posted)]);
        if (change.shown !== undefined) columns.push(['shown', change.shown]);
        if (change.triedAt !== undefined) columns.push(['tried_at', change.triedAt]);
        if ('notBefore' in change) columns.push(['not_before', change.notBefore ?? null]);
        if ('error' in change) columns.push(['error', change.error ?? null]);
        run(
          `UPDATE outbox SET ${columns.map(([name]) => `${name} = ?`).join(', ')} WHERE key = ?`,
          ...columns.map(([, value]) => value),
          key,
        );
      },
    },
    effects: {
      add: ({ key, effect, place }) =>
        void run(
          "INSERT OR IGNORE INTO effects (key, effect, place, state) VALUES (?, ?, ?, 'todo')",
          key,
          JSON.stringify(effect),
          JSON.stringify(place),
        ),
      todo: () => rows("SELECT * FROM effects WHERE state = 'todo' ORDER BY n").map(effectRow),
      of: (inbox) => rows('SELECT * FROM effects WHERE key >= ? AND key < ? ORDER BY n', `${inbox}#`, `${inbox}$`).map(effectRow),
      finish: (key, state, outcome) => void run('UPDATE effects SET state = ?, outcome = ? WHERE key = ?', state, outcome, key),
    },
    apply(changes, by, inbox) {
      for (const change of changes) {
        // It has audit rows of its own, one for each piece of news.
        if (change.change === 'desk') {
          claims.changeDesk(change, by, inbox);
          continue;
        }
        applyOne(change);
        audit({ at: clock.now(), by, what: change.change, inbox, detail: change });
      }
    },
    audit,
    people: () => rows('SELECT person FROM people WHERE person IS NOT NULL ORDER BY id').map(({ person }) => parse<Person>(person)),
    forgotten: () => rows('SELECT id FROM people WHERE person IS NULL').map(({ id }) => String(id)),
    credential: (person) => some(row('SELECT hash FROM credentials WHERE person = ?', person), ({ hash }) => String(hash)),
    settings: (person) =>
      some(row('SELECT settings FROM settings WHERE person = ?', person), ({ settings }) => parse<Settings>(settings!)) ?? {},
    wroteIn: ({ adapter, room, thread }) =>
      row(
        "SELECT 1 FROM inbox WHERE incoming ->> '$.place.thread' = ? AND incoming ->> '$.place.adapter' = ? AND incoming ->> '$.place.room' = ? AND incoming ->> '$.on' IS NULL LIMIT 1",
        thread ?? '',
        adapter,
        room,
      ) !== undefined,
    mutes: () => rows('SELECT mute FROM mutes').map(({ mute }) => parse<Mute>(mute)),
    schedules: () =>
      rows('SELECT id, schedule FROM schedules ORDER BY id').map(({ id, schedule }) => ({
        ...parse<Omit<Schedule, 'id'>>(schedule),
        id: Number(id),
      })),
    questions: () => rows('SELECT question FROM questions ORDER BY rowid DESC').map(({ question }) => parse<Question>(question)),
    undoable: (person: PersonId) =>
      rows('SELECT undoable FROM undoables WHERE person = ? AND at >= ? ORDER BY at DESC, rowid DESC', person, clock.now() - undoSpan).map(
        ({ undoable }) => parse<Undoable>(undoable),
      ),
    pairing: () =>
      some(row("SELECT value FROM notes WHERE name = 'pairing'"), ({ value }) => parse<{ code: string; expires: Millis }>(value!)),
    setPairing: (code, expires) =>
      void run("INSERT OR REPLACE INTO notes (name, value) VALUES ('pairing', ?)", JSON.stringify({ code, expires })),
    note: (name) => some(row('SELECT value FROM notes WHERE name = ?', name), ({ value }) => String(value)),
    setNote: (name, value) => void run('INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)', name, value),
    claims,
    jobs: {
      put: (...jobs) =>
        database.transaction(() => {
          for (const job of jobs) run('INSERT OR REPLACE INTO jobs (id, summary) VALUES (?, ?)', job.id, JSON.stringify(job));
        })(),
      all: () => rows('SELECT summary FROM jobs').map(({ summary }) => parse<JobSummary>(summary)),
    },
    close: () => void database.close(),
  };

  function failed(): Backlog['failed'] {
    // SQLite takes the other columns from the row that has the maximum.
    const last = row(
      "SELECT count(*) AS count, max(tried_at) AS at, place ->> '$.adapter' AS adapter, error FROM outbox WHERE state = 'failed' HAVING count(*) > 0",
    );
    return last && { count: Number(last.count), adapter: String(last.adapter), at: Number(last.at), error: String(last.error) };
  }

  function putMessage({ key, place, kind, job, under, card, rings, only, holdUntil }: NewMessage): boolean {
    if (kind === 'micro') {
      // The newest says it all: what waits of the same job and place is replaced.
      run(
        "DELETE FROM outbox WHERE kind = 'micro' AND state = 'waiting' AND job IS ? AND place = ? AND key <> ?",
        job ?? null,
        JSON.stringify(place),
        key,
      );
    }
    const added = run(
      `INSERT OR IGNORE INTO outbox (key, place, kind, job, under, card, rings, changed_at, only_for, held, not_before, state, version, shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 1, 0)`,
      key,
      JSON.stringify(place),
      kind,
      job ?? null,
      under ?? null,
      JSON.stringify(card),
      rings ? 1 : 0,
      clock.now(),
      only ?? null,
      holdUntil === undefined ? 0 : 1,
      holdUntil ?? null,
    );
    if (added === 1 || kind !== 'card') return added === 1;
    return (
      run(
        // What is a question no more rings nobody, should it still wait for its time.
        "UPDATE outbox SET card = ?, changed_at = ?, version = version + 1, rings = CASE WHEN posted IS NULL THEN min(rings, ?) ELSE rings END, state = CASE state WHEN 'sending' THEN 'sending' ELSE 'waiting' END WHERE key = ? AND card <> ?",
        JSON.stringify(card),
        clock.now(),
        rings ? 1 : 0,
        key,
        JSON.stringify(card),
      ) === 1
    );
  }
}

export const inboxKey = ({ place, id }: Incoming): string => `${place.adapter}:${id}`;

const parse = <T>(text: string | number | null | undefined): T => JSON.parse(String(text)) as T;
const some = <T>(found: Row | undefined, read: (row: Row) => T): T | undefined => found && read(found);
const optional = <K extends string, V>(name: K, value: V | null | undefined): { [key in K]?: V } =>
  value === null || value === undefined ? {} : ({ [name]: value } as { [key in K]: V });

const inboxRow = ({ key, incoming, received_at, state, answer }: Row): InboxRow => ({
  ...parse<Incoming>(incoming),
  key: String(key),
  receivedAt: Number(received_at),
  state: state as InboxRow['state'],
  ...(answer === null ? {} : { answer: parse<NonNullable<InboxRow['answer']>>(answer) }),
});

const outboxRow = (r: Row): OutboxRow => ({
  key: String(r.key),
  place: parse(r.place),
  kind: r.kind as OutboxRow['kind'],
  ...optional('job', r.job as number | null),
  ...optional('under', r.under as string | null),
  card: parse(r.card),
  rings: r.rings === 1,
  ...optional('only', r.only_for as string | null),
  ...(r.held === 1 && { held: true as const }),
  state: r.state as OutboxRow['state'],
  seq: Number(r.seq),
  version: Number(r.version),
  shown: Number(r.shown),
  ...(r.posted === null ? {} : { posted: parse(r.posted) }),
  ...optional('triedAt', r.tried_at as number | null),
  ...optional('notBefore', r.not_before as number | null),
  ...optional('error', r.error as string | null),
});

const effectRow = ({ key, effect, place, state, outcome }: Row): EffectRow => ({
  key: String(key),
  effect: parse(effect),
  place: parse(place),
  state: state as EffectRow['state'],
  ...optional('outcome', outcome as string | null),
});
