/** `break docs/`: an admin ends others' claims at once. */
import { type Answer, command } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { columns } from '../src/kernel/text.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { brokenCard } from '../src/reports/claims/claim-card.ts';
import { pathsWords, peopleWords } from '../src/reports/claims/claim-words.ts';
import { lineColumns } from '../src/reports/context.ts';
import { doneOf, inOrder, numberOf, reading, stepAnswer, takesPaths } from './claim-words.ts';
import { firstLines, linesOfList, titleOf } from './job-words.ts';
import { ask } from './start-job.ts';
import { givenValue } from './words.ts';

const usage = 'break PATHS|LEASE [--why TEXT]';
const nothing = 'Nothing was broken.';

export const breakClaims = command({
  name: 'break',
  about: "ends others' claims at once",
  usage,
  notes: ['PATHS: only these, the rest stays held', 'LEASE: its number in locks, all of it', 'It cannot be undone, and is kept on record.'],
  role: 'admin',
  readOnly: false,
  exact: true,
  options: takesPaths(usage, { values: ['why'] }),
  values: ['why'],
  run({ words, options }, view): Answer {
    const parts = meant(view.desk, words, view.now);
    if (!parts.ok) return parts;
    const why = givenValue(options, 'why');
    const said = { who: whoOf(view.asker), ...(why !== undefined && { why }) };
    const step = inOrder(view.desk, parts.value, (before, { claim: { lease }, paths }) =>
      desk.breakClaim(before, { ...said, lease, paths }, view.now),
    );
    if (!step.ok) return step;
    if (parts.value.length > 1 && !view.confirmed)
      return ask(view, view.line.canonical, titleOf(`BREAK ${parts.value.length} claims?`), [
        ...firstLines(parts.value, linesOfList - 1, rowOf),
        'Not broken yet. Yes ends all of that.',
      ]);
    return stepAnswer(view, step.value, brokenCard(doneOf(view, step.value), why, reading(view)));
  },
});

interface Part {
  claim: desk.Claim;
  paths: readonly string[];
}

const rowOf = ({ claim: { holder, lease }, paths }: Part): string => {
  const end = ` of ${peopleWords([holder.id])} (lease ${lease})`;
  return `${pathsWords(paths, lineColumns - columns(end))}${end}`;
};

/** By the number of a lease, all of it; or by paths: of every claim those that meet them. */
function meant(state: desk.DeskState, words: readonly string[], now: number): Outcome<readonly Part[]> {
  const [word, ...others] = words;
  if (word === undefined) return refuse('no path', `Whose claim? No path and no lease was named. ${nothing}`, 'locks');
  if (others.length === 0 && /^\d+$/.test(word)) {
    const lease = numberOf(word, 'lease', nothing);
    if (!lease.ok) return lease;
    const claim = state.claims.find((each) => each.lease === lease.value);
    return claim
      ? done([{ claim, paths: claim.paths }])
      : refuse('lease is over', `Lease ${lease.value} is over, or never was. ${nothing}`, 'locks');
  }
  const found = desk.lookUp(state, words, now);
  if (!found.ok) return refuse(found.refusal.code, found.refusal.message.replace('Nothing was looked up.', nothing), found.refusal.next);
  if (found.value.claims.length === 0) return refuse('not claimed', `Nobody holds any of ${pathsWords(words, 30)}. ${nothing}`, 'locks');
  return done(found.value.claims.map(({ claim, held }) => ({ claim, paths: held })));
}
