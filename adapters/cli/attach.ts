/** `molt-ops attach [N]`: the terminal of a running job; where there is none, its log. */
import { isOver } from '../../src/jobs/state.ts';
import { parseJobId } from '../../src/kernel/ids.ts';
import type { Outcome } from '../../src/kernel/result.ts';
import type { JobsDeps } from './jobs.ts';

export interface AttachDeps extends JobsDeps {
  /** Opens a viewer where the one of a running job is gone with its server. Refused by a server that is stopped: nobody may wait for that. */
  openViewer(job: { id: number; dir: string }): Promise<Outcome<void>>;
  /** Runs tmux on this terminal until the person leaves it. Exit code; undefined when it could not be run. */
  openTerminal(id: number): Promise<number | undefined>;
  isTerminal: boolean;
}

export async function attach(args: readonly string[], deps: AttachDeps): Promise<number> {
  const wanted = args[0] === undefined ? undefined : parseJobId(args[0]);
  if (args.length > 1 || (args[0] !== undefined && wanted === undefined)) {
    deps.err('Usage: molt-ops attach [N]');
    return 2;
  }
  const job =
    wanted === undefined
      ? deps.newestJobs(0).jobs.find(({ state }) => state.is === 'running' || state.is === 'stopping')
      : deps.findJob(wanted);
  if (!job) {
    deps.err(wanted === undefined ? 'No job is running. All jobs: molt-ops jobs' : `There is no job ${wanted}. All jobs: molt-ops jobs`);
    return 1;
  }
  const over = isOver(job.state);
  if (!over && deps.isTerminal && (await deps.openViewer(job)).ok && (await deps.openTerminal(job.id)) === 0) return 0;
  deps.err(
    over
      ? `Job ${job.id} is over (${job.state.is}); this is its log.`
      : `Job ${job.id} has no terminal here; this follows its log. Ctrl-C leaves, the job goes on.`,
  );
  for await (const bytes of deps.readLog(job.dir, { raw: false, follow: !over })) await deps.write(bytes);
  return 0;
}
