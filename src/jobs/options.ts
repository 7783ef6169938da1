/** Options of a recipe: what was given becomes values of the right type, or a sentence with the line that would do. Pure. */
import { nearest } from '../kernel/nearest.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { clip, visible } from '../kernel/text.ts';
import type { Option, Recipe } from './recipe.ts';

export type Value = string | number | boolean;
export type Values = Readonly<Record<string, Value>>;

const usualText = '[A-Za-z0-9_][A-Za-z0-9_.+-]*';
/** A longer value is no name of anything. */
const longestValue = 200;

/**
 * Values by option, in the recipe's order; options that were not given are absent.
 * A refusal says what does not fit, and its `next` is the line with that mended.
 */
export function validateOptions(recipe: Recipe, given: Readonly<Record<string, string | true>>): Outcome<Record<string, Value>> {
  for (const name of Object.keys(given)) if (!Object.hasOwn(recipe.options, name)) return unknown(recipe, name, given);
  const values: Record<string, Value> = {};
  for (const [name, option] of Object.entries(recipe.options)) {
    const word = Object.hasOwn(given, name) ? given[name] : undefined;
    if (word === undefined) continue;
    const read = readValue(option, word);
    if ('value' in read) values[name] = read.value;
    else {
      const { [name]: _, ...others } = given;
      const mended = read.instead === undefined ? others : { ...others, [name]: read.instead };
      return refuse('bad option', `--${name} ${read.wrong}. ${recipe.name} was not started.`, line(recipe, mended));
    }
  }
  return done(values);
}

/** The line that asks for just this: options in the recipe's order, whatever order they were given in. */
export const canonicalLine = (recipe: Recipe, values: Values): string =>
  line(
    recipe,
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (value === false ? [] : [[name, value === true ? true : String(value)]])),
    ),
  );

/** The values that an option has: several where it is `many`, none where it is not set. */
export const valuesOf = (option: Option, value: Value | undefined): string[] =>
  value === undefined || value === false ? [] : option.type === 'text' && option.many ? String(value).split(',') : [String(value)];

/** Whether one text may stand for an option in a word; says what is wrong with it otherwise. */
function misfit(option: Extract<Option, { type: 'text' }>, value: string): string | undefined {
  if (value === '') return 'needs a value';
  if (value.length > longestValue) return `has ${value.length} characters, ${longestValue} at most`;
  if (/^[-/]/.test(value)) return `must not begin with "${value[0]}"`;
  if (value.includes('..')) return 'must not hold ".."';
  if (/[{}\p{Cc}]/u.test(value)) return 'must not hold braces or control characters';
  if (new RegExp(`^(?:${option.pattern ?? usualText})$`, 'u').test(value)) return undefined;
  return option.pattern === undefined ? 'takes letters, digits and _ . + - only' : `must look like ${option.pattern}`;
}

type Read = { value: Value } | { wrong: string; instead?: string | true };

function readValue(option: Option, word: string | true): Read {
  switch (option.type) {
    case 'flag':
      return word === true ? { value: true } : { wrong: `takes no value, not even "${show(word)}"`, instead: true };
    case 'int':
      return readInt(option, word);
    case 'choice':
      if (word !== true && option.of.includes(word)) return { value: word };
      return {
        wrong: `is one of ${option.of.join(', ')}, not ${word === true ? 'empty' : `"${show(word)}"`}`,
        instead: (word === true ? undefined : nearest(word, option.of)) ?? option.of[0]!,
      };
    case 'text': {
      if (word === true) return { wrong: 'needs a value' };
      const wrong = (option.many ? word.split(',') : [word]).map((one) => misfit(option, one)).find((one) => one !== undefined);
      return wrong === undefined ? { value: word } : { wrong: word === '' ? wrong : `${wrong}: "${show(word)}"` };
    }
  }
}

function readInt({ min = 0, max }: { min?: number; max?: number }, word: string | true): Read {
  const range = max === undefined ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`;
  if (word === true) return { wrong: `needs ${range}`, instead: String(min) };
  const wrong = `is ${range}, not "${show(word)}"`;
  if (!/^-?\d{1,15}$/.test(word)) return { wrong, instead: String(min) };
  const value = Number(word);
  if (value < min) return { wrong, instead: String(min) };
  return max !== undefined && value > max ? { wrong, instead: String(max) } : { value };
}

function unknown(recipe: Recipe, name: string, given: Readonly<Record<string, string | true>>) {
  const names = Object.keys(recipe.options);
  const near = nearest(name, names);
  const { [name]: value, ...others } = given;
  const has = names.length === 0 ? 'It has none.' : `It has ${names.map((one) => `--${one}`).join(' ')}.`;
  return refuse(
    'unknown option',
    `${recipe.name} has no option --${show(name)} and was not started. ${near === undefined ? has : 'Did you mean:'}`,
    line(recipe, near === undefined ? others : { ...others, ...asMeant(near, recipe.options[near]!, value!) }),
  );
}

/** The option under its right name, with a value that it can have. */
function asMeant(name: string, option: Option, value: string | true): Record<string, string | true> {
  const read = readValue(option, value);
  const meant = 'value' in read ? value : read.instead;
  return meant === undefined ? {} : { [name]: meant };
}

const show = (text: string): string => clip(visible(text), 30);

function line(recipe: Recipe, given: Readonly<Record<string, string | true>>): string {
  const words = Object.keys(recipe.options).flatMap((name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    return value === undefined ? [] : value === true ? [`--${name}`] : [`--${name}`, quoted(value)];
  });
  return [recipe.name, ...words].join(' ');
}

const quoted = (word: string): string =>
  /^[^\s"']+$/.test(word) ? word : word.includes('"') ? `'${word.replaceAll("'", `'"'"'`)}'` : `"${word}"`;
