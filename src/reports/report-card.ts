/** The message that carries the full report. */
import type { Facts } from '../jobs/facts.ts';
import { visible } from '../kernel/text.ts';
import type { Card } from './card.ts';
import { title } from './context.ts';

/** `path`: where report.md is or will be. */
export function reportCard({ job }: Facts, markdown: string, path: string): Card {
  const { id, spec, state } = job;
  return {
    title: title(`REPORT ${id} ${visible(spec.recipe, { maxLength: 30 })}: ${state.is.replaceAll('_', ' ')}`),
    markdown,
    files: [{ name: `report-${id}.md`, path }],
  };
}
