/** Who is asking, and from where. */

/** The name of a person in the config or the people table: `ada`. Agents are persons too. */
export type PersonId = string;

/** Each role may do what the ones before it may. */
export const roles = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

export const atLeast = (role: Role | undefined, needed: Role): boolean =>
  role !== undefined && roles.indexOf(role) >= roles.indexOf(needed);

/** Where something was said or is to be said. `room` and `thread` are the platform's own ids. */
export interface Place {
  /** Name of the chat adapter: console, socket, slack, matrix. */
  adapter: string;
  room: string;
  thread?: string;
  /** Between one person and the bot: every message rings there. */
  direct?: true;
}

/** One string for one place, to be used as a key. */
export const placeKey = (place: Place): string =>
  [place.adapter, place.room, ...(place.thread === undefined ? [] : [place.thread])].map(encodeURIComponent).join('/');
