/** The port to a chat platform. Contract suite: chat/adapter.contract.ts; every adapter and every fake runs it. */
import type { Millis } from '../kernel/clock.ts';
import type { PersonId, Place, Role } from '../kernel/people.ts';
import type { Outcome } from '../kernel/result.ts';
import type { Attachment, Card } from '../reports/card.ts';
import type { Form, Submitted } from './form.ts';

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
  /** It was pressed or picked rather than said: on the message with this reference. */
  on?: string;
  /** The person has seen this very line in a form, and what it is about to do, and said yes. */
  confirmed?: true;
}

/** What the platform knows of a sender. */
export interface Standing {
  /** Other ways in which people write this sender's id: `U01` for `T01/U01`. */
  aliases?: readonly string[];
  /** IANA zone that they have there. */
  zone?: string;
  /** A role that comes from the platform, by a group of people. */
  grants?: Role;
  /** Guests and people of another company have no more than this, whatever they are given. */
  atMost?: Role;
  /** The platform cannot be asked for now: this is only what is safe until it can. */
  unsure?: true;
}

/** What an adapter shows one person at once, beside the inbox. Nothing here changes anything. */
export interface Pages {
  /** The form of a line, `bench --linked` or `stop 42`. */
  form(line: string, asked: Asker): Promise<Outcome<Form>>;
  /** What comes of a filled-in form: a line to be received, one more question, or what is wrong with it. */
  submit(line: string, asked: Asker): Promise<Submitted>;
  /** What this person sees of the bot, a card a topic. */
  home(asked: Asker): Promise<readonly Card[]>;
  /** Whether a question waits there, so that words count which are not said to the bot. */
  listens(place: Place): boolean;
}
export type Asker = Pick<Incoming, 'sender' | 'place'>;

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
  /** The platform's id of the only person who is to see it, and only now. Undefined: all who are there. */
  only?: string;
}

/** Messages that the platform posts by itself at their time, unless they are taken back: they survive this host. */
export interface LaterPosts {
  /** A reference to take it back by. */
  schedule(place: Place, card: Card, at: Millis): Promise<Outcome<string>>;
  /** Harmless where it is gone or posted already. */
  cancel(place: Place, ref: string): Promise<void>;
  /** All that wait. */
  pending(): Promise<Outcome<readonly { place: Place; ref: string; at: Millis }[]>>;
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
  start(receive: (incoming: Incoming) => void, pages?: Pages): Promise<void>;
  post(place: Place, message: Message, key: string): Promise<Delivery>;
  update(posted: Posted, message: Message, key: string): Promise<Delivery>;
  /** Files, in the thread of the place. Only where the room allows them. */
  upload?(place: Place, files: readonly Attachment[], key: string): Promise<Delivery>;
  /** The message that was posted under `key`, or with these files, if the platform has it whole. `since`: it was not posted before that. */
  find(place: Place, key: string, known?: { since?: Millis; files?: readonly Attachment[] }): Promise<Posted | undefined>;
  /** Where the person with this id can be spoken to alone; left out where there is no such place. */
  direct?(handle: string): Place;
  /** What the platform knows of a sender; undefined where it knows nothing but ids. */
  standing?(sender: string): Promise<Standing>;
  readonly laterPosts?: LaterPosts;
  stop(): Promise<void>;
}
