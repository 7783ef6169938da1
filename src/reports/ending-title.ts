/** The title of the message that a job is over: the deciding fact. */
import { type BenchRun, timeIn } from '../bench/formats.ts';
import type { Facts } from '../jobs/facts.ts';
import { formatDuration } from '../kernel/durations.ts';
import { type BenchFacts, profiles, unreadable } from './bench-facts.ts';
import { count, type ReportContext, type Show, shower, title } from './context.ts';
import { reachedWords } from './progress-words.ts';
import { printedUsageOnly } from './quote.ts';
import { durationOf, exitWords, stateWord } from './status-words.ts';

/** `FAILED 42 build: cargo, exit 101` */
export function endingTitle(facts: Facts, bench: BenchFacts | undefined, context: ReportContext): string {
  const { state, id } = facts.job;
  return title(`${stateWord[state.is]} ${id}${fact(facts, bench, context, shower(context))}`);
}

function fact(facts: Facts, bench: BenchFacts | undefined, context: ReportContext, show: Show): string {
  const { state, spec } = facts.job;
  const recipe = show(spec.recipe, 30);
  if (printedUsageOnly(facts)) return ` ${recipe}: exit 0, but only a usage line`;
  const phase = 'phase' in state && typeof state.phase === 'string' ? state.phase : undefined;
  const at = reachedWords(facts, phase, show);
  switch (state.is) {
    case 'succeeded':
      return bench
        ? `: ${benchCounts(bench, show)}`
        : crashed(facts)
          ? `: ${count(crashed(facts), 'profiled run')} crashed`
          : ` ${recipe}: exit 0 in ${formatDuration(durationOf(facts, context.now) ?? 0)}${facts.results.some((result) => unreadable(result)) ? ', result not used' : ''}`;
    case 'failed':
      return ` ${recipe}: ${[phase && show(phase, 20), state.reason === 'no result' ? 'exit 0 but no result' : exitWords(state.exit)].filter(Boolean).join(', ')}`;
    case 'signaled':
      return ` ${recipe}: ${[phase && show(phase, 20), exitWords(state.exit)].filter(Boolean).join(', ')}`;
    case 'timed_out':
      return ` ${recipe}: limit ${spec.limits.time === undefined ? '' : `${formatDuration(spec.limits.time)} `}reached${at ? ` at ${at}` : ''}`;
    case 'cancelled':
      return ` ${recipe}${state.since === undefined ? ' before it started' : at ? ` at ${at}` : ''}${facts.cancel ? `, by ${show(facts.cancel.by, 20)}` : ''}`;
    case 'start_failed':
      return ` ${recipe}: ${show(state.why, 100)}`;
    case 'lost':
      return ` ${recipe}${at ? ` at ${at}` : ''}, not re-run`;
    default:
      return ` ${recipe}`;
  }
}

const crashed = (facts: Facts): number => profiles(facts).reduce((sum, { profile }) => sum + profile.crashed.length, 0);

/** `1 failed, native 45/45, wasm 44/45` */
function benchCounts(bench: BenchFacts, show: Show): string {
  const runs = bench.runs.map(({ phase, run }) => `${show(phase, 12)} ${okCount(run)}${run.partial ? ' partial' : ''}`);
  return [...(bench.failed.length ? [`${bench.failed.length} failed`] : []), ...runs].join(', ');
}

export const okCount = (run: BenchRun): string => {
  const ok = run.benches.filter((bench) => timeIn(bench) !== null).length;
  return `${ok}/${run.benches.length}`;
};
