/** The full report, exactly in the form of the operations guide. Markdown whose structure is ours and whose values are inert. */
import type { Facts } from '../jobs/facts.ts';
import { isOver } from '../jobs/state.ts';
import { shellLine } from '../kernel/paths.ts';
import { benchFacts } from './bench-facts.ts';
import { type ReportContext, type Show, shower, toldPath } from './context.ts';
import { filesTouched } from './files-touched.ts';
import { code, inert } from './markdown.ts';
import { notes } from './notes.ts';
import { statusSentence } from './status-words.ts';
import { summary } from './summary.ts';

export function fullReport(facts: Facts, context: ReportContext): string {
  const show = shower(context);
  const { id, spec } = facts.job;
  const sections = [
    `## ${inert(show(spec.asked.canonical, 200))} (job ${id})`,
    `### Status\n${statusSentence(facts, context)}`,
    `### Summary\n${summary(facts, benchFacts(facts), show)}`,
    `### Files Touched\n${filesTouched(facts, context)}`,
    `### Tests\n${tests(facts, show)}`,
    `### Notes\n${notes(facts, context)}`,
    `### Resume\n${resume(facts, context, show)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function tests(facts: Facts, show: Show): string {
  return facts.steps.map(({ step }, n) => `- ${code(show(shellLine(step.run), 2000))} → ${verdict(facts, n, show)}`).join('\n') || '- none';
}

function verdict(facts: Facts, n: number, show: Show): string {
  const { step, state } = facts.steps[n]!;
  const unstartable = facts.events.find((event) => event.type === 'step-unstartable' && event.step === n);
  if (unstartable?.type === 'step-unstartable') return `FAIL (could not be started: ${inert(show(unstartable.why))})`;
  switch (state.is) {
    case 'not run':
      return 'NOT RUN';
    case 'running':
      return isOver(facts.job.state) ? 'FAIL (nobody saw its end)' : 'RUNNING';
    case 'cut off':
      return 'FAIL (cut off: nobody saw its end)';
    case 'ended':
      if (!('code' in state.exit) || state.exit.code !== 0) return 'FAIL';
      return facts.job.state.is === 'failed' && facts.job.state.reason === 'no result' && lacksResult(facts, step.phase)
        ? 'FAIL (exit 0, no result)'
        : 'PASS';
  }
}

const lacksResult = (facts: Facts, phase: string): boolean => facts.results.some((result) => result.phase === phase && !result.read.ok);

/** A line that works when it is pasted: attach while the job runs, the log afterwards. */
function resume(facts: Facts, context: ReportContext, show: Show): string {
  if (!isOver(facts.job.state)) return `- ${code(show(context.resume))}`;
  return [`- ${code(show(context.readLog))}`, `- Log: ${code(show(toldPath(facts, context), 1000))}`].join('\n');
}
