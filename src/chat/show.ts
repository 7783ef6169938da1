/** What commands show of jobs, read from their directories when it is asked for. */

import { join } from 'node:path';
import type { Facts } from '../jobs/facts.ts';
import type { JobSummary } from '../jobs/job.ts';
import { files } from '../jobs/spec.ts';
import { isOver } from '../jobs/state.ts';
import type { Millis } from '../kernel/clock.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import type { Untrusted } from '../kernel/text.ts';
import type { Card } from '../reports/card.ts';
import { type ReportContext, toldPath } from '../reports/context.ts';
import { endingCard } from '../reports/ending-card.ts';
import { fullReport } from '../reports/full-report.ts';
import { jobCard } from '../reports/job-card.ts';
import { bytesWords } from '../reports/log-words.ts';
import { reportCard } from '../reports/report-card.ts';
import { tailCard } from '../reports/tail-card.ts';
import { nextDue } from './cadence.ts';
import type { View } from './command.ts';

export interface ShowSources {
  get(id: number): JobSummary | undefined;
  facts(id: number): Promise<Outcome<Facts>>;
  tail(id: number, lines: number): Promise<Outcome<Untrusted[]>>;
  picture: View['show']['picture'];
  context(job: { id: number; state: JobSummary['state'] }): ReportContext;
}

export function createShow(sources: ShowSources): View['show'] {
  const withFacts = async (id: number, make: (facts: Facts, context: ReportContext) => Card): Promise<Outcome<Card>> => {
    const facts = await sources.facts(id);
    return facts.ok ? done(make(facts.value, sources.context(facts.value.job))) : facts;
  };
  return {
    ending: (id) => withFacts(id, endingCard),
    picture: sources.picture,
    card: (id) => withFacts(id, jobCard),
    report: (id) => withFacts(id, (facts, context) => reportCard(facts, fullReport(facts, context), join(facts.job.dir, files.report))),
    log: (id) => withFacts(id, logCard),
    async tail(id, lines) {
      const job = sources.get(id);
      if (!job) return refuse('no such job', `There is no job ${id}.`, 'jobs');
      const tail = await sources.tail(id, lines);
      return tail.ok ? done(tailCard(job, tail.value, sources.context(job))) : tail;
    },
  };
}

/** What a card promises that is shown when it is asked for: the micro-report that comes next. `every`: time between two, ms. */
export const shownContext = (
  context: Omit<ReportContext, 'now' | 'updateBy'>,
  state: JobSummary['state'],
  now: Millis,
  every: Millis,
): ReportContext => ({ ...context, now, ...(state.is === 'running' && { updateBy: nextDue(now, state.since, every) }) });

/** Bytes of a log that are uploaded at most: its end. */
const logMost = 8 * 1024 ** 2;

function logCard(facts: Facts, context: ReportContext): Card {
  const { job, log } = facts;
  const over = isOver(job.state);
  return {
    title: `LOG ${job.id} ${job.spec.recipe}: ${bytesWords(log.bytes)}`,
    lines: [
      toldPath(facts, context),
      ...(log.missing > 0 ? [`${bytesWords(log.missing)} of output is not in it`] : []),
      `Whole: ${context.readLog}${over ? '' : ' -f'}`,
      ...(over ? [] : [`Watch it: ${context.resume}`]),
    ],
    buttons: [{ label: 'Tail', sends: `tail ${job.id}` }],
    files: [{ name: `log-${job.id}.txt`, path: log.path, last: logMost }],
  };
}
