/** The words of the lab: what a Slack workspace holds, as far as people and a bot can see it. */
import type { Millis } from '../../../src/kernel/clock.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a bot sends is of any shape until it was looked at
export type Loose = Record<string, any>;

export interface User {
  id: string;
  name: string;
  team?: string;
  /** A guest of several channels. */
  restricted?: boolean;
  /** A guest of one channel. */
  ultraRestricted?: boolean;
  tz?: string;
}

export interface Channel {
  id: string;
  name: string;
  /** Undefined: everybody. */
  members?: string[];
  botIn: boolean;
  isPrivate: boolean;
  archived: boolean;
}

export interface Group {
  id: string;
  handle: string;
  users: string[];
}

export interface LabFile {
  id: string;
  name: string;
  title: string;
  bytes: Buffer;
}

export interface Version {
  text: string;
  blocks: Loose[];
}

/** A message as it is now. */
export interface LabMessage extends Version, Reading {
  channel: string;
  ts: string;
  /** The ts of the root, where this is a reply. */
  thread?: string;
  user: string;
  botId?: string;
  metadata?: Loose;
  files: LabFile[];
  edits: number;
  /** Former versions, oldest first. */
  history: Version[];
  /** The only one who sees it. */
  ephemeralTo?: string;
  /** It was posted by Slack's timer. */
  scheduled?: true;
  /** The mark that people see; a bot's update with blocks leaves none. */
  edited?: { user: string; ts: string };
  /** A reply that also stands in the channel. */
  broadcast?: true;
  reactions: { name: string; users: string[] }[];
  /** A root that was deleted while it had replies. */
  tombstone?: true;
}

/** How the text of a message is read. */
export interface Reading {
  /** False: it is not formatted. */
  mrkdwn?: false;
  parse?: 'full' | 'none';
  linkNames?: true;
}

export interface Scheduled extends Reading {
  id: string;
  channel: string;
  /** Seconds since 1970, as Slack counts. */
  postAt: number;
  text: string;
  blocks?: Loose[];
  thread?: string;
  /** With it Slack takes the message, lists it, and never posts it. */
  metadata?: Loose;
}

export type View = Loose & { id: string; type: 'modal' | 'home'; blocks: Loose[]; hash: string };

export interface Ring {
  at: Millis;
  channel: string;
  ts: string;
  why: 'mention' | 'thread' | 'direct';
}

export interface CallRecord {
  method: string;
  at: Millis;
  channel?: string;
  ok: boolean;
  error?: string;
}

/** What became of something that waits for the bot's acknowledgement. */
export interface PressResult {
  ok: boolean;
  error?: 'dispatch_failed' | 'operation_timeout';
  /** How long the acknowledgement took. */
  ackMs?: number;
  /** What came with it. */
  response?: unknown;
}
