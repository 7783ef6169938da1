/** When all faults have ended: waits until nothing more will come, and collects what there is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { JobDirectory } from '../../lab/bench-host.ts';
import type { House } from './house.ts';
import type { Command } from './room-run.ts';

export interface OutboxRow {
  seq: number;
  key: string;
  kind: string;
  room: string;
  state: string;
  only: string | null;
  card: { title: string; lines?: string[]; files?: { name: string }[] };
  error: string | null;
}

export interface Outcome {
  jobs: JobDirectory[];
  outbox: OutboxRow[];
  inbox: Set<string>;
}

const bound = 45_000;

/** `open`: what has not come to its end. */
export async function settle(house: House, commands: readonly Command[]): Promise<{ outcome: Outcome; open: string[] }> {
  await house.up();
  for (const end = performance.now() + bound; ; ) {
    const open = [...house.fell, ...unfinished(house, commands)];
    if (open.length === 0 || house.fell.length > 0 || performance.now() > end) return { outcome: outcomeOf(house), open };
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Job directories are many: they are looked at only when the database says that all is done. A job that ends meanwhile puts something into it. */
function unfinished(house: House, commands: readonly Command[]): string[] {
  for (const look of [waiting, atWork, waiting]) {
    const open = look(house, commands);
    if (open.length > 0) return open;
  }
  return [];
}

function waiting(house: House, commands: readonly Command[]): string[] {
  return reading(house, (rows) => {
    const worked = new Set(rows("SELECT key FROM inbox WHERE state = 'worked'").map(({ key }) => key));
    return [
      ...commands.filter(({ key, taken }) => taken === 'yes' && !worked.has(key)).map((command) => `not worked: ${show(command)}`),
      ...rows("SELECT key FROM inbox WHERE state <> 'worked'").map(({ key }) => `not worked: ${key}`),
      ...rows("SELECT key FROM effects WHERE state = 'todo'").map(({ key }) => `not done: ${key}`),
      ...rows("SELECT key, error FROM outbox WHERE state IN ('waiting', 'sending')").map((row) => `not sent: ${row.key} (${row.error})`),
    ];
  });
}

function atWork(house: House): string[] {
  if (house.lab.unacked.length > 0) return house.lab.unacked.map((id) => `not acknowledged: ${id}`);
  const told = new Set(reading(house, (rows) => rows("SELECT job FROM outbox WHERE key LIKE 'report/%'").map(({ job }) => job)));
  return house.host
    .jobs()
    .filter(({ dir, spec, end }) => !end || !told.has(spec.id) || !existsSync(join(dir, 'report.md')))
    .map(({ dir, end }) => `${end ? 'not reported' : 'not over'}: ${dir}`);
}

export const show = ({ run, how, by, line, taken, key }: Command): string =>
  `run ${run}: ${how} by ${by}, ${line}, taken: ${taken}, ${key}`;

const outcomeOf = (house: House): Outcome => ({
  jobs: house.host.jobs(),
  ...reading(house, (rows) => ({
    inbox: new Set(rows('SELECT key FROM inbox').map(({ key }) => String(key))),
    outbox: rows('SELECT seq, key, kind, place, state, only_for, card, error FROM outbox ORDER BY seq').map((row) => ({
      seq: Number(row.seq),
      key: String(row.key),
      kind: String(row.kind),
      room: JSON.parse(String(row.place)).room,
      state: String(row.state),
      only: row.only_for as string | null,
      card: JSON.parse(String(row.card)),
      error: row.error as string | null,
    })),
  })),
});

type Row = Record<string, unknown>;

function reading<T>(house: House, read: (rows: (query: string) => Row[]) => T): T {
  const database = new DatabaseSync(join(house.host.home, 'molt-ops.db'), { readOnly: true });
  try {
    return read((query) => database.prepare(query).all());
  } finally {
    database.close();
  }
}
