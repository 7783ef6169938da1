/** The message that carries the full report. */
import { join } from 'node:path';
import type { Facts } from '../jobs/facts.ts';
import { visible } from '../kernel/text.ts';
import type { Attachment, Card } from './card.ts';
import { title } from './context.ts';

/** Bytes of the log that go with a report: its end. */
const logTail = 256 * 1024;
/** Result files that go with it. */
const resultsMost = 6;

/** `path`: where report.md is or will be. */
export function reportCard(facts: Facts, markdown: string, path: string): Card {
  const { id, spec, state } = facts.job;
  return {
    title: title(`REPORT ${id} ${visible(spec.recipe, { maxLength: 30 })}: ${state.is.replaceAll('_', ' ')}`),
    markdown,
    files: [
      { name: `report-${id}.md`, path, text: markdown },
      ...resultFiles(facts),
      { name: `log-tail-${id}.txt`, path: facts.log.path, last: logTail },
    ],
  };
}

const resultFiles = ({ job, results }: Facts): Attachment[] =>
  results
    .filter(({ read }) => read.ok)
    .slice(0, resultsMost)
    .map(({ file }) => ({ name: `${job.id}-${visible(file).replaceAll('/', '-')}`, path: join(job.dir, file) }));
