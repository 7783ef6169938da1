/** What starting a job says and does: nothing is said, the job's card speaks. */
import type { Answer, View } from '../src/chat/command.ts';
import type { Recipe } from '../src/jobs/recipe.ts';
import { refuse } from '../src/kernel/result.ts';
import { askedObject } from './asked.ts';

export type Values = Readonly<Record<string, string | number | boolean>>;

/** Starts `recipe` with validated values, unless it is a super run that nobody confirmed. `canonical`: the line of the job. */
export async function startJob(view: View, recipe: Recipe, values: Values, as: { canonical: string; again?: number }): Promise<Answer> {
  const asked = await superRule(view, recipe, values, as.canonical);
  if (asked) return asked;
  const schedule = /(?:^|:)schedule:(\d+)@/.exec(view.inbox)?.[1];
  const draft = view.draft(recipe.name, values, { ...as, given: view.line.given, ...(schedule === undefined ? {} : { schedule }) });
  if (!draft.ok) return draft;
  return {
    ok: true,
    effects: [{ do: 'start', draft: draft.value }],
    changes: [
      {
        change: 'undoable',
        undoable: {
          inbox: view.inbox,
          person: view.asker.id,
          at: view.now,
          what: `start of ${as.canonical}`,
          back: { cancelStartedBy: view.inbox },
          cannot: 'what it has written until then',
        },
      },
    ],
  };
}

/** A release tag: `v1.2`, `v1.2.3`, `1.2.3`. Pre-releases are none. */
export const releaseTag = /^(?:v\d+\.\d+(?:\.\d+)?|\d+\.\d+\.\d+)$/;

/** Super runs take hours and their figures are quoted: only for a release tag at HEAD, or when the requester says yes. */
async function superRule(view: View, recipe: Recipe, values: Values, canonical: string): Promise<Answer | undefined> {
  if (values.super !== true) return undefined;
  const clash = ['smoke', 'samples'].filter((name) => values[name] !== undefined && values[name] !== false);
  if (clash.length > 0) {
    const without = canonical.replace(/ --(?:smoke|samples(?:[ =]\S+)?)(?= |$)/g, '');
    return refuse(
      'super alone',
      `--super takes 10 samples and goes with neither --smoke nor --samples. ${recipe.name} was not started.`,
      without,
    );
  }
  if (view.confirmed) return undefined;
  const tags = await view.tagsAtHead();
  if (tags.ok && tags.value.some((tag) => releaseTag.test(tag))) return undefined;
  const why = tags.ok ? 'No release tag is at HEAD.' : 'The tags at HEAD cannot be read.';
  return ask(view, canonical, `CONFIRM ${canonical}?`, [
    why,
    'A super run takes 10 samples of every',
    'bench, for hours.',
    'Not started yet. Yes starts it.',
  ]);
}

/** How long a question waits for its answer. */
const patience = 15 * 60_000;

/** Asks the asker, and runs `line` as confirmed after a yes. */
export const ask = (view: View, line: string, title: string, lines: readonly string[]): Answer => ({
  ok: true,
  reply: {
    title,
    lines: [...lines],
    buttons: [
      { label: 'Yes', sends: 'yes' },
      { label: 'No', sends: 'no' },
    ],
  },
  changes: [
    {
      change: 'ask',
      question: { id: `ask/${view.inbox}`, place: view.place, person: view.asker.id, line, expires: view.now + patience },
    },
  ],
  data: askedObject(line),
});
