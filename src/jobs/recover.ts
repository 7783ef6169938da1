/** Takes every job up where it stands, before anything new is started. */
import type { Course } from './course.ts';
import { isReported, type JobDirectory, readDirectory } from './directory/read.ts';
import { removeHalfMade, scan } from './directory/scan.ts';
import { ring } from './follow/bell.ts';
import { hasRebooted, isToBeSwept } from './follow/dead.ts';
import type { JobIndex } from './index-port.ts';
import type { JobNews, JobSummary } from './job.ts';
import { hasStarted, type Live, liveOf, stateNow } from './live.ts';
import type { Registry } from './registry.ts';
import type { Runner } from './runner.ts';
import { tagged } from './shim/tree.ts';
import { isOver } from './state.ts';
import { jobOf, summaryOf } from './summary.ts';

export interface Recovered {
  /** Running, and followed again. */
  taken: number;
  queued: number;
  lost: number;
  /** Over, and not reported: told again. */
  ended: number;
  /** Directories that could not be read, and were left alone. */
  broken: string[];
}

export interface RecoverDeps {
  logs: string;
  index: JobIndex;
  registry: Registry;
  course: Course;
  runners: readonly Runner[];
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: unknown) => void;
  tell: (news: JobNews) => void;
}

export function recover(deps: RecoverDeps): Recovered {
  const { logs, registry, course, log } = deps;
  const result: Recovered = { taken: 0, queued: 0, lost: 0, ended: 0, broken: [] };
  removeHalfMade(logs);
  const indexed = readIndex(deps);
  const open: Live[] = [];
  const unindexed: JobSummary[] = [];
  for (const { id, dir } of scan(logs)) {
    const row = indexed.get(id);
    if (row && isTrusted(row, dir)) {
      registry.put({ ...row, dir });
      if (isReported(dir)) continue;
    }
    const read = readDirectory(dir);
    if (!read.ok) {
      log('warn', read.refusal.message);
      result.broken.push(dir);
    } else if (isOver(stateOf(read.value))) over(read.value, row);
    else {
      const live = liveOf(read.value);
      live.asked = 'queued';
      registry.live.set(id, live);
      registry.refresh(live);
      open.push(live);
    }
  }

  /** Known as over: into the index, told again unless its report was written. */
  function over(directory: JobDirectory, row: JobSummary | undefined): void {
    const live = liveOf(directory);
    const summary = registry.refresh(live);
    if (!row || row.state.is !== summary.state.is) unindexed.push(summary);
    if (live.end && isToBeSwept(live.end, live.events) && tagged(live.spec.tag).length > 0) {
      registry.live.set(live.id, live);
      course.finish(live, live.end, false);
    }
    if (directory.reported) return;
    result.ended += 1;
    registry.unreported.set(live.id, live);
    deps.tell({ news: 'ended', job: jobOf(live) });
  }

  writeIndex(deps, unindexed);
  for (const live of open) takeUp(live, deps, result);
  return result;
}

function takeUp(live: Live, { course, runners, tell, log, registry }: RecoverDeps, result: Recovered): void {
  const claimed = course.look(live);
  if (live.events.some((e) => e.type === 'withdrawn')) {
    course.withdrawn(live);
    result.ended += 1;
    return;
  }
  // After a reboot a FIFO that somebody else has opened proves nothing.
  const alive = ring(live.dir, false) === 'heard' && !hasRebooted(live.events);
  if (!claimed && !alive && live.cancel && course.cancelWaiting(live)) {
    result.ended += 1;
    return;
  }
  if (claimed && !alive) {
    course.settle(live);
    result[stateNow(live).is === 'lost' ? 'lost' : 'ended'] += 1;
    return;
  }
  // A shim that was asked for before may still come to a job that waits.
  course.follow(live, hasStarted(live) ? 'there' : 'coming');
  if (!claimed && !alive) {
    result.queued += 1;
    return;
  }
  result.taken += 1;
  // A shim that is there has its place, whatever the queue would say.
  live.asked = 'starting';
  registry.refresh(live);
  if (live.cancel) ring(live.dir);
  tell({ news: 'recovered', job: jobOf(live) });
  void runners[0]?.reopen(live).catch((error) => log('warn', `job ${live.id}: no viewer`, error));
}

/** A row says all that is needed of a job that is over, unless it left processes. */
const isTrusted = (row: JobSummary, dir: string): boolean =>
  row.dir === dir && isOver(row.state) && !(row.state.is === 'lost' && row.state.left.length > 0);

const stateOf = (directory: JobDirectory) => summaryOf({ ...directory, asked: 'queued' }).state;

function readIndex({ index, log }: RecoverDeps): Map<number, JobSummary> {
  try {
    return new Map(index.all().map((row) => [row.id, row]));
  } catch (error) {
    log('warn', 'the index of jobs could not be read; all directories are read instead', error);
    return new Map();
  }
}

function writeIndex({ index, log }: RecoverDeps, summaries: readonly JobSummary[]): void {
  if (summaries.length === 0) return;
  try {
    index.put(...summaries);
  } catch (error) {
    log('warn', 'the index of jobs could not be written', error);
  }
}
