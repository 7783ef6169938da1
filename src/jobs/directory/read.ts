/** What a job directory says of itself. */
import { basename, join } from 'node:path';
import { parseDirectoryName } from '../../kernel/ids.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { type Cancel, categories, type End, files, type JobEvent, type Spec } from '../spec.ts';
import { exists, readJson, readJsonIfThere } from './durable.ts';
import { readEvents } from './events.ts';

export interface JobDirectory {
  dir: string;
  spec: Spec;
  events: JobEvent[];
  /** Where reading of events.jsonl goes on. */
  offset: number;
  /** A shim, or the bot, has made events.jsonl: the job may have run, also when no whole line is in it. */
  claimed: boolean;
  end?: End;
  cancel?: Cancel;
  /** When it was put in front of the queue. */
  first?: number;
  reported: boolean;
}

/** first.json */
export interface First {
  v: 1;
  at: number;
  by: string;
}

/** Refused where spec.json is missing, torn or of a newer format; the directory is then left as it is. */
export function readDirectory(dir: string): Outcome<JobDirectory> {
  const spec = readJson<Partial<Spec>>(join(dir, files.spec));
  if (!spec) return refuse('broken job', `The job directory ${dir} has no readable ${files.spec}. It was left as it is.`);
  if (typeof spec.v === 'number' && spec.v > 1)
    return refuse('newer job', `The job directory ${dir} was made by a newer version. It was left as it is.`);
  const named = parseDirectoryName(basename(dir));
  if (!isSpec(spec) || (named && named.id !== spec.id))
    return refuse('broken job', `The ${files.spec} in ${dir} does not describe that job. The directory was left as it is.`);
  const { events, offset, there } = readEvents(dir);
  const end = readEnd(dir);
  const cancel = readJsonIfThere<Cancel>(join(dir, files.cancel));
  const first = readJsonIfThere<First>(join(dir, files.first))?.at;
  return done({
    dir,
    spec,
    events,
    offset,
    claimed: there,
    ...(end && { end }),
    ...(cancel && { cancel }),
    ...(first !== undefined && { first }),
    reported: isReported(dir),
  });
}

export function readEnd(dir: string): End | undefined {
  const end = readJson<End>(join(dir, files.end));
  const known = end && ['exited', 'withdrawn', 'lost'].includes(end.outcome) && typeof end.at === 'number';
  return known && (end.outcome !== 'exited' || typeof end.exit === 'object') ? end : undefined;
}

export const isReported = (dir: string): boolean => exists(join(dir, files.report));

function isSpec(spec: Partial<Spec>): spec is Spec {
  const texts = [spec.recipe, spec.workspace, spec.worktree, spec.requester, spec.key, spec.tag, spec.host, spec.asked?.canonical];
  return (
    spec.v === 1 &&
    Number.isSafeInteger(spec.id) &&
    texts.every((text) => typeof text === 'string') &&
    categories.includes(spec.category!) &&
    ['host', 'worktree', 'none'].includes(spec.exclusive!) &&
    typeof spec.createdAt === 'number' &&
    typeof spec.limits === 'object' &&
    typeof spec.place === 'object' &&
    Array.isArray(spec.errors) &&
    Array.isArray(spec.steps) &&
    spec.steps.every((step) => typeof step?.phase === 'string' && Array.isArray(step.run) && typeof step.cwd === 'string')
  );
}
