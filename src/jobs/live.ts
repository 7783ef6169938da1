/** A job that is not over yet, as the bot holds it in memory. Everything here can be read again from its directory. */
import type { Timer } from '../kernel/clock.ts';
import type { Counted } from './directory/facts.ts';
import type { Alive } from './follow/alive.ts';
import type { Waiting } from './job.ts';
import type { Cancel, End, JobEvent, Spec } from './spec.ts';
import { type Asked, isOver, type JobState, stateOf } from './state.ts';

export interface Live {
  readonly id: number;
  readonly dir: string;
  readonly spec: Spec;
  asked: Asked;
  events: JobEvent[];
  /** Where reading of events.jsonl goes on. */
  offset: number;
  end?: End | undefined;
  cancel?: Cancel | undefined;
  first?: number | undefined;
  waiting?: Waiting | undefined;
  /** How many times a runner was asked. */
  asks: number;
  alive?: Alive | undefined;
  timer?: Timer | undefined;
  /** Its end is being found out: once is enough. */
  settling?: boolean;
  readonly counted: Counted;
}

export type LiveStart = Pick<Live, 'dir' | 'spec'> & Partial<Pick<Live, 'events' | 'offset' | 'end' | 'cancel' | 'first'>>;

export const liveOf = ({ spec, dir, events = [], offset = 0, end, cancel, first }: LiveStart): Live => ({
  id: spec.id,
  dir,
  spec,
  asked: 'created',
  events,
  offset,
  end,
  cancel,
  first,
  asks: 0,
  counted: new Map(),
});

export const stateNow = (live: Live): JobState => stateOf(live);
/** Not started, and no runner asked yet. */
export const isWaiting = (live: Live): boolean => ['created', 'queued'].includes(stateNow(live).is);
export const hasStarted = (live: Live): boolean => live.events.some((e) => e.type === 'started');
export const hasEnded = (live: Live): boolean => isOver(stateNow(live));

/** Lets go of everything that could still call back. */
export function release(live: Live): void {
  live.alive?.close();
  live.timer?.cancel();
  live.alive = undefined;
  live.timer = undefined;
}
