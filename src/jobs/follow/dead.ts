/** What is done when a shim is gone without an end record: the end that its events prove, or the loss, is told, and what it left is ended. */
import type { Millis } from '../../kernel/clock.ts';
import { writeEnd } from '../directory/marks.ts';
import { readEnd } from '../directory/read.ts';
import { missingResults } from '../shim/results.ts';
import { bootId, killTree, tagged } from '../shim/tree.ts';
import type { End, JobEvent, Left, Spec } from '../spec.ts';
import { provenExit } from '../state.ts';

export interface Dead {
  dir: string;
  spec: Spec;
  events: readonly JobEvent[];
}

/** Writes end.json; the answer is what stands there afterwards, also when the shim, or an earlier bot, was first. */
export function settleEnd(dead: Dead, at: Millis): End {
  const there = readEnd(dead.dir);
  if (there) return there;
  const end = endOf(dead, at);
  return writeEnd(dead.dir, end) ? end : (readEnd(dead.dir) ?? end);
}

function endOf({ dir, spec, events }: Dead, at: Millis): End {
  if (events.some((e) => e.type === 'withdrawn')) return { v: 1, at, outcome: 'withdrawn' };
  const rebooted = hasRebooted(events);
  const found = rebooted ? [] : tagged(spec.tag);
  const left = found.length > 0 ? { left: found } : {};
  const exit = provenExit(spec.steps, events);
  if (!exit) return { v: 1, at, outcome: 'lost', why: rebooted ? 'reboot' : 'shim killed', ...left };
  const stopped = events.some((e) => e.type === 'stopping');
  const failed = !('code' in exit && exit.code === 0);
  const missing = failed || stopped ? [] : missingResults(dir, spec.steps).map(({ file }) => file);
  return { v: 1, at, outcome: 'exited', exit, ...left, ...(missing.length > 0 && { reason: 'no result', missing }) };
}

/** Whether its end calls for the end of its processes: it was lost, or died while it was stopping. */
export const isToBeSwept = (end: End, events: readonly JobEvent[]): boolean =>
  (end.outcome === 'lost' && end.why !== 'reboot' && !hasRebooted(events)) ||
  (end.outcome === 'exited' && (end.left?.length ?? 0) > 0 && events.some((e) => e.type === 'stopping'));

/** Ends all that the job left, patiently at first; answers with what could not be ended. */
export async function sweep({ spec, events }: Pick<Dead, 'spec' | 'events'>, grace: Millis = 5000): Promise<Left[]> {
  const [left] = await Promise.all([
    killTree({ tag: spec.tag, groups: ownGroups(spec, events), grace }),
    killTree({ tag: `${spec.tag}.after`, groups: [], grace: 0 }),
  ]);
  return left;
}

/** The group of the step that ran, if its leader still carries the job's tag: the number may be somebody else's by now. */
function ownGroups(spec: Spec, events: readonly JobEvent[]): number[] {
  const last = events.findLast((e) => e.type === 'phase');
  const pid = last?.type === 'phase' ? last.pid : undefined;
  return pid !== undefined && tagged(spec.tag).some((p) => p.pid === pid) ? [pid] : [];
}

/** This is another boot than the one in which it started. */
export function hasRebooted(events: readonly JobEvent[]): boolean {
  const started = events.find((e) => e.type === 'started');
  const now = bootId();
  return started?.type === 'started' && started.bootId !== '' && now !== '' && started.bootId !== now;
}
