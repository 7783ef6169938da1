/** The bare line: what runs, what waits and why, what needs the asker. */
import { command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import { jobObject } from '../src/jobs/object.ts';
import { day } from '../src/kernel/durations.ts';
import { atLeast } from '../src/kernel/people.ts';
import type { Card, Choice } from '../src/reports/card.ts';
import { claimNeeds } from '../src/reports/claims/needs.ts';
import { firstLines, isRunning, isWaiting, lineOf, linesOfList, named, rowOf, titleOf } from './job-words.ts';
import { takes } from './words.ts';

export const overview = command({
  name: 'overview',
  aliases: ['queue', 'q', 'now'],
  about: 'what runs, what waits, what needs you',
  usage: 'overview',
  role: 'viewer',
  readOnly: true,
  options: takes('overview'),
  run: (_, view) => ({
    ok: true,
    reply: overviewCard(view),
    data: view.jobs
      .list()
      .filter((job) => isRunning(job) || isWaiting(job))
      .map(jobObject),
  }),
});

export function overviewCard(view: View): Card {
  const jobs = view.jobs.list();
  const running = jobs.filter(isRunning);
  const waiting = jobs.filter(isWaiting).sort((a, b) => (a.waiting?.position ?? 0) - (b.waiting?.position ?? 0));
  const mine = needing(view);
  const claims = claimNeeds(view.desk, whoOf(view.asker), view);
  const lines = [
    ...claims.map((need) => `you: ${need}`),
    ...mine.map((job) => `you: ${rowOf(job, view, 35)}`),
    ...running.filter((job) => !mine.includes(job)).map((job) => rowOf(job, view)),
    ...waiting.map((job) => `WAITS ${named(job)}${job.waiting ? `: ${job.waiting.reason}` : ''}`),
  ].map(lineOf);
  const last = jobs.find((job) => !isRunning(job) && !isWaiting(job) && !mine.includes(job));
  return {
    title: titleOf(headline(running.length, waiting.length, mine.length + claims.length)),
    lines: [...firstLines(lines, linesOfList - 1), ...(last ? [`last: ${rowOf(last, view, 34)}`] : [])],
    buttons: [
      { label: 'Jobs', sends: 'jobs' },
      ...(view.desk.claims.length > 0 ? [{ label: 'Locks', sends: 'locks' }] : []),
      { label: 'Help', sends: 'help' },
    ],
    ...(atLeast(view.role, 'operator') && view.recipes.size > 0 && { choice: starts(view) }),
  };
}

/** What may be started, each by its form. */
const starts = ({ recipes }: View): Choice => ({
  label: 'Start…',
  options: [...recipes.values()].map(({ name, about }) => ({ label: `${name}: ${about}`, sends: name, form: true })),
});

function headline(running: number, waiting: number, mine: number): string {
  const needs = mine === 0 ? 'nothing needs you' : `${mine} ${mine === 1 ? 'needs' : 'need'} you`;
  return running + waiting === 0 ? `QUIET: nothing runs or waits, ${needs}` : `RUNNING ${running}, ${waiting} waiting, ${needs}`;
}

/** The asker's stalled jobs, and those that failed or were lost within a day with nothing of the same line after them. */
function needing(view: View): readonly ReturnType<View['jobs']['list']>[number][] {
  const jobs = view.jobs.list();
  return jobs.filter((job) => {
    if (job.requester !== view.asker.id) return false;
    const { state } = job;
    if (state.is === 'running') return state.stalled !== undefined;
    if (!('at' in state) || state.is === 'succeeded' || state.is === 'cancelled' || view.now - state.at > day) return false;
    return !jobs.some((later) => later.id > job.id && later.canonical === job.canonical);
  });
}
