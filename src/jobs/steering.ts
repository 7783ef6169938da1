/** What people may do to a job that is not over. */
import type { Clock } from '../kernel/clock.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import type { Course } from './course.ts';
import { writeCancel, writeFirst } from './directory/marks.ts';
import { ring } from './follow/bell.ts';
import { noSuchJob } from './inquiry.ts';
import type { Jobs } from './job.ts';
import { isWaiting, type Live, stateNow } from './live.ts';
import type { Registry } from './registry.ts';
import { isOver } from './state.ts';

export interface SteeringDeps {
  clock: Clock;
  registry: Registry;
  course: Course;
}

export function createSteering({ clock, registry, course }: SteeringDeps): Pick<Jobs, 'cancel' | 'first'> {
  async function cancel(id: number, by: string, why: string): Promise<Outcome<void>> {
    const found = openJob(registry, id);
    if (!found.ok) return registry.get(id)?.state.is === 'cancelled' ? done(undefined) : found;
    const live = found.value;
    const cancelled = { at: clock.now(), by, why };
    try {
      writeCancel(live.dir, cancelled);
    } catch (cause) {
      return refuse('not written', `Job ${id} was not stopped: its directory cannot be written.`, `stop ${id}`, cause);
    }
    live.cancel ??= { v: 1, ...cancelled };
    if (ring(live.dir) === 'heard' || course.look(live) || course.cancelWaiting(live)) return done(undefined);
    // A shim came up just now; it looks at cancel.json before its first step, and hears the bell.
    ring(live.dir);
    return done(undefined);
  }

  async function first(id: number, by: string): Promise<Outcome<void>> {
    const found = openJob(registry, id);
    if (!found.ok) return found;
    const live = found.value;
    if (!isWaiting(live)) return refuse('not waiting', `Job ${id} does not wait any more: it is ${stateNow(live).is}.`, `status ${id}`);
    const marks = [...registry.live.values()].map((job) => job.first ?? 0);
    // Also with a clock that was set back the newest mark is the greatest.
    const at = Math.max(clock.now(), ...marks.map((mark) => mark + 1));
    try {
      writeFirst(live.dir, at, by);
    } catch (cause) {
      return refuse('not written', `Job ${id} was not put first: its directory cannot be written.`, `first ${id}`, cause);
    }
    live.first = at;
    course.advance();
    return done(undefined);
  }

  return { cancel, first };
}

/** Refused when it is over, or was never there. */
export function openJob(registry: Registry, id: number): Outcome<Live> {
  const live = registry.live.get(id);
  const state = registry.get(id)?.state;
  if (!state) return noSuchJob(id);
  return live && !isOver(stateNow(live)) ? done(live) : refuse('job is over', `Job ${id} is over: it ${words(state.is)}.`, `report ${id}`);
}

const words = (is: string): string => (is === 'lost' || is === 'signaled' || is === 'cancelled' ? `was ${is}` : is.replace('_', ' '));
