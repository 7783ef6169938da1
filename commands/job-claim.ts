/** `bench --claim`: the paths of a recipe are claimed as long as its job lasts; without it, whoever holds some of them is told of. */
import type { Answer, View, Words } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import type { Change } from '../src/chat/store.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import { hour } from '../src/kernel/durations.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { visible } from '../src/kernel/text.ts';
import { actsFor, type Conflict, claim, lookUp, standard } from '../src/locks/desk/desk.ts';
import type { Card } from '../src/reports/card.ts';
import { lineOf, titleOf } from './job-words.ts';
import { ask } from './start-job.ts';

/** Of a job without a limit. */
const usual = 6 * hour;

/** What was given without `--claim`, and the paths that it claims. A recipe with an option of that name keeps it. */
export function withoutClaim(recipe: Recipe, given: Words): { given: Words; paths?: readonly string[] } {
  const value = given.options.claim;
  if (value === undefined || Object.hasOwn(recipe.options, 'claim')) return { given };
  const { claim: _, ...options } = given.options;
  const paths = value === true ? (recipe.paths ?? []) : value.split(/[\s,]+/).filter(Boolean);
  return { given: { ...given, options }, paths: paths.length > 0 ? paths : ['.'] };
}

/** The change that claims them for the job with the key `view.inbox`; an answer instead where it must not be started yet. */
export function claimForJob(view: View, recipe: Recipe, paths: readonly string[]): Outcome<Change[]> | { ask: Answer } {
  const isWhole = paths.some((path) => path === '.');
  if (isWhole && !view.confirmed)
    return {
      ask: ask(view, view.line.canonical, titleOf(`CLAIM all of it for ${recipe.name}?`), [
        'Nobody else could claim anything until',
        'its job is over.',
        'Not started yet. Yes does both.',
        'Only some of it: --claim=docs/,src/',
      ]),
    };
  const who = whoOf(view.asker);
  const span = Math.min(recipe.limits.time ?? usual, standard.cap[who.kind]);
  const request = { who, paths, span, why: visible(view.line.canonical, { maxLength: 200 }), job: view.inbox, place: view.place };
  const claimed = claim(view.desk, request, view.now);
  if (claimed.ok) return done([{ change: 'desk', from: view.desk, to: claimed.value.desk, news: claimed.value.news }]);
  const { code, message } = claimed.refusal;
  return refuse(code, `${recipe.name} was not started. ${message} Without a claim:`, unclaimed(view.line.canonical));
}

const unclaimed = (line: string): string => line.replace(/ --claim(?:=\S+|=".*?")?(?= |$)/, '');

/** Others hold some of what this recipe works on: told, and started all the same. */
export function othersThere(view: View, recipe: Recipe): Card | undefined {
  const found = recipe.paths?.length ? lookUp(view.desk, recipe.paths, view.now) : undefined;
  const who = whoOf(view.asker);
  const others = found?.ok ? found.value.claims.filter(({ claim: { holder } }) => !actsFor(who, holder) && !actsFor(holder, who)) : [];
  if (others.length === 0) return undefined;
  return {
    title: titleOf(`CLAIMED by others: paths of ${recipe.name}`),
    lines: [...others.slice(0, 5).map(rowOf), ...(others.length > 5 ? [`+${others.length - 5} more`] : []), 'It was started all the same.'],
    buttons: [{ label: 'Who', sends: `who ${recipe.paths!.join(' ')}` }],
  };
}

const rowOf = ({ claim: { holder }, witness }: Conflict['claims'][number]): string => lineOf(`${witness}: ${holder.id}`);
