/** `break docs/`: an admin ends others' claims at once. */
import { type Answer, command } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { nextLines } from '../src/reports/claims/claim-card.ts';
import { pathsWords, peopleWords, reasonWords } from '../src/reports/claims/claim-words.ts';
import { standingLines } from '../src/reports/claims/standing-words.ts';
import { inOrder, numberOf, reading, stepAnswer, takesPaths } from './claim-words.ts';
import { firstLines, lineOf, linesOfList, titleOf } from './job-words.ts';
import { ask } from './start-job.ts';
import { givenValue } from './words.ts';

const usage = 'break PATHS|LEASE [--why TEXT]';
const nothing = 'Nothing was broken.';

export const breakClaims = command({
  name: 'break',
  about: "ends others' claims at once",
  usage,
  notes: ['LEASE: its number, as locks tells it', 'It cannot be undone, and is kept on record.'],
  role: 'admin',
  readOnly: false,
  exact: true,
  options: takesPaths(usage, { values: ['why'] }),
  values: ['why'],
  run({ words, options }, view): Answer {
    const claims = meant(view.desk, words, view.now);
    if (!claims.ok) return claims;
    const why = givenValue(options, 'why');
    const said = { who: whoOf(view.asker), ...(why !== undefined && { why }) };
    const step = inOrder(view.desk, claims.value, (before, { lease }) => desk.breakClaim(before, { ...said, lease }, view.now));
    if (!step.ok) return step;
    const rows = claims.value.map(({ holder, paths, lease }) =>
      lineOf(`${pathsWords(paths, 20)} of ${peopleWords([holder.id])} (lease ${lease})`),
    );
    if (claims.value.length > 1 && !view.confirmed)
      return ask(view, view.line.canonical, titleOf(`BREAK ${claims.value.length} claims?`), [
        ...firstLines(rows, linesOfList - 1),
        'Not broken yet. Yes ends them all.',
      ]);
    const paths = claims.value.flatMap((claim) => claim.paths);
    const holders = [...new Set(claims.value.map(({ holder }) => holder.id))];
    return stepAnswer(view, step.value, {
      title: titleOf(`BROKEN ${pathsWords(paths, 24)} of ${peopleWords(holders)}`),
      lines: [
        ...(rows.length > 1 ? firstLines(rows, 5) : claims.value.map(({ lease }) => `lease ${lease}`)),
        ...(why === undefined ? [] : [`why: ${reasonWords(why, 35)}`]),
        ...nextLines(step.value.news, reading(view)),
        ...standingLines(view.locks),
      ].slice(0, linesOfList),
      buttons: [{ label: 'Locks', sends: 'locks' }],
    });
  },
});

/** By the number of a lease, or by paths: all claims that hold any of them. */
function meant(state: desk.DeskState, words: readonly string[], now: number): Outcome<readonly desk.Claim[]> {
  const [word, ...others] = words;
  if (word === undefined) return refuse('no path', `Whose claim? No path and no lease was named. ${nothing}`, 'locks');
  if (others.length === 0 && /^\d+$/.test(word)) {
    const lease = numberOf(word, 'lease', nothing);
    if (!lease.ok) return lease;
    const claim = state.claims.find((each) => each.lease === lease.value);
    return claim ? done([claim]) : refuse('lease is over', `Lease ${lease.value} is over, or never was. ${nothing}`, 'locks');
  }
  const found = desk.lookUp(state, words, now);
  if (!found.ok) return refuse(found.refusal.code, found.refusal.message.replace('Nothing was looked up.', nothing), found.refusal.next);
  if (found.value.claims.length === 0) return refuse('not claimed', `Nobody holds any of ${pathsWords(words, 30)}. ${nothing}`, 'locks');
  return done(found.value.claims.map(({ claim }) => claim));
}
