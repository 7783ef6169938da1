/** Who hears of a job, where, and whom it rings: as rooms are configured, and as people want it. */
import type { Spec } from '../jobs/spec.ts';
import type { Millis } from '../kernel/clock.ts';
import type { PersonId, Place } from '../kernel/people.ts';
import type { JobMessageDeps } from './job-messages.ts';
import { rungFor } from './reach.ts';
import { ringOf } from './ringing.ts';
import type { Person, Settings } from './store.ts';
import type { Listener } from './tell.ts';

/** What a room wants to hear. */
export interface HearingRoom {
  adapter: string;
  room: string;
  /** Whether files may be uploaded there. */
  files: boolean;
  /** Time between two micro-reports. Undefined: as everywhere. */
  every?: Millis;
  /** Recipes whose jobs are told there, wherever they were started. */
  hears: 'all' | readonly string[];
  /** What is told of those. */
  tells: 'all' | 'ends';
}

export interface Audience {
  takesFiles(place: Place): boolean;
  every(place: Place): Millis;
  /** Where a person can be spoken to alone. */
  direct(person: Person, adapter: string): Place | undefined;
  ringee: JobMessageDeps['ringee'];
  /** Rooms that hear of this job besides the place where it was asked. */
  listeners(spec: Pick<Spec, 'place' | 'recipe'>): readonly Listener[];
  /** Those of these people whom a failure at that time may ring. */
  mayRing(people: readonly PersonId[], place: Place, at: Millis): readonly PersonId[];
}

export function createAudience(deps: {
  rooms: readonly HearingRoom[];
  people(): readonly Person[];
  settings(person: PersonId): Settings;
  /** Where the person with this id can be spoken to alone on that platform. */
  alone(handle: string, adapter: string): Place | undefined;
  isLocal(place: Place): boolean;
  every: Millis;
}): Audience {
  const roomOf = (place: Place): HearingRoom | undefined =>
    deps.rooms.find((room) => room.adapter === place.adapter && room.room === place.room);

  const direct: Audience['direct'] = ({ handles }, adapter) => {
    const handle = handles[adapter];
    return handle === undefined ? undefined : deps.alone(handle, adapter);
  };

  const ringee: Audience['ringee'] = (requester, { adapter }) => {
    const person = rungFor(deps.people(), requester, adapter) ?? { id: requester, roles: [], handles: { [adapter]: requester } };
    const alone = direct(person, adapter);
    return { person: person.id, settings: deps.settings(person.id), ...(alone && { direct: alone }) };
  };

  return {
    takesFiles: (place) => roomOf(place)?.files ?? false,
    every: (place) => roomOf(place)?.every ?? deps.every,
    direct,
    ringee,
    listeners: ({ place, recipe }) =>
      deps.rooms
        .filter(({ hears }) => hears === 'all' || hears.includes(recipe))
        .filter(({ adapter, room }) => adapter !== place.adapter || room !== place.room)
        .map(({ adapter, room, tells }) => ({ place: { adapter, room }, rings: deps.isLocal(place), endsOnly: tells === 'ends' })),
    mayRing: (people, place, at) =>
      people.filter((person) => {
        const { way, holdUntil } = ringOf('failed', ringee(person, place).settings, { now: at, wake: false });
        return way !== 'off' && holdUntil === undefined;
      }),
  };
}
