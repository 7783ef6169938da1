/** The shape of the database, step by step. A step that has been released is never changed. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE inbox (key TEXT PRIMARY KEY, incoming TEXT NOT NULL, received_at INTEGER NOT NULL, state TEXT NOT NULL, answer TEXT) STRICT;
  CREATE INDEX inbox_unworked ON inbox (received_at) WHERE state = 'new';
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, place TEXT NOT NULL, kind TEXT NOT NULL, job INTEGER, under TEXT,
    card TEXT NOT NULL, rings INTEGER NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, shown INTEGER NOT NULL,
    posted TEXT, tried_at INTEGER, not_before INTEGER, error TEXT) STRICT;
  CREATE INDEX outbox_due ON outbox (seq) WHERE state IN ('waiting', 'sending');
  CREATE TABLE effects (
    n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, effect TEXT NOT NULL, place TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT) STRICT;
  CREATE INDEX effects_todo ON effects (n) WHERE state = 'todo';
  CREATE TABLE people (id TEXT PRIMARY KEY, person TEXT) STRICT;
  CREATE TABLE mutes (job INTEGER NOT NULL, place TEXT NOT NULL, mute TEXT NOT NULL, PRIMARY KEY (job, place)) STRICT;
  CREATE TABLE schedules (id INTEGER PRIMARY KEY AUTOINCREMENT, schedule TEXT NOT NULL) STRICT;
  CREATE TABLE questions (id TEXT PRIMARY KEY, question TEXT NOT NULL) STRICT;
  CREATE TABLE undoables (inbox TEXT PRIMARY KEY, person TEXT NOT NULL, at INTEGER NOT NULL, undoable TEXT NOT NULL) STRICT;
  CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE jobs (id INTEGER PRIMARY KEY, summary TEXT NOT NULL) STRICT;
  CREATE TABLE audit (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL, inbox TEXT, detail TEXT) STRICT;
  `,
  'CREATE TABLE credentials (person TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT;',
  // Times for pruning, and an index for each thing that is looked up: none reads a table that has grown.
  `
  ALTER TABLE outbox ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
  UPDATE outbox SET changed_at = unixepoch() * 1000;
  ALTER TABLE outbox ADD COLUMN room TEXT GENERATED ALWAYS AS (json_array(place ->> '$.adapter', place ->> '$.room')) VIRTUAL;
  DROP INDEX outbox_due;
  CREATE INDEX outbox_due ON outbox (room, seq) WHERE state IN ('waiting', 'sending');
  CREATE INDEX outbox_failed ON outbox (tried_at) WHERE state = 'failed';
  CREATE INDEX outbox_micro ON outbox (job) WHERE kind = 'micro' AND state = 'waiting';
  CREATE INDEX outbox_settled ON outbox (changed_at) WHERE state IN ('sent', 'failed');
  CREATE INDEX outbox_thread ON outbox (posted ->> '$.ref') WHERE kind = 'card';
  CREATE INDEX inbox_worked ON inbox (received_at) WHERE state = 'worked';
  `,
  // Messages for one person, messages that wait aside, how people want to be rung, and which threads people wrote in.
  `
  ALTER TABLE outbox ADD COLUMN only_for TEXT;
  ALTER TABLE outbox ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX outbox_aside ON outbox (not_before) WHERE state IN ('waiting', 'sending') AND not_before IS NOT NULL;
  CREATE TABLE settings (person TEXT PRIMARY KEY, settings TEXT NOT NULL) STRICT;
  CREATE INDEX inbox_thread ON inbox (incoming ->> '$.place.thread') WHERE incoming ->> '$.place.thread' IS NOT NULL;
  `,
  // The lock desk. `n`: the lease of a claim or of what is asked about it, the number of a wait.
  `
  CREATE TABLE desk (kind TEXT NOT NULL, n INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (kind, n)) STRICT, WITHOUT ROWID;
  CREATE TABLE desk_numbers (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
  CREATE TABLE lock_copies (name TEXT PRIMARY KEY, agreed TEXT NOT NULL) STRICT;
  CREATE INDEX audit_releases ON audit (at) WHERE what = 'claim released';
  `,
];
