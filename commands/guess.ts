/** What a phrase probably meant, where it would change something: asks before it is done. Phrases make this line, nobody types it. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { done, refuse } from '../src/kernel/result.ts';
import { clip, inQuotes, visible } from '../src/kernel/text.ts';
import { withName } from './handover.ts';
import { named, titleOf } from './job-words.ts';
import { ask } from './start-job.ts';
import { whichJob } from './which-job.ts';
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
    const meant = /^handover (?!--)/.test(guessed) ? withName(guessed, view) : done(guessed);
    if (!meant.ok) return meant;
    const line = meant.value;
    const [verb = '', word, ...rest] = line.split(' ');
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

/** The job is found now, so that the question names it. */
function askForJob(view: View, verb: string, word: string | undefined): Answer {
  const which = whichJob(view, word, verb);
  if (!which.ok) return which;
  const job = which.value;
  return ask(view, `${verb} ${job.id}`, titleOf(`MEANT "${verb} ${job.id}"? It is ${named(job)}`), [
    'Nothing was done yet.',
    'Yes does it, or send:',
    `${verb} ${job.id}`,
  ]);
}
