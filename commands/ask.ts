/** `ask docs/ --why "release notes"`: a friendly question to whoever holds it. Nothing at the desk changes by it. */
import { type Answer, command, type Said, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { pathsHere } from '../src/chat/path-words.ts';
import { strangerOn } from '../src/chat/reach.ts';
import type { Place } from '../src/kernel/people.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { inQuotes } from '../src/kernel/text.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { keepButton } from '../src/reports/claims/claim-card.ts';
import { claimObject } from '../src/reports/claims/claim-object.ts';
import { leftWords, pathsWords, peopleWords, personWords, reasonWords } from '../src/reports/claims/claim-words.ts';
import { lineFor, type Options, short, takesPaths } from './claim-words.ts';
import { lineOf, titleOf } from './job-words.ts';
import { ask as askFirst } from './start-job.ts';
import { ofWhom } from './whose.ts';
import { givenValue } from './words.ts';

const usage = 'ask PATHS [--why TEXT]';
const nothing = 'Nobody was asked.';
const values = ['why', 'of'];
const longestWhy = 500;

export const ask = command({
  name: 'ask',
  about: 'asks a holder for their claim',
  usage,
  role: 'operator',
  readOnly: false,
  exact: true,
  options: takesPaths(usage, { values }),
  values,
  form: ({ words, options: { why, ...others } }) =>
    done({
      title: 'Ask for a claim',
      lines: ['Its holder may give it back, hand it', 'over, or keep it.'],
      submit: 'Ask',
      line: lineFor('ask', words, others) ?? 'ask',
      fields: [{ name: 'why', label: 'Why', about: 'What you need it for', type: 'text' }],
      given: { ...(why !== undefined && { why }) },
    }),
  run({ words, options }, view): Answer {
    const why = givenValue(options, 'why');
    if (words.length === 0) return refuse('no path', `Ask for what? No path was named. ${nothing}`, 'locks');
    if (why !== undefined && why.length > longestWhy)
      return refuse('text too long', `The reason is longer than ${longestWhy} characters. ${nothing} Say it shorter.`);
    const meant = wordsMeant(words, options, view);
    if (!meant.ok) return meant;
    if ('ask' in meant.value) return meant.value.ask;
    const { wanted, free } = meant.value;
    const found = lookUp(wanted, view);
    if (!found.ok) return found;
    const me = whoOf(view.asker);
    const held = found.value;
    const claims = held.filter(({ holder }) => !desk.actsFor(me, holder));
    if (claims.length === 0)
      return refuse(
        'held already',
        `You hold ${pathsWords(wanted, 30)}, or an agent of yours. ${nothing}`,
        lineFor(
          'release',
          held.flatMap(({ paths }) => paths),
        ),
      );
    const whose = ofWhom({ words: wanted, options }, view, { verb: 'ask', nothing });
    if (!whose.ok) return whose;
    const asked = claims.filter(whose.value);
    const says = asked.flatMap((claim): Said[] => {
      const place = placeFor(claim, view);
      if (!place) return [];
      const holder = view.people.find(({ id }) => id === claim.holder.id);
      const holdUntil = holder && view.quietUntil(holder);
      return [{ place, rings: true, card: question(claim, wanted, why, view), ...(holdUntil !== undefined && { holdUntil }) }];
    });
    const holders = [...new Set(asked.map(({ holder }) => holder.id))];
    if (says.length === 0)
      return refuse(
        'nobody there',
        `I know no way to ${peopleWords(holders)} from here. ${nothing} Wait for it:`,
        lineFor('claim', wanted, { wait: true }),
      );
    return {
      ok: true,
      reply: {
        title: titleOf(`ASKED ${peopleWords(holders)} for ${pathsWords(wanted, 30)}`),
        lines: [
          ...(free.length > 0 ? [`held by nobody: ${pathsWords(free, 23)}`] : []),
          ...(says.length < asked.length ? [`${asked.length - says.length} of ${asked.length} could not be reached`] : []),
          'The claim stays until they answer.',
        ],
        buttons: [
          { label: 'Wait', sends: lineFor('claim', wanted, { wait: true }) ?? 'locks' },
          { label: 'More', sends: lineFor('who', wanted) ?? 'locks' },
        ],
      },
      says,
      data: { claims: asked.map((claim) => claimObject(claim, view.now)) },
    };
  },
});

/** Claims that meet any of these. */
function lookUp(words: readonly string[], view: View): Outcome<desk.Claim[]> {
  const found = desk.lookUp(view.desk, words, view.now);
  return found.ok
    ? done(found.value.claims.map(({ claim }) => claim))
    : refuse(found.refusal.code, found.refusal.message.replace('Nothing was looked up.', nothing), found.refusal.next);
}

/** The words that somebody holds. Where others are no path of anything, a guess rings nobody: the rest of the line is asked about first. */
function wordsMeant(
  words: readonly string[],
  options: Options,
  view: View,
): Outcome<{ wanted: string[]; free: string[] } | { ask: Answer }> {
  const all = lookUp(words, view);
  if (!all.ok) return all;
  const isHeld = (word: string): boolean => {
    const claims = lookUp([word], view);
    return claims.ok && claims.value.length > 0;
  };
  const isHere = pathsHere(view);
  const talk = words.filter((word) => !isHere(word));
  const held = words.filter(isHeld);
  const sure = held.filter((word) => !talk.includes(word));
  const [first] = talk;
  if (first !== undefined && held.length === 0)
    return refuse('not claimed', `Nobody holds "${short(first)}". ${nothing} Name paths, as in ask docs/`, 'locks');
  if (first !== undefined && !view.confirmed) return done({ ask: askMeant(sure.length > 0 ? sure : held, options, view) });
  if (held.length > 0) return done({ wanted: held, free: words.filter((word) => !held.includes(word)) });
  return refuse('not claimed', `Nobody holds ${pathsWords(words, 30)}. ${nothing} Claim it:`, lineFor('claim', words));
}

function askMeant(words: readonly string[], options: Options, view: View): Answer {
  const line = lineFor('ask', words, options) ?? 'ask';
  return askFirst(view, line, titleOf(`MEANT ${inQuotes(line)}?`), [`${nothing} Yes asks, or send:`, line]);
}

/** Alone where that can be; else where the claim was made, else here. A program that claimed over the socket listens nowhere. */
function placeFor({ holder, place }: desk.Claim, view: View): Place | undefined {
  const person = view.people.find(({ id }) => id === holder.id) ?? (place && strangerOn(place.adapter, holder.id));
  const owner = view.people.find(({ id }) => id === (person?.owner ?? holder.owner));
  const alone = [person, owner].flatMap((one) => (one === undefined ? [] : [view.direct(one)])).find((one) => one !== undefined);
  const here = { adapter: view.place.adapter, room: view.place.room };
  const open = [place, view.place.direct ? undefined : here].find((one) => one !== undefined && one.adapter !== 'socket');
  return alone ?? open;
}

function question(claim: desk.Claim, words: readonly string[], why: string | undefined, view: View) {
  const { lease, holder, paths, until } = claim;
  const asker = personWords(view.asker.id, 16);
  const whose = holder.kind === 'agent' ? `${personWords(holder.id, 16)}'s claim` : 'your claim';
  return {
    title: titleOf(`ASKED by ${asker}: may I have ${pathsWords(words, 24)}?`),
    lines: [
      ...(why === undefined ? [] : [`why: ${reasonWords(why, 35)}`]),
      lineOf(`${whose}: ${pathsWords(paths, 18)} · ${leftWords(until, view.now)} left`),
      'Nothing changes unless you say so.',
    ],
    buttons: [
      { label: 'Release', sends: `release --lease ${lease}` },
      { label: `Give it to ${short(view.asker.id)}`, sends: lineFor('handover', [view.asker.id], { lease: String(lease) }) ?? 'locks' },
      keepButton(claim),
    ],
    mention: [holder.id],
  };
}
