/** The roof over what happens by the clock: status posts, heartbeat, backups, trimming. */
import { calendar } from '../adapters/cron/cron.ts';
import { beat } from '../adapters/http/heartbeat.ts';
import type { SqliteStore } from '../adapters/sqlite/store.ts';
import type { Config } from '../config/load.ts';
import type { ChatAdapter } from './chat/adapter.ts';
import { startBackups } from './chat/backups.ts';
import { startDigest } from './chat/digest.ts';
import { startHeartbeat } from './chat/heartbeat.ts';
import type { Schedules } from './chat/schedules.ts';
import type { JobsHeart } from './jobs/jobs.ts';
import type { Clock } from './kernel/clock.ts';
import { startTrim } from './trim.ts';

export function startPeriodic(parts: {
  config: Pick<Config, 'rooms' | 'heartbeat'>;
  adapters: readonly ChatAdapter[];
  store: SqliteStore;
  clock: Clock;
  jobs: JobsHeart;
  schedules: Pick<Schedules, 'next'>;
  wakeOutbox(): void;
  log: (level: 'warn' | 'error', message: string, detail?: unknown) => void;
}): { stop(): void | Promise<void> }[] {
  const { config, adapters, store, clock, jobs, schedules, wakeOutbox, log } = parts;
  const rooms = config.rooms.flatMap(({ adapter, room, digest, timezone }) =>
    digest === undefined
      ? []
      : [{ place: { adapter, room }, zone: timezone, next: (after: number) => calendar.next(digest, timezone, after) }],
  );
  const scheduled = () =>
    store
      .schedules()
      .flatMap((one) => (schedules.next(one) === undefined ? [] : [{ at: schedules.next(one)!, canonical: one.canonical }]))
      .sort((a, b) => a.at - b.at);
  const { heartbeat } = config;
  return [
    startDigest({ rooms, jobs, scheduled, claims: () => store.claims.desk().claims, store, clock, wakeOutbox }),
    ...(heartbeat
      ? [
          startHeartbeat({
            clock,
            every: heartbeat.every,
            beat: () => beat(heartbeat.url),
            // A bot that nobody hears is not well.
            well: () => adapters.every(({ capabilities, connection }) => capabilities.local || connection().is === 'open'),
            failed: (cause) => log('warn', 'heartbeat failed', cause),
          }),
        ]
      : []),
    startBackups({
      clock,
      last: store.backedUpAt(),
      prune: () => store.prune(adapters.map(({ name }) => name)),
      backup: store.backup,
      busy: jobs.busy,
      failed: (cause) => log('error', 'backup failed', cause),
    }),
    startTrim({ clock, jobs }),
  ];
}
