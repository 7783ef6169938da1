/** Leases that have ended, and whose they were: commits that name one outlive it. */
import type { Millis } from '../kernel/clock.ts';
import { day } from '../kernel/durations.ts';
import type { PersonId } from '../kernel/people.ts';
import type { Held } from './store.ts';

export interface EndedLease {
  lease: number;
  holder: PersonId;
  /** Of an agent: the person it worked for. */
  owner?: PersonId;
}

/** Whatever is merged later than this has to name a lease anew. */
const longest = 90 * day;
const most = 2000;

/** Of the parts and claims that ended last, by number. */
export function endedLeases(history: (since: Millis, most: number) => readonly Held[], now: Millis): EndedLease[] {
  const all = history(now - longest, most);
  // Of a part of what is still held there is an end as well.
  const held = new Set(all.filter(({ until }) => until === undefined).map(({ lease }) => lease));
  const ended = new Map(all.flatMap((each) => (each.until === undefined || held.has(each.lease) ? [] : [[each.lease, each]])));
  return [...ended.values()]
    .map(({ lease, holder: { id, owner } }) => ({ lease, holder: id, ...(owner !== undefined && { owner }) }))
    .sort((a, b) => a.lease - b.lease);
}
