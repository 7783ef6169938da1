/** `steal docs/ --why "release notes"`: asks for another's claim against their will, if need be; and the answers to that. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { atLeast } from '../src/kernel/people.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import type { Card } from '../src/reports/card.ts';
import { pathList, pathsWords, peopleWords, personWords, reasonWords, zonedMoment } from '../src/reports/claims/claim-words.ts';
import {
  askFor,
  heldAnswer,
  inOrder,
  isForm,
  leaseOf,
  lineFor,
  type Options,
  reading,
  short,
  spanOf,
  stepAnswer,
  takesPaths,
} from './claim-words.ts';
import { lineOf, titleOf } from './job-words.ts';
import { ofWhom } from './whose.ts';
import { givenValue } from './words.ts';

const usage = 'steal PATHS --why TEXT [--for 2h]';
const nothing = 'Nothing was stolen.';
const values = ['why', 'for', 'until', 'of', 'lease'];
const answers = { approve: 'approve', deny: 'deny', later: 'ten minutes' } as const;
const flags = [...Object.keys(answers), 'withdraw'] as const;

export const steal = command({
  name: 'steal',
  about: "another's claim, for a reason",
  usage,
  notes: [
    'Its holder is asked. Silent for 15m and',
    'not at work: it is yours. At work: a',
    'second person has to approve.',
    'Answers, with --lease N: --approve,',
    '--deny, --later, --withdraw',
  ],
  role: 'operator',
  readOnly: false,
  exact: true,
  seesClones: true,
  options: takesPaths(usage, { flags, values }),
  values,
  form({ words, options: { why, for: span, ...others } }, view) {
    const found = words.length === 0 ? undefined : wanted(words, view);
    if (found && !found.ok) return found;
    const holders = found ? [...new Set(found.value.map(({ claim }) => claim.holder.id))] : [];
    return done({
      title: 'Steal a claim',
      lines: [
        ...(holders.length > 0 ? [lineOf(`${pathsWords(words, 20)} of ${peopleWords(holders)}`)] : []),
        'They are asked, and read the reason.',
        'Silent for 15m and not at work: yours.',
      ],
      submit: 'Ask for it',
      line: lineFor('steal', words, others) ?? 'steal',
      fields: [
        { name: 'why', label: 'Why', about: 'For its holder to read', type: 'text' },
        { name: 'for', label: 'For how long', about: '2h, 90m, half a day', type: 'text' },
      ],
      given: { ...(why !== undefined && { why }), ...(span !== undefined && { for: span }) },
    });
  },
  async run({ words, options }, view): Promise<Answer> {
    const lease = leaseOf(options, nothing);
    if (!lease.ok) return lease;
    const [said, ...others] = flags.filter((flag) => options[flag] === true);
    if (others.length > 0)
      return refuse('two answers', `One answer at a time, not --${said} and --${others[0]}. Nothing was changed.`, 'locks');
    if (said !== undefined) return answerTo(said, lease.value, view);
    return askHolder({ words, options }, view);
  },
});

interface Target {
  claim: desk.Claim;
  paths: readonly string[];
}

/** Others' claims that hold any of the paths. */
function wanted(words: readonly string[], { desk: state, asker, now }: View): Outcome<readonly Target[]> {
  if (words.length === 0) return refuse('no path', `Steal what? No path was named. ${nothing}`, 'locks');
  const found = desk.lookUp(state, words, now);
  if (!found.ok) return refuse(found.refusal.code, found.refusal.message.replace('Nothing was looked up.', nothing), found.refusal.next);
  const { claims } = found.value;
  const others = claims.filter(({ claim }) => claim.holder.id !== asker.id);
  if (others.length > 0) return done(others.map(({ claim, held }) => ({ claim, paths: held })));
  return claims.length > 0
    ? refuse('held already', `You hold ${pathsWords(words, 30)} yourself. ${nothing}`, lineFor('renew', words))
    : refuse(
        'not claimed',
        `Nobody holds ${pathsWords(words, 30)}, so it need not be stolen. ${nothing} Claim it:`,
        lineFor('claim', words),
      );
}

async function askHolder({ words, options }: { words: string[]; options: Options }, view: View): Promise<Answer> {
  const found = wanted(words, view);
  if (!found.ok) return found;
  const whose = ofWhom({ words, options }, view, { verb: 'steal', nothing });
  if (!whose.ok) return whose;
  const targets = found.value.filter(({ claim }) => whose.value(claim));
  const why = givenValue(options, 'why')?.trim() ?? '';
  if (why === '') return askWhy(words, options, targets, view);
  const span = await spanOf(options, view, { nothing, line: (other) => lineFor('steal', words, other) });
  if (!span.ok) return span;
  const said = { who: whoOf(view.asker), why, place: view.place, ...(span.value !== undefined && { span: span.value }) };
  const step = inOrder(view.desk, targets, (before, { claim: { lease }, paths }) =>
    desk.steal(before, { ...said, lease, paths }, view.now),
  );
  return step.ok ? asked(step.value, view) : step;
}

/** The reason is the next thing that they say, whole. A path that looks like an option would hide it. */
function askWhy(words: readonly string[], options: Options, targets: readonly Target[], view: View): Answer {
  const holders = peopleWords([...new Set(targets.map(({ claim }) => claim.holder.id))]);
  if (isForm(view)) return refuse('no reason', `A steal needs a reason, --why, for ${holders} to read. ${nothing}`);
  const { why: _, ...others } = options;
  const plain = words.map((word) => (word.startsWith('-') ? `./${word}` : word));
  const line = `${lineFor('steal', plain, others) ?? 'steal'} --why`;
  return askFor(
    view,
    line,
    {
      title: titleOf(`WHY do you need ${pathsWords(words, 24)}?`),
      lines: [lineOf(`${holders} will read it.`), 'Nothing was asked yet. Answer with the', 'reason, in one line.'],
      buttons: [
        { label: 'Fill in', sends: lineFor('steal', words, others) ?? 'steal', form: true },
        { label: 'Drop', sends: 'no' },
      ],
    },
    { missing: 'TEXT', quotes: true },
  );
}

