/** What is asked about one job, answered from memory or from its directory; and its report, which ends the asking. */
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { type Untrusted, untrusted } from '../kernel/text.ts';
import type { Course } from './course.ts';
import { gatherFacts } from './directory/facts.ts';
import { lastLines } from './directory/log.ts';
import { writeReport as putReport, writePartial } from './directory/marks.ts';
import { readDirectory } from './directory/read.ts';
import type { Facts } from './facts.ts';
import type { JobIndex } from './index-port.ts';
import type { Job } from './job.ts';
import { type Live, liveOf } from './live.ts';
import { durationOf, type Registry } from './registry.ts';
import { isOver } from './state.ts';
import { jobOf } from './summary.ts';

export interface InquiryDeps {
  registry: Registry;
  index: JobIndex;
  course: Course;
}

export interface Inquiry {
  read(id: number): Promise<Outcome<Job>>;
  facts(id: number): Promise<Outcome<Facts>>;
  /** The last lines of the log, stamps removed. */
  tail(id: number, lines: number): Promise<Outcome<Untrusted[]>>;
  /** The path of report.md; it is written once, after the partial results. */
  writeReport(id: number, markdown: string, partials?: readonly { file: string; text: string }[]): Promise<Outcome<string>>;
}

export const noSuchJob = (id: number) => refuse('no such job', `There is no job ${id}.`, 'jobs');

export function createInquiry({ registry, index, course }: InquiryDeps): Inquiry {
  async function read(id: number): Promise<Outcome<Job>> {
    const live = await directoryOf(id);
    return live.ok ? done(jobOf(live.value)) : live;
  }

  async function facts(id: number): Promise<Outcome<Facts>> {
    const found = await directoryOf(id);
    if (!found.ok) return found;
    const live = found.value;
    const summary = registry.get(id)!;
    const earlier = registry.earlier(summary);
    const gathered = await gatherFacts({
      job: jobOf(live),
      directory: live,
      counted: live.counted,
      earlier: earlier.map(durationOf).filter((took) => took > 0),
      expected: earlier.find((s) => s.rows)?.rows ?? [],
    });
    if (isOver(gathered.job.state) && !summary.rows && live.counted.size > 0) {
      const counted = { ...registry.get(id)!, rows: gathered.steps.map(({ rows }) => rows ?? null) };
      registry.put(counted);
      index.put(counted);
    }
    return done(gathered);
  }

  async function tail(id: number, lines: number): Promise<Outcome<Untrusted[]>> {
    const found = await directoryOf(id);
    if (!found.ok) return found;
    course.look(found.value);
    return done((await lastLines(found.value.dir, found.value.events, lines)).map(untrusted));
  }

  /** The job with all that its directory says; of one that is not over, what is in memory. */
  async function directoryOf(id: number): Promise<Outcome<Live>> {
    const known = registry.live.get(id) ?? registry.unreported.get(id);
    if (known) return done(known);
    const summary = registry.get(id);
    if (!summary) return noSuchJob(id);
    const directory = readDirectory(summary.dir);
    return directory.ok ? done(liveOf(directory.value)) : directory;
  }

  async function writeReport(
    id: number,
    markdown: string,
    partials: readonly { file: string; text: string }[] = [],
  ): Promise<Outcome<string>> {
    const summary = registry.get(id);
    if (!summary) return noSuchJob(id);
    try {
      for (const partial of partials) writePartial(summary.dir, partial);
      const path = putReport(summary.dir, markdown);
      registry.unreported.delete(id);
      return done(path);
    } catch (cause) {
      return refuse('not written', `The report of job ${id} could not be written into its directory.`, `report ${id}`, cause);
    }
  }

  return { read, facts, tail, writeReport };
}
