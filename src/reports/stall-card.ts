/** A job that prints nothing any more: told once, with what it may be about. Nothing is stopped. */
import type { Facts } from '../jobs/facts.ts';
import { formatDuration } from '../kernel/durations.ts';
import type { Card } from './card.ts';
import { clock, line, type ReportContext, shower, title, zoned } from './context.ts';
import { progressWords } from './progress-words.ts';

export function stallCard(facts: Facts, context: ReportContext): Card {
  const { id, spec, state } = facts.job;
  const show = shower(context);
  const stalled = state.is === 'running' ? state.stalled : undefined;
  const since = stalled?.since ?? context.now;
  const cpu = stalled?.cpuPercent === undefined ? '' : `, CPU ${Math.round(stalled.cpuPercent)}%`;
  const last = facts.tail
    .map((text) => show(text).trim())
    .filter(Boolean)
    .at(-1);
  const limit = state.is === 'running' && spec.limits.time !== undefined ? state.since + spec.limits.time : undefined;
  return {
    title: title(`STALLED ${id} ${show(spec.recipe, 30)}: silent ${formatDuration(context.now - since)}${cpu}`),
    ...(last !== undefined && { output: [line(`last line: "${last}"`)] }),
    lines: [
      line(`since ${zoned(since, context)} · ${progressWords(facts, show)}`),
      line(limit === undefined ? 'Not stopped; it has no time limit' : `Not stopped; its limit is ${clock(limit, context)}`),
    ],
    buttons: [
      { label: 'Tail', sends: `tail ${id}` },
      { label: 'Stop', sends: `stop ${id}`, form: true },
    ],
    mention: [spec.requester],
  };
}
