/** How far a running job is, and when it should end. Row counts are progress, never a measure of time: a rebuild stops them for minutes. */
import { median } from '../bench/ratio.ts';
import type { Facts, StepFacts } from '../jobs/facts.ts';
import type { Millis } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/durations.ts';
import { clock, type ReportContext, type Show, zoned } from './context.ts';

/** `wasm 12/45`, `phase cargo 1/2`, `starting`. */
export function progressWords(facts: Facts, show: Show): string {
  const { state } = facts.job;
  const phase = state.is === 'running' || state.is === 'stopping' ? state.phase : undefined;
  if (!phase) return 'starting';
  const step = facts.steps[phase.step];
  if (step && hasRows(step)) return `${show(phase.name, 20)} ${rowsDone(step)}`;
  return `phase ${show(phase.name, 20)} ${phase.step + 1}/${phase.of}`;
}

/** Where a job that is over stopped: `wasm 12/45`. */
export function reachedWords(facts: Facts, phase: string | undefined, show: Show): string | undefined {
  if (phase === undefined) return undefined;
  const step = facts.steps.find((s) => s.step.phase === phase);
  return step && hasRows(step) ? `${show(phase, 20)} ${rowsDone(step)}` : show(phase, 20);
}

/** What comes next, in a few words: `33 wasm benches`, `phase wasm`, `the end of cargo`. */
export function nextWords(facts: Facts, show: Show): string {
  const { state } = facts.job;
  if (state.is === 'created' || state.is === 'queued' || state.is === 'starting') return 'its start';
  if (state.is === 'stopping') return 'the end of its processes';
  if (state.is !== 'running' || !state.phase) return 'its first phase';
  const { phase } = state;
  const step = facts.steps[phase.step];
  if (step && hasRows(step) && step.of !== undefined && step.of > step.rows!) {
    const left = step.of - step.rows!;
    const bench = step.step.result?.format === 'molt-native' || step.step.result?.format === 'molt-wasm';
    return bench ? `${left} ${show(phase.name, 20)} ${left === 1 ? 'bench' : 'benches'}` : `${left} more in ${show(phase.name, 20)}`;
  }
  const after = facts.steps[phase.step + 1];
  return after ? `phase ${show(after.step.phase, 20)}` : `the end of ${show(phase.name, 20)}`;
}

/** `ETA 10:05`, `LATE: usually 28m`, `first run, no ETA`. */
export function etaWords(facts: Facts, context: ReportContext): string {
  const expected = eta(facts, context.now);
  if (expected.is === 'none') return 'first run, no ETA';
  return expected.is === 'late' ? `LATE: usually ${formatDuration(expected.usual)}` : `ETA ${clock(expected.at, context)}`;
}

/** The same with zone and time left, for a card: `ETA 10:05 CST (31m)`. */
export function etaOfCard(facts: Facts, context: ReportContext): string {
  const expected = eta(facts, context.now);
  if (expected.is !== 'at') return etaWords(facts, context);
  const left = expected.at - context.now;
  return left > 0 ? `ETA ${zoned(expected.at, context)} (${formatDuration(left)})` : `due since ${zoned(expected.at, context)}`;
}

/** From earlier runs of the same recipe, options and host; late past the time within which nine of ten of them ended. */
function eta(facts: Facts, now: Millis): { is: 'none' } | { is: 'late'; usual: Millis } | { is: 'at'; at: Millis } {
  const { state } = facts.job;
  const earlier = facts.earlier.filter((took) => Number.isFinite(took) && took > 0);
  if (earlier.length === 0 || state.is !== 'running') return { is: 'none' };
  const usual = median(earlier);
  const sorted = earlier.toSorted((a, b) => a - b);
  const p90 = Math.max(sorted[Math.ceil(sorted.length * 0.9) - 1]!, usual * 1.1);
  return now - state.since > p90 ? { is: 'late', usual } : { is: 'at', at: state.since + usual };
}

const hasRows = (step: StepFacts): boolean => step.rows !== undefined && (step.rows > 0 || step.of !== undefined);
const rowsDone = (step: StepFacts): string =>
  step.of === undefined ? `${step.rows} rows` : `${step.rows}/${Math.max(step.of, step.rows!)}`;
