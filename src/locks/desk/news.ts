/** What an operation has to say: the only way in which the desk speaks to chat and to the audit log. */
import type { Millis } from '../../kernel/clock.ts';
import type { PersonId } from '../../kernel/people.ts';
import type { Outcome, Refusal } from '../../kernel/result.ts';
import type { Circle } from './circle.ts';
import type { Claim, DeskState, HandOver, Steal, Wait, Who } from './claim.ts';
import type { Conflict } from './conflict.ts';

/** Why a claim ends, or a part of it. `replaced`: its holder took the same paths in the other mode, or anew. */
/** `file`: its line was taken out. `clone`: by the desk of another clone. */
export type ReleaseWhy = 'asked' | 'expired' | 'handed over' | 'stolen' | 'broken' | 'file' | 'clone' | 'replaced';

/** Why somebody no longer stands in line. `circle`: a claim came to them for whose end they would have waited in a circle. */
export type UnqueuedWhy = 'granted' | 'passed' | 'lapsed' | 'circle';

export type News = { at: Millis } & (
  | { is: 'granted'; claim: Claim; how: 'asked' | 'handed over' | 'stolen' | 'file' }
  /** `was`: its end before. `by` is missing where commits inside did it. */
  | { is: 'renewed'; claim: Claim; was: Millis; by?: PersonId }
  /** `claim` as it was; `rest` is still held. Its last such news is its end. `by` is missing where time did it. */
  | {
      is: 'released';
      claim: Claim;
      paths: readonly string[];
      rest: readonly string[];
      why: ReleaseWhy;
      by?: PersonId;
      reason?: string;
    }
  /** `position` 1: nobody stands before them in line. */
  | { is: 'queued'; wait: Wait; position: number; conflict: Conflict }
  | { is: 'offered'; wait: Wait }
  /** A line written into the file came in between; they keep their place. `wait` as it was, with its offer. */
  | { is: 'offer withdrawn'; wait: Wait }
  | { is: 'unqueued'; wait: Wait; why: UnqueuedWhy; by?: PersonId; circle?: Circle }
  /** `waiting`: who stands in line for it, the next one first. */
  | { is: 'ends soon' | 'in grace' | 'escalated'; claim: Claim; waiting: readonly PersonId[] }
  /** Nobody could answer while the bot was away: what was to be answered may be until later than was told. */
  | { is: 'grace prolonged'; claim: Claim }
  | { is: 'offer prolonged'; wait: Wait }
  | { is: 'steal prolonged'; steal: Steal }
  | { is: 'hand-over prolonged'; handover: HandOver }
  | { is: 'steal asked' | 'steal delayed' | 'steal open'; steal: Steal; claim: Claim }
  | { is: 'steal granted'; steal: Steal; lease: number; how: 'approved' | 'agreed' | 'silent' | 'second person'; by?: PersonId }
  | { is: 'steal over'; steal: Steal; why: 'denied' | 'withdrawn' | 'lapsed' | 'claim ended' | 'held around'; by?: PersonId }
  | { is: 'hand-over offered'; handover: HandOver; claim: Claim }
  | { is: 'hand-over over'; handover: HandOver; why: 'accepted' | 'declined' | 'lapsed' | 'replaced' | 'claim ended'; by?: PersonId }
  | { is: 'announced'; claim: Claim; announced: NonNullable<Claim['announced']> }
  /** A line of the file that stays a line: it reads as no path, or stands in another claim's way. */
  | { is: 'not adopted'; who: Who; path: string; refusal: Refusal; conflict?: Conflict }
);

/** What an operation makes of the desk, and what is to be said. All of it or nothing. */
export interface Step {
  desk: DeskState;
  news: readonly News[];
}

export type Done = Outcome<Step>;

/** The desk with these parts new, and more to say; the same desk where none is new. */
export const on = (step: Step, parts: Partial<DeskState>, ...news: readonly News[]): Step => ({
  desk: Object.keys(parts).length === 0 ? step.desk : { ...step.desk, ...parts },
  news: [...step.news, ...news],
});

export const start = (desk: DeskState): Step => ({ desk, news: [] });
