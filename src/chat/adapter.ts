/** The port to a chat platform. Contract suite: chat/adapter.contract.ts; every adapter and every fake runs it. */
import type { Millis } from '../kernel/clock.ts';
import type { PersonId, Place } from '../kernel/people.ts';
import type { Card } from '../reports/card.ts';

/** Something that a person sent. `id` is the platform's own event id: one id is worked once. */
export interface Incoming {
  id: string;
  place: Place;
  /** The platform's id of the sender: `T01/U01`, `@ada:example.org`, a Unix user. */
  sender: string;
  text: string;
  /** When it was sent, by the platform's clock. */
  at: Millis;
  /** The person, where somebody who may say so has made sure of it: a schedule, or the socket after a credential. */
  as?: PersonId;
  /** Said to the bot: a command, a mention, a direct message. Other chatter only matters as an answer to a question in its thread. */
  addressed: boolean;
}

/** A message that the platform has. `ref` is what `update` and threads need. */
export interface Posted {
  place: Place;
  ref: string;
}

/** `later`: not sent, may be tried again (after so many ms); `unknown`: it may have been sent, so look before you post again; `never`: this message can't be sent. */
export type Delivery = { ok: true; posted: Posted } | { ok: false; why: 'later' | 'unknown' | 'never'; message: string; after?: Millis };

export interface Message {
  card: Card;
  /** Rings the phones of `card.mention`. A message that does not ring mentions nobody. */
  rings: boolean;
}

export interface Capabilities {
  buttons: boolean;
  edits: boolean;
  threads: boolean;
  /** How long a post of unknown outcome may still be on its way, longer than the client's own time-out, ms: before that `find` proves nothing. 0 where a post ends with this process. */
  settles: Millis;
  /** What is said here to the bot over this adapter is from the owner of the process: it never counts as a second person. */
  local: boolean;
}

/** `closed`: nothing comes or goes since then, though the adapter may be trying. */
export type Connection = { is: 'open' } | { is: 'closed'; since: Millis };

export interface ChatAdapter {
  readonly name: string;
  readonly capabilities: Capabilities;
  connection(): Connection;
  /** `receive` returns once the event is stored durably; only then is it acknowledged. */
  start(receive: (incoming: Incoming) => void): Promise<void>;
  post(place: Place, message: Message, key: string): Promise<Delivery>;
  update(posted: Posted, message: Message, key: string): Promise<Delivery>;
  /** The message that was posted under `key`, if the platform has it. */
  find(place: Place, key: string): Promise<Posted | undefined>;
  stop(): Promise<void>;
}
