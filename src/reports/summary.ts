/** Summary of a full report: failures, then counts, then figures. */
import { versusCpython } from '../bench/ratio.ts';
import type { Facts } from '../jobs/facts.ts';
import { linkWords } from '../kernel/link-mode.ts';
import { type BenchFacts, profiles } from './bench-facts.ts';
import { fullTable, superTable } from './bench-table.ts';
import { count, type Show } from './context.ts';
import { okCount } from './ending-title.ts';
import { fenced, inert } from './markdown.ts';
import { resultProblems } from './result-words.ts';

const mostNames = 50;

export function summary(facts: Facts, bench: BenchFacts | undefined, show: Show): string {
  const value: Show = (text, length) => inert(show(text, length));
  const lines = [
    ...failures(facts, bench, value),
    ...profileLines(facts, value),
    stepCounts(facts),
    ...(bench ? benchCounts(bench, value) : []),
  ].map((text) => `- ${text}`);
  if (!bench) return lines.join('\n');
  const tables = [fullTable(bench, show), superTable(bench, show)].filter((table) => table.length > 1).map(fenced);
  return [lines.join('\n'), ...tables].join('\n\n');
}

function failures(facts: Facts, bench: BenchFacts | undefined, value: Show): string[] {
  const failed = bench?.failed ?? [];
  const names = failed.slice(0, mostNames).map(({ phase, name, built }) => `${value(name)} (${value(phase)} ${built ? 'run' : 'build'})`);
  const more = failed.length > mostNames ? `, +${failed.length - mostNames} more` : '';
  return [...(failed.length ? [`${failed.length} failed: ${names.join(', ')}${more}`] : []), ...resultProblems(facts, value)];
}

function profileLines(facts: Facts, value: Show): string[] {
  return profiles(facts).flatMap(({ phase, profile: { benches, crashed } }) => [
    ...(crashed.length
      ? [
          `${count(crashed.length, 'profiled run')} crashed: ${crashed
            .slice(0, mostNames)
            .map((run) => `${value(run.bench)} (${value(run.tool)}, returned ${run.returncode})`)
            .join(', ')}`,
        ]
      : []),
    `${value(phase)}: ${count(benches.length, 'bench', 'benches')} profiled${crashed.length ? '' : ', none crashed'}`,
  ]);
}

/** `Phases: 1 failed, 1 passed, 2 not run` */
function stepCounts({ steps }: Facts): string {
  const sum = { failed: 0, passed: 0, running: 0, 'not run': 0 };
  for (const { state } of steps) {
    if (state.is === 'ended') sum['code' in state.exit && state.exit.code === 0 ? 'passed' : 'failed']++;
    else if (state.is === 'cut off') sum.failed++;
    else sum[state.is]++;
  }
  const parts = Object.entries(sum).flatMap(([word, n]) => (n ? [`${n} ${word}`] : []));
  return `Phases: ${parts.join(', ') || 'none'}`;
}

function benchCounts(bench: BenchFacts, value: Show): string[] {
  const { wasmRatio, nativeRatio } = bench;
  return [
    ...bench.runs.map(({ phase, run, link }) => {
      const n = run.samples === undefined ? '' : `, n=${run.samples}`;
      const warmup = run.warmup === undefined ? '' : `, warm-up ${run.warmup}`;
      const mode = link ? `, ${linkWords(link)}` : '';
      const partial = run.partial ? '; partial: rows that were printed before the end, never compared as a whole run' : '';
      return `${value(phase)}: ${okCount(run)} ok${n}${warmup}${run.superRun ? ', super run' : ''}${mode}${partial}`;
    }),
    ...(wasmRatio
      ? [
          `WASM ${versusCpython(wasmRatio.median)}: median of WASM time / CPython time of this job, ${count(wasmRatio.byName.size, 'bench', 'benches')}`,
        ]
      : []),
    ...(nativeRatio
      ? [
          `Molt native ${versusCpython(nativeRatio.median)}: median of Molt time / CPython time of this job, ${count(nativeRatio.byName.size, 'bench', 'benches')}`,
        ]
      : []),
    ...(bench.noCpython ? ['CPython: n/a, it was not measured, so there is no ratio'] : []),
  ];
}
