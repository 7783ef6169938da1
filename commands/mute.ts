/** `mute 42`, `unmute 42`: micro-reports of a job in this room. Its end is told all the same. */
import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { isOver } from '../src/jobs/state.ts';
import { parseDuration } from '../src/kernel/durations.ts';
import { refuse } from '../src/kernel/result.ts';
import { clockTime, zoneName } from '../src/kernel/zone.ts';
import { named, titleOf } from './job-words.ts';
import { whichJob } from './which-job.ts';
import { givenValue, takes } from './words.ts';

const muteUsage = 'mute [N] [--for 1h]';
/** The last instant that a Date can tell: until the job's end, whenever that is. */
const untilItsEnd = 8.64e15;

export const mute = command({
  name: 'mute',
  aliases: ['silence', 'hush'],
  about: 'no micro-reports of a job here',
  usage: muteUsage,
  role: 'operator',
  readOnly: false,
  options: takes(muteUsage, { most: 1, values: ['for'] }).transform(({ words, options }, context) => {
    const given = givenValue(options, 'for');
    const span = given === undefined ? undefined : parseDuration(given);
    if (given !== undefined && (span === undefined || span < 60_000 || span > 30 * 86_400_000)) {
      context.addIssue({ code: 'custom', message: `--for takes a span from 1m to 30d, like 1h. Nothing was muted. Usage: ${muteUsage}` });
      return z.NEVER;
    }
    return { word: words[0], span };
  }),
  values: ['for'],
  run({ word, span }, view) {
    const which = whichJob(view, word, 'mute');
    if (!which.ok) return which;
    const job = which.value;
    if (isOver(job.state)) return refuse('job is over', `${named(job)} is over and says no more. Nothing was muted.`, `status ${job.id}`);
    const until = span === undefined ? untilItsEnd : view.now + span;
    const { place, asker, inbox, now } = view;
    const before = view.mutes.find(
      (m) => m.job === job.id && m.until > now && m.place.adapter === place.adapter && m.place.room === place.room,
    );
    return {
      ok: true,
      reply: {
        title: titleOf(
          `MUTED ${named(job)} ${span === undefined ? 'until its end' : `until ${clockTime(until, view.zone)} ${zoneName(until, view.zone)}`}`,
        ),
        lines: ['Its end, a failure or a stall is told', 'all the same.'],
        buttons: [{ label: 'Unmute', sends: `unmute ${job.id}` }],
      },
      changes: [
        { change: 'mute', mute: { job: job.id, place, until } },
        {
          change: 'undoable',
          undoable: {
            inbox,
            person: asker.id,
            at: now,
            what: `mute of ${job.id}`,
            back: { changes: [before ? { change: 'mute', mute: before } : { change: 'unmute', job: job.id, place }], effects: [] },
          },
        },
      ],
    };
  },
});

export const unmute = command({
  name: 'unmute',
  about: 'micro-reports of a job again',
  usage: 'unmute [N]',
  role: 'operator',
  readOnly: false,
  options: takes('unmute [N]', { most: 1 }).transform(({ words }) => ({ word: words[0] })),
  run({ word }, view) {
    const which = whichJob(view, word, 'unmute');
    if (!which.ok) return which;
    const job = which.value;
    const { place } = view;
    const mine = view.mutes.filter(
      (m) => m.job === job.id && m.until > view.now && m.place.adapter === place.adapter && m.place.room === place.room,
    );
    if (mine.length === 0) return refuse('not muted', `${named(job)} is not muted here. Nothing was changed.`, `mute ${job.id}`);
    return {
      ok: true,
      reply: { title: titleOf(`UNMUTED ${named(job)}`), lines: ['Micro-reports come here again.'] },
      changes: mine.map((m) => ({ change: 'unmute' as const, job: m.job, place: m.place })),
    };
  },
});
