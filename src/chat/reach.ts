/** How people are reached: their ids on a platform, and whom a message for one of them rings. Pure. */
import type { PersonId } from '../kernel/people.ts';
import type { Person } from './store.ts';

/** What a sender's id looks like where the bot has no other name for its person: `T01/U02`. */
const ownId = /^[A-Z][A-Z0-9]+\/[A-Z][A-Z0-9]+$/;

/** The id of a person on a platform; that of their owner, where an agent has none. */
export function handleOf(people: readonly Person[], id: PersonId, adapter: string): string | undefined {
  const person = rungFor(people, id, adapter);
  return person?.handles[adapter] ?? (ownId.test(id) ? id : undefined);
}

/** Whose phone a message for `id` rings: an agent has none. */
export function rungFor(people: readonly Person[], id: PersonId, adapter: string): Person | undefined {
  const person = people.find((one) => one.id === id);
  const isReachable = person?.handles[adapter] !== undefined || person?.owner === undefined;
  return isReachable ? person : (people.find((one) => one.id === person.owner) ?? person);
}

/** Somebody of whom nothing is known but the id that they have on a platform: by its group, or by its room, they may do something. */
export const strangerOn = (adapter: string, id: PersonId): Person | undefined =>
  ownId.test(id) ? { id, roles: [], handles: { [adapter]: id } } : undefined;
