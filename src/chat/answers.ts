/** What a program that says a line to the bot is told: the answer, the job it started, and how that ended. */

import type { Jobs } from '../jobs/job.ts';
import { type JobObject, jobObject } from '../jobs/object.ts';
import { isOver } from '../jobs/state.ts';
import type { PersonId } from '../kernel/people.ts';
import type { Outcome, Refusal } from '../kernel/result.ts';
import { type Card, plainText } from '../reports/card.ts';

/** What became of an inbox row once it was worked and its effects were done. `job`: the one that it started, or was about. */
export type Told = { ok: true; card?: Card; job?: number; data?: unknown } | { ok: false; refusal: Refusal; card?: Card; data?: unknown };

export interface Answers {
  /** Resolves once the row (`<adapter>:<event id>`) has been worked. */
  outcome(key: string): Promise<Told>;
  job(id: number): JobObject | undefined;
  /** Resolves once the job (there has to be one) is over, with its full report. */
  ended(id: number): Promise<{ job: JobObject; report: string }>;
  /** Is this that person's credential? */
  proves(person: PersonId, credential: string): boolean;
}

/** `told`: the full report of a job that is not over, once it is told; `report`: that of one that is over. `proves`: see Answers. */
export function createAnswers(deps: {
  outcome(key: string): Promise<Told>;
  jobs: Pick<Jobs, 'get'>;
  told(id: number): Promise<string | undefined>;
  report(id: number): Promise<Outcome<Card>>;
  proves(person: PersonId, credential: string): boolean;
}): Answers {
  const { jobs } = deps;

  return {
    outcome: deps.outcome,
    proves: deps.proves,
    job(id) {
      const job = jobs.get(id);
      return job && jobObject(job);
    },
    async ended(id) {
      const isNow = isOver(jobs.get(id)!.state);
      const told = isNow ? undefined : await deps.told(id);
      return { job: jobObject(jobs.get(id)!), report: told ?? (await reportOf(id)) };
    },
  };

  async function reportOf(id: number): Promise<string> {
    const report = await deps.report(id);
    return report.ok ? (report.value.markdown ?? plainText(report.value)) : report.refusal.message;
  }
}

/** The refusal in full: what was not done, and the line to send instead. */
export const refusalText = ({ message, next }: Refusal): string => (next === undefined ? message : `${message}\n/molt ${next}`);
