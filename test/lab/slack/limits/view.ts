/** The limits of a modal and of the App Home. */
import { Refused, refusedFor } from '../refused.ts';
import type { Loose } from '../types.ts';
import { checkBlocks } from './blocks.ts';
import { Report } from './report.ts';

const mostBlocks = 100;
const largest = 250_000;
const common = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];
const modal = ['title', 'close', 'submit', 'clear_on_close', 'notify_on_close', 'submit_disabled'];

export function viewProblems(view: unknown, type: 'modal' | 'home'): Refused | undefined {
  const report = new Report();
  const known = type === 'modal' ? [...common, ...modal] : common;
  if (report.shape('/view', view, known, type === 'modal' ? ['type', 'title', 'blocks'] : ['type', 'blocks'])) check(report, view, type);
  if (report.problems.length > 0) return refusedFor('invalid_arguments', report.problems);
  return Buffer.byteLength(JSON.stringify(view)) > largest ? new Refused('view_too_large') : undefined;
}

function check(report: Report, view: Loose, type: 'modal' | 'home'): void {
  report.oneOf('/view/type', view.type, [type]);
  report.text('/view/title', view.title, 24);
  report.text('/view/close', view.close, 24);
  report.text('/view/submit', view.submit, 24);
  report.string('/view/private_metadata', view.private_metadata, 3000, 0);
  report.string('/view/callback_id', view.callback_id, 255, 0);
  report.string('/view/external_id', view.external_id, 255, 0);
  checkBlocks(report, '/view/blocks', view.blocks, { most: mostBlocks, least: 0, inView: true });
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block: Loose | null) => block?.type === 'input');
  if (type === 'modal' && hasInput && view.submit === undefined) report.say('/view', 'missing required field: submit');
}
