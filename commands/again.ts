/** `again 42`: the same recipe with the same options, as a new job. `again bench`: the last bench. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { validateOptions } from '../src/jobs/expand.ts';
import type { JobSummary } from '../src/jobs/job.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { startAndClaim } from './job-claim.ts';
import { named } from './job-words.ts';
import { whichJob } from './which-job.ts';
import { takes } from './words.ts';

const usage = 'again [N]';

export const again = command({
  name: 'again',
  aliases: ['retry', 'rerun', 'redo', 'repeat'],
  about: 'the same job once more',
  usage,
  role: 'operator',
  readOnly: false,
  options: takes(usage, { most: 1 }).transform(({ words }) => ({ word: words[0] })),
  async run({ word }, view): Promise<Answer> {
    const which = lastOf(view, word) ?? whichJob(view, word, 'again');
    if (!which.ok) return which;
    const job = await view.jobs.read(which.value.id);
    if (!job.ok) return job;
    const { spec } = job.value;
    const recipe = view.recipes.get(spec.recipe);
    if (!recipe) {
      const near = nearest(spec.recipe, view.recipes.keys());
      return refuse(
        'unknown recipe',
        `${named(which.value)} was not repeated: there is no recipe ${spec.recipe} any more.`,
        near ?? 'help',
      );
    }
    const given = Object.entries(spec.options).flatMap(([name, value]) =>
      value === false ? [] : [[name, value === true ? value : String(value)] as const],
    );
    const values = validateOptions(recipe, Object.fromEntries(given));
    if (!values.ok) return values;
    return startAndClaim(view, recipe, values.value, { canonical: spec.asked.canonical, again: spec.id }, spec.claim?.paths);
  },
});

/** The newest job of the recipe that `word` names. */
function lastOf(view: View, word: string | undefined): Outcome<JobSummary> | undefined {
  const name = word?.toLowerCase();
  if (name === undefined || !view.recipes.has(name)) return undefined;
  const job = view.jobs.list().find(({ recipe }) => recipe === name);
  return job ? done(job) : refuse('no such job', `There is no ${name} to repeat yet. Nothing was started.`, name);
}
