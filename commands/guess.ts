/** What a phrase probably meant, where it would change something: asks before it is done. Phrases make this line, nobody types it. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { clip, inQuotes, visible } from '../src/kernel/text.ts';
import { which } from '../src/locks/desk/which.ts';
import { actsFor } from '../src/locks/desk/who.ts';
import { askWhoFor } from './claim-cannot.ts';
import { type Given, lineFor, withLost } from './claim-words.ts';
import { withName } from './handover.ts';
import { named as nameOf, titleOf } from './job-words.ts';
import { withOwnNamed } from './own-paths.ts';
import { givenIn } from './said-line.ts';
import { ask } from './start-job.ts';
import { whichJob } from './which-job.ts';
import { ofWhom } from './whose.ts';
import { takes } from './words.ts';

export const guess = command({
  name: 'guess',
  about: 'asks whether a line was meant',
  usage: 'guess "LINE"',
  role: 'operator',
  readOnly: true,
  options: takes('guess "LINE"', { most: 1 }).transform(({ words }) => ({ line: words[0] ?? '' })),
  run({ line: guessed }, view): Answer {
    // Whom nobody knows is not asked about, and an id of the platform tells people nothing.
    const named = /^handover (?!--)/.test(guessed) ? withName(guessed, view) : passed(guessed, view);
    if (!named.ok) return named;
    const meant = withOwnNamed(named.value, view);
    if (!meant.ok) return meant;
    const line = meant.value;
    const { verb, ...given } = givenIn(line);
    const whose = ofWhom(given, view, { verb, nothing: 'Nothing was asked.' });
    if (!whose.ok) return whose;
    const refused = refusedAnyway(verb, given, view);
    if (refused) return refused;
    const whoFor = verb === 'claim' ? askWhoFor(given, view) : undefined;
    if (whoFor) return whoFor;
    const [, word, ...rest] = line.split(' ');
    if (['stop', 'again', 'mute', 'first'].includes(verb) && rest.length === 0 && !(word !== undefined && view.recipes.has(word)))
      return askForJob(view, verb, word);
    if (line === '') return refuse('nothing guessed', 'There is nothing to ask about. Nothing was done.', 'help');
    return ask(view, line, titleOf(`MEANT ${inQuotes(line)}?`), [
      `You said: ${clip(visible(view.line.given), 29)}`,
      'Nothing was done yet.',
      'Yes does it, or send:',
      line,
    ]);
  },
});

/** What is not theirs to give or to keep is not asked about first. */
function refusedAnyway(verb: string, { words, options }: Given, view: View): Answer | undefined {
  const nothing = { release: 'Nothing was released.', keep: 'Nothing was renewed.', handover: 'Nothing was handed over.' }[verb];
  const paths = verb === 'handover' ? words.slice(0, -1) : words;
  // Whom it is for would be missing in the line that is offered instead.
  const isNameless = verb === 'handover' && paths.length === 0;
  if (nothing === undefined || isNameless || options.lease !== undefined) return undefined;
  const named = paths.length === 0 ? {} : { paths };
  const held = which(view.desk, whoOf(view.asker), named, { nothing, verb, below: verb === 'keep' ? 'its claim' : 'nothing' });
  return held.ok ? undefined : withLost(held, verb, options);
}

/** `never mind docs`: whoever waits passes; whoever only holds it gives it back. */
function passed(line: string, { desk, asker }: View): Outcome<string> {
  const { verb, words } = givenIn(line);
  if (verb !== 'pass' || words.length === 0) return done(line);
  const me = whoOf(asker);
  if (desk.waits.some(({ who }) => actsFor(me, who))) return done('pass');
  const held = which(desk, me, { paths: words }, { nothing: 'Nothing was changed.', verb: 'release', below: 'nothing' });
  return held.ok ? done(lineFor('release', words) ?? 'release') : held;
}

/** The job is found now, so that the question names it. */
function askForJob(view: View, verb: string, word: string | undefined): Answer {
  const which = whichJob(view, word, verb);
  if (!which.ok) return which;
  const job = which.value;
  return ask(view, `${verb} ${job.id}`, titleOf(`MEANT "${verb} ${job.id}"? It is ${nameOf(job)}`), [
    'Nothing was done yet.',
    'Yes does it, or send:',
    `${verb} ${job.id}`,
  ]);
}
