/** What the commands of the lock desk share: their times, their leases, whose claim it is, and how a step of the desk becomes an answer. */
import split from 'string-argv';
import type { Answer, View, Words } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { canonicalLine } from '../src/chat/parse.ts';
import { longestLine } from '../src/chat/phone.ts';
import type { DeskDeed } from '../src/chat/store.ts';
import { clockOrSpan, spanWords, untilWords } from '../src/chat/time-words.ts';
import type { Millis } from '../src/kernel/clock.ts';
import { parseJobId } from '../src/kernel/ids.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { done, type Outcome, type Refusal, refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import type { DeskState, Step, Who } from '../src/locks/desk/desk.ts';
import { word } from '../src/locks/desk/lines.ts';
import { parseScope } from '../src/locks/scope/scope.ts';
import type { Card } from '../src/reports/card.ts';
import { type Done, heldCard } from '../src/reports/claims/claim-card.ts';
import { claimObject, waitObject } from '../src/reports/claims/claim-object.ts';
import { pathsWords, type Reading } from '../src/reports/claims/claim-words.ts';
import { askedObject } from './asked.ts';
import { givenValue, takes } from './words.ts';

/** More words than a line can hold: how many paths are too many is the desk's to say. */
const anyPaths = 2000;

export type Options = Words['options'];
export type Given = Words;

/** The words of a line, with the mark taken off again that keeps a quoted path from being read as something else. */
export const takesPaths = (usage: string, shape: Parameters<typeof takes>[1]) =>
  takes(usage, { most: anyPaths, ...shape }).transform(({ words, options }) => ({
    words: words.map((word) => word.replace(/^\.\/\.\/(?=.)/, '')),
    options,
  }));

/** The line of a command with these words and options. Undefined: longer than any that is read. */
export function lineFor(verb: string, words: readonly string[], options: Options = {}): string | undefined {
  const given = canonicalLine(verb, [], options, { takesValue: () => true, order: () => order }).slice(verb.length);
  const dashed = words.findIndex((each) => each.startsWith('--'));
  const [early, late] = dashed < 0 ? [words, []] : [words.slice(0, dashed), ['--', ...words.slice(dashed)]];
  const line = [verb, ...early.map(word)].join(' ') + given + late.map((each) => ` ${each === '--' ? each : word(each)}`).join('');
  return line.length > longestLine ? undefined : line;
}
const order = ['for', 'until', 'more', 'why', 'files', 'tests', 'shared', 'risky', 'as', 'branch', 'wait', 'whole', 'lease'];

/** Paths as words, and those that a form has in one field. */
export const pathsOf = ({ words, options }: Given): string[] => [...words, ...listOf(givenValue(options, 'paths'))];

/** The words of one field; quotes keep blanks, but one that is not closed is a letter like others. */
export function listOf(text = ''): string[] {
  const words = split(`${text} ${end}`);
  const whole = words.at(-1) === end ? words.slice(0, -1) : text.split(/\s+/);
  return whole.map((word) => word.replace(/(?<=.),$/, '')).filter((word) => word !== '' && word !== ',');
}
const end = '\u0000';

/** For how long, by `--for` or `--until`. `line`: the same line with another time, to send instead. */
export async function spanOf(
  options: Options,
  { now, zone }: View,
  { nothing, line }: { nothing: string; line(options: Options): string | undefined },
): Promise<Outcome<Millis | undefined>> {
  const [span, until] = [givenValue(options, 'for'), givenValue(options, 'until')];
  const { for: _, until: __, ...others } = options;
  if (span !== undefined && until !== undefined)
    return refuse('two times', `Say --for or --until, not both. ${nothing} Like this:`, line({ ...others, for: span }));
  if (span !== undefined) {
    const read = spanWords(span);
    return read === undefined
      ? refuse('no time', `"${short(span)}" is no time such as 2h or 90m. ${nothing} Like this:`, line({ ...others, for: '2h' }))
      : done(read);
  }
  if (until === undefined) return done(undefined);
  const either = clockOrSpan(until);
  if (either !== undefined) {
    const isAhead = (await untilWords(either, { now, zone })).ok;
    const message = `"${short(until)}" is ${either}, or that long from now? ${nothing} --until ${either} or --for ${until}:`;
    return refuse('clock or span', message, line({ ...others, ...(isAhead ? { until: either } : { for: until }) }));
  }
  const read = await untilWords(until, { now, zone, nothing });
  return read.ok
    ? done(read.value.at - now)
    : refuse(read.refusal.code, `${read.refusal.message} Like this:`, line({ ...others, for: '2h' }));
}

