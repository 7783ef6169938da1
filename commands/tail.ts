/** `tail 42 20`: the last lines of a log. */
import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { jobObject } from '../src/jobs/object.ts';
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
  options: takes(usage, { most: 2, values: ['lines'] }).transform(({ words, options }, context) => {
    const [word, given = givenValue(options, 'lines') ?? '10'] = words;
    const lines = /^\d{1,6}\.?$/.test(given) ? Number.parseInt(given, 10) : 0;
    if (lines < 1 || lines > linesMost) {
      context.addIssue({
        code: 'custom',
        message: `tail shows 1 to ${linesMost} lines. Nothing was read. The whole is in: log ${word ?? ''}`.trim(),
      });
      return z.NEVER;
    }
    return { word, lines };
  }),
  values: ['lines'],
  async run({ word, lines }, view) {
    const which = whichJob(view, word, 'tail');
    if (!which.ok) return which;
    const card = await view.show.tail(which.value.id, lines);
    return card.ok ? { ok: true, reply: card.value, data: jobObject(which.value) } : card;
  },
});
