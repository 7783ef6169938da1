/** What chat keeps durably: the port that adapters/sqlite implements. All of it is synchronous, so that a command is one transaction. */
import type { Draft, JobSummary } from '../jobs/job.ts';
import type { Millis } from '../kernel/clock.ts';
import type { PersonId, Place, Role } from '../kernel/people.ts';
import type { Refusal } from '../kernel/result.ts';
import type { Request } from '../locks/desk/desk.ts';
import type { ClaimStore, DeskChange } from '../locks/store.ts';
import type { Card } from '../reports/card.ts';
import type { Incoming, Posted } from './adapter.ts';

/** `people`: rows of the config and rows made in chat; a row made in chat wins. `owner` is the person of whom an agent is part. */
export interface Person {
  id: PersonId;
  roles: Role[];
  /** Sender ids by adapter: {slack: 'T01/U01', console: 'root'}. */
  handles: { [adapter: string]: string };
  owner?: PersonId;
  zone?: string;
}

/** Done after the commit, keyed by inbox id and index; doing one twice must be harmless. */
export type Effect =
  | { do: 'start'; draft: Draft }
  | { do: 'cancel'; job: number; by: PersonId; why: string }
  | { do: 'first'; job: number; by: PersonId }
  | { do: 'credential'; person: PersonId; by: PersonId }
  /** Lines vanished from the lock file: they were meant to go, or come back. `key`: of the question. */
  | { do: 'lock file'; answer: 'released' | 'kept'; key: string; by: PersonId };

/** Something that its person may take back for 10 minutes. `back` undoes it; `cannot` says what does not return. */
export interface Undoable {
  inbox: string;
  person: PersonId;
  at: Millis;
  what: string;
  back: { changes: Change[]; effects: Effect[] } | { cancelStartedBy: string } | { desk: DeskDeed };
  cannot?: string;
}

/** What an undo does at the lock desk. */
export type DeskDeed = { do: 'claim'; request: Request } | { do: 'release'; lease: number } | { do: 'withdraw steal'; lease: number };

/** What may ring a person: a job that is done, one that failed or was lost, one that fell silent, news of claims. */
export const ringKinds = ['done', 'failed', 'stalled', 'claims'] as const;
export type RingKind = (typeof ringKinds)[number];
/** In the room where it is told, by a direct message instead, or not at all. */
export const ringWays = ['room', 'dm', 'off'] as const;
export type RingWay = (typeof ringWays)[number];

/** Where nothing else was said: a claim is its holder's own matter. */
export const usualWay = (kind: RingKind): RingWay => (kind === 'claims' ? 'dm' : 'room');

/** How a person wants to be rung. */
export interface Settings {
  /** Undefined: the usual way. */
  notify?: { [kind in RingKind]?: RingWay };
  /** Nothing rings then: `22:00` to `07:00` in the zone that the person had when they said so. */
  quiet?: { from: string; to: string; zone: string };
}

/** Micro-reports of a job are not posted in a place until then. */
export interface Mute {
  job: number;
  place: Place;
  until: Millis;
}

export interface Schedule {
  id: number;
  /** Five fields, in `zone`. */
  cron: string;
  zone: string;
  recipe: string;
  options: { [name: string]: string | number | boolean };
  canonical: string;
  person: PersonId;
  place: Place;
  createdAt: Millis;
  /** Nominal time of the last run that was started or told as missed. */
  last?: Millis;
}

/** A question that waits for its person's answer in its place: yes runs `line` as confirmed. */
export interface Question {
  id: string;
  place: Place;
  person: PersonId;
  line: string;
  /** Other words that are understood here, and the line each stands for. */
  choices?: { [word: string]: string };
  /** A word was missing: whatever else is said here, and is no command, ends this line. `quotes`: as one word. */
  completes?: { line: string; quotes?: true };
  expires: Millis;
}

/** What a transaction writes besides reply and effects. Applied in order, each with an audit row. */
export type Change =
  | { change: 'person'; person: Person }
  | { change: 'forget person'; id: PersonId }
  /** From now on this credential is the person's, and no other. `hash`: see chat/credentials.ts. */
  | { change: 'credential'; person: PersonId; hash: string }
  | { change: 'paired'; code: string }
  | { change: 'settings'; person: PersonId; settings: Settings }
  | { change: 'mute'; mute: Mute }
  | { change: 'unmute'; job: number; place: Place }
  | { change: 'schedule'; schedule: Omit<Schedule, 'id'> & { id?: number } }
  | { change: 'unschedule'; id: number }
  | { change: 'scheduled run'; id: number; nominal: Millis }
  | { change: 'ask'; question: Question }
  | { change: 'answered'; id: string }
  | { change: 'undoable'; undoable: Undoable }
  | { change: 'undone'; inbox: string }
  /** Throws DeskMoved where the desk is no longer `from`: the line is worked again. */
  | ({ change: 'desk' } & DeskChange);

