/** `claim docs/ --for 2h`: takes paths, or tells who has them and offers all ways on. */
import { posix } from 'node:path';
import { type Answer, command, type View } from '../src/chat/command.ts';
import type { Millis } from '../src/kernel/clock.ts';
import { formatDuration } from '../src/kernel/durations.ts';
import { done, type Refusal } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { scopesOf } from '../src/locks/desk/scopes.ts';
import { freePart, type ListFolder } from '../src/locks/scope/free-part.ts';
import { parseScopes } from '../src/locks/scope/scope.ts';
import type { Card } from '../src/reports/card.ts';
import { waitingCard } from '../src/reports/claims/claim-card.ts';
import { conflictObject } from '../src/reports/claims/claim-object.ts';
import { leftWords, zonedMoment } from '../src/reports/claims/claim-words.ts';
import { conflictCard } from '../src/reports/claims/conflict-card.ts';
import { wrap } from '../src/reports/context.ts';
import { askWhoFor, cannotBe, cannotClaim } from './claim-cannot.ts';
import {
  askFor,
  claimant,
  type Given,
  heldAnswer,
  isForm,
  lineFor,
  type Options,
  pathsOf,
  plainPaths,
  reading,
  spanOf,
  stepAnswer,
  takesPaths,
  withLost,
} from './claim-words.ts';
import { titleOf } from './job-words.ts';
import { ask } from './start-job.ts';
import { givenValue } from './words.ts';

const usage = 'claim PATHS [--for 2h|--until 6pm] [--why TEXT] [--tests TEXT] [--shared] [--wait] [--as AGENT] [--branch NAME]';
const values = ['for', 'until', 'why', 'tests', 'as', 'branch', 'paths', ...cannotBe];
const nothing = 'Nothing was claimed.';

export const claim = command({
  name: 'claim',
  about: 'takes paths for you alone',
  usage,
  notes: ['--shared: beside others who share', '--wait: in line, if others have it', '--as: for an agent of yours'],
  role: 'operator',
  readOnly: false,
  exact: true,
  seesClones: true,
  options: takesPaths(usage, { flags: ['shared', 'wait', 'whole'], values }),
  values,
  form({ words, options }) {
    const { paths: _, for: span, until: __, why, shared, ...others } = options;
    const paths = pathsOf({ words, options });
    return done({
      title: 'Claim paths',
      lines: ['So that nobody else edits them, until', 'you release them or their time is over.'],
      submit: 'Claim',
      line: lineFor('claim', [], others) ?? 'claim',
      fields: [
        { name: 'paths', label: 'Paths', about: 'docs/ src/main.rs', type: 'text' },
        { name: 'for', label: 'For how long', about: '2h, 90m, half a day', type: 'text' },
        { name: 'why', label: 'Why', about: 'Others read it', type: 'text' },
        { name: 'shared', label: 'Shared', about: 'Others may share it too', type: 'flag' },
      ],
      given: {
        ...(paths.length > 0 && { paths: lineFor('', paths)?.trim() ?? '' }),
        ...(span !== undefined && { for: span }),
        ...(why !== undefined && { why }),
        ...(shared !== undefined && { shared }),
      },
    });
  },
  async run(given, view): Promise<Answer> {
    const paths = pathsOf(given);
    const cannot = cannotClaim({ words: paths, options: given.options }, view);
    if (cannot) return cannot;
    if (paths.length === 0 && !isForm(view))
      return askFor(view, lineFor('claim', [], given.options) ?? 'claim', whichPaths, { missing: 'PATHS' });
    const who = claimant(givenValue(given.options, 'as'), view, nothing);
    if (!who.ok) return who;
    const { paths: _, ...options } = given.options;
    const span = await spanOf(options, view, { nothing, line: (other) => lineFor('claim', paths, other) });
    if (!span.ok) return span;
    const whoFor = askWhoFor({ words: paths, options }, view);
    if (whoFor) return whoFor;
    const request = requestOf(given, { who: who.value, paths, span: span.value }, view);
    return options.wait === true ? waitFor(request, { paths, options }, view) : claimNow(request, { words: paths, options }, view);
  },
});

const whichPaths: Card = {
  title: 'CLAIM which paths?',
  lines: ['Nothing is claimed yet. Answer with', 'paths, such as: docs/ src/main.rs', 'and for how long, if you like: for 2h'],
  buttons: [
    { label: 'Fill in', sends: 'claim', form: true },
    { label: 'Drop', sends: 'no' },
  ],
};

function requestOf(
  { options }: Given,
  { who, paths, span }: { who: desk.Who; paths: readonly string[]; span: Millis | undefined },
  view: View,
): desk.Request {
  const [why, tests, branch] = ['why', 'tests', 'branch'].map((name) => givenValue(options, name));
  return {
    who,
    paths,
    place: view.place,
    ...(options.shared === true && { mode: 'shared' as const }),
    ...(span !== undefined && { span }),
    ...(why !== undefined && { why }),
    ...(tests !== undefined && { tests }),
    ...(branch !== undefined && { branch }),
  };
}

