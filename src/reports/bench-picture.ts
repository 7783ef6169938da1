/** The picture of a bench job, an SVG that reads on a phone: how each bench stands to CPython, else plain times. No verdicts: it only says what was measured. */
import { versusCpython } from '../bench/ratio.ts';
import type { Facts } from '../jobs/facts.ts';
import { formatDuration } from '../kernel/durations.ts';
import { linkWords } from '../kernel/link-mode.ts';
import { clip, columns } from '../kernel/text.ts';
import { dateTime, zoneName } from '../kernel/zone.ts';
import { type Chart, ratioChart, timeChart } from './bench-chart.ts';
import { type BenchFacts, benchFacts, unreadable } from './bench-facts.ts';
import { drawn, mostRows } from './chart-picture.ts';
import { count, type ReportContext, type Show, shortCommit, shower } from './context.ts';
import { okCount } from './ending-title.ts';
import { durationOf, stateWord } from './status-words.ts';
import { type Block, columnsOf, gap, page, words } from './svg.ts';

const titleSize = 36;
/** Columns of a name in a list. What is more than `mostListed` is counted. */
const listedColumns = 40;
const mostListed = 20;

/** Undefined: the job has no bench results that could be read. */
export function benchPicture(facts: Facts, context: ReportContext): string | undefined {
  const bench = benchFacts(facts);
  if (!bench?.runs.some(({ run }) => run.benches.length > 0)) return undefined;
  const show = shower(context);
  const chart = bench.wasmRatio || bench.nativeRatio ? ratioChart(bench, show) : timeChart(bench, show);
  const parts = titleOf(facts, context, show);
  const name = parts.join(' · ');
  return page(name, [
    ...(columns(name) <= columnsOf(titleSize) ? [name] : parts).map((line) => words(line, { size: titleSize, bold: true })),
    words(origin(facts, context, show), facts.job.state.is === 'succeeded' ? { colour: '#444444' } : { bold: true }),
    gap(16),
    ...runLines(facts, bench, show).map((line) => words(line)),
    ...failures(bench, show),
    ...leftOut(bench, chart, show),
    ...(chart.rows.length > 0 ? [gap(24), drawn(chart)] : [gap(24), words('No bench has a time: there is nothing to draw.')]),
    ...(chart.rows.length > mostRows ? [words(`+${chart.rows.length - mostRows} more`)] : []),
  ]);
}

/** `42 bench --linked` and `a0a6909 · 28m`: one line where it is wide enough. */
function titleOf(facts: Facts, context: ReportContext, show: Show): string[] {
  const { id, spec } = facts.job;
  const commit = facts.record?.git?.head ?? spec.commit;
  const took = durationOf(facts, context.now);
  return [
    `${id} ${show(spec.asked.canonical, 100)}`,
    `${commit === undefined ? 'no commit' : show(shortCommit(commit))}${took === undefined ? '' : ` · ${formatDuration(took)}`}`,
  ];
}

/** `TIMED OUT · m1 · 2026-11-22 09:34 CST · 3 dirty files` */
function origin({ job, record }: Facts, { zone }: ReportContext, show: Show): string {
  const at = record?.at ?? job.spec.createdAt;
  const dirty = record?.git?.status.length ?? 0;
  return [
    ...(job.state.is === 'succeeded' ? [] : [stateWord[job.state.is]]),
    show(job.spec.host, 40),
    `${dateTime(at, zone)} ${zoneName(at, zone)}`,
    ...(dirty > 0 ? [count(dirty, 'dirty file')] : []),
  ].join(' · ');
}

function runLines(facts: Facts, bench: BenchFacts, show: Show): string[] {
  const { wasmRatio, nativeRatio } = bench;
  const inChart = drawnRuns(bench);
  const runs = bench.runs.map(({ phase, run, link }) =>
    [
      `${show(phase, 20)}: ${okCount(run)} ok`,
      run.samples === undefined ? 'n not told' : `n=${run.samples}`,
      ...(run.superRun ? ['super run'] : []),
      ...(link ? [linkWords(link)] : []),
      ...(run.partial ? ['partial: printed rows only'] : []),
      ...(inChart.includes(run) ? [] : ['not drawn']),
    ].join(', '),
  );
  const unused = facts.results.flatMap((result) => {
    const why = bench.runs.some(({ phase }) => phase === result.phase) ? undefined : unreadable(result);
    return why === undefined ? [] : [`${show(result.phase, 20)}: result not used, ${show(why, 100)}`];
  });
  const ratios = wasmRatio ?? nativeRatio;
  const median = ratios && `${wasmRatio ? 'WASM' : 'Molt'} median: ${versusCpython(ratios.median)}`;
  return [
    ...runs,
    ...unused,
    ...(median ? [`${median}, ${count(ratios.byName.size, 'bench', 'benches')}`] : []),
    ...(bench.noCpython ? ['CPython was not measured: no ratio'] : []),
  ];
}

/** The runs whose figures are in the chart; of several of one format the ratio takes the first. */
function drawnRuns({ runs, wasmRatio, nativeRatio }: BenchFacts): BenchFacts['runs'][number]['run'][] {
  if (!wasmRatio && !nativeRatio) return runs.map(({ run }) => run);
  const first = (format: string): typeof runs => runs.filter(({ run }) => run.format === format).slice(0, 1);
  return [...first('molt-native'), ...(wasmRatio ? first('molt-wasm') : [])].map(({ run }) => run);
}

/** `wasm build, 2 FAILED:`, and below it `async_await, fib` */
function failures({ failed }: BenchFacts, show: Show): Block[] {
  const groups = Map.groupBy(failed, ({ phase, built }) => `${show(phase, 20)} ${built ? 'run' : 'build'}`);
  return [...groups].flatMap(([group, benches]) => [
    gap(12),
    words(`${group}, ${benches.length} FAILED:`, { bold: true }),
    words(
      listed(
        benches.map(({ name }) => name),
        show,
      ),
    ),
  ]);
}

/** Benches that were measured and have no ratio all the same. */
function leftOut(bench: BenchFacts, { keys }: Chart, show: Show): Block[] {
  const drawnOrFailed = new Set<string>([...keys, ...bench.failed.map(({ name }) => name)]);
  const names = [...new Set(bench.runs.flatMap(({ run }) => run.benches.map(({ name }) => name)))].filter(
    (name) => !drawnOrFailed.has(name),
  );
  return names.length === 0 ? [] : [gap(12), words(`${names.length} measured without a ratio:`), words(listed(names, show))];
}

function listed(names: readonly string[], show: Show): string {
  const some = names.slice(0, mostListed).map((name) => clip(show(name), listedColumns));
  return `${some.join(', ')}${names.length > mostListed ? `, +${names.length - mostListed}\u00a0more` : ''}`;
}
