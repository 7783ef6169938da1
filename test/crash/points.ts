/** Every crash point of the program, by the way on which it lies. */

/** On the way from a line to its report, in the order in which they come. */
export const way = [
  'database.after-migration',
  'inbox.before-store',
  'inbox.after-store',
  'transaction.before',
  'transaction.after',
  'effect.before',
  'id.before',
  'id.after',
  'dir.before-rename',
  'dir.after-rename',
  'runner.before-start',
  'runner.after-start',
  'effect.after',
  'job.started-seen',
  'outbox.before-sending',
  'outbox.after-sending-mark',
  'outbox.after-post',
  'outbox.after-sent-mark',
  'report.before-outbox',
  'report.after-outbox',
  'report.before-write',
  'report.before-link',
  'report.after-link',
  'report.after-write',
];
/** What the console may not be told twice, whatever of this is cut short. */
export const telling = way.filter((point) => /^(outbox|report)\./.test(point));
/** On the way of `stop` for a job that runs. */
export const stopping = ['cancel.before', 'cancel.before-link', 'cancel.after-link', 'cancel.after'];
/** On the way of `stop` for a job that waits. */
export const withdrawing = ['withdraw.before-link', 'withdraw.after-link'];
/** When the turn of a job comes that waited. */
export const turning = ['record.before-replace', 'record.after-replace'];
/** In the bot, when it writes the end of a job whose shim was killed. */
export const proving = ['end.before-link', 'end.after-link'];
/** In the bot, when it keeps the rows of a bench that was killed. */
export const keeping = ['partial.before-link', 'partial.after-link'];
/** In the bot, when the lock desk changes without a line: by hand, by git, by time. */
export const atDesk = ['desk.before-commit', 'desk.after-commit'];
/** In the bot, when it writes the lock file, in the order in which they come; the last only where the write is given up. */
export const writing = [
  'lock-file.temporary',
  'lock-file.intended',
  'lock-file.compared',
  'lock-file.sure',
  'lock-file.renamed',
  'lock-file.withdrawn',
];
/** In the shim: what is known of a job when it dies there. */
export const shim: [point: string, ends: 'exit 7' | 'lost'][] = [
  ['shim.before-events', 'exit 7'],
  ['shim.after-events', 'lost'],
  ['shim.after-started', 'lost'],
  ['shim.before-step', 'lost'],
  ['shim.after-spawn', 'lost'],
  ['shim.after-step-end', 'exit 7'],
  ['shim.before-after', 'exit 7'],
  ['shim.before-end', 'exit 7'],
  ['shim.after-end-tmp', 'exit 7'],
  ['shim.after-end', 'exit 7'],
];
