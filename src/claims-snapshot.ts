/** The claims as a file of the state folder: what the guard knows while no bot runs, and which leases there were should the database be lost. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock, Timer } from './kernel/clock.ts';
import { second } from './kernel/durations.ts';
import type { DeskState } from './locks/desk/desk.ts';

export const snapshotFile = 'claims.json';

const who = { id: z.string(), kind: z.enum(['person', 'agent']), owner: z.string().optional() };
const snapshot = z.object({
  v: z.literal(1),
  /** ms since 1970 */
  at: z.number(),
  lastLease: z.int(),
  claims: z.array(
    z.object({
      lease: z.int(),
      holder: z.object(who),
      paths: z.array(z.string()),
      mode: z.enum(['exclusive', 'shared']),
      since: z.number(),
      until: z.number(),
      why: z.string().optional(),
    }),
  ),
});
export type Snapshot = z.infer<typeof snapshot>;

/** Many changes are written as one. */
const quiet = second;

export function keepSnapshot(deps: {
  home: string;
  clock: Clock;
  desk(): DeskState;
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): {
  changed(): void;
  stop(): void;
} {
  let timer: Timer | undefined;
  let written: DeskState | undefined;

  function write(): void {
    timer = undefined;
    const desk = deps.desk();
    if (desk === written) return;
    const path = join(deps.home, snapshotFile);
    const claims = desk.claims.map(({ lease, holder, paths, mode, since, until, why }) => ({
      lease,
      holder,
      paths,
      mode,
      since,
      until,
      why,
    }));
    try {
      writeFileSync(`${path}.part`, JSON.stringify({ v: 1, at: deps.clock.now(), lastLease: desk.lastLease, claims }), { mode: 0o600 });
      renameSync(`${path}.part`, path);
      written = desk;
    } catch (cause) {
      deps.log('warn', `${path} could not be written`, cause);
    }
  }

  return {
    changed() {
      timer ??= deps.clock.after(quiet, write);
    },
    stop() {
      if (timer) write();
    },
  };
}

/** Undefined: there is none, or none that can be read. */
export function readSnapshot(home: string): Snapshot | undefined {
  try {
    const read = snapshot.safeParse(JSON.parse(readFileSync(join(home, snapshotFile), 'utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
