/** `molt-ops jobs` and `molt-ops log N`: read the job directories, whether a bot runs or not. */
import { parseArgs } from 'node:util';
import type { Job } from '../../src/jobs/job.ts';
import { jobObject } from '../../src/jobs/object.ts';
import { isOver } from '../../src/jobs/state.ts';
import { formatDuration } from '../../src/kernel/durations.ts';
import { parseJobId } from '../../src/kernel/ids.ts';
import { visible } from '../../src/kernel/text.ts';

export type Listed = Pick<Job, 'id' | 'dir' | 'state'> & { recipe: string; canonical: string };

export interface JobsDeps {
  /** Newest first. */
  listJobs(): readonly Listed[];
  /** The newest `most`, all that are not over, and how many others there are. */
  newestJobs(most: number): { jobs: readonly Listed[]; others: number };
  findJob(id: number): Listed | undefined;
  /** The log as it is; `raw`: only the bytes of the steps. `follow`: until the job is over. */
  readLog(dir: string, how: { raw: boolean; follow: boolean }): AsyncIterable<Buffer>;
  out(text: string): void;
  err(text: string): void;
  /** Resolves once the bytes were taken. */
  write(bytes: Buffer): Promise<void>;
  now(): number;
}

/** Rows of a list that a person reads. */
const shown = 20;

export async function jobs(args: readonly string[], deps: JobsDeps): Promise<number> {
  const asked = parse(args, { json: { type: 'boolean' } });
  if (!asked || asked.positionals.length > 0) return wrong(deps, 'molt-ops jobs [--json]');
  if (asked.values.json) {
    deps.out(JSON.stringify(deps.listJobs().map(jobObject)));
    return 0;
  }
  const { jobs, others } = deps.newestJobs(shown);
  if (jobs.length === 0) deps.out('No jobs yet. Start one: molt-ops say "bench --smoke"');
  for (const job of jobs) deps.out(row(job, deps.now()));
  if (others > 0) deps.out(`+${others} older: molt-ops jobs --json`);
  return 0;
}

export async function log(args: readonly string[], deps: JobsDeps): Promise<number> {
  const asked = parse(args, { follow: { type: 'boolean', short: 'f' }, raw: { type: 'boolean' } });
  const id = parseJobId(asked?.positionals[0] ?? '');
  if (!asked || id === undefined || asked.positionals.length > 1) return wrong(deps, 'molt-ops log N [-f] [--raw]');
  const job = deps.findJob(id);
  if (!job) {
    deps.err(`There is no job ${id}. All jobs: molt-ops jobs`);
    return 1;
  }
  for await (const bytes of deps.readLog(job.dir, { raw: asked.values.raw === true, follow: asked.values.follow === true }))
    await deps.write(bytes);
  return 0;
}

function row({ id, state, canonical }: Listed, now: number): string {
  const since = 'since' in state ? state.since : undefined;
  const until = isOver(state) && 'at' in state ? state.at : now;
  const took = since === undefined ? '' : formatDuration(until - since);
  return `${String(id).padStart(4)}  ${state.is.padEnd(12)} ${took.padStart(6)}  ${visible(canonical)}`.trimEnd();
}

type Flags = Record<string, { type: 'boolean'; short?: string }>;
function parse(args: readonly string[], options: Flags): { values: Record<string, unknown>; positionals: string[] } | undefined {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    return undefined;
  }
}

function wrong(deps: Pick<JobsDeps, 'err'>, usage: string): number {
  deps.err(`Usage: ${usage}`);
  return 2;
}
