/** The last lines of a job's log, safe to show. */
import type { JobSummary } from '../jobs/job.ts';
import { isOver } from '../jobs/state.ts';
import type { Untrusted } from '../kernel/text.ts';
import type { Card } from './card.ts';
import { count, type ReportContext, shower, title } from './context.ts';
import { stateWord } from './status-words.ts';

export function tailCard(job: Pick<JobSummary, 'id' | 'recipe' | 'state'>, lines: readonly Untrusted[], context: ReportContext): Card {
  const show = shower(context);
  const { id, recipe, state } = job;
  return {
    title: title(
      `${stateWord[state.is]} ${id} ${show(recipe, 30)}: ${lines.length ? `last ${count(lines.length, 'line')}` : 'no output yet'}`,
    ),
    ...(lines.length && { code: lines.map((text) => show(text, 400)).join('\n') }),
    buttons: [isOver(state) ? { label: 'Report', sends: `report ${id}` } : { label: 'Stop', sends: `stop ${id}`, form: true }],
  };
}