async function claimNow(request: desk.Request, { words, options }: Given, view: View): Promise<Answer> {
  const step = desk.claim(view.desk, request, view.now);
  if (step.ok) return askedTwice(request, step.value, { words, options }, view) ?? heldAnswer(view, step.value, 'CLAIMED');
  if (step.conflict) return inTheWay(request, step.conflict, { words, options }, step.refusal, view);
  return withLost(step, 'claim', options);
}

function waitFor(request: desk.Request, { paths, options }: { paths: readonly string[]; options: Options }, view: View): Answer {
  const step = desk.wait(view.desk, request, view.now);
  if (!step.ok) return withLost(step, 'claim', options);
  const twice = askedTwice(request, step.value, { words: [...paths], options }, view);
  if (twice) return twice;
  const queued = step.value.news.find((news) => news.is === 'queued');
  if (queued?.is !== 'queued') return heldAnswer(view, step.value, 'CLAIMED');
  const lines = { ask: lineFor('ask', paths) ?? 'ask', more: lineFor('who', paths) ?? 'locks' };
  return stepAnswer(view, step.value, waitingCard(queued, lines, reading(view)));
}

/** All of the repository keeps everybody out. The first yes leads to the second question, whose line says `--whole`. */
function askedTwice({ paths, mode }: desk.Request, step: desk.Step, { words, options }: Given, view: View): Answer | undefined {
  const scopes = parseScopes(paths);
  if (mode === 'shared' || !scopes.ok || !scopes.value.some(({ isWhole }) => isWhole)) return undefined;
  if (options.whole === true && view.confirmed) return undefined;
  const isSecond = options.whole === true || view.confirmed;
  const line = lineFor('claim', words, isSecond ? { ...options, whole: true } : options) ?? 'claim .';
  return isSecond
    ? ask(view, line, titleOf('SURE? Nobody else could claim anything'), wrap(whatYesDoes(step, view)))
    : ask(view, line, titleOf('CLAIM the whole repository?'), [
        'All paths in it, for you alone.',
        'Not claimed yet. A folder is enough',
        'nearly always: claim docs/',
      ]);
}

function whatYesDoes({ news }: desk.Step, view: View): string {
  const queued = news.find((one) => one.is === 'queued');
  if (queued) return `Not in line yet. Yes waits for the whole repository, for ${formatDuration(queued.wait.span)} from your turn on.`;
  const until = news.find((one) => one.is === 'granted' || one.is === 'renewed')?.claim.until;
  const end = until === undefined ? '' : ` until ${zonedMoment(until, reading(view))} (${leftWords(until, view.now)})`;
  return `Not claimed yet. Yes claims the whole repository${end}.`;
}

async function inTheWay(request: desk.Request, conflict: desk.Conflict, given: Given, refusal: Refusal, view: View): Promise<Answer> {
  const { words: paths, options } = given;
  const free = freeOf(request, conflict, options, view);
  const [first] = conflict.claims;
  const commit = first && (await view.locks.lastCommit(plainPaths(first.held)));
  const wait = lineFor('claim', paths, { ...options, wait: true });
  const line = (verb: string): string => lineFor(verb, paths) ?? 'locks';
  const card = conflictCard(
    {
      conflict,
      paths: request.paths,
      free,
      ...(commit && { lastCommit: commit.at }),
      lines: {
        ...(free.line !== undefined && { takeFree: free.line }),
        wait: wait ?? 'locks',
        ask: line('ask'),
        more: line('who'),
        steal: line('steal'),
      },
    },
    reading(view),
  );
  const { next: _, ...said } = refusal;
  return {
    ok: false,
    refusal: wait === undefined ? said : { ...said, next: wait },
    card,
    data: { ...conflictObject(conflict, view.now), free: free.paths },
  };
}

/** Longer lines do not fit behind a button everywhere. */
const longestButton = 1500;

/** What nobody holds of it, and the line that takes just that. The lock file is offered to nobody: the bot writes it. */
export function freeOf(
  request: desk.Request,
  { claims, cooling, ahead }: desk.Conflict,
  options: Options,
  view: View,
): { paths: string[]; isCut: boolean; line?: string } {
  const taken = [...claims.flatMap(({ held }) => held), ...[...cooling, ...ahead].flatMap((one) => one.paths)];
  const lockFile = posix.normalize(view.locks.file);
  const list: ListFolder = (folder) => view.locks.list(folder).filter((name) => posix.join(folder, name) !== lockFile);
  const { scopes, isCut } = freePart(scopesOf(request.paths), scopesOf(taken), list);
  const paths = scopes.map(({ given }) => given);
  while (paths.length > 0) {
    const line = lineFor('claim', paths, options);
    if (line !== undefined && line.length <= longestButton) return { paths, isCut: isCut || paths.length < scopes.length, line };
    paths.pop();
  }
  return { paths, isCut };
}
