/** The state of a job in words: the one for a title, and the whole sentence for a full report. */
import { constants } from 'node:os';
import type { Facts } from '../jobs/facts.ts';
import type { Exit, Left } from '../jobs/spec.ts';
import { isOver, type JobState } from '../jobs/state.ts';
import { formatDuration } from '../kernel/durations.ts';
import { clock, count, type ReportContext, type Show, shower, zoned } from './context.ts';
import { inert } from './markdown.ts';

/** The word that a title begins with. */
export const stateWord: { [is in JobState['is']]: string } = {
  created: 'STARTING',
  queued: 'QUEUED',
  starting: 'STARTING',
  running: 'RUNNING',
  stopping: 'STOPPING',
  succeeded: 'DONE',
  failed: 'FAILED',
  signaled: 'FAILED',
  timed_out: 'TIMED OUT',
  cancelled: 'CANCELLED',
  start_failed: 'NOT STARTED',
  lost: 'LOST',
};

/** `exit 101`, `signal 9 (SIGKILL)` */
export function exitWords(exit: Exit): string {
  if ('code' in exit) return `exit ${exit.code}`;
  const number = (constants.signals as { [name: string]: number | undefined })[exit.signal];
  return number === undefined ? `signal ${exit.signal}` : `signal ${number} (${exit.signal})`;
}

/** Milliseconds from start to end, or to now; undefined when it never ran. */
export function tookOf(state: JobState, now: number): number | undefined {
  if (state.is === 'running') return Math.max(0, now - state.since);
  if (state.is === 'stopping') return Math.max(0, now - state.startedAt);
  return 'at' in state && 'since' in state && state.since !== undefined ? Math.max(0, state.at - state.since) : undefined;
}

/** The same of a job with its steps: once it is over by the monotonic clock, so that it is right also when the wall clock was set meanwhile. */
export function durationOf({ job, steps }: Facts, now: number): number | undefined {
  const wall = tookOf(job.state, now);
  const took = steps.flatMap(({ state }) => (state.is === 'ended' ? [state.took] : []));
  const isWhole = took.length > 0 && steps.every(({ state }) => state.is === 'ended' || state.is === 'not run');
  return wall === undefined || !isOver(job.state) || job.state.is === 'lost' || !isWhole ? wall : took.reduce((sum, one) => sum + one, 0);
}

/** `4711 (bench.py), 4712 (node)` */
export function leftWords(left: readonly Left[], show: Show, most = 10): string {
  const names = left.slice(0, most).map(({ pid, name }) => `${pid} (${show(name, 40)})`);
  return [...names, ...(left.length > most ? [`+${left.length - most} more`] : [])].join(', ');
}

/** State, exit code or signal, how long, phase and reason: the first words of a full report. Inert markdown. */
export function statusSentence(facts: Facts, context: ReportContext): string {
  const { state } = facts.job;
  const show: Show = (text, length) => inert(shower(context)(text, length));
  const took = durationOf(facts, context.now);
  const after = took === undefined ? '' : ` after ${formatDuration(took)}`;
  const within = 'phase' in state && typeof state.phase === 'string' ? ` in phase ${show(state.phase)}` : '';
  const exit = 'exit' in state && state.exit ? `, ${exitWords(state.exit)}` : '';
  switch (state.is) {
    case 'created':
    case 'starting':
      return `${state.is}: not yet running.`;
    case 'queued':
      return `queued${facts.job.waiting ? `: number ${facts.job.waiting.position} in the queue, ${show(facts.job.waiting.reason)}` : ''}.`;
    case 'running':
      return `running for ${formatDuration(took!)}${state.phase ? ` in phase ${show(state.phase.name)} (${state.phase.step + 1} of ${state.phase.of})` : ''}${state.stalled ? `; no output since ${zoned(state.stalled.since, context)}` : ''}.`;
    case 'stopping':
      return `stopping (${state.reason})${after}${state.phase ? ` in phase ${show(state.phase.name)}` : ''}.`;
    case 'succeeded':
      return `succeeded: exit 0${after}, ${count(facts.steps.length, 'phase')}${span(state, context)}.`;
    case 'failed':
      return state.reason === 'no result'
        ? `failed: no result${within}, exit 0${after}; missing: ${(state.missing ?? []).map((file) => show(file)).join(', ') || 'unknown'}${span(state, context)}.`
        : `failed: ${exitWords(state.exit)}${within}${after}${span(state, context)}.`;
    case 'signaled':
      return `signaled: ${exitWords(state.exit)}${within}${after}${span(state, context)}.`;
    case 'timed_out':
      return `timed_out: time limit${limit(facts)} reached${within}${after}${exit}${span(state, context)}.`;
    case 'cancelled':
      return `cancelled${cancelledBy(facts, show)}${state.since === undefined ? ' before it started' : `${within}${after}`}${exit}${span(state, context)}.`;
    case 'start_failed':
      return `start_failed: ${show(state.why)}. Nothing was run.`;
    case 'lost':
      return `lost: ${state.why === 'reboot' ? 'the host rebooted' : 'its shim was killed'}${within}${state.since === undefined ? '' : `, noticed${after}`}; exit code unknown; ${state.left.length ? `processes left: ${leftWords(state.left, show)}` : 'no processes left'}. Not re-run.`;
  }
}

const span = (state: { at: number; since: number | undefined }, context: ReportContext): string =>
  state.since === undefined ? '' : ` (${clock(state.since, context)} to ${zoned(state.at, context)})`;

const limit = ({ job }: Facts): string => (job.spec.limits.time === undefined ? '' : ` of ${formatDuration(job.spec.limits.time)}`);

function cancelledBy(facts: Facts, show: Show): string {
  const stopping = facts.events.find((event) => event.type === 'stopping');
  const by = facts.cancel?.by ?? stopping?.by;
  const why = facts.cancel?.why ?? stopping?.why;
  return `${by === undefined ? '' : ` by ${show(by)}`}${why ? ` (${show(why)})` : ''}`;
}
