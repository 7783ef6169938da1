/** `schedule daily 02:00 bench --linked`: recurring jobs. */
import { z } from 'zod';
import { command, type Words } from '../src/chat/command.ts';
import { validateOptions } from '../src/jobs/expand.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import { parseJobId } from '../src/kernel/ids.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { type Refusal, refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { dateTime, zoneName } from '../src/kernel/zone.ts';
import { cronSaid, cronWords } from './cron-words.ts';
import { isAll, readClaim, withoutClaim } from './job-claim.ts';
import { firstLines, lineOf, linesOfList, titleOf } from './job-words.ts';
import { lineFor, misfit } from './recipe.ts';
import { takes } from './words.ts';

const example = 'schedule daily 02:00';

export const schedule = command({
  name: 'schedule',
  aliases: ['every'],
  about: 'a recurring job',
  usage: 'schedule WHEN RECIPE [OPTIONS]',
  role: 'operator',
  readOnly: false,
  options: z.object({ words: z.array(z.string()), options: z.record(z.string(), z.union([z.string(), z.literal(true)])) }),
  run({ words, options }, view) {
    const [some = 'bench'] = view.recipes.keys();
    const when = cronWords(words);
    if (!when)
      return refuse(
        'no time',
        'WHEN is five cron fields in quotes, or like "daily 02:00", "weekdays 18:00", "hourly". Nothing was scheduled.',
        `${example} ${words.find((w) => view.recipes.has(w)) ?? some}`,
      );
    const [name, ...extra] = when.rest;
    const recipe = name === undefined ? undefined : view.recipes.get(name.toLowerCase());
    const said = /^\S+ \S+ \S+ \S+ \S+$/.test(when.said) ? `"${when.said}"` : when.said;
    if (!recipe) {
      const near = nearest(name ?? '', view.recipes.keys());
      return refuse(
        'unknown recipe',
        `${name === undefined ? 'No recipe is named' : `No recipe "${clip(visible(name), 30)}"`}. Nothing was scheduled. Like this:`,
        `schedule ${said} ${near ?? some}`,
      );
    }
    const wrong = misfit(recipe, { words: extra, options });
    if (wrong)
      return refuse(wrong.code, `${wrong.message.replace('started', 'scheduled')}`, `schedule ${said} ${wrong.next ?? recipe.name}`);
    const { given, paths } = withoutClaim(recipe, { words: extra, options });
    const unclaimable = paths && cannotRecur(recipe, given, paths, `schedule ${said} `);
    if (unclaimable) return { ok: false, refusal: unclaimable };
    const values = validateOptions(recipe, given.options);
    if (!values.ok) return values;
    if (values.value.super === true) {
      const { super: _, ...plain } = options;
      return refuse(
        'super alone',
        'A super run needs a release tag or your yes each time, so it cannot recur. Nothing was scheduled.',
        `schedule ${said} ${lineFor(recipe, [], plain)}`,
      );
    }
    const next = view.nextRun(when.cron, view.zone);
    if (next === undefined) return refuse('never', `"${when.cron}" never comes. Nothing was scheduled.`, `${example} ${recipe.name}`);
    const canonical = lineFor(recipe, [], options);
    return {
      ok: true,
      reply: {
        title: titleOf(`SCHEDULED ${canonical}: ${cronSaid(when.cron)}`),
        lines: [`First ${dateTime(next, view.zone)} ${zoneName(next, view.zone)}`, lineOf(`as ${view.asker.id}, reported here`)],
        buttons: [{ label: 'Schedules', sends: 'schedules' }],
      },
      changes: [
        {
          change: 'schedule',
          schedule: {
            cron: when.cron,
            zone: view.zone,
            recipe: recipe.name,
            options: values.value,
            canonical,
            person: view.asker.id,
            // A thread ends; a schedule reports in the room.
            place: { adapter: view.place.adapter, room: view.place.room },
            createdAt: view.now,
          },
        },
      ],
    };
  },
});

/** Nobody is there to say yes each time. `lead`: what stands before the line of the recipe. */
function cannotRecur(recipe: Recipe, { options }: Words, paths: readonly string[], lead: string): Refusal | undefined {
  const line = (claim?: string | true): string => `${lead}${lineFor(recipe, [], claim === undefined ? options : { ...options, claim })}`;
  const read = readClaim(paths, { nothing: 'Nothing was scheduled.', next: line(true) });
  if (!read.ok) return { next: line(), ...read.refusal };
  if (!isAll(paths)) return undefined;
  const why = 'A claim of the whole repository takes your yes each time, so it cannot recur. Nothing was scheduled. Some of it, like this:';
  return refuse('whole claim', why, line('docs/')).refusal;
}

export const schedules = command({
  name: 'schedules',
  aliases: ['cron', 'scheduled'],
  about: 'recurring jobs and when they are next',
  usage: 'schedules',
  role: 'viewer',
  readOnly: true,
  options: takes('schedules'),
  run(_, view) {
    const rows = view.schedules
      .map((s) => ({ s, next: view.nextRun(s.cron, s.zone) }))
      .sort((a, b) => (a.next ?? Number.POSITIVE_INFINITY) - (b.next ?? Number.POSITIVE_INFINITY));
    const lines = rows.map(({ s, next }) =>
      lineOf(`${s.id} ${next === undefined ? 'never' : dateTime(next, view.zone).slice(5)} ${s.canonical} · ${cronSaid(s.cron)}`),
    );
    return {
      ok: true,
      reply: {
        title: titleOf(
          `SCHEDULES ${rows.length}${rows[0]?.next === undefined ? '' : `, next ${dateTime(rows[0].next, view.zone)} ${zoneName(rows[0].next, view.zone)}`}`,
        ),
        lines:
          lines.length === 0
            ? ['None. Make one like this:', `${example} ${[...view.recipes.keys()][0] ?? 'bench'}`]
            : firstLines(lines, linesOfList),
      },
      data: rows.map(({ s, next }) => ({ id: s.id, cron: s.cron, zone: s.zone, line: s.canonical, person: s.person, next: next ?? null })),
    };
  },
});

export const unschedule = command({
  name: 'unschedule',
  about: 'ends a recurring job',
  usage: 'unschedule N',
  role: 'operator',
  readOnly: false,
  options: takes('unschedule N', { most: 1 }).transform(({ words }) => ({ word: words[0] })),
  run({ word }, view) {
    const known = view.schedules.map(({ id }) => id);
    const id = word === undefined ? undefined : parseJobId(word);
    const found = view.schedules.find((s) => s.id === id);
    if (!found) {
      const why = word === undefined ? 'Which schedule?' : `There is no schedule ${clip(visible(word), 20)}.`;
      return refuse(
        'no such schedule',
        `${why} ${known.length === 0 ? 'There are none.' : `There are ${known.join(', ')}.`} Nothing was changed.`,
        'schedules',
      );
    }
    return {
      ok: true,
      reply: {
        title: titleOf(`UNSCHEDULED ${found.id} ${found.canonical}`),
        lines: [lineOf(`was ${cronSaid(found.cron)}, by ${found.person}`), 'What already runs goes on.'],
        buttons: [{ label: 'Undo', sends: 'undo' }],
      },
      changes: [
        { change: 'unschedule', id: found.id },
        {
          change: 'undoable',
          undoable: {
            inbox: view.inbox,
            person: view.asker.id,
            at: view.now,
            what: `unschedule of ${found.id} ${found.canonical}`,
            back: { changes: [{ change: 'schedule', schedule: found }], effects: [] },
          },
        },
      ],
    };
  },
});
