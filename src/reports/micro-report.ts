/** The micro-report: one line, in exactly the form of the operations guide. */
import type { Facts } from '../jobs/facts.ts';
import { shellQuote } from '../kernel/paths.ts';
import { clock, type ReportContext, shower, toldPath } from './context.ts';
import { etaWords, nextWords, progressWords } from './progress-words.ts';

/** `- [09:49] running — 42 bench: wasm 12/45, ETA 10:05. Output: … Next: … Resume: ….` */
export function microReport(facts: Facts, context: ReportContext): string {
  const { job } = facts;
  const show = shower(context);
  const stalled = job.state.is === 'running' && job.state.stalled !== undefined;
  const status = stalled ? 'stalled' : job.state.is.replace('_', ' ');
  const silent = stalled ? `, silent since ${clock(job.state.is === 'running' ? job.state.stalled!.since : context.now, context)}` : '';
  const running = job.state.is === 'running';
  const progress = running || job.state.is === 'stopping' ? progressWords(facts, show) : (job.waiting?.reason ?? status);
  const update = `${job.id} ${show(job.spec.recipe, 40)}: ${show(progress, 200)}${silent}${running ? `, ${etaWords(facts, context)}` : ''}`;
  const by = context.updateBy === undefined ? '' : `, update by ${clock(context.updateBy, context)}`;
  return `- [${clock(context.now, context)}] ${status} — ${update}. Output: ${show(shellQuote(toldPath(facts, context)))}. Next: ${nextWords(facts, show)}${by}. Resume: ${show(context.resume)}.`;
}
