/** `who runtime/`: who holds any of it, until when and why, and who waits for it. */
import { command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { pathsHere } from '../src/chat/path-words.ts';
import { atLeast } from '../src/kernel/people.ts';
import { refuse } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import type { Button } from '../src/reports/card.ts';
import { keepButton } from '../src/reports/claims/claim-card.ts';
import { conflictObject } from '../src/reports/claims/claim-object.ts';
import { whoCard } from '../src/reports/claims/who-card.ts';
import { lineFor, plainPaths, reading, short, takesPaths } from './claim-words.ts';

const usage = 'who PATHS';
/** Claims of which git is asked for the last commit. */
const mostCommits = 4;

export const who = command({
  name: 'who',
  about: 'who holds any of some paths',
  usage,
  role: 'viewer',
  readOnly: true,
  seesClones: true,
  options: takesPaths(usage, {}),
  async run({ words }, view) {
    if (words.length === 0)
      return refuse('no path', 'Who holds what? No path was named. Nothing was looked up. Like this: who docs/', 'locks');
    const paths = pathsMeant(words, view);
    if (paths.length === 0)
      return refuse('no path', `I did not understand "who ${short(words.join(' '))}". Nothing was looked up. Like this:`, 'who docs/');
    const found = desk.lookUp(view.desk, paths, view.now);
    if (!found.ok) return found;
    const conflict = found.value;
    const commits = new Map<number, number>();
    for (const { claim, held } of conflict.claims.slice(0, mostCommits)) {
      const commit = await view.locks.lastCommit(plainPaths(held));
      if (commit) commits.set(claim.lease, commit.at);
    }
    return {
      ok: true,
      reply: whoCard({ conflict, paths, commits, buttons: buttons(conflict, paths, view) }, reading(view)),
      data: conflictObject(conflict, view.now),
    };
  },
});

const verbs = new Set(
  (
    'has have had having is are was were be am do does did can could will would shall should may might must ' +
    'wants want wanted needs need needed got gets took takes owns own holds uses used knows said says broke wrote made left likes cares'
  ).split(' '),
);

/** After a verb come only paths, or it is a sentence that nobody understood. */
function pathsMeant(words: readonly string[], view: View): readonly string[] {
  const [first = '', ...rest] = words;
  const isHere = pathsHere(view);
  if (!verbs.has(first.toLowerCase()) || isHere(first)) return words;
  return rest.every(isHere) ? rest : [];
}

function buttons({ claims, cooling, ahead }: desk.Conflict, paths: readonly string[], view: View): Button[] {
  if (!atLeast(view.role, 'operator')) return [];
  const line = (verb: string, options = {}): string => lineFor(verb, paths, options) ?? 'locks';
  if (claims.length + cooling.length + ahead.length === 0) return [{ label: 'Claim', sends: line('claim') }];
  const me = whoOf(view.asker);
  const own = claims.filter(({ claim }) => desk.actsFor(me, claim.holder)).map(({ claim }) => claim);
  const others = claims.filter(({ claim }) => claim.holder.id !== me.id);
  const mine = own.length === 1 ? [keepButton(own[0]!), { label: 'Release', sends: `release --lease ${own[0]!.lease}` }] : [];
  if (others.length === 0) return claims.length === 0 ? [{ label: 'Wait', sends: line('claim', { wait: true }) }] : mine;
  return [
    { label: 'Wait', sends: line('claim', { wait: true }) },
    { label: 'Ask', sends: line('ask'), form: true },
    { label: 'Steal', sends: line('steal'), form: true },
    ...mine,
  ];
}
