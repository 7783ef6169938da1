/** `handover docs/ bob`: offers a claim to somebody, who takes it under a lease of their own; to one's own agent at once. */
import split from 'string-argv';
import { type Answer, command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { quoted } from '../src/chat/quoted.ts';
import type { Person } from '../src/chat/store.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { visible } from '../src/kernel/text.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { pathList, pathsWords, personWords, zonedMoment } from '../src/reports/claims/claim-words.ts';
import {
  heldAnswer,
  leaseOf,
  lineFor,
  type Options,
  reading,
  short,
  spanOf,
  stepAnswer,
  takesPaths,
  timeOf,
  withLost,
} from './claim-words.ts';
import { lineOf, titleOf } from './job-words.ts';
import { allFlags, withOwn } from './own-paths.ts';
import { mention } from './people-words.ts';
import { personNamed } from './whose.ts';

const usage = 'handover [PATHS] TO [--for 2h] [--lease N]';
const nothing = 'Nothing was handed over.';
const values = ['for', 'until', 'lease', 'to'];

export const handover = command({
  name: 'handover',
  aliases: ['handoff'],
  about: 'gives a claim to somebody else',
  usage,
  notes: ['They take it within 10 minutes, or not.', '--accept, --decline: their answer'],
  role: 'operator',
  readOnly: false,
  exact: true,
  seesClones: true,
  options: takesPaths(usage, { flags: ['accept', 'decline', ...allFlags], values }),
  values,
  form({ words, options: { to, for: span, ...others } }) {
    return done({
      title: 'Hand over',
      lines: ['They are asked, and take it or not.', 'Your own agent has it at once.'],
      submit: 'Hand over',
      line: lineFor('handover', words, others) ?? 'handover',
      fields: [
        { name: 'to', label: 'To whom', about: 'bob, @bob, codex-26366', type: 'text' },
        { name: 'for', label: 'For how long', about: '2h, 90m, half a day', type: 'text' },
      ],
      given: { ...(to !== undefined && { to }), ...(span !== undefined && { for: span }) },
    });
  },
  async run({ words, options }, view): Promise<Answer> {
    const lease = leaseOf(options, nothing);
    if (!lease.ok) return lease;
    const which = { who: whoOf(view.asker), ...(lease.value !== undefined && { lease: lease.value }) };
    if (options.accept === true && options.decline === true)
      return refuse('two answers', `Take it or leave it: --accept or --decline. ${nothing}`, 'locks');
    if (options.accept === true) return accept(which, view);
    if (options.decline === true) return decline(which, view);
    const own = withOwn({ words, options }, view, { verb: 'handover', nothing });
    return own.ok ? offer(own.value, which, view) : own;
  },
});

function accept(which: desk.HandOverAnswer, view: View): Answer {
  const step = desk.acceptHandOver(view.desk, which, view.now);
  return step.ok ? heldAnswer(view, step.value, 'TAKEN') : step;
}

/** By the one who does not want it, or by the other who takes the offer back. */
function decline(which: desk.HandOverAnswer, view: View): Answer {
  const step = desk.declineHandOver(view.desk, which, view.now);
  if (!step.ok) return step;
  const { handover: offered } = step.value.news.find((news) => news.is === 'hand-over over')!;
  const holder = view.desk.claims.find(({ lease }) => lease === offered.lease)?.holder;
  const isMine = holder !== undefined && desk.actsFor(which.who, holder);
  const who = personWords(isMine ? offered.to.id : (holder?.id ?? ''), 16);
  return stepAnswer(view, step.value, {
    title: titleOf(
      isMine ? `TAKEN BACK ${pathsWords(offered.paths, 24)}: not ${who}'s` : `DECLINED ${pathsWords(offered.paths, 24)}: ${who} keeps it`,
    ),
    buttons: [{ label: 'Locks', sends: 'locks' }],
  });
}

type Given = { words: string[]; options: Options };

async function offer({ words, options }: Given, which: { who: desk.Who; lease?: number }, view: View): Promise<Answer> {
  const { to: field, ...others } = options;
  const named = typeof field === 'string' ? [...words, field] : words;
  const [paths, word] = [named.slice(0, -1), named.at(-1)];
  const to = receiver(word, paths, others, view);
  if (!to.ok) return to;
  const rest = paths.at(-1)?.toLowerCase() === 'to' ? paths.slice(0, -1) : paths;
  const line = (other: Options): string | undefined => lineFor('handover', [...rest, to.value.id], other);
  const span = await spanOf(others, view, { nothing, line });
  if (!span.ok) return span;
  const step = desk.handOver(
    view.desk,
    { ...which, to: whoOf(to.value), ...(span.value !== undefined && { span: span.value }), ...(rest.length > 0 && { paths: rest }) },
    view.now,
  );
  if (!step.ok) return withReceiver(withLost(step, 'handover', timeOf(others)), to.value.id);
  return offered(step.value, to.value, view);
}

function offered(step: desk.Step, to: Person, view: View): Answer {
  const offers = step.news.flatMap((news) => (news.is === 'hand-over offered' ? [news.handover] : []));
  const given = step.news.flatMap((news) => (news.is === 'granted' ? [news.claim] : []));
  const [first] = offers;
  const name = personWords(to.id, 16);
  if (!first) {
    const paths = given.flatMap((claim) => claim.paths);
    return stepAnswer(view, step, {
      title: titleOf(`HANDED ${pathsWords(paths, 20)} to ${name}${given[0] ? ` until ${zonedMoment(given[0].until, reading(view))}` : ''}`),
      lines: [
        ...(paths.length > 1 ? [pathList(paths, 40)] : []),
        ...given.map(({ lease }) => `lease ${lease}, in place of yours`).slice(0, 3),
      ],
      buttons: [{ label: 'Locks', sends: 'locks' }],
    });
  }
  const paths = offers.flatMap((one) => one.paths);
  return stepAnswer(view, step, {
    title: titleOf(`OFFERED ${pathsWords(paths, 20)} to ${name} until ${zonedMoment(first.until, reading(view))}`),
    lines: [...(paths.length > 1 ? [pathList(paths, 40)] : []), lineOf(`Yours until ${name} takes it.`)],
    buttons: [
      { label: 'Take back', sends: `handover --decline --lease ${first.lease}` },
      { label: 'Locks', sends: 'locks --mine' },
    ],
  });
}

/** The line of a hand-over that was guessed, with the name of whom it is for. Refused: they are known by no such name. */
export function withName(line: string, view: View): Outcome<string> {
  const [verb = '', ...words] = split(line);
  const option = words.findIndex((word) => word.startsWith('--'));
  const [named, options] = option < 0 ? [words, []] : [words.slice(0, option), words.slice(option)];
  const paths = named.slice(0, -1);
  const to = receiver(named.at(-1), paths, {}, view);
  if (to.ok) return done([verb, ...[...paths, to.value.id, ...options].map(quoted)].join(' '));
  const { next } = to.refusal;
  return {
    ok: false,
    refusal: next?.startsWith('handover ') ? { ...to.refusal, next: [next, ...options.map(quoted)].join(' ') } : to.refusal,
  };
}

/** The last word. Whoever is not known can be asked nothing. */
function receiver(word: string | undefined, paths: readonly string[], options: Options, view: View): Outcome<Person> {
  const others = view.people.filter(({ id }) => id !== view.asker.id);
  const example = others[0]?.id ?? 'bob';
  if (word === undefined) return refuse('no name', `To whom? ${nothing} Like this: handover ${visible(example)}`, 'locks --mine');
  const known = personNamed(word, view);
  if (known) return done(known);
  const near = nearest(
    mention(word, view.sender)?.id ?? word,
    others.map(({ id }) => id),
  );
  const isPath = /[/.*]/.test(word) && near === undefined;
  const why = isPath ? 'To whom? No name was said.' : `I know nobody called "${short(word)}".${near === undefined ? '' : ' Did you mean:'}`;
  return refuse(
    'no such person',
    isPath ? `${why} ${nothing} Like this: handover ${short(word)} ${visible(example)}` : why.replace(/\.(?= Did|$)/, `. ${nothing}`),
    near === undefined ? 'people' : lineFor('handover', [...paths, near], options),
  );
}

/** The desk knows which of several claims may be meant, but offers that line without the name. */
function withReceiver({ refusal }: { refusal: { code: string; message: string; next?: string } }, to: string): Answer {
  const { next } = refusal;
  const isNameless = next?.startsWith('handover ') && (refusal.code === 'which claim' || refusal.code === 'held as a whole');
  return { ok: false, refusal: isNameless ? { ...refusal, next: lineFor('', [to])!.replace(/^ /, `${next} `) } : refusal };
}
