/** What the schema cannot see in a recipe: words that name no option, results that would be overwritten. */
import { posix } from 'node:path';
import { builtIn, isOwnFile, placeholder } from '../src/jobs/placeholders.ts';
import { nearest } from '../src/kernel/nearest.ts';
import type { Complain } from './errors.ts';
import type { Written } from './schema.ts';

type Recipe = Written['recipes'][string];
type Step = Recipe['steps'][number];

/** Options of known tools that name a file or folder to write. */
const outputs = ['--json-out', '--out-dir'];

export function checkRecipe(recipe: Recipe, path: readonly PropertyKey[], complain: Complain): void {
  for (const [name, option] of Object.entries(recipe.options)) checkOption(name, option, [...path, 'options', name], complain);
  const at = (index: number, ...more: PropertyKey[]): PropertyKey[] => [...path, 'steps', index, ...more];
  recipe.steps.forEach((step, index) => {
    step.run.forEach((word, n) => void checkWord(word, recipe, at(index, 'run', n), complain, n === 0));
    for (const [name, word] of Object.entries(step.env ?? {})) {
      checkWord(word, recipe, at(index, 'env', name), complain);
      if (name.startsWith('MOLT_OPS_')) complain(at(index, 'env', name), "the names MOLT_OPS_… are the bot's own; take another");
    }
    checkFolder(step, recipe, at(index, 'cwd'), complain);
    for (const name of conditions(step)) checkName(name.replace('!', ''), recipe, at(index, 'when'), complain);
    checkResult(step, recipe, at(index, 'result', 'file'), complain);
    checkOutputs(step, at(index, 'run'), complain);
  });
  checkTwice(recipe, at, complain);
}

function checkOption(name: string, option: Recipe['options'][string], path: PropertyKey[], complain: Complain): void {
  if (builtIn.includes(name)) complain(path, `{${name}} has a meaning of its own; take another name`);
  if (option.type === 'int' && option.min !== undefined && option.max !== undefined && option.min > option.max)
    complain([...path, 'min'], `expected at most max, which is ${option.max}`);
  if (option.type === 'choice')
    option.of.forEach((one, index) => {
      if (/^[-/]|\.\.|[{}]|\s/.test(one))
        complain([...path, 'of', index], 'expected a word that begins with neither - nor /, without .. and braces');
    });
}

function checkWord(word: string, recipe: Recipe, path: PropertyKey[], complain: Complain, isCommand = false): void {
  for (const [whole, dashes, name] of word.matchAll(placeholder)) {
    if (!dashes && builtIn.includes(name!)) continue;
    if (isCommand) complain(path, `the command itself cannot come from an option: ${whole}`);
    else if (dashes && whole !== word) complain(path, `${whole} has to be a word of its own`);
    else if (checkName(name!, recipe, path, complain) && !dashes && recipe.options[name!]!.type === 'flag')
      complain(path, `--${name} is a flag and has no value; write "{--${name}}" as a word of its own`);
  }
  if (!word.startsWith('{out}/')) return;
  const inside = posix.normalize(word.slice('{out}/'.length));
  if (inside.startsWith('..')) complain(path, `"${word}" leads out of the job directory`);
  else if (isOwnFile(inside)) complain(path, `"${word}" is a file of the job itself; take another name`);
}

/** Whether the recipe has this option; complains if not. */
function checkName(name: string, recipe: Recipe, path: PropertyKey[], complain: Complain): boolean {
  if (Object.hasOwn(recipe.options, name)) return true;
  const near = nearest(name, [...Object.keys(recipe.options), ...builtIn]);
  complain(path, `"${name}" is no option of this recipe${near === undefined ? '; declare it under options' : `; did you mean "${near}"?`}`);
  return false;
}

function checkFolder(step: Step, recipe: Recipe, path: PropertyKey[], complain: Complain): void {
  if (step.cwd === undefined) return;
  checkWord(step.cwd, recipe, path, complain);
  if (step.cwd.startsWith('/') || posix.normalize(step.cwd).startsWith('..') || step.cwd.includes('{out}'))
    complain(path, 'expected a folder in the workspace, like runtime');
}

function checkResult(step: Step, recipe: Recipe, path: PropertyKey[], complain: Complain): void {
  if (!step.result) return;
  checkWord(step.result.file, recipe, path, complain);
  if (!step.result.file.startsWith('{out}/'))
    complain(path, 'would be overwritten by the next run; expected a file in the job directory: "{out}/…"');
}

/** A fixed path after an option that writes: the next run would overwrite it. */
function checkOutputs(step: Step, path: PropertyKey[], complain: Complain): void {
  step.run.forEach((word, index) => {
    const [option, own] = word.split('=', 2);
    if (!outputs.includes(option!)) return;
    const value = own ?? step.run[index + 1];
    if (value !== undefined && !value.startsWith('{out}/'))
      complain([...path, own === undefined ? index + 1 : index], `${option} would be overwritten by the next run; expected "{out}/…"`);
  });
}

/** Two steps of one job that would write the same file, or could not be told apart. */
function checkTwice(recipe: Recipe, at: (index: number, ...more: PropertyKey[]) => PropertyKey[], complain: Complain): void {
  recipe.steps.forEach((step, index) => {
    for (const before of recipe.steps.slice(0, index)) {
      if (neverTogether(step, before)) continue;
      if (before.phase === step.phase) complain(at(index, 'phase'), `there is a phase "${step.phase}" already; expected a name of its own`);
      if (step.result && before.result?.file === step.result.file)
        complain(at(index, 'result', 'file'), `phase "${before.phase}" writes this file too and would be overwritten`);
    }
  });
}

const conditions = (step: Step): string[] => (step.when ?? '').split(' ').filter((name) => name !== '');

/** Whether one is only run with an option that the other must not have. */
const neverTogether = (a: Step, b: Step): boolean =>
  conditions(a).some((name) => conditions(b).includes(name.startsWith('!') ? name.slice(1) : `!${name}`));
