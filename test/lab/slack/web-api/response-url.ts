/** Posts to a response_url, and what an acknowledgement of a command carries: the same kind of answer. */

import { blockProblems } from '../limits/message.ts';
import type { Platform } from '../platform.ts';
import { refusedFor } from '../refused.ts';
import type { Origin } from '../response-urls.ts';
import type { Loose } from '../types.ts';
import { byBot } from './api.ts';

/** The status and text of the HTTP answer. */
export function respond(on: Platform, id: string, sent: Loose): { status: number; text: string } {
  const use = on.responseUrls.use(id);
  if (!use.ok) return { status: 404, text: JSON.stringify({ ok: false, error: use.error }) };
  const problem = answer(on, use.origin, sent);
  return problem === undefined ? { status: 200, text: 'ok' } : { status: 400, text: problem };
}

/** Undefined: done. */
export function answer(on: Platform, origin: Origin, sent: Loose): string | undefined {
  const blocks: Loose[] = sent.blocks ?? [];
  const pressed = on.team.all.find((m) => m.channel === origin.channel && m.ts === origin.ts);
  if (sent.delete_original === true) {
    if (pressed) on.remove(pressed, byBot.user);
    return undefined;
  }
  if (!sent.text && blocks.length === 0) return 'no_text';
  const problems = blockProblems(blocks);
  if (problems.length > 0) return refusedFor('invalid_blocks', problems).error;
  if (sent.replace_original === true && pressed) {
    on.edit(pressed, { text: sent.text ?? '', blocks }, { user: byBot.user, mark: false });
    return undefined;
  }
  on.post({
    ...byBot,
    channel: origin.channel,
    text: sent.text ?? '',
    blocks,
    thread: sent.thread_ts ?? origin.thread,
    ...(sent.response_type !== 'in_channel' && { ephemeralTo: origin.user }),
  });
  return undefined;
}
