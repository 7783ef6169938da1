/** Who is asking, and what they may do here. Pure. */
import { atLeast, type PersonId, type Place, type Role, roles } from '../kernel/people.ts';
import type { Incoming, Standing } from './adapter.ts';
import type { Person } from './store.ts';

/** A room of the config. `role`: what people have here whom the bot does not know. */
export interface Room {
  adapter: string;
  room: string;
  role?: Role;
  /** Recipes that may be started here; undefined: all. */
  recipes?: readonly string[];
}

export interface Identity {
  person: Person;
  /** Undefined: unknown person, or a room that is not listed. */
  role: Role | undefined;
  /** The platform does not say who this is, but may in a while. */
  unsure?: true;
}

/** Rows made in chat win over the config's; `forgotten` ones are gone wherever they came from. */
export function allPeople(config: readonly Person[], made: readonly Person[], forgotten: readonly PersonId[]): Person[] {
  const gone = new Set([...made.map(({ id }) => id), ...forgotten]);
  return [...config.filter(({ id }) => !gone.has(id)), ...made];
}

/** `owner`: the person who owns the process; what is said on a local adapter is theirs. */
export function whoIs(
  incoming: Pick<Incoming, 'sender' | 'place' | 'as'>,
  known: { people: readonly Person[]; rooms: readonly Room[]; owner: string; local: boolean; standing?: Standing },
): Identity {
  const { people, rooms, owner, local, standing = {} } = known;
  if (incoming.as !== undefined) {
    const person = people.find(({ id }) => id === incoming.as);
    // A schedule of the owner of the process is theirs, too.
    if (!person)
      return incoming.as === owner ? { person: ownerOf(owner), role: 'admin' } : { person: stranger(incoming.as), role: undefined };
    return { person, role: roleOf(person) };
  }
  if (local)
    return { person: people.find(({ handles }) => handles[incoming.place.adapter] === incoming.sender) ?? ownerOf(owner), role: 'admin' };
  const room = rooms.find((r) => isRoom(r, incoming.place));
  const ids = [incoming.sender, ...(standing.aliases ?? [])];
  const person = people.find(({ handles }) => ids.includes(handles[incoming.place.adapter] ?? ''));
  const isUnlisted = !room && !incoming.place.direct && rooms.some(({ adapter }) => adapter === incoming.place.adapter);
  const role = isUnlisted
    ? undefined
    : highest([...optional(room?.role), ...optional(standing.grants), ...optional(person && roleOf(person))]);
  const own = person ?? stranger(incoming.sender);
  const there = own.zone === undefined && standing.zone !== undefined ? { ...own, zone: standing.zone } : own;
  return { person: there, role: lowest(role, standing.atMost), ...(standing.unsure && { unsure: true }) };
}

/** Does somebody with a chat handle have the role of admin? While nobody has, the first one may pair. */
export const hasAdmin = (people: readonly Person[]): boolean =>
  people.some((person) => roleOf(person) === 'admin' && Object.keys(person.handles).length > 0);

const isRoom = (room: Room, place: Place): boolean => room.adapter === place.adapter && room.room === place.room;
const ownerOf = (id: string): Person => ({ id, roles: ['admin'], handles: {} });
const stranger = (id: string): Person => ({ id, roles: [], handles: {} });
const highest = (own: readonly Role[]): Role | undefined => roles.findLast((role) => own.includes(role));
const lowest = (role: Role | undefined, most: Role | undefined): Role | undefined =>
  role !== undefined && most !== undefined && atLeast(role, most) ? most : role;
const optional = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
/** Agents never approve. */
const roleOf = ({ roles: own, owner }: Person): Role | undefined => {
  const role = highest(own);
  return owner !== undefined && atLeast(role, 'approver') ? 'operator' : role;
};
