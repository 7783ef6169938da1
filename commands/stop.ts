/** `stop 42`: ends a job and all that it started; a waiting one is withdrawn. */
import { command } from '../src/chat/command.ts';
import { confirmForm } from '../src/chat/pages.ts';
import { jobObject } from '../src/jobs/object.ts';
import { isOver } from '../src/jobs/state.ts';
import { done, refuse } from '../src/kernel/result.ts';
import { visible } from '../src/kernel/text.ts';
import { stateWord } from '../src/reports/status-words.ts';
import { isWaiting, lineOf, named, titleOf } from './job-words.ts';
import { whichJob } from './which-job.ts';
import { givenValue, takes } from './words.ts';

const usage = 'stop [N] [--why TEXT]';

export const stop = command({
  name: 'stop',
  aliases: ['cancel', 'kill', 'abort'],
  about: 'ends a job and all that it started',
  usage,
  role: 'operator',
  readOnly: false,
  options: takes(usage, { most: 1, values: ['why'] }).transform(({ words, options }) => ({
    word: words[0],
    why: givenValue(options, 'why'),
  })),
  values: ['why'],
  async form({ words, canonical }, view) {
    const which = whichJob(view, words[0], 'stop');
    if (!which.ok) return which;
    const card = await view.show.card(which.value.id);
    return card.ok ? done(confirmForm(`Stop ${which.value.id}?`, card.value, 'Stop it', canonical ?? `stop ${which.value.id}`)) : card;
  },
  run({ word, why = 'asked in chat' }, view) {
    const which = whichJob(view, word, 'stop');
    if (!which.ok) return which;
    const job = which.value;
    if (isOver(job.state))
      return refuse('job is over', `${named(job)} is over already: ${stateWord[job.state.is]}. Nothing was stopped.`, `status ${job.id}`);
    const whose = job.requester === view.asker.id ? '' : `, ${visible(job.requester)}'s`;
    const how = job.state.is === 'stopping' ? ' already' : isWaiting(job) ? ' before it starts' : '';
    return {
      ok: true,
      reply: {
        title: titleOf(`STOPPING ${named(job)}${how}${whose}`),
        lines: [lineOf(`asked by ${view.asker.id}${why === 'asked in chat' ? '' : `: ${why}`}`)],
        buttons: [{ label: 'Again', sends: `again ${job.id}` }],
      },
      effects: [{ do: 'cancel', job: job.id, by: view.asker.id, why }],
      data: jobObject(job),
    };
  },
});
