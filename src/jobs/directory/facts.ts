/** Gathers all that a report may say about a job from its directory. */
import { join, relative } from 'node:path';
import type { Millis } from '../../kernel/clock.ts';
import { untrusted } from '../../kernel/text.ts';
import type { Facts, Quote, ResultFile, StepFacts, StepState } from '../facts.ts';
import type { Job } from '../job.ts';
import { lineSplitter, type RowCounter, rowCounter } from '../progress.ts';
import type { Record } from '../record.ts';
import { type End, files, type JobEvent } from '../spec.ts';
import { isOver } from '../state.ts';
import { readJson } from './durable.ts';
import { type Log, lastLines, openLog, outputOf, stretchOf, wholeOutput } from './log.ts';
import { createQuoter } from './quote.ts';
import type { JobDirectory } from './read.ts';
import { readUntrustedJson } from './untrusted.ts';

/** How far the rows of a running job have been counted: nothing is read twice. */
export type Counted = Map<number, { counter: RowCounter; at: number }>;

export interface FactsContext {
  job: Job;
  directory: Pick<JobDirectory, 'dir' | 'events' | 'end' | 'cancel'>;
  counted: Counted;
  earlier: Millis[];
  /** Rows that each step had in an earlier run. */
  expected: readonly (number | null | undefined)[];
}

/** Of a step's output so much is searched for errors, and so much handed on for rows whose file is missing; bytes. */
const searched = 2 ** 26;
const printedMost = 2 ** 22;
const tailLines = 20;

export async function gatherFacts({ job, directory, counted, earlier, expected }: FactsContext): Promise<Facts> {
  const { dir, events, end, cancel } = directory;
  const { spec } = job;
  const record = readJson<Record>(join(dir, files.record));
  const recordEnd = readJson<Record>(join(dir, files.recordEnd));
  const states = spec.steps.map((_, step) => stepState(events, step, job));
  const results = spec.steps.flatMap(({ phase, result }, step): ResultFile[] =>
    result && (states[step]!.is === 'ended' || states[step]!.is === 'cut off')
      ? [{ phase, format: result.format, file: relative(dir, result.file), read: readUntrustedJson(dir, relative(dir, result.file)) }]
      : [],
  );
  const log = openLog(dir);
  try {
    if (log) await countRows(log, events, spec.steps, counted);
    const quote = log && (await findQuote(log, events, failedStep(events, states, end), spec.errors));
    return {
      job,
      events: [...events],
      ...(end && { end }),
      ...(record && { record }),
      ...(recordEnd && { recordEnd }),
      ...(cancel && { cancel }),
      steps: spec.steps.map((step, n): StepFacts => {
        const rows = counted.get(n)?.counter.rows;
        const of = expected[n] ?? step.progress?.of;
        return { step, state: states[n]!, ...(rows !== undefined && { rows }), ...(of !== undefined && { of }) };
      }),
      results,
      printed: log ? await printed(log, events, results, spec.steps) : [],
      ...(quote && { quote }),
      tail: (await lastLines(dir, events, tailLines)).map(untrusted),
      log: { path: join(dir, files.log), bytes: log?.bytes ?? 0, missing: missingBytes(events) },
      earlier,
    };
  } finally {
    log?.close();
  }
}

function stepState(events: readonly JobEvent[], step: number, job: Job): StepState {
  const over = events.find((e) => (e.type === 'step-end' || e.type === 'step-unstartable') && e.step === step);
  if (over?.type === 'step-end') return { is: 'ended', exit: over.exit, took: Math.max(0, over.took) };
  if (over?.type === 'step-unstartable') return { is: 'ended', exit: over.exit, took: 0 };
  const begun = events.find((e) => e.type === 'phase' && e.step === step);
  if (!begun) return { is: 'not run' };
  return isOver(job.state) ? { is: 'cut off' } : { is: 'running', since: begun.at };
}

/** The step whose output tells why: the first that did not exit 0, else the one that was cut off. */
function failedStep(events: readonly JobEvent[], states: readonly StepState[], end: End | undefined): number | undefined {
  if (!end) return undefined;
  const failed = events.find((e) => (e.type === 'step-end' || e.type === 'step-unstartable') && !('code' in e.exit && e.exit.code === 0));
  if (failed && 'step' in failed) return failed.step;
  const cut = states.findIndex((s) => s.is === 'cut off');
  if (cut >= 0) return cut;
  // All exited 0, and a result is missing: the last step is the one to ask.
  return end.outcome === 'exited' && end.reason ? states.length - 1 : undefined;
}

async function countRows(
  log: Log,
  events: readonly JobEvent[],
  steps: readonly { progress?: { row: string } }[],
  counted: Counted,
): Promise<void> {
  for (const [n, { progress }] of steps.entries()) {
    const stretch = progress && stretchOf(events, n);
    if (!stretch) continue;
    const known = counted.get(n) ?? { counter: rowCounter(progress.row), at: stretch.from };
    counted.set(n, known);
    const to = Math.min(stretch.to, lastNewline(log, known.at));
    if (to <= known.at) continue;
    const from = known.at;
    // Taken before the reading: two that count at the same time do not count the same.
    known.at = to;
    for await (const piece of outputOf(log, events, { from, to })) known.counter.take(piece);
  }
}

/** Behind the last newline from `from` on, so that counting goes on at the start of a line. */
function lastNewline(log: Log, from: number): number {
  const window = 2 ** 16;
  for (let to = log.bytes; to > from; to -= window) {
    const at = Math.max(from, to - window);
    const newline = log.read(at, to - at).lastIndexOf(10);
    if (newline >= 0) return at + newline + 1;
  }
  return from;
}

async function findQuote(
  log: Log,
  events: readonly JobEvent[],
  step: number | undefined,
  patterns: readonly string[],
): Promise<Quote | undefined> {
  const stretch = step === undefined || patterns.length === 0 ? undefined : stretchOf(events, step);
  if (!stretch) return undefined;
  const quoter = createQuoter(patterns);
  const lines = lineSplitter(quoter.line);
  for await (const piece of outputOf(log, events, { from: stretch.from, to: Math.min(stretch.to, stretch.from + searched) }))
    lines.take(piece);
  lines.close();
  return quoter.quote;
}

async function printed(
  log: Log,
  events: readonly JobEvent[],
  results: readonly ResultFile[],
  steps: readonly { phase: string }[],
): Promise<Facts['printed']> {
  const texts: Facts['printed'] = [];
  for (const { phase, read } of results) {
    const step = steps.findIndex((s) => s.phase === phase);
    const stretch = read.ok ? undefined : stretchOf(events, step);
    if (!stretch) continue;
    const bounded = { from: stretch.from, to: Math.min(stretch.to, stretch.from + printedMost) };
    texts.push({ step, text: untrusted(await wholeOutput(log, events, bounded)) });
  }
  return texts;
}

/** Each `gap` tells all that is missing for its reason up to then. */
function missingBytes(events: readonly JobEvent[]): number {
  const most = new Map<string, number>();
  for (const event of events) if (event.type === 'gap') most.set(event.reason, Math.max(most.get(event.reason) ?? 0, event.bytes));
  return [...most.values()].reduce((sum, bytes) => sum + bytes, 0);
}
