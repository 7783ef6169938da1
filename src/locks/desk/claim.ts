/** What the lock desk knows: claims, who waits, and what is asked about a claim. Plain data, so that a store can keep it. */
import type { Millis } from '../../kernel/clock.ts';
import type { PersonId, Place } from '../../kernel/people.ts';

/** Shared claims stand beside each other, and in the way of exclusive ones. */
export type Mode = 'exclusive' | 'shared';
export type Kind = 'person' | 'agent';

/** An agent and its owner are two holders: the one's claim stands in the way of the other. */
export interface Who {
  id: PersonId;
  kind: Kind;
  owner?: PersonId;
}

/** Paths in one mode: what a claim holds, a wait wants. */
export interface Hold {
  paths: readonly string[];
  mode: Mode;
}

export interface Claim extends Hold {
  /** One increasing number per grant: who names an old one has lost the claim. */
  lease: number;
  holder: Who;
  since: Millis;
  until: Millis;
  /** For how long it was asked. */
  span: Millis;
  why?: string;
  tests?: string;
  announced?: Announced;
  /** By a command, by a line that somebody wrote into the file, or by the desk of another clone: that one reminds its holder and ends it. */
  from: 'chat' | 'file' | 'clone';
  /** Whose desk that is. */
  by?: string;
  /** The same, as desks know each other. */
  desk?: string;
  /** The job for whose time it is held: the key of its start. */
  job?: string;
  /** On which it is worked: when that is merged or gone, the claim may be, too. */
  branch?: string;
  place?: Place;
  stage: Stage;
}

/** How far it is on its way to its end. */
export type Stage =
  /** Since when its present term runs: the grant, or what renewed it last. */
  | { is: 'running'; since: Millis }
  | { is: 'reminded'; since: Millis }
  /** Its time is over; it is released at `until`. */
  | { is: 'grace'; since: Millis; until: Millis }
  /** Its grace is over as well, but work lies inside. Looked at again at `look`. */
  | { is: 'escalated'; since: Millis; because: Work; look: Millis };

/** What would be harmed if a claim were released. */
export interface Work {
  dirty?: number;
  unpushed?: number;
  /** When the newest commit inside was made. */
  commit?: Millis;
}

/** What an agent is about to do. */
export interface Announced {
  files: readonly string[];
  tests: readonly string[];
  risky: boolean;
  at: Millis;
}

/** A place in line. The lower number is served first. */
export interface Wait extends Hold {
  id: number;
  who: Who;
  span: Millis;
  why?: string;
  tests?: string;
  place?: Place;
  since: Millis;
  /** It is its turn: nobody else gets the paths before `until`. */
  offer?: { at: Millis; until: Millis };
}

/** Somebody asks for paths of a claim against its holder's will, if need be. */
export interface Steal {
  lease: number;
  paths: readonly string[];
  by: Who;
  why: string;
  at: Millis;
  span: Millis;
  place?: Place;
  stage: /** The holder may answer; whoever is silent until then, and not at work, loses it. */
    | { is: 'asked'; until: Millis }
    /** The holder gives it up then. */
    | { is: 'delayed'; until: Millis }
    /** A second person has to approve. */
    | { is: 'open'; because: 'at work' | 'kept'; until: Millis };
}

export interface HandOver {
  lease: number;
  paths: readonly string[];
  to: Who;
  span: Millis;
  at: Millis;
  until: Millis;
}

/** Paths of an expired claim: for a moment nobody else gets them, as its holder may still be writing. */
export interface Cooling extends Hold {
  lease: number;
  holder: PersonId;
  until: Millis;
}

/** What does not change keeps its identity from one state to the next: a store writes only what is new. */
export interface DeskState {
  /** In the order of their leases. */
  claims: readonly Claim[];
  /** In the order of their numbers. */
  waits: readonly Wait[];
  steals: readonly Steal[];
  handovers: readonly HandOver[];
  cooling: readonly Cooling[];
  lastLease: number;
  lastWait: number;
}

export const emptyDesk: DeskState = { claims: [], waits: [], steals: [], handovers: [], cooling: [], lastLease: 0, lastWait: 0 };
