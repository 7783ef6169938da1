/** `undo`: takes back the asker's last start, mute or unschedule of the last 10 minutes. */
import { command } from '../src/chat/command.ts';
import type { Undoable } from '../src/chat/store.ts';
import { isOver } from '../src/jobs/state.ts';
import { minute } from '../src/kernel/durations.ts';
import { refuse } from '../src/kernel/result.ts';
import { lineOf, named, titleOf } from './job-words.ts';
import { takes } from './words.ts';

const span = 10 * minute;

export const undo = command({
  name: 'undo',
  about: 'takes back your last start, mute or unschedule',
  usage: 'undo',
  role: 'operator',
  readOnly: false,
  options: takes('undo'),
  run(_, view) {
    const last = view.undoable
      .filter(({ at }) => view.now - at <= span)
      .reduce<Undoable | undefined>((newest, u) => (newest && newest.at > u.at ? newest : u), undefined);
    if (!last)
      return refuse('nothing to undo', 'You did nothing in the last 10 minutes that can be taken back. Nothing was changed.', 'jobs');
    const undone = { change: 'undone' as const, inbox: last.inbox };
    const cannot = last.cannot === undefined ? [] : [lineOf(`Stays: ${last.cannot}`)];
    if (!('cancelStartedBy' in last.back)) {
      return {
        ok: true,
        reply: { title: titleOf(`UNDONE ${last.what}`), lines: cannot },
        changes: [...last.back.changes, undone],
        effects: last.back.effects,
      };
    }
    const job = view.jobs.byKey(last.back.cancelStartedBy);
    if (!job) return refuse('not started', `The ${last.what} has made no job yet. Nothing was undone; send it again in a moment.`, 'undo');
    if (isOver(job.state))
      return refuse('job is over', `${named(job)} is over; its start cannot be taken back. Nothing was changed.`, `status ${job.id}`);
    return {
      ok: true,
      reply: { title: titleOf(`UNDOING ${named(job)}: it is being stopped`), lines: cannot },
      changes: [undone],
      effects: [{ do: 'cancel', job: job.id, by: view.asker.id, why: 'start taken back' }],
    };
  },
});
