/** What is written down while two clones live, for the checks: plain data, so that a history can be made by hand. */
import type { Claim as Line } from '../../src/locks/agent-locks/parse.ts';
import type { Claim } from '../../src/locks/desk/desk.ts';

export type CloneName = 'one' | 'two';
export const cloneNames: readonly CloneName[] = ['one', 'two'];

/** The remote's branch after one accepted push, in the order of the pushes. */
export interface Tip {
  commit: string;
  /** The host of the desk that made it; missing where people did. */
  by?: CloneName;
  grants: readonly Claim[];
  /** Of the lock file; missing where it cannot be read. */
  lines?: readonly Line[];
}

/** A line said to a bot, and what came back; under its key it was said until there was an answer. */
export interface Asked {
  bot: CloneName;
  key: string;
  line: string;
  answer?: { ok: boolean; code?: string; text: string; data?: unknown };
}

/** A row of a bot's audit about claims. `what` without the word `claim`; `detail` as the desk's news has it. */
export interface Audited {
  bot: CloneName;
  at: number;
  what: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what is there
  detail: any;
}

/** What a hand wrote into a clone's file. */
export interface HandLine extends Line {
  clone: CloneName;
  /** Taken out again by a hand. */
  isRemoved: boolean;
  /** People use no git in that clone: what is taken out there cannot come back before its bot has seen it. */
  isCalm: boolean;
}

export interface Note {
  clone: CloneName;
  text: string;
}

/** A clone when all has settled. */
export interface Ended {
  clone: CloneName;
  claims: readonly Claim[];
  /** Of its file, as `docs/AGENT_LOCKS.md` stands there. */
  text: string;
}

export interface History {
  tips: readonly Tip[];
  asked: readonly Asked[];
  audit: readonly Audited[];
  lines: readonly HandLine[];
  notes: readonly Note[];
  ended: readonly Ended[];
}
