/** A recipe as a command: `bench --linked` starts a job. */
import { z } from 'zod';
import { type Answer, type Command, command, type View, type Words } from '../src/chat/command.ts';
import type { Field, Form } from '../src/chat/form.ts';
import { canonicalLine } from '../src/chat/parse.ts';
import { validateOptions } from '../src/jobs/expand.ts';
import type { Option, Recipe } from '../src/jobs/recipe.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { done, type Outcome, type Refusal, refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { startAndClaim, withoutClaim } from './job-claim.ts';

const anyWords = z.object({ words: z.array(z.string()), options: z.record(z.string(), z.union([z.string(), z.literal(true)])) });

export const recipeCommand = (recipe: Recipe): Command =>
  command({
    name: recipe.name,
    about: recipe.about,
    usage: [recipe.name, ...Object.entries(recipe.options).map(([name, option]) => `[${optionUsage(name, option)}]`)].join(' '),
    notes: [
      ...Object.entries(recipe.options).flatMap(([name, option]) =>
        option.about === undefined ? [] : [`${optionUsage(name, option)}: ${option.about}`],
      ),
      ...(Object.hasOwn(recipe.options, 'claim') ? [] : ['--claim: holds its paths until it ends']),
    ],
    role: 'operator',
    readOnly: false,
    options: anyWords,
    values: valuedOptions(recipe),
    run: (given, view) => startRecipe(view, recipe, given),
    form: (given) => recipeForm(recipe, given),
  });

/** Its options, to be ticked. What the line had given already stands in them. */
function recipeForm(recipe: Recipe, { options: given }: Words): Outcome<Form> {
  const fields = Object.entries(recipe.options).map(([name, option]): Field => {
    const { about } = option;
    const base = { name, label: name, ...(about !== undefined && { about }) };
    if (option.type === 'int')
      return {
        ...base,
        type: 'int',
        ...(option.min !== undefined && { min: option.min }),
        ...(option.max !== undefined && { max: option.max }),
      };
    if (option.type === 'choice') return { ...base, type: 'choice', of: option.of };
    return { ...base, type: option.type };
  });
  return done({ title: clip(recipe.name, 24), lines: [recipe.about], submit: 'Start', line: recipe.name, fields, given });
}

/** Options of a recipe that take a value. */
export const valuedOptions = (recipe: Recipe): string[] =>
  Object.entries(recipe.options).flatMap(([name, { type }]) => (type === 'flag' ? [] : [name]));

function optionUsage(name: string, option: Option): string {
  if (option.type === 'flag') return `--${name}`;
  return `--${name} ${option.type === 'int' ? 'N' : option.type === 'choice' ? option.of.join('|') : name.toUpperCase()}`;
}

/** Checks what was given and starts the job; a refusal carries the nearest right line. */
export async function startRecipe(view: View, recipe: Recipe, all: Words): Promise<Answer> {
  const wrong = misfit(recipe, all);
  if (wrong) return { ok: false, refusal: wrong };
  const { given, paths } = withoutClaim(recipe, all);
  const values = validateOptions(recipe, given.options);
  if (!values.ok) return values;
  const canonical = paths ? lineFor(recipe, given.words, given.options) : view.line.canonical;
  return startAndClaim(view, recipe, values.value, { canonical }, paths);
}

/** What is wrong with words and option names, before their values are looked at. */
export function misfit(recipe: Recipe, { words, options }: Words): Refusal | undefined {
  const names = [...new Set([...Object.keys(recipe.options), 'claim'])];
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const { [name]: value, ...others } = options;
    const takes = near !== undefined && (recipe.options[near]?.type ?? 'flag') !== 'flag';
    const [word, ...left] = words;
    const meant = takes ? (value !== true && value !== undefined ? value : (word ?? true)) : near === 'claim' ? value! : true;
    const corrected = near === undefined ? others : { ...others, [near]: meant };
    return refuse(
      'unknown option',
      `${recipe.name} has no option --${clip(visible(name), 30)} and was not started.${near === undefined ? optionList(names) : ' Did you mean:'}`,
      lineFor(recipe, takes && value === true ? left : near === undefined ? [] : words, corrected),
    ).refusal;
  }
  const [extra] = words;
  if (extra === undefined) return undefined;
  const corrected = withWord(recipe, words, options);
  return refuse(
    'too many words',
    `${recipe.name} was not started. It takes options only, and "${clip(visible(extra), 30)}" is none.${corrected === options ? '' : ' Did you mean:'}`,
    lineFor(recipe, [], corrected),
  ).refusal;
}

/** The options that were meant, as far as the words tell: a flag without its dashes, or the paths of `--claim`. */
function withWord(recipe: Recipe, words: readonly string[], options: Words['options']): Words['options'] {
  if (options.claim === true && !Object.hasOwn(recipe.options, 'claim')) return { ...options, claim: words.join(',') };
  const near = nearest(words[0]!.replace(/^-+/, ''), Object.keys(recipe.options));
  return near !== undefined && recipe.options[near]!.type === 'flag' && options[near] === undefined
    ? { ...options, [near]: true }
    : options;
}

const optionList = (names: readonly string[]): string => ` It has ${names.map((name) => `--${name}`).join(' ')}.`;

/** The canonical line of a recipe with these options. */
export function lineFor(recipe: Recipe, words: readonly string[], options: Readonly<Record<string, string | true>>): string {
  const valued = valuedOptions(recipe);
  return canonicalLine(recipe.name, words, options, {
    takesValue: (_, option) => valued.includes(option),
    order: () => Object.keys(recipe.options),
  });
}
