/** `run RECIPE`: any recipe, also one that shares its name with a command. */
import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { startRecipe } from './recipe.ts';

export const run = command({
  name: 'run',
  about: 'starts a recipe',
  usage: 'run RECIPE [OPTIONS]',
  role: 'operator',
  readOnly: false,
  options: z.object({ words: z.array(z.string()), options: z.record(z.string(), z.union([z.string(), z.literal(true)])) }),
  run({ words, options }, view) {
    const [name, ...rest] = words;
    const names = [...view.recipes.keys()];
    if (name === undefined)
      return refuse('which recipe', `Run which recipe? There are ${names.join(', ')}. Nothing was started.`, `run ${names[0] ?? 'RECIPE'}`);
    const recipe = view.recipes.get(name.toLowerCase());
    if (recipe) return startRecipe(view, recipe, { words: rest, options });
    const near = nearest(name, names);
    return refuse(
      'unknown recipe',
      `No recipe "${clip(visible(name), 30)}". Nothing was started. ${near === undefined ? `There are ${names.join(', ')}.` : 'Did you mean:'}`,
      near === undefined ? 'help' : `run ${near}`,
    );
  },
});
