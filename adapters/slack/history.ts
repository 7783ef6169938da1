/** Reads what stands in a channel or a thread, page by page. */
import type { Millis } from '../../src/kernel/clock.ts';
import type { Answer, Api } from './api.ts';

export interface Stretch {
  channel: string;
  thread?: string | undefined;
  /** Milliseconds. */
  oldest?: Millis | undefined;
}

const page = 200;
/** So many pages are read at most: 20 000 messages. */
const pagesMost = 100;

/** All messages of the stretch, a page at a time, in Slack's order: a channel's newest first, a thread's oldest first. Throws where Slack does not answer. */
export async function* readMessages(api: Api, { channel, thread, oldest }: Stretch): AsyncGenerator<Answer[]> {
  let cursor: string | undefined;
  for (let n = 0; n < pagesMost; n += 1) {
    const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
    const read = await api.call(method, {
      channel,
      limit: page,
      include_all_metadata: true,
      ...(thread !== undefined && { ts: thread }),
      ...(oldest !== undefined && { oldest: (oldest / 1000).toFixed(6), inclusive: true }),
      ...(cursor !== undefined && { cursor }),
    });
    if (!read.ok) throw new ReadFailed(method, read);
    yield (read.value.messages ?? []) as Answer[];
    cursor = read.value.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return;
  }
}

export class ReadFailed extends Error {
  readonly why: { error: string; after?: Millis };
  constructor(method: string, why: { error: string; after?: Millis }) {
    super(`${method}: ${why.error}`);
    this.why = why;
  }
}

/** Those that are wanted. In a thread that is gone there are none. */
export async function searchMessages(api: Api, stretch: Stretch, wanted: (message: Answer) => boolean): Promise<Answer[]> {
  const found: Answer[] = [];
  try {
    for await (const messages of readMessages(api, stretch)) found.push(...messages.filter(wanted));
  } catch (cause) {
    if (!(cause instanceof ReadFailed && cause.why.error === 'thread_not_found')) throw cause;
  }
  return found;
}
