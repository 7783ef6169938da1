/** `renew docs/ --for 2h`, `keep --more 1h`: a claim lasts longer. */
import { command } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { spanWords } from '../src/chat/time-words.ts';
import type { Millis } from '../src/kernel/clock.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { heldCard } from '../src/reports/claims/claim-card.ts';
import { doneOf, type Given, leaseOf, lineFor, reading, short, spanOf, stepAnswer, takesPaths, timeOf, withLost } from './claim-words.ts';
import { allFlags, withOwn } from './own-paths.ts';
import { givenValue } from './words.ts';

const usage = 'renew [PATHS] [--for 2h|--until 6pm|--more 1h] [--lease N]';
const nothing = 'Nothing was renewed.';
const values = ['for', 'until', 'more', 'lease'];

export const renew = command({
  name: 'renew',
  aliases: ['keep', 'extend'],
  about: 'keeps a claim longer',
  usage,
  notes: [
    'Alone: the only one that you hold, for',
    'as long as you asked for at first.',
    '--more: beyond its present end',
    '--all: everything that you hold',
  ],
  role: 'operator',
  readOnly: false,
  exact: true,
  seesClones: true,
  options: takesPaths(usage, { flags: allFlags, values }),
  values,
  async run(given, view) {
    const own = withOwn(given, view, { verb: 'renew', nothing });
    if (!own.ok) return own;
    const { words, options } = own.value;
    const lease = leaseOf(options, nothing);
    if (!lease.ok) return lease;
    const span = await spanOf(options, view, { nothing, line: (other) => lineFor('renew', words, other) });
    if (!span.ok) return span;
    const more = moreOf({ words, options });
    if (!more.ok) return more;
    const step = desk.renew(
      view.desk,
      {
        who: whoOf(view.asker),
        ...(span.value !== undefined && { span: span.value }),
        ...(more.value !== undefined && { more: more.value }),
        ...(lease.value !== undefined && { lease: lease.value }),
        ...(words.length > 0 && { paths: words }),
      },
      view.now,
    );
    if (!step.ok) return withLost(step, 'renew', / --for /.test(step.refusal.next ?? '') ? {} : timeOf(options));
    return stepAnswer(view, step.value, heldCard('KEPT', doneOf(view, step.value), reading(view)));
  },
});

/** By `--more`: how much longer than until its present end. */
function moreOf({ words, options }: Given): Outcome<Millis | undefined> {
  const { for: _, until: __, ...others } = options;
  const more = givenValue(options, 'more');
  if (more === undefined) return done(undefined);
  const line = (text: string): string | undefined => lineFor('renew', words, { ...others, more: text });
  if (options.for !== undefined || options.until !== undefined)
    return refuse('two times', `Say how much longer, or till when, not both. ${nothing} Like this:`, line(more));
  const read = spanWords(more);
  return read === undefined
    ? refuse('no time', `"${short(more)}" is no time such as 2h or 90m. ${nothing} Like this:`, line('1h'))
    : done(read);
}
