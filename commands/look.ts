/** Commands that show one job: status, log, report, resume. */
import { command } from '../src/chat/command.ts';
import { jobObject } from '../src/jobs/object.ts';
import { isOver } from '../src/jobs/state.ts';
import { stateWord } from '../src/reports/status-words.ts';
import { named, titleOf } from './job-words.ts';
import { overviewCard } from './overview.ts';
import { whichJob } from './which-job.ts';
import { takes } from './words.ts';

const oneJob = (usage: string) => takes(usage, { most: 1 }).transform(({ words }) => ({ word: words[0] }));

export const status = command({
  name: 'status',
  aliases: ['st', 'stat', 'show', 'eta'],
  about: 'one job: phase, progress, ETA',
  usage: 'status [N]',
  role: 'viewer',
  readOnly: true,
  options: oneJob('status [N]'),
  async run({ word }, view) {
    const which = whichJob(view, word, 'status');
    if (!which.ok) return word === undefined ? { ok: true, reply: overviewCard(view) } : which;
    const card = await view.show.card(which.value.id);
    return card.ok ? { ok: true, reply: card.value, data: jobObject(which.value) } : card;
  },
});

export const log = command({
  name: 'log',
  aliases: ['logs'],
  about: 'where the log is, how to read it',
  usage: 'log [N]',
  role: 'viewer',
  readOnly: true,
  options: oneJob('log [N]'),
  async run({ word }, view) {
    const which = whichJob(view, word, 'log');
    if (!which.ok) return which;
    const card = await view.show.log(which.value.id);
    return card.ok ? { ok: true, reply: card.value, data: jobObject(which.value) } : card;
  },
});

export const report = command({
  name: 'report',
  aliases: ['result', 'results'],
  about: 'the full report of a job',
  usage: 'report [N]',
  role: 'viewer',
  readOnly: true,
  options: oneJob('report [N]'),
  async run({ word }, view) {
    const which = whichJob(view, word, 'report');
    if (!which.ok) return which;
    const card = await view.show.report(which.value.id);
    return card.ok ? { ok: true, reply: card.value, data: jobObject(which.value) } : card;
  },
});

export const resume = command({
  name: 'resume',
  aliases: ['attach', 'watch'],
  about: 'the command that opens a job',
  usage: 'resume [N]',
  role: 'viewer',
  readOnly: true,
  options: oneJob('resume [N]'),
  async run({ word }, view) {
    const which = whichJob(view, word, 'resume');
    if (!which.ok) return which;
    const job = which.value;
    const data = jobObject(job);
    if (!isOver(job.state)) {
      const title = titleOf(`${stateWord[job.state.is]} ${named(job)}: open it with`);
      return { ok: true, reply: { title, code: view.resume(job.id) }, data };
    }
    const card = await view.show.log(job.id);
    if (!card.ok) return card;
    const title = titleOf(`${stateWord[job.state.is]} ${named(job)}: read its log`);
    return { ok: true, reply: { ...card.value, title, buttons: [{ label: 'Again', sends: `again ${job.id}` }] }, data };
  },
});
