/** `bench --claim`: the paths of a recipe are claimed as long as its job lasts; without it, whoever holds some of them is told of. */
import type { Answer, View, Words } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { canonicalLine } from '../src/chat/parse.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import type { Spec } from '../src/jobs/spec.ts';
import { hour } from '../src/kernel/durations.ts';
import { type Outcome, type Refusal, refuse } from '../src/kernel/result.ts';
import { visible } from '../src/kernel/text.ts';
import { actsFor, type Conflict, claim, lookUp, type Request, type Step, standard } from '../src/locks/desk/desk.ts';
import { readPaths } from '../src/locks/desk/wish.ts';
import { parseScopes } from '../src/locks/scope/scope.ts';
import type { Card } from '../src/reports/card.ts';
import { conflictObject } from '../src/reports/claims/claim-object.ts';
import { notStartedCard } from '../src/reports/claims/not-started-card.ts';
import { freeOf } from './claim.ts';
import { changedObject, lineFor, plainPaths, reading } from './claim-words.ts';
import { lineOf, titleOf } from './job-words.ts';
import { ask, startJob, type Values } from './start-job.ts';

/** Of a job without a limit. */
const usual = 6 * hour;

/** What was given without `--claim`, and the paths that it claims. A recipe with an option of that name keeps it. */
export function withoutClaim(recipe: Recipe, given: Words): { given: Words; paths?: readonly string[] } {
  const value = given.options.claim;
  if (value === undefined || Object.hasOwn(recipe.options, 'claim')) return { given };
  const { claim: _, ...options } = given.options;
  const all = recipe.paths?.length ? recipe.paths : ['.'];
  return { given: { ...given, options }, paths: value === true ? all : value.split(/[\s,]+/).filter(Boolean) };
}

/** What is wrong with them as they stand, before anybody else's claim is looked at. `next`: the line that claims what the recipe names. */
export function readClaim(paths: readonly string[], { nothing, next }: { nothing: string; next: string }): Outcome<readonly string[]> {
  return paths.length === 0 ? refuse('no path', `--claim= names no path. ${nothing} Like this:`, next) : readPaths(paths, nothing);
}

/** Whether nobody else could claim anything: that takes a yes. */
export function isAll(paths: readonly string[]): boolean {
  const scopes = parseScopes(paths);
  return scopes.ok && scopes.value.some(({ isWhole }) => isWhole);
}

/** Starts it and claims `paths` for it, both or neither; others who hold some of what it works on are told of. `as.canonical`: without the claim. */
export async function startAndClaim(
  view: View,
  recipe: Recipe,
  values: Values,
  as: { canonical: string; again?: number },
  paths: readonly string[] | undefined,
): Promise<Answer> {
  const held = paths && (await claimFor(view, recipe, as, paths));
  if (held?.is === 'answered') return held.answer;
  const started = await startJob(view, recipe, values, as);
  // A question that comes first claims nothing yet.
  if (!started.ok || !started.effects) return started;
  const others = othersThere(view, recipe);
  const told = others.length === 0 ? started : { ...started, ...warning(others, recipe, view) };
  return held ? withClaim(told, held, view) : told;
}

type Held = { is: 'held'; step: Step; claim: NonNullable<Spec['claim']> };

function withClaim(started: Extract<Answer, { ok: true }>, { step, claim: kept }: Held, view: View): Answer {
  const { effects = [], changes = [] } = started;
  return {
    ...started,
    effects: effects.map((effect) => (effect.do === 'start' ? { ...effect, draft: { ...effect.draft, claim: kept } } : effect)),
    changes: [...changes, { change: 'desk', from: view.desk, to: step.desk, news: step.news }],
    data: { ...(started.data as object | undefined), ...changedObject(view, step) },
  };
}

