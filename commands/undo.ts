/** `undo`: takes back what the asker did last, within 10 minutes: a start, a mute, an unschedule, a deed at the lock desk. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { whoOf } from '../src/chat/locks-view.ts';
import type { Change, DeskDeed, Undoable } from '../src/chat/store.ts';
import { isOver } from '../src/jobs/state.ts';
import { minute } from '../src/kernel/durations.ts';
import { refuse } from '../src/kernel/result.ts';
import * as desk from '../src/locks/desk/desk.ts';
import { nextLines } from '../src/reports/claims/claim-card.ts';
import { standingLines } from '../src/reports/claims/standing-words.ts';
import { changedObject } from './claim-words.ts';
import { lineOf, named, titleOf } from './job-words.ts';
import { takes } from './words.ts';

const span = 10 * minute;

export const undo = command({
  name: 'undo',
  about: 'takes back what you did last',
  usage: 'undo',
  role: 'operator',
  readOnly: false,
  options: takes('undo'),
  run(_, view): Answer {
    const last = view.undoable
      .filter(({ at }) => view.now - at <= span)
      .reduce<Undoable | undefined>((newest, u) => (newest && newest.at > u.at ? newest : u), undefined);
    if (!last)
      return refuse('nothing to undo', 'You did nothing in the last 10 minutes that can be taken back. Nothing was changed.', 'jobs');
    const undone = { change: 'undone' as const, inbox: last.inbox };
    const cannot = last.cannot === undefined ? [] : [lineOf(`Stays: ${last.cannot}`)];
    const data = undoneObject(last);
    if ('desk' in last.back) return undoneAtDesk(last.back.desk, last, undone, view);
    if (!('cancelStartedBy' in last.back)) {
      return {
        ok: true,
        reply: { title: titleOf(`UNDONE ${last.what}`), lines: cannot },
        changes: [...last.back.changes, undone],
        effects: last.back.effects,
        data,
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
      data: { ...data, job: job.id },
    };
  },
});

/** The desk may have gone on meanwhile: then it says why not, and nothing is undone. */
function undoneAtDesk(deed: DeskDeed, last: Undoable, undone: Change, view: View): Answer {
  const { what, cannot } = last;
  const step = deskStep(deed, view);
  if (!step.ok) {
    const { code, message, next } = step.refusal;
    return refuse(code, `Your ${what} was not undone. ${message}`, next);
  }
  const { desk: to, news } = step.value;
  return {
    ok: true,
    reply: {
      title: titleOf(`UNDONE ${what}`),
      lines: [
        ...nextLines(news, { now: view.now, zone: view.zone }),
        ...news.flatMap((one) => (one.is === 'granted' ? [lineOf(`lease ${one.claim.lease}`)] : [])),
        ...(cannot === undefined ? [] : [lineOf(`Stays: ${cannot}`)]),
        ...standingLines(view.locks),
      ],
      buttons: [{ label: 'Locks', sends: 'locks --mine' }],
    },
    changes: [{ change: 'desk', from: view.desk, to, news }, undone],
    data: { ...undoneObject(last), ...changedObject(view, step.value) },
  };
}

const undoneObject = ({ what, cannot }: Undoable) => ({ undone: what, ...(cannot !== undefined && { stays: cannot }) });

function deskStep(deed: DeskDeed, { desk: from, asker, now }: View): desk.Done {
  const who = whoOf(asker);
  switch (deed.do) {
    case 'claim':
      return desk.claim(from, deed.request, now);
    case 'release':
      return desk.release(from, { who, lease: deed.lease }, now);
    case 'withdraw steal':
      return desk.withdrawSteal(from, { who, lease: deed.lease }, now);
  }
}
