/** Files, uploaded into a thread in one message, so that either all of them are there or none. */
import type { Delivery } from '../../src/chat/adapter.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Outcome } from '../../src/kernel/result.ts';
import type { Attachment } from '../../src/reports/card.ts';
import type { Api } from './api.ts';
import type { Channels } from './channels.ts';
import type { Pace } from './pace.ts';
import { notDelivered } from './wire.ts';

export function createUploads(deps: {
  api: Api;
  channels: Channels;
  pace: Pace;
  /** What a file holds as it may be shown: secrets masked, control characters made visible. */
  read(file: Attachment): Promise<Outcome<Uint8Array>>;
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): (place: Place, files: readonly Attachment[]) => Promise<Delivery> {
  const { api, channels } = deps;
  return async (place, files) => {
    const channel = await channels.of(place);
    if (!channel.ok) return notDelivered(channel);
    const sent: { id: string; title: string }[] = [];
    for (const file of files) {
      const content = await deps.read(file);
      if (!content.ok) {
        deps.log('warn', `${file.name} is not uploaded: ${content.refusal.message}`, content.refusal.cause);
        continue;
      }
      // Slack takes no empty file.
      if (content.value.length === 0) continue;
      const address = await api.call('files.getUploadURLExternal', { filename: file.name, length: content.value.length });
      if (!address.ok) return notDelivered(inTime(address));
      const uploaded = await api.send(String(address.value.upload_url), content.value);
      // Until the last call nothing of it is seen.
      if (!uploaded.ok) return notDelivered({ ...uploaded, why: 'later' });
      sent.push({ id: String(address.value.file_id), title: file.name });
    }
    if (sent.length === 0) return { ok: false, why: 'never', message: 'none of the files can be read' };
    await deps.pace.turn(channel.value);
    const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
    const completed = await api.call('files.completeUploadExternal', { files: sent, channel_id: channel.value, ...thread });
    return completed.ok ? { ok: true, posted: { place, ref: sent[0]!.id } } : notDelivered(completed);
  };
}

const inTime = <T extends { why: string }>(called: T): T => (called.why === 'unknown' ? { ...called, why: 'later' } : called);
