/** `locks`: all that is held, by whom and for how long, and who waits; as a list, as a tree, over the last week. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { day } from '../src/kernel/durations.ts';
import { atLeast } from '../src/kernel/people.ts';
import { refuse } from '../src/kernel/result.ts';
import { actsFor } from '../src/locks/desk/desk.ts';
import { endedLeases } from '../src/locks/ended.ts';
import type { Card } from '../src/reports/card.ts';
import { deskObject } from '../src/reports/claims/claim-object.ts';
import { locksCard, weekLines } from '../src/reports/claims/locks-card.ts';
import { locksFile } from '../src/reports/claims/locks-list.ts';
import { standingLines } from '../src/reports/claims/standing-words.ts';
import { treeOf } from '../src/reports/claims/tree.ts';
import { count } from '../src/reports/context.ts';
import { reading, short } from './claim-words.ts';
import { firstLines, linesOfList, titleOf } from './job-words.ts';
import { givenValue, takes } from './words.ts';

const usage = 'locks [--mine] [--tree] [--week] [--settle released|kept]';
/** `--question`: which one, so that an old button answers no newer question. */
const values = ['settle', 'question'];

export const locks = command({
  name: 'locks',
  aliases: ['claims'],
  about: 'all claims, and who waits',
  usage,
  notes: ['--week: who held what, as a picture', '--settle: lines that vanished from the', 'lock file were released, or come back'],
  role: 'viewer',
  readOnly: true,
  options: takes(usage, { flags: ['mine', 'tree', 'week'], values }),
  values,
  async run({ options }, view): Promise<Answer> {
    const answer = givenValue(options, 'settle');
    if (answer !== undefined) return settle(answer, givenValue(options, 'question'), view);
    if (options.week === true) return week(view, options.mine === true);
    const me = whoOf(view.asker);
    const mine = options.mine === true;
    const { file, standing } = view.locks;
    const claims = mine ? view.desk.claims.filter(({ holder }) => actsFor(me, holder)) : view.desk.claims;
    const waits = mine ? view.desk.waits.filter(({ who }) => actsFor(me, who)) : view.desk.waits;
    const card = locksCard({ desk: view.desk, reader: me, mine, standing: view.locks }, reading(view));
    return {
      ok: true,
      reply: options.tree === true && claims.length > 0 ? treeCard(card, { claims, waits }, mine, view) : card,
      data: {
        ...deskObject({ claims, waits }, view.now),
        ended: endedLeases(view.locks.history, view.now),
        file: { path: file, standing },
      },
    };
  },
});

/** What the tree leaves out stands in the file, as what the list does. */
function treeCard(list: Card, held: Pick<View['desk'], 'claims' | 'waits'>, mine: boolean, view: View): Card {
  const { text, isCut } = treeOf(held.claims, reading(view));
  const files = list.files ?? (isCut ? [locksFile(held, view.locks.file, reading(view))] : undefined);
  return {
    title: list.title,
    code: text,
    lines: standingLines(view.locks),
    buttons: [{ label: 'List', sends: mine ? 'locks --mine' : 'locks' }],
    ...(files && { files }),
  };
}

async function week(view: View, mine: boolean): Promise<Answer> {
  const me = whoOf(view.asker);
  const all = view.locks.history(view.now - 7 * day);
  const held = mine ? all.filter(({ holder }) => actsFor(me, holder)) : all;
  const picture = mine || held.length === 0 ? undefined : await view.locks.picture();
  const people = new Set(held.map(({ holder }) => holder.id)).size;
  const lines = weekLines(held, reading(view));
  return {
    ok: true,
    reply: {
      title: titleOf(
        held.length === 0 ? 'LOCKS of 7 days: nothing was held' : `LOCKS of 7 days: ${count(held.length, 'claim')} by ${people}`,
      ),
      lines: firstLines(lines, picture ? 4 : linesOfList),
      buttons: [{ label: 'Now', sends: 'locks' }],
      ...(picture && { files: [picture] }),
    },
    data: { held },
  };
}

/** Lines vanished from the file, and it was asked whether they were meant to. */
function settle(answer: string, question: string | undefined, view: View): Answer {
  const { standing, file } = view.locks;
  if (answer !== 'released' && answer !== 'kept')
    return refuse('usage', `--settle takes released or kept, not "${short(answer)}". Nothing was changed.`, 'locks');
  if (!atLeast(view.role, 'operator'))
    return refuse(
      'not allowed',
      `Only an operator may answer for the lock file, you are ${view.role ?? 'unknown'} here. Nothing was changed.`,
      'locks',
    );
  if (standing.is !== 'asking' || (question !== undefined && question !== standing.key))
    return refuse('nothing asked', 'No line of the lock file waits for an answer. Nothing was changed.', 'locks');
  const n = standing.lines.length;
  const what = n === 1 ? '1 line' : `${n} lines`;
  return {
    ok: true,
    reply: {
      title: titleOf(answer === 'released' ? `SETTLED ${what} of the file: released` : `SETTLED ${what}: they go back into the file`),
      lines: firstLines(
        standing.lines.map(({ agent, path }) => short(`${agent} -> ${path}`)),
        6,
      ),
      buttons: [{ label: 'Locks', sends: 'locks' }],
    },
    effects: [{ do: 'lock file', answer, key: standing.key, by: view.asker.id }],
    data: { file: { path: file, answer, lines: standing.lines } },
  };
}
