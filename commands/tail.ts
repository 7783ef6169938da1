/** `tail 42 20`: the last lines of a log. */
import { command } from '../src/chat/command.ts';
import { jobObject } from '../src/jobs/object.ts';
import { refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
import { whichJob } from './which-job.ts';
import { givenValue, takes } from './words.ts';

const usage = 'tail [N] [LINES]';
const linesMost = 50;

export const tail = command({
  name: 'tail',
  aliases: ['output', 'last'],
  about: 'the last lines of a log',
  usage,
  role: 'viewer',
  readOnly: true,
  options: takes(usage, { most: 2, values: ['lines'] }).transform(({ words, options }) => {
    const [word, given = givenValue(options, 'lines') ?? '10'] = words;
    const lines = /^\d{1,6}\.?$/.test(given) ? Number.parseInt(given, 10) : 0;
    return { word, lines };
  }),
  values: ['lines'],
  async run({ word, lines }, view) {
    if (lines < 1 || lines > linesMost) {
      const next = ['tail', ...(word === undefined ? [] : [clip(visible(word), 20), String(linesMost)])].join(' ');
      return refuse('wrong count', `tail shows 1 to ${linesMost} lines; the whole is in the log. Nothing was read.`, next);
    }
    const which = whichJob(view, word, 'tail');
    if (!which.ok) return which;
    const card = await view.show.tail(which.value.id, lines);
    return card.ok ? { ok: true, reply: card.value, data: jobObject(which.value) } : card;
  },
});