export interface InboxRow extends Incoming {
  /** `<adapter>:<event id>` */
  key: string;
  receivedAt: Millis;
  state: 'new' | 'worked';
  /** What was answered: kept so that a line said again under the same key is answered the same. */
  answer?: InboxAnswer;
}
export type InboxAnswer =
  | { ok: true; card?: Card; data?: unknown }
  | { ok: false; refusal: Pick<Refusal, 'code' | 'message' | 'next'>; card?: Card; data?: unknown };

export interface OutboxRow {
  key: string;
  place: Place;
  /** card: one message, edited, newest wins. micro: collapses to the newest unsent one of its job and place. message: always sent, in order. files: those of its card, uploaded. */
  kind: 'card' | 'micro' | 'message' | 'files';
  job?: number;
  /** Key of the outbox row in whose thread this belongs: posted under that row's `posted.ref`, once it has one. */
  under?: string;
  card: Card;
  rings: boolean;
  /** The platform's id of the only person who is to see it. */
  only?: string;
  /** It waits for its time aside, and others go before it. */
  held?: true;
  state: 'waiting' | 'sending' | 'sent' | 'failed';
  /** Order of posting within the place. */
  seq: number;
  /** Of a card: counts what was asked to be shown; `shown` is what the platform has. */
  version: number;
  shown: number;
  posted?: Posted;
  triedAt?: Millis;
  notBefore?: Millis;
  error?: string;
}
export type NewMessage = Pick<OutboxRow, 'key' | 'place' | 'kind' | 'card' | 'rings' | 'only'> & {
  job?: number;
  under?: string;
  /** Not before then; others do not wait for it. */
  holdUntil?: Millis;
};

export interface Backlog {
  /** Still to be sent, by adapter. `oldest`: when the oldest was put in, or was changed. */
  unsent: { adapter: string; count: number; oldest: Millis }[];
  /** Given up, because they can't be sent as they are. `at`: when the last of them was tried. */
  failed?: { count: number; adapter: string; at: Millis; error: string };
}

export interface EffectRow {
  /** `<inbox key>#<n>` */
  key: string;
  effect: Effect;
  place: Place;
  state: 'todo' | 'done' | 'failed';
  /** JSON of its EffectOutcome. */
  outcome?: string;
}

export interface Store {
  transaction<T>(run: () => T): T;
  inbox: {
    /** False when this event is known already. Durable on return. */
    add(incoming: Incoming, receivedAt: Millis): boolean;
    /** Not worked yet, oldest first. */
    unworked(): InboxRow[];
    get(key: string): InboxRow | undefined;
    worked(key: string, answer?: InboxAnswer): void;
  };
  outbox: {
    /** A known key of kind `card` is a new version; of the other kinds it is ignored. True when it changed something. */
    put(message: NewMessage): boolean;
    /** The oldest of each room that is not sent: what is delivered there next. Held messages and edits whose time has not come stand aside; `next`: when the first of them comes. */
    due(now: Millis): { rows: OutboxRow[]; next?: Millis };
    get(key: string): OutboxRow | undefined;
    /** Takes a micro-report out if a newer one of its job waits in its place. */
    dropSuperseded(key: string): boolean;
    /** What has not arrived, of all rooms. */
    backlog(): Backlog;
    /** The job whose card began this thread. */
    jobOfThread(place: Place): number | undefined;
    /** Whether the platform may have a message of ours in that room of which it has not told us: a thread could have begun there. */
    isPosting(room: Place): boolean;
    mark(key: string, change: Partial<Pick<OutboxRow, 'state' | 'posted' | 'shown' | 'triedAt' | 'notBefore' | 'error'>>): void;
  };
  effects: {
    add(row: Pick<EffectRow, 'key' | 'effect' | 'place'>): void;
    todo(): EffectRow[];
    /** Those of one inbox row, in order. */
    of(inbox: string): EffectRow[];
    finish(key: string, state: 'done' | 'failed', outcome: string): void;
  };
  /** Applies changes with their audit rows. */
  apply(changes: readonly Change[], by: PersonId, inbox: string): void;
  audit(row: { at: Millis; by: PersonId; what: string; inbox?: string; detail?: unknown }): void;
  /** Made in chat. */
  people(): Person[];
  /** Removed in chat, though the config may have them. */
  forgotten(): PersonId[];
  /** The hash of that person's credential. */
  credential(person: PersonId): string | undefined;
  settings(person: PersonId): Settings;
  /** Whether a person has written in this thread. */
  wroteIn(thread: Place): boolean;
  mutes(): Mute[];
  schedules(): Schedule[];
  questions(): Question[];
  undoable(person: PersonId): Undoable[];
  pairing(): { code: string; expires: Millis } | undefined;
  setPairing(code: string, expires: Millis): void;
  /** Small facts by name: when the bot last lived, the last digest. */
  note(name: string): string | undefined;
  setNote(name: string, value: string): void;
  claims: ClaimStore;
  /** What is known of finished jobs: an index that can be rebuilt from their directories. */
  jobs: { put(...jobs: JobSummary[]): void; all(): JobSummary[] };
  close(): void;
}
