/** What commands of the lock desk may read besides the desk itself, and who people are there. */
import type { Millis } from '../kernel/clock.ts';
import type { Untrusted } from '../kernel/text.ts';
import type { Who } from '../locks/desk/desk.ts';
import type { ListFolder } from '../locks/scope/free-part.ts';
import type { Held } from '../locks/store.ts';
import type { Attachment } from '../reports/card.ts';
import type { Person } from './store.ts';

export interface LocksView {
  /** The lock file, as configured: `docs/AGENT_LOCKS.md`. */
  file: string;
  standing: FileStanding;
  /** Names in a folder of the workspace. */
  list: ListFolder;
  /** The newest commit that touched any of these. Undefined: there is none, or git is not asked beside a bench. */
  lastCommit(paths: readonly string[]): Promise<{ commit: string; at: Millis; author: Untrusted } | undefined>;
  history(since: Millis, most?: number): readonly Held[];
  /** The claims of the last week. Undefined: nothing is to be drawn, or not now. */
  picture(): Promise<Attachment | undefined>;
}

/** How the lock file and the desk stand to each other. */
export type FileStanding =
  | { is: 'in step' }
  /** Claims are kept, and written into it once it is there again. */
  | { is: 'missing' }
  /** It is left alone until somebody mends it. `why` as a part of a sentence: "has a merge conflict in line 12". */
  | { is: 'read-only'; why: string }
  /** Lines vanished that may not be meant. `key`: of this question. `why`: "HEAD moved at the same time". */
  | { is: 'asking'; key: string; lines: readonly { agent: string; path: string }[]; why: string };

/** A person or agent as the desk knows them. */
export const whoOf = ({ id, owner }: Pick<Person, 'id' | 'owner'>): Who =>
  owner === undefined ? { id, kind: 'person' } : { id, kind: 'agent', owner };

/** Whoever is named in a line of the file. Of a name that is not known nobody can be asked: an agent's. */
export function holderNamed(name: string, people: readonly Person[]): Who {
  const known = people.find(({ id }) => id === name);
  return known ? whoOf(known) : { id: name, kind: 'agent' };
}
