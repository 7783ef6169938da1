/** What is put into the outbox for one message: itself, and the files that go with it, where its room takes files. Pure. */
import type { Place } from '../kernel/people.ts';
import type { NewMessage } from './store.ts';

/** Files hang under their message, or in the thread that it stands in. */
export function rowsOf(message: NewMessage, takesFiles: (place: Place) => boolean): NewMessage[] {
  const { key, place, job, under, card, only, holdUntil } = message;
  const files = (card.files ?? []).filter(({ ours }) => ours || takesFiles(place));
  if (files.length === 0 || only !== undefined) return [message];
  const isReply = under !== undefined || place.thread !== undefined;
  const thread = isReply ? under : key;
  return [
    message,
    {
      key: `files/${key}`,
      place,
      kind: 'files',
      rings: false,
      card: { title: `FILES ${files.map(({ name }) => name).join(', ')}`, files },
      ...(job !== undefined && { job }),
      ...(thread !== undefined && { under: thread }),
      ...(holdUntil !== undefined && { holdUntil }),
    },
  ];
}
