/** The claims as a file of the state folder: what the guard knows while no bot runs, and which leases there were should the database be lost. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock, Millis, Timer } from './kernel/clock.ts';
import { second } from './kernel/durations.ts';
import type { DeskState } from './locks/desk/desk.ts';
import { endedLeases } from './locks/ended.ts';
import type { Held } from './locks/store.ts';

export const snapshotFile = 'claims.json';

const who = { id: z.string(), kind: z.enum(['person', 'agent']), owner: z.string().optional() };
const snapshot = z.object({
  v: z.literal(1),
  /** ms since 1970 */
  at: z.number(),
  /** `at` is when the bot ended in peace, nothing having changed since. Else that of the last change: it may have looked after the claims much longer. */
  isStopped: z.boolean().default(false),
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
  ended: z.array(z.object({ lease: z.int(), holder: z.string(), owner: z.string().optional() })).default([]),
});
export type Snapshot = z.infer<typeof snapshot>;

/** A change is written at once, so that no kill is between; many more right after it as one. */
const quiet = second;

export function keepSnapshot(deps: {
  home: string;
  clock: Clock;
  desk(): DeskState;
  history(since: Millis, most: number): readonly Held[];
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): {
  /** A bot that was killed may have left it behind. */
  start(): void;
  changed(): void;
  stop(): void;
} {
  const { home, clock } = deps;
  let timer: Timer | undefined;
  let written: DeskState | undefined;

  function writeIfNew(): void {
    timer = undefined;
    if (deps.desk() !== written && write(false)) timer = clock.after(quiet, writeIfNew);
  }

  function write(isStopped: boolean): boolean {
    const desk = deps.desk();
    const [path, at] = [join(home, snapshotFile), clock.now()];
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
      const all = { v: 1, at, isStopped, lastLease: desk.lastLease, claims, ended: endedLeases(deps.history, at) };
      writeFileSync(`${path}.part`, JSON.stringify(all), { mode: 0o600 });
      renameSync(`${path}.part`, path);
      written = desk;
      return true;
    } catch (cause) {
      deps.log('warn', `${path} could not be written`, cause);
      return false;
    }
  }

  return {
    start: () => void write(false),
    changed() {
      if (!timer) writeIfNew();
    },
    /** Where it never began, leases that were given may be known to the file alone. */
    stop() {
      timer?.cancel();
      if (written) write(true);
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