/** `--lease 17`, `--lease #17`. Undefined: not given. */
export function leaseOf(options: Options, nothing: string): Outcome<number | undefined> {
  const given = givenValue(options, 'lease');
  return given === undefined ? done(undefined) : numberOf(given, 'lease', nothing);
}

/** A number that a card or a list has told: of a lease, of a place in line. */
export function numberOf(word: string, what: string, nothing: string): Outcome<number> {
  const n = parseJobId(word);
  return n === undefined ? refuse('no number', `"${short(word)}" is not the number of a ${what}. ${nothing}`, 'locks') : done(n);
}

/** Who claims: the asker, or an agent of theirs. */
export function claimant(as: string | undefined, { asker, people }: View, nothing: string): Outcome<Who> {
  if (as === undefined || as === asker.id) return done(whoOf(asker));
  const own = people.filter(({ owner }) => owner === asker.id);
  const agent = own.find(({ id }) => id === as.replace(/^@/, ''));
  if (agent) return done(whoOf(agent));
  const near =
    nearest(
      as,
      own.map(({ id }) => id),
    ) ?? own[0]?.id;
  return refuse(
    'not your agent',
    `"${short(as)}" is no agent of yours. ${nothing}${near === undefined ? ' An admin can say whose it is: people agree AGENT OWNER' : ` Did you mean ${visible(near)}?`}`,
    'whoami',
  );
}

export const reading = ({ now, zone }: View): Reading => ({ now, zone });

/** What the cards need of what was done. */
export const doneOf = (view: View, { desk, news }: Step): Done => ({
  desk,
  news,
  reader: view.asker.id,
  standing: view.locks,
  more: (paths) => lineFor('who', paths) ?? 'locks',
});

/** What an undo does, and its name: `claim of docs/`. */
export interface Back {
  what: string;
  desk: DeskDeed;
  cannot?: string;
}

/** The step is taken and told; `back`: it can be undone. */
export function stepAnswer(view: View, step: Step, reply: Card, more: { back?: Back; data?: unknown } = {}): Extract<Answer, { ok: true }> {
  const { back } = more;
  return {
    ok: true,
    reply,
    changes: [
      { change: 'desk', from: view.desk, to: step.desk, news: step.news },
      ...(back === undefined
        ? []
        : [
            {
              change: 'undoable' as const,
              undoable: {
                inbox: view.inbox,
                person: view.asker.id,
                at: view.now,
                what: back.what,
                back: { desk: back.desk },
                ...(back.cannot !== undefined && { cannot: back.cannot }),
              },
            },
          ]),
    ],
    data: more.data ?? changedObject(view, step),
  };
}

/** A claim was granted, or lasts longer. What is new is given back by an undo; that something lasts longer stays. */
export function heldAnswer(view: View, step: Step, word: string): Answer {
  const granted = step.news.flatMap((news) => (news.is === 'granted' ? [news.claim] : []));
  const ended = step.news.flatMap((news) => (news.is === 'released' ? [news.claim.lease] : []));
  const kept = step.news.some(({ is }) => is === 'renewed');
  const [only] = granted;
  const back: Back | undefined =
    only && granted.length === 1
      ? {
          what: `claim of ${pathsWords(only.paths)}`,
          desk: { do: 'release', lease: only.lease },
          ...(ended.length > 0
            ? { cannot: `the end of lease ${ended.join(', ')}` }
            : kept && { cannot: 'the longer time of what you held' }),
        }
      : undefined;
  return stepAnswer(view, step, heldCard(word, doneOf(view, step), reading(view)), back && { back });
}

