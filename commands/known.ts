/** What the parser has to know of commands and recipes. */
import { looksLikePath } from '../src/chat/claim-said.ts';
import type { Command } from '../src/chat/command.ts';
import type { Known } from '../src/chat/parse.ts';
import { takesPaths } from '../src/chat/path-words.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import { withoutClaim } from './job-claim.ts';
import { misfit, valuedOptions } from './recipe.ts';

export function knownLines(commands: readonly Command[], recipes: ReadonlyMap<string, Recipe>): Known {
  const names = commands.map(({ name }) => name);
  const valued = new Map(commands.map(({ name, values = [] }) => [name, values] as const));
  /** Options after `run` and `schedule` are those of the recipe among the words. */
  const recipeOf = (command: string, words: readonly string[]): Recipe | undefined => {
    if (command !== 'run' && command !== 'schedule') return valued.has(command) ? undefined : recipes.get(command);
    const name = command === 'run' ? words[0] : words.find((word) => recipes.has(word.toLowerCase()));
    return name === undefined ? undefined : recipes.get(name.toLowerCase());
  };
  return {
    names: [...names, ...recipes.keys()],
    aliases: Object.fromEntries(
      commands.flatMap(({ name, aliases = [] }) =>
        aliases.filter((alias) => !names.includes(alias) && !recipes.has(alias)).map((alias) => [alias, name]),
      ),
    ),
    recipes: [...recipes.keys()],
    takesValue(command, option, words) {
      const recipe = recipeOf(command, words);
      return recipe ? valuedOptions(recipe).includes(option) : (valued.get(command)?.includes(option) ?? false);
    },
    takesMany(command, option, words) {
      const taken = recipeOf(command, words)?.options[option];
      return taken?.type === 'text' && taken.many === true;
    },
    order(command, words) {
      const recipe = recipeOf(command, words);
      return recipe ? Object.keys(recipe.options) : (valued.get(command) ?? []);
    },
    reads({ name, words, options }) {
      const known = commands.find((one) => one.name === name);
      const recipe = recipes.get(name);
      if (!known) return recipe !== undefined && misfit(recipe, withoutClaim(recipe, { words, options }).given) === undefined;
      // What names so many paths and none that looks like one is a sentence.
      if (takesPaths(known) && words.length > 2 && !words.some(looksLikePath)) return false;
      return known.options.safeParse({ words, options }).success;
    },
  };
}
