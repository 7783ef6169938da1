/** Which job a command is about: the one named, else this thread's, else the asker's only one that is not over, else ask. */
import type { View } from '../src/chat/command.ts';
import type { JobSummary } from '../src/jobs/job.ts';
import { isOver } from '../src/jobs/state.ts';
import { parseJobId } from '../src/kernel/ids.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { lineOf, named } from './job-words.ts';

/** `word`: as it was given, if it was. `verb`: the command, for the line to send instead. */
export function whichJob(view: View, word: string | undefined, verb: string): Outcome<JobSummary> {
  if (word !== undefined) return byWord(view, word);
  const here = view.threadJob === undefined ? undefined : view.jobs.get(view.threadJob);
  if (here) return done(here);
  const open = view.jobs.list().filter((job) => !isOver(job.state));
  const mine = open.filter((job) => job.requester === view.asker.id);
  if (mine.length === 1) return done(mine[0]!);
  return whichOne(mine.length > 1 ? mine : open.length > 0 ? open : view.jobs.list(), verb);
}

function byWord(view: View, word: string): Outcome<JobSummary> {
  const id = parseJobId(word);
  if (id === undefined)
    return refuse('not a job number', `"${clip(visible(word), 30)}" is not a job number like 42. Nothing was done.`, 'jobs');
  const job = view.jobs.get(id);
  if (job) return done(job);
  return refuse('no such job', `There is no job ${id}. Nothing was done.`, 'jobs');
}

function whichOne(jobs: readonly JobSummary[], verb: string): Outcome<never> {
  const [first] = jobs;
  if (!first) return refuse('no job', 'There is no job yet. Nothing was done.', 'help');
  const lines = jobs.slice(0, 5).map((job) => lineOf(`${verb} ${named(job)}`));
  const more = jobs.length > 5 ? [`+${jobs.length - 5} more: jobs`] : [];
  return refuse('which job', [`Which job? Nothing was done. Newest first:`, ...lines, ...more].join('\n'), `${verb} ${first.id}`);
}
