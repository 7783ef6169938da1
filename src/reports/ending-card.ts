/** The message that a job is over: it rings its requester, so the deciding fact comes first. */
import { versusCpython } from '../bench/ratio.ts';
import type { Facts } from '../jobs/facts.ts';
import { formatDuration } from '../kernel/durations.ts';
import { linkWords } from '../kernel/link-mode.ts';
import { clip, columns } from '../kernel/text.ts';
import { type BenchFacts, benchFacts } from './bench-facts.ts';
import { benchTable } from './bench-table.ts';
import type { Button, Card } from './card.ts';
import { pathList } from './claims/claim-words.ts';
import { cardLines, count, line, lineColumns, type ReportContext, type Show, shortCommit, shower, wrap, zoned } from './context.ts';
import { endingTitle } from './ending-title.ts';
import { bytesWords, logLine } from './log-words.ts';
import { partialResults } from './partial-results.ts';
import { quotedLines } from './quote.ts';
import { problemLines } from './result-words.ts';
import { durationOf, leftWords } from './status-words.ts';

export function endingCard(facts: Facts, context: ReportContext): Card {
  const { job } = facts;
  const show = shower(context);
  const bench = benchFacts(facts);
  const always = [summary(facts, context, show), ...benchLines(bench), ...claimLine(facts), ...logLine(facts), ...leftLine(facts, show)];
  // The title and the buttons have a line each.
  const most = cardLines - 2;
  const output = outputLines(facts, show).slice(0, most - always.length);
  const lines = [...reasonLines(facts, context, show).slice(0, most - always.length - output.length), ...always];
  const room = most - output.length - lines.length - 2;
  return {
    title: endingTitle(facts, bench, context),
    ...(output.length > 0 && { output }),
    lines,
    ...(bench && room > 0 && { code: benchTable(bench, show, Math.min(5, room)) }),
    buttons: buttons(facts),
    mention: [job.spec.requester],
  };
}

function reasonLines(facts: Facts, context: ReportContext, show: Show): string[] {
  const { state } = facts.job;
  if (state.is === 'succeeded') return problemLines(facts, show);
  if (state.is === 'cancelled') return facts.cancel?.why ? [line(`why: ${show(facts.cancel.why)}`)] : [];
  if (state.is === 'start_failed') return state.why.length < 30 ? [] : wrap(`why: ${show(state.why, 200)}`).slice(0, 4);
  if (state.is === 'lost')
    return [
      `${state.why === 'reboot' ? 'the host rebooted' : 'its shim was killed'}, noticed ${zoned(state.at, context)}`,
      line(`Kept: ${kept(facts, show)}`),
      ...(state.left.length ? [line(`still there: ${leftWords(state.left, show, 3)}`)] : []),
    ];
  return problemLines(facts, show);
}

/** Of a job that failed: the error that it printed, else its last words. */
function outputLines(facts: Facts, show: Show): string[] {
  const { state } = facts.job;
  if (state.is !== 'failed' && state.is !== 'signaled' && state.is !== 'timed_out') return [];
  const { quote } = facts;
  if (quote) {
    const where = [quote.where && show(quote.where), quote.more > 0 ? `(1 of ${quote.more + 1} errors)` : undefined]
      .filter(Boolean)
      .join(' ');
    const [first, ...after] = quotedLines(facts, 2).map((text) => wrap(show(text).trim()).slice(0, 2));
    return [...first!, ...(where ? [line(where)] : []), ...(quote.where ? [] : after.flat())];
  }
  const last = facts.tail
    .map((text) => show(text).trim())
    .filter(Boolean)
    .at(-1);
  return last === undefined ? [] : [line(`last line: "${last}"`)];
}

/** `28m · a0a6909 · bench --linked`, for a failure with who asked. */
function summary(facts: Facts, context: ReportContext, show: Show): string {
  const { state, spec } = facts.job;
  const took = durationOf(facts, context.now);
  const commit = facts.record?.git?.head ?? spec.commit;
  const rest = [
    took === undefined ? undefined : formatDuration(took),
    commit === undefined ? undefined : show(shortCommit(commit)),
    state.is === 'succeeded' ? undefined : `by ${show(spec.requester, 20)}`,
  ]
    .filter(Boolean)
    .map((part) => ` · ${part}`)
    .join('');
  return line(clip(show(spec.asked.canonical, 60), Math.max(5, lineColumns - columns(rest))) + rest);
}

function benchLines(bench: BenchFacts | undefined): string[] {
  if (!bench) return [];
  const head = bench.runs.find(({ run }) => run.samples !== undefined)?.run;
  const mode = bench.runs.flatMap(({ link }) => (link ? [linkWords(link)] : [])).join(', ');
  const n = head
    ? `n=${head.samples}${head.warmup === undefined ? '' : `, warm-up ${head.warmup}`}${head.superRun ? ', super' : ''}`
    : undefined;
  const first = [n, mode].filter(Boolean).join(' · ');
  return [
    ...(first
      ? first.length <= 40
        ? [first]
        : [n, mode].filter((part) => part !== undefined && part !== '').map((part) => line(part!))
      : []),
    ...(bench.runs.some(({ run }) => run.partial) ? ['partial rows only, not compared'] : []),
    ...(bench.wasmRatio
      ? [`WASM ${versusCpython(bench.wasmRatio.median)} (median)`]
      : bench.nativeRatio
        ? [`Molt ${versusCpython(bench.nativeRatio.median)} (median)`]
        : bench.noCpython
          ? ['CPython n/a: no ratio']
          : []),
  ];
}

/** It may have gone before: handed over, stolen or broken. */
function claimLine({ job }: Facts): string[] {
  const { fresh = [] } = job.spec.claim ?? {};
  const lead = 'claim over: ';
  return fresh.length === 0 ? [] : [`${lead}${pathList(fresh, lineColumns - columns(lead))}`];
}

/** Processes that the job left running; of one that was lost the reason tells them. */
const leftLine = ({ job, end }: Facts, show: Show): string[] =>
  end?.left?.length && job.state.is !== 'lost'
    ? [line(`left ${count(end.left.length, 'process', 'processes')}: ${leftWords(end.left, show, 3)}`)]
    : [];

function kept(facts: Facts, show: Show): string {
  const results = [...facts.results.filter(({ read }) => read.ok), ...partialResults(facts)].map(({ file }) => show(file, 40));
  return [...results, `log (${bytesWords(facts.log.bytes)})`].join(', ');
}

function buttons({ job, quote }: Facts): Button[] {
  const { id, state } = job;
  const report =
    state.is === 'failed' || state.is === 'signaled'
      ? { label: quote ? 'Errors' : 'Tail', sends: quote ? `report ${id}` : `tail ${id}` }
      : { label: 'Report', sends: `report ${id}` };
  return [
    report,
    ...(state.is === 'lost' || state.is === 'timed_out' ? [{ label: 'Log', sends: `log ${id}` }] : []),
    { label: 'Again', sends: `again ${id}` },
  ];
}
