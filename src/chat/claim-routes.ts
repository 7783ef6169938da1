/** To whom, where and whether it rings: the ways in which news of claims reaches people and rooms. Pure. */
import type { Millis } from '../kernel/clock.ts';
import { type PersonId, type Place, placeKey } from '../kernel/people.ts';
import { rungFor, strangerOn } from './reach.ts';
import { quietUntil, ringOf } from './ringing.ts';
import type { Person, Settings } from './store.ts';

export interface RouteContext {
  now: Millis;
  people: readonly Person[];
  settings(person: PersonId): Settings;
  /** Where a person can be spoken to alone on a platform. */
  direct(person: Person, adapter: string): Place | undefined;
  /** Adapters that are there, by preference. */
  adapters: readonly string[];
  /** Rooms that hear of claims. */
  rooms: readonly Place[];
}

/** `person`: whose phone it is; undefined: nobody's. */
export interface Route {
  place: Place;
  person?: PersonId;
  rings: boolean;
  holdUntil?: Millis;
}

/** A way that rings whoever stands behind `id`: alone, unless they would rather be rung in the room. Undefined: there is no place at all. */
export function ringing(id: PersonId, home: Place | undefined, context: RouteContext): Route | undefined {
  const room = roomOf(home, context);
  const there = room && { place: room, person: phoneOf(id, room.adapter, home, context) };
  const alone = aloneWith(id, home, context);
  const person = alone?.person ?? there?.person;
  if (!person) return room && { place: room, rings: false };
  const settings = context.settings(person.id);
  const { way, holdUntil } = ringOf('claims', settings, { now: context.now, wake: false });
  if (way === 'off') return quietly(id, home, context);
  const isReachedThere = there?.person?.handles[there.place.adapter] !== undefined;
  const to = way === 'room' && isReachedThere ? there : (alone ?? there);
  return to && { place: to.place, person: to.person?.id ?? person.id, rings: true, ...(holdUntil !== undefined && { holdUntil }) };
}

/** A way that rings nobody. Where they were alone with the bot every message rings, so that quiet hours are kept there as well. */
export function quietly(id: PersonId, home: Place | undefined, context: RouteContext): Route | undefined {
  const alone = home?.direct ? aloneWith(id, home, context) : undefined;
  if (alone && placeKey(alone.place) === placeKey(bare(home!))) {
    const holdUntil = quietUntil(context.settings(alone.person.id).quiet, context.now);
    return { place: alone.place, person: alone.person.id, rings: false, ...(holdUntil !== undefined && { holdUntil }) };
  }
  const room = roomOf(home, context);
  return room && { place: room, rings: false };
}

/** The room where it was said; what was said alone, or by a program, is heard of in the first of those that hear of claims. */
export function roomOf(home: Place | undefined, { adapters, rooms }: RouteContext): Place | undefined {
  if (home && !home.direct && home.adapter !== 'socket' && adapters.includes(home.adapter)) return bare(home);
  return rooms[0] ?? (adapters.includes('console') ? { adapter: 'console', room: 'console' } : undefined);
}

/** On the platform where it was said, else on the first that can. An agent's owner, where it has no phone of its own. */
function aloneWith(id: PersonId, home: Place | undefined, context: RouteContext): { person: Person; place: Place } | undefined {
  const { adapters } = context;
  const known = adapters.filter((adapter) => adapter !== 'socket');
  const first = known.filter((adapter) => adapter === home?.adapter);
  for (const adapter of new Set([...first, ...known])) {
    const person = phoneOf(id, adapter, home, context);
    const place = person && context.direct(person, adapter);
    if (place) return { person, place };
  }
  return undefined;
}

/** Whom the bot does not know is somebody on the platform where it was said. */
const phoneOf = (id: PersonId, adapter: string, home: Place | undefined, { people }: RouteContext): Person | undefined =>
  rungFor(people, id, adapter) ?? (adapter === home?.adapter ? strangerOn(adapter, id) : undefined);

/** Whoever wrote in a thread is rung by each reply there. */
const bare = ({ thread: _, ...place }: Place): Place => place;
