/** `first 42`: a waiting job goes before the others. */
import { command } from '../src/chat/command.ts';
import { jobObject } from '../src/jobs/object.ts';
import { isOver } from '../src/jobs/state.ts';
import { refuse } from '../src/kernel/result.ts';
import { stateWord } from '../src/reports/status-words.ts';
import { isWaiting, named, titleOf } from './job-words.ts';
import { whichJob } from './which-job.ts';
import { takes } from './words.ts';

export const first = command({
  name: 'first',
  aliases: ['prioritize', 'bump'],
  about: 'puts a waiting job before the others',
  usage: 'first [N]',
  role: 'operator',
  readOnly: false,
  options: takes('first [N]', { most: 1 }).transform(({ words }) => ({ word: words[0] })),
  run({ word }, view) {
    const which = whichJob(view, word, 'first');
    if (!which.ok) return which;
    const job = which.value;
    if (!isWaiting(job)) {
      const why = isOver(job.state) ? `is over: ${stateWord[job.state.is]}` : 'runs already';
      return refuse(
        'not waiting',
        `Nothing was moved. ${named(job)} ${why}; only a waiting job can go first.`,
        isOver(job.state) ? `again ${job.id}` : `status ${job.id}`,
      );
    }
    return {
      ok: true,
      reply: {
        title: titleOf(`FIRST ${named(job)}: next in line`),
        lines: ['What runs now is not stopped.'],
      },
      effects: [{ do: 'first', job: job.id, by: view.asker.id }],
      data: jobObject(job),
    };
  },
});
