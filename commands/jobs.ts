/** `jobs`: the list, newest first, unfinished ones before all others. */
import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import type { JobSummary } from '../src/jobs/job.ts';
import { jobObject } from '../src/jobs/object.ts';
import { isOver } from '../src/jobs/state.ts';
import { parseDuration } from '../src/kernel/durations.ts';
import { firstLines, isRunning, isWaiting, linesOfList, rowOf, titleOf } from './job-words.ts';
import { givenValue, takes } from './words.ts';

const usage = 'jobs [--running] [--failed] [--mine] [--since 12h] [--all]';
/** What programs get without `--all`. */
const dataMost = 100;

export const jobs = command({
  name: 'jobs',
  aliases: ['ps', 'ls', 'list'],
  about: 'running, waiting and ended jobs',
  usage,
  role: 'viewer',
  readOnly: true,
  options: takes(usage, { flags: ['running', 'failed', 'mine', 'all'], values: ['since'] }).transform(({ options }, context) => {
    const since = givenValue(options, 'since');
    const span = since === undefined ? undefined : parseDuration(since);
    if (since !== undefined && span === undefined) {
      context.addIssue({ code: 'custom', message: `--since takes a span like 12h or 2d. Nothing was listed. Usage: ${usage}` });
      return z.NEVER;
    }
    return {
      span,
      running: options.running === true,
      failed: options.failed === true,
      mine: options.mine === true,
      all: options.all === true,
    };
  }),
  values: ['since'],
  run({ span, running, failed, mine, all }, view) {
    const wanted = (job: JobSummary): boolean =>
      (!running || !isOver(job.state)) &&
      (!failed || (isOver(job.state) && job.state.is !== 'succeeded' && job.state.is !== 'cancelled')) &&
      (!mine || job.requester === view.asker.id) &&
      (span === undefined || !('at' in job.state) || job.state.at >= view.now - span);
    const list = view.jobs.list().filter(wanted);
    const open = list.filter((job) => !isOver(job.state));
    const ended = list.filter((job) => isOver(job.state));
    const counts = [
      ...(failed ? [] : [`${list.filter(isRunning).length} running, ${list.filter(isWaiting).length} waiting`]),
      ...(running ? [] : [`${ended.length} ${failed ? 'failed' : 'ended'}`]),
    ];
    const narrowed = [...(mine ? ['yours'] : []), ...(span === undefined ? [] : [`since ${valueSpan(span)}`])].join(', ');
    return {
      ok: true,
      reply: {
        title: titleOf(`JOBS ${counts.join(', ')}${narrowed ? ` (${narrowed})` : ''}`),
        lines: list.length === 0 ? ['None.'] : firstLines([...open, ...ended], linesOfList, (job) => rowOf(job, view)),
      },
      data: (all ? list : list.slice(0, dataMost)).map(jobObject),
    };
  },
});

const valueSpan = (span: number): string => (span % 3_600_000 === 0 ? `${span / 3_600_000}h ago` : `${Math.round(span / 60_000)}m ago`);