/** The claims and waits that are new or other than before, what of claims has ended, and whether the lock file is in step. */
export function changedObject({ desk: from, locks: { file, standing }, now }: View, { desk: to, news }: Step) {
  const [claims, waits] = [new Set(from.claims), new Set(from.waits)];
  return {
    claims: to.claims.filter((claim) => !claims.has(claim)).map((claim) => claimObject(claim, now)),
    waits: to.waits.filter((wait) => !waits.has(wait)).map(waitObject),
    released: news
      .filter((one) => one.is === 'released')
      .map(({ claim: { lease, holder }, paths, rest, why }) => ({ lease, holder: holder.id, paths, rest, why })),
    file: { path: file, standing },
  };
}

/** Several deeds one after another, all of them or none. `nothing`: of them is refused. */
export function inOrder<T>(desk: DeskState, items: readonly T[], deed: (desk: DeskState, item: T) => Outcome<Step>): Outcome<Step> {
  let step: Step = { desk, news: [] };
  for (const item of items) {
    const next = deed(step.desk, item);
    if (!next.ok) return next;
    step = { desk: next.value.desk, news: [...step.news, ...next.value.news] };
  }
  return done(step);
}

/** The desk offers a line of its own verb without what it knows nothing of, or has not read yet: that goes into it again. */
export function withLost({ refusal }: { refusal: Refusal }, verb: string, options: Options): { ok: false; refusal: Refusal } {
  const { next } = refusal;
  if (next === undefined || !(next === verb || next.startsWith(`${verb} `))) return { ok: false, refusal };
  const told = (name: string): boolean => new RegExp(` --${name}(?:[ =]|$)`).test(next);
  const hasTime = told('for') || told('until');
  const lost = Object.entries(options).filter(([name]) => !told(name) && !(hasTime && (name === 'for' || name === 'until')));
  const line = `${lineFor(verb, [], Object.fromEntries(lost))}${next.slice(verb.length)}`;
  return { ok: false, refusal: { ...refusal, next: line } };
}

/** The lines that the desk offers name paths, so the lease is told. */
export const timeOf = ({ lease: _, ...times }: Options): Options => times;

export const short = (text: string): string => clip(visible(text), 30);

/** Folders and files as git names them: of a pattern the folder above it. */
export const plainPaths = (paths: readonly string[]): string[] => [
  ...new Set(
    paths.flatMap((path) => {
      const scope = parseScope(path);
      return scope.ok
        ? scope.value.routes.map((route) => {
            const end = route.findIndex(({ kind }) => kind !== 'name');
            const names = route
              .slice(0, end < 0 ? route.length : end)
              .flatMap((segment) => (segment.kind === 'name' ? [segment.shown] : []));
            return names.join('/') || '.';
          })
        : [];
    }),
  ),
];

/** Asked by a form: what is wrong is told in it. */
export const isForm = ({ inbox }: View): boolean => inbox === 'page';

const patience = 15 * 60_000;

/** Asks for the word that is missing (`PATHS`); what the asker says next in that place ends the line. */
export const askFor = (view: View, line: string, card: Card, { missing, ...as }: { missing: string; quotes?: true }): Answer => ({
  ok: true,
  reply: card,
  changes: [
    {
      change: 'ask',
      question: {
        id: `ask/${view.inbox}`,
        place: view.place,
        person: view.asker.id,
        line,
        completes: { line, ...as },
        expires: view.now + patience,
      },
    },
  ],
  data: askedObject(line, missing),
});