function asked(step: desk.Step, view: View): Answer {
  const steals = step.news.flatMap((news) => (news.is === 'steal asked' ? [news] : []));
  const [first, ...others] = steals;
  // An owner takes from their agents without asking.
  if (!first) return heldAnswer(view, step, 'TAKEN');
  const paths = steals.flatMap(({ steal: one }) => one.paths);
  const holders = [...new Set(steals.map(({ claim }) => claim.holder.id))];
  const until = zonedMoment(first.steal.stage.until, reading(view));
  const card: Card = {
    title: titleOf(`ASKED ${peopleWords(holders)} for ${pathsWords(paths, 20)}: until ${until}`),
    lines: [
      ...(paths.length > 1 ? [pathList(paths, 40)] : []),
      `why: ${reasonWords(first.steal.why, 35)}`,
      'Not yours yet. Silent until then and',
      'not at work: yours. At work: a second',
      'person has to approve.',
    ],
    buttons: [
      { label: 'Withdraw', sends: `steal --withdraw --lease ${first.steal.lease}` },
      { label: 'More', sends: lineFor('who', paths) ?? 'locks' },
    ],
  };
  const back = { what: `steal of ${pathsWords(first.steal.paths)}`, desk: { do: 'withdraw steal' as const, lease: first.steal.lease } };
  return stepAnswer(view, step, card, others.length === 0 ? { back } : {});
}

/** Which steal is meant: by its lease, else the only one that the asker may say this to. */
function meant(
  said: string,
  lease: number | undefined,
  { desk: { steals, claims }, asker }: View,
): Outcome<{ steal: desk.Steal; claim: desk.Claim }> {
  const me = whoOf(asker);
  const all = steals.flatMap((one) => {
    const claim = claims.find((each) => each.lease === one.lease);
    return claim ? [{ steal: one, claim }] : [];
  });
  if (lease !== undefined) {
    const found = all.find(({ claim }) => claim.lease === lease);
    return found ? done(found) : refuse('no steal', `Nobody asks for lease ${lease} any more. Nothing was changed.`, 'locks');
  }
  const mine = all.filter(({ steal: one, claim }) => (said === 'withdraw' ? desk.actsFor(me, one.by) : desk.actsFor(me, claim.holder)));
  const [only, ...others] = mine.length > 0 || said !== 'approve' ? mine : all.filter(({ steal: one }) => one.stage.is === 'open');
  if (!only) return refuse('no steal', 'No steal waits for that word of yours. Nothing was changed.', 'locks');
  if (others.length === 0) return done(only);
  const list = [only, ...others].map(({ steal: one }) => `${pathsWords(one.paths, 24)} (lease ${one.lease})`).join(', ');
  return refuse(
    'which steal',
    `Several are asked for: ${list}. Nothing was changed. Say which, like this:`,
    `steal --${said} --lease ${only.claim.lease}`,
  );
}

function answerTo(said: (typeof flags)[number], lease: number | undefined, view: View): Answer {
  const found = meant(said, lease, view);
  if (!found.ok) return found;
  const { steal: one, claim } = found.value;
  const who = whoOf(view.asker);
  if (said === 'withdraw') {
    const step = desk.withdrawSteal(view.desk, { who, lease: claim.lease }, view.now);
    return step.ok ? told(step.value, `WITHDRAWN ${pathsWords(one.paths, 24)}: no longer asked for`, view) : step;
  }
  const isHolder = desk.actsFor(who, claim.holder);
  const denied = isHolder ? undefined : notSecond(said, one, view);
  if (denied) return denied;
  const step = desk.answerSteal(view.desk, { who, lease: claim.lease, answer: answers[said as keyof typeof answers] }, view.now);
  if (!step.ok) return step;
  const thief = personWords(one.by.id, 16);
  const paths = pathsWords(one.paths, 24);
  const after = step.value.desk.steals.find((each) => each.lease === claim.lease);
  const title = {
    approve: isHolder ? `GIVEN ${paths} to ${thief}` : `APPROVED: ${paths} is now ${thief}'s`,
    deny: `DENIED ${paths}: ${thief} does not get it`,
    later: `LATER: ${paths} goes to ${thief} at ${after ? zonedMoment(after.stage.until, reading(view)) : 'once'}`,
  }[said as keyof typeof answers];
  return told(step.value, title, view);
}

/** A second person is an approver who speaks for themselves: whoever sits at the host may be anybody. */
function notSecond(said: string, one: desk.Steal, view: View): Answer | undefined {
  if (said !== 'approve') return undefined;
  if (view.local)
    return refuse(
      'not here',
      'Nothing was approved: over the console or the socket nobody counts as a second person. Say it in a chat.',
      'locks',
    );
  if (!atLeast(view.role, 'approver'))
    return refuse(
      'not allowed',
      `Nothing was approved: a second person needs the role approver; ${short(view.asker.id)} has ${view.role ?? 'none'} here.`,
      lineFor('who', one.paths),
    );
  return undefined;
}

function told(step: desk.Step, title: string, view: View): Answer {
  const granted = step.news.flatMap((news) => (news.is === 'granted' ? [news.claim] : []));
  return stepAnswer(view, step, {
    title: titleOf(title),
    lines: granted.map((claim) => lineOf(`lease ${claim.lease}, until ${zonedMoment(claim.until, reading(view))}`)).slice(0, 3),
    buttons: [{ label: 'Locks', sends: 'locks' }],
  });
}
