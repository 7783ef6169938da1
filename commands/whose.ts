/** Whom a word names, and whether what is asked of them is theirs: `ask bob for docs/`, `steal docs/ from bob`. */
import type { View } from '../src/chat/command.ts';
import type { Person } from '../src/chat/store.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { pathsWords, peopleWords, personWords } from '../src/reports/claims/claim-words.ts';
import { type Given, lineFor } from './claim-words.ts';
import { isSameId, mention } from './people-words.ts';
import { givenValue } from './words.ts';

export function personNamed(word: string, { people, sender }: Pick<View, 'people' | 'sender'>): Person | undefined {
  const said = mention(word, sender);
  return (
    people.find(({ id }) => id === word) ??
    (said && people.find((p) => p.id === said.id || Object.entries(said.handles).some(([name, id]) => isSameId(p.handles[name], id))))
  );
}

/** By `--of`: whose claims are meant, their agents' too; each of the paths has to meet one. Without it all are. */
export function ofWhom(
  { words, options }: Given,
  view: View,
  { verb, nothing }: { verb: string; nothing: string },
): Outcome<(claim: desk.Claim) => boolean> {
  const name = givenValue(options, 'of');
  if (name === undefined) return done(() => true);
  const id = personNamed(name, view)?.id ?? name.replace(/^@/, '');
  const isTheirs = ({ holder }: desk.Claim): boolean => holder.id === id || (holder.kind === 'agent' && holder.owner === id);
  for (const path of words) {
    const found = desk.lookUp(view.desk, [path], view.now);
    const claims = found.ok ? found.value.claims.map(({ claim }) => claim) : [];
    if (claims.length === 0 || claims.some(isTheirs)) continue;
    const { of: _, ...others } = options;
    const holders = peopleWords([...new Set(claims.map(({ holder }) => holder.id))]);
    return refuse(
      'not theirs',
      `${pathsWords([path], 24)} is ${holders}'s, not ${personWords(id, 16)}'s. ${nothing} Like this:`,
      lineFor(verb, words, others),
    );
  }
  return done(isTheirs);
}