/** The claim for the job with the key `view.inbox`; an answer instead where it must not be started yet. */
async function claimFor(
  view: View,
  recipe: Recipe,
  { canonical, again }: { canonical: string; again?: number },
  paths: readonly string[],
): Promise<Held | { is: 'answered'; answer: Answer }> {
  const said = view.line.canonical;
  const read = readClaim(paths, { nothing: `${recipe.name} was not started.`, next: `${canonical} --claim` });
  if (!read.ok) return { is: 'answered', answer: { ok: false, refusal: { next: canonical, ...read.refusal } } };
  if (isAll(paths) && !view.confirmed)
    return {
      is: 'answered',
      answer: ask(view, said, titleOf(`CLAIM all of it for ${recipe.name}?`), [
        'Nobody else could claim anything until',
        'its job is over.',
        'Not started yet. Yes does both.',
        'Only some of it: --claim=docs/,src/',
      ]),
    };
  const who = whoOf(view.asker);
  const span = Math.min(recipe.limits.time ?? usual, standard.cap[who.kind]);
  const why = visible(again === undefined ? said : `again ${again}: ${canonical}`, { maxLength: 200 });
  const request: Request = { who, paths, span, why, job: view.inbox, place: view.place };
  const claimed = claim(view.desk, request, view.now);
  if (claimed.ok) {
    const fresh = claimed.value.news.flatMap((news) => (news.is === 'granted' && news.claim.job === view.inbox ? news.claim.paths : []));
    return { is: 'held', step: claimed.value, claim: { paths, fresh } };
  }
  const { code, message } = claimed.refusal;
  const { refusal } = refuse(code, `${recipe.name} was not started. ${message} Without a claim:`, canonical);
  return {
    is: 'answered',
    answer: claimed.conflict ? await inTheWay(view, recipe, { request, canonical, refusal }, claimed.conflict) : { ok: false, refusal },
  };
}

/** Not started: whose it is, and all ways on. */
async function inTheWay(
  view: View,
  { name }: Recipe,
  { request, canonical, refusal }: { request: Request; canonical: string; refusal: Refusal },
  conflict: Conflict,
): Promise<Answer> {
  const { paths } = request;
  const free = freeOf(request, conflict, {}, view);
  const [first] = conflict.claims;
  const commit = first && (await view.locks.lastCommit(plainPaths(first.held)));
  const line = (verb: string, options = {}): string => lineFor(verb, paths, options) ?? 'locks';
  // What `--claim=` can't tell apart.
  const canTake = free.paths.length > 0 && !free.paths.some((path) => /[\s,]/.test(path));
  const lines = {
    ...(canTake && { takeFree: claiming(canonical, free.paths) }),
    wait: line('claim', { wait: true }),
    ask: line('ask'),
    more: line('who'),
    steal: line('steal'),
  };
  return {
    ok: false,
    refusal,
    card: notStartedCard(name, { conflict, paths, free, ...(commit && { lastCommit: commit.at }), lines }, canonical, reading(view)),
    data: { ...conflictObject(conflict, view.now), free: free.paths },
  };
}

/** The line of a job, with what it claims. */
const claiming = (canonical: string, paths: readonly string[]): string =>
  `${canonical}${canonicalLine('', [], { claim: paths.join(',') }, { takesValue: () => false, order: () => [] })}`;

/** Claims of others on what this recipe works on. */
function othersThere(view: View, recipe: Recipe): Conflict['claims'] {
  const found = recipe.paths?.length ? lookUp(view.desk, recipe.paths, view.now) : undefined;
  const who = whoOf(view.asker);
  return found?.ok ? found.value.claims.filter(({ claim: { holder } }) => !actsFor(who, holder) && !actsFor(holder, who)) : [];
}

/** Told, and started all the same: beside the card of the job, or to a program, which sees no cards, as the answer. */
function warning(others: Conflict['claims'], recipe: Recipe, { local, place }: View): Partial<Extract<Answer, { ok: true }>> {
  const card: Card = {
    title: titleOf(`CLAIMED by others: paths of ${recipe.name}`),
    lines: [...others.slice(0, 5).map(rowOf), ...(others.length > 5 ? [`+${others.length - 5} more`] : []), 'It was started all the same.'],
    buttons: [{ label: 'Who', sends: lineFor('who', recipe.paths ?? []) ?? 'locks' }],
  };
  return {
    ...(local ? { reply: card } : { says: [{ place, card, rings: false }] }),
    data: { others: others.map(({ claim: { lease, holder }, witness }) => ({ lease, holder: holder.id, witness })) },
  };
}

const rowOf = ({ claim: { holder }, witness }: Conflict['claims'][number]): string => lineOf(`${witness}: ${holder.id}`);
