/** What a job is: a fold over what its directory says. Pure, so that any prefix of the directory has an answer. */
import type { Millis } from '../kernel/clock.ts';
import type { End, Exit, JobEvent, Left, StopReason } from './spec.ts';

export interface Phase {
  name: string;
  step: number;
  of: number;
  since: Millis;
}

export type JobState =
  | { is: 'created' }
  | { is: 'queued' }
  | { is: 'starting' }
  | { is: 'running'; since: Millis; phase?: Phase; stalled?: { since: Millis; at: Millis; cpuPercent?: number } }
  | { is: 'stopping'; since: Millis; reason: StopReason; startedAt: Millis; phase?: Phase }
  | { is: 'succeeded'; at: Millis; since: Millis }
  | { is: 'failed'; at: Millis; since: Millis; exit: { code: number }; reason: 'exit' | 'no result'; phase?: string; missing?: string[] }
  | { is: 'signaled'; at: Millis; since: Millis; exit: { signal: string }; phase?: string }
  | { is: 'timed_out' | 'cancelled'; at: Millis; since: Millis | undefined; exit?: Exit; phase?: string }
  | { is: 'start_failed'; at: Millis; why: string }
  | { is: 'lost'; at: Millis; since: Millis | undefined; why: 'reboot' | 'shim killed'; phase?: string; left: Left[] };

/** What is known of a job besides its directory: `created` when it is just written, `queued` when it waits its turn, `starting` when a runner has been asked. */
export type Asked = 'created' | 'queued' | 'starting';

/** The state that the directory tells. */
export function stateOf(directory: { asked: Asked; events: readonly JobEvent[]; end?: End | undefined }): JobState {
  const { asked, events, end } = directory;
  const before = events.reduce(step, { is: asked } as JobState);
  return end ? ended(before, events, end) : before;
}

function step(state: JobState, event: JobEvent): JobState {
  switch (event.type) {
    case 'started':
      return { is: 'running', since: event.at };
    case 'withdrawn':
      return state;
    case 'phase':
      return state.is === 'running'
        ? { is: 'running', since: state.since, phase: { name: event.phase, step: event.step, of: event.of, since: event.at } }
        : state;
    case 'stopping':
      return state.is === 'running'
        ? { is: 'stopping', reason: event.reason, since: event.at, startedAt: state.since, ...(state.phase && { phase: state.phase }) }
        : state;
    case 'stalled':
      return state.is === 'running'
        ? {
            ...state,
            stalled: { since: event.since, at: event.at, ...(event.cpuPercent === undefined ? {} : { cpuPercent: event.cpuPercent }) },
          }
        : state;
    case 'awake': {
      if (state.is !== 'running') return state;
      const { stalled: _, ...awake } = state;
      return awake;
    }
    case 'step-end':
    case 'step-unstartable':
    case 'gap':
    case 'note':
      return state;
  }
}

function ended(before: JobState, events: readonly JobEvent[], end: End): JobState {
  const { at } = end;
  const since = before.is === 'running' ? before.since : before.is === 'stopping' ? before.startedAt : undefined;
  const phase = before.is === 'running' || before.is === 'stopping' ? before.phase?.name : undefined;
  const where = phase === undefined ? {} : { phase };
  if (end.outcome === 'lost') return { is: 'lost', at, since, why: end.why, left: end.left ?? [], ...where };
  if (end.outcome === 'withdrawn') {
    const withdrawn = events.find((e) => e.type === 'withdrawn');
    return withdrawn?.reason === 'cancelled'
      ? { is: 'cancelled', at, since }
      : { is: 'start_failed', at, why: withdrawn?.why ?? 'unknown' };
  }
  const { exit } = end;
  if (before.is === 'stopping') return { is: before.reason === 'cancelled' ? 'cancelled' : 'timed_out', at, since, exit, ...where };
  const began = since ?? at;
  if ('signal' in exit) return { is: 'signaled', at, since: began, exit, ...where };
  if (exit.code !== 0) return { is: 'failed', at, since: began, exit, reason: 'exit', ...failedPhase(events) };
  if (end.reason) return { is: 'failed', at, since: began, exit, reason: end.reason, missing: end.missing ?? [], ...where };
  return { is: 'succeeded', at, since: began };
}

/** The first phase that did not exit 0: with `continue` it need not be the last. */
function failedPhase(events: readonly JobEvent[]): { phase?: string } {
  const failed = events.find((e) => (e.type === 'step-end' || e.type === 'step-unstartable') && !('code' in e.exit && e.exit.code === 0));
  return failed && 'phase' in failed ? { phase: failed.phase } : {};
}

const open: readonly JobState['is'][] = ['created', 'queued', 'starting', 'running', 'stopping'];
export const isOver = (state: JobState): boolean => !open.includes(state.is);

/** The outcome that the events prove although end.json was never written: the shim died between its last step and its end. */
export function provenExit(steps: readonly { continue: boolean }[], events: readonly JobEvent[]): Exit | undefined {
  let failed: Exit | undefined;
  let last = -1;
  let running = false;
  let stopping = false;
  for (const event of events) {
    if (event.type === 'phase') running = true;
    if (event.type === 'stopping') stopping = true;
    if (event.type !== 'step-end' && event.type !== 'step-unstartable') continue;
    running = false;
    last = event.step;
    if ('code' in event.exit && event.exit.code === 0) continue;
    failed ??= event.exit;
    if (!steps[event.step]?.continue) return failed;
  }
  // Once it is stopping no further step begins: what is over then is all there is.
  const over = last === steps.length - 1 || (stopping && !running);
  return over && !running && events.length > 0 ? (failed ?? { code: 0 }) : undefined;
}
