/** `renew docs/ --for 2h`, `keep`: a claim lasts longer. */
import { command } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { heldCard } from '../src/reports/claims/claim-card.ts';
import { doneOf, leaseOf, lineFor, reading, spanOf, stepAnswer, takesPaths, timeOf, withLost } from './claim-words.ts';

const usage = 'renew [PATHS] [--for 2h|--until 6pm] [--lease N]';
const nothing = 'Nothing was renewed.';
const values = ['for', 'until', 'lease'];

export const renew = command({
  name: 'renew',
  aliases: ['keep', 'extend'],
  about: 'keeps a claim longer',
  usage,
  notes: ['Alone: the only one that you hold, for', 'as long as you asked for at first.'],
  role: 'operator',
  readOnly: false,
  exact: true,
  seesClones: true,
  options: takesPaths(usage, { values }),
  values,
  async run({ words, options }, view) {
    const lease = leaseOf(options, nothing);
    if (!lease.ok) return lease;
    const span = await spanOf(options, view, { nothing, line: (other) => lineFor('renew', words, other) });
    if (!span.ok) return span;
    const step = desk.renew(
      view.desk,
      {
        who: whoOf(view.asker),
        ...(span.value !== undefined && { span: span.value }),
        ...(lease.value !== undefined && { lease: lease.value }),
        ...(words.length > 0 && { paths: words }),
      },
      view.now,
    );
    if (!step.ok) return withLost(step, 'renew', timeOf(options));
    return stepAnswer(view, step.value, heldCard('KEPT', doneOf(view, step.value), reading(view)));
  },
});
