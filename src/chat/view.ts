/** What a command gets to see: put together anew for each line, from what does not change between them. */

import { jobEnvironment } from '../jobs/environment.ts';
import { expand } from '../jobs/expand.ts';
import type { Draft, Jobs } from '../jobs/job.ts';
import type { Recipe } from '../jobs/recipe.ts';
import type { Clock, Millis } from '../kernel/clock.ts';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import type { Card } from '../reports/card.ts';
import type { View } from './command.ts';
import { quietUntil } from './ringing.ts';
import { scheduleOf } from './schedules.ts';
import type { Store } from './store.ts';

/** Who asks what, where; the rest of a View follows from the sources. */
export type Asked = Pick<View, 'asker' | 'role' | 'sender' | 'place' | 'local' | 'inbox' | 'line' | 'confirmed' | 'threadJob'> & {
  people: View['people'];
};

export interface ViewSources {
  clock: Clock;
  store: Store;
  jobs: Jobs;
  zone: string;
  recipes: ReadonlyMap<string, Recipe>;
  /** Absolute, without links. */
  workspace: string;
  /** The environment of the bot, and the names of it that the config lets through to jobs. */
  environment: Readonly<Record<string, string | undefined>>;
  allowed: readonly string[];
  /** Bytes of log, where a recipe does not say. */
  logLimit: number;
  /** The recipes that may be started in this place; undefined: all. */
  recipesIn(place: View['place']): readonly string[] | undefined;
  show: View['show'];
  resume(id: number): string;
  nextRun(cron: string, zone: string): Millis | undefined;
  /** Where a person can be spoken to alone on that platform. */
  direct(person: View['asker'], adapter: string): View['place'] | undefined;
  tagsAtHead(): Promise<Outcome<readonly string[]>>;
  health(): Promise<Card>;
  help: View['help'];
  locks(): View['locks'];
}

export function createView(sources: ViewSources): (asked: Asked) => View {
  const { store, jobs, clock } = sources;
  return (asked) => {
    const now = clock.now();
    const pairing = store.pairing();
    return {
      ...asked,
      now,
      zone: asked.asker.zone ?? sources.zone,
      jobs,
      recipes: sources.recipes,
      draft: (recipe, options, as) => draft(sources, asked, recipe, options, as),
      show: sources.show,
      resume: sources.resume,
      nextRun: sources.nextRun,
      tagsAtHead: sources.tagsAtHead,
      schedules: store.schedules(),
      mutes: store.mutes(),
      settings: store.settings(asked.asker.id),
      quietUntil: ({ id, owner }) => quietUntil(store.settings(owner ?? id).quiet, now),
      direct: (person) => sources.direct(person, asked.place.adapter),
      undoable: store.undoable(asked.asker.id),
      desk: store.claims.desk(),
      locks: sources.locks(),
      health: sources.health,
      help: sources.help,
      ...(pairing && pairing.expires > now && { pairing }),
    };
  };
}

function draft(
  sources: ViewSources,
  asked: Asked,
  name: string,
  options: Draft['options'],
  as: Parameters<View['draft']>[2],
): Outcome<Draft> {
  const recipe = sources.recipes.get(name);
  if (!recipe) return refuse('no such recipe', `There is no recipe ${name}. Nothing was started.`, 'help start');
  const allowed = sources.recipesIn(asked.place);
  if (allowed && !allowed.includes(name))
    return refuse('not here', `${name} may not be started in this room. Here: ${allowed.join(', ') || 'nothing'}.`, 'help start');
  const expanded = expand(recipe, options, { workspace: sources.workspace });
  if (!expanded.ok) return expanded;
  const { time, stall, log } = recipe.limits;
  const schedule = as.schedule ?? scheduleOf(asked.inbox);
  return done({
    recipe: name,
    about: recipe.about,
    category: recipe.category,
    exclusive: recipe.exclusive,
    steps: expanded.value.steps,
    workspace: sources.workspace,
    requester: asked.asker.id,
    agent: asked.asker.owner !== undefined,
    place: asked.place,
    asked: { given: as.given ?? asked.line.given, canonical: as.canonical },
    options: { ...options },
    limits: { ...(time !== undefined && { time }), ...(stall !== undefined && { stall }), log: log ?? sources.logLimit },
    key: as.key ?? asked.inbox,
    errors: recipe.errors,
    env: jobEnvironment(sources.environment, sources.allowed),
    ...(as.again !== undefined && { again: as.again }),
    ...(schedule !== undefined && { schedule }),
  });
}
