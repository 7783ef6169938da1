/** From a recipe and its options to the steps of a job. Pure; no value ever becomes two words, and nothing is left unfilled but `{out}`. */
import { posix } from 'node:path';
import { below } from '../kernel/paths.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { canonicalLine, type Value, type Values, valuesOf } from './options.ts';
import { isOwnFile, placeholder } from './placeholders.ts';
import type { Recipe, RecipeStep } from './recipe.ts';
import type { Step } from './spec.ts';

export { canonicalLine, validateOptions } from './options.ts';

/** `steps` still hold `{out}`, the job directory, which is not known yet. `values` are those of `validateOptions`; `node` becomes `{node}`. */
export function expand(
  recipe: Recipe,
  values: Values,
  { workspace, node = process.execPath }: { workspace: string; node?: string },
): Outcome<{ steps: Step[]; options: Record<string, Value> }> {
  if (/\{[a-z-]+\}/.test(workspace))
    return refuse(
      'bad workspace',
      `${recipe.name} was not started: the path of the workspace holds a word in braces. Rename it: ${workspace}`,
    );
  const fill = filler(recipe, values, { workspace, node });
  const steps: Step[] = [];
  for (const step of recipe.steps.filter(({ when }) => applies(when, values))) {
    const filled = fillStep(step, fill, workspace);
    if (typeof filled === 'string') return refuse('bad path', `${recipe.name} was not started: ${filled}, in phase ${step.phase}.`);
    steps.push(filled);
  }
  if (steps.length === 0) {
    const line = canonicalLine(recipe, values);
    return refuse('nothing to run', `"${line}" leaves no step to run, so nothing was started. Ask for less:`, recipe.name);
  }
  return done({ steps, options: { ...values } });
}

/** Puts the job directory where `{out}` stands. */
export function fillOut(steps: readonly Step[], out: string): Step[] {
  const fill = (word: string): string => word.replaceAll('{out}', () => out);
  return steps.map((step) => ({
    ...step,
    run: step.run.map(fill),
    env: Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, fill(value)])),
    ...(step.result && { result: { ...step.result, file: fill(step.result.file) } }),
  }));
}

/** Whether a step's `when` holds: every option named is given, every one after `!` is not. */
const applies = (when: string | undefined, values: Values): boolean =>
  (when ?? '')
    .split(' ')
    .filter((name) => name !== '')
    .every((name) => (name.startsWith('!') ? !isGiven(values[name.slice(1)]) : isGiven(values[name])));

const isGiven = (value: Value | undefined): boolean => value !== undefined && value !== false;

/** One word of a recipe becomes none, one, or an option with its value. */
type Fill = (word: string) => string[];

function filler(recipe: Recipe, values: Values, known: Readonly<Record<string, string>>): Fill {
  const given = (name: string): string[] => {
    const option = recipe.options[name];
    return option ? valuesOf(option, values[name]) : [];
  };
  const insideWord: Fill = (word) => {
    let words = [word];
    for (const [whole, dashes, name] of word.matchAll(placeholder)) {
      if (dashes || name === 'out') continue;
      const all = Object.hasOwn(known, name!) ? [known[name!]!] : given(name!);
      words = words.flatMap((one) => all.map((value) => one.replace(whole, () => value)));
    }
    return words;
  };
  return (word) => {
    const name = /^\{--([a-z][a-z0-9-]*)\}$/.exec(word)?.[1];
    if (name === undefined) return insideWord(word);
    const isFlag = recipe.options[name]?.type === 'flag';
    return given(name).flatMap((value) => (isFlag ? [`--${name}`] : [`--${name}`, value]));
  };
}

/** The step, or what is wrong with a path of it. */
function fillStep(step: RecipeStep, fill: Fill, workspace: string): Step | string {
  const run = step.run.flatMap(fill);
  const cwd = posix.join(workspace, fill(step.cwd ?? '.')[0] ?? '.');
  if (below(workspace, cwd) === undefined) return 'its folder lies outside the workspace';
  const env = Object.fromEntries(Object.entries(step.env ?? {}).flatMap(([name, value]) => fill(value).map((filled) => [name, filled])));
  const [file] = step.result ? fill(step.result.file) : [];
  const wrong = [...run, ...Object.values(env), ...(file === undefined ? [] : [file])].map(misplaced).find((one) => one !== undefined);
  if (wrong !== undefined) return wrong;
  if (step.result && !file?.startsWith('{out}/')) return 'its result lies outside the job directory';
  return {
    phase: step.phase,
    run,
    cwd,
    env,
    continue: step.continue ?? false,
    ...(step.result && file !== undefined && { result: { format: step.result.format, file } }),
    ...(step.progress && { progress: step.progress }),
  };
}

/** A word that begins in the job directory must stay there, and off the files that are the job's own. */
function misplaced(word: string): string | undefined {
  if (!word.startsWith('{out}/')) return undefined;
  const inside = posix.normalize(word.slice('{out}/'.length));
  if (inside === '..' || inside.startsWith('../') || inside.startsWith('/')) return `"${word}" leads out of the job directory`;
  return isOwnFile(inside) ? `"${word}" is a file of the job itself` : undefined;
}
