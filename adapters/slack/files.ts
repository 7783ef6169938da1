/** Files, uploaded into a thread in one message, so that either all of them are there or none. */
import type { Delivery } from '../../src/chat/adapter.ts';
import type { Place } from '../../src/kernel/people.ts';
import type { Outcome } from '../../src/kernel/result.ts';
import type { Attachment } from '../../src/reports/card.ts';
import type { Api } from './api.ts';
import type { Notes } from './catch-up.ts';
import type { Channels } from './channels.ts';
import type { Pace } from './pace.ts';
import { notDelivered } from './wire.ts';

export interface Uploads {
  /** `key`: what is sent under it may be looked for. */
  upload(place: Place, files: readonly Attachment[], key: string): Promise<Delivery>;
  /** Slack's ids of the files that may stand there under this key, whatever their names: others may have the same ones. */
  sent(key: string): readonly string[];
}

const noteName = 'slack/uploads';
const keptMost = 200;

export function createUploads(deps: {
  api: Api;
  channels: Channels;
  pace: Pace;
  /** What is kept: the ids of the last uploads. */
  notes: Notes;
  /** What a file holds as it may be shown: secrets masked, control characters made visible. */
  read(file: Attachment): Promise<Outcome<Uint8Array>>;
  log: (level: 'warn', message: string, detail?: unknown) => void;
}): Uploads {
  const { api, channels, notes } = deps;
  const kept = (): Record<string, string[]> => JSON.parse(notes.get(noteName) ?? '{}') as Record<string, string[]>;

  /** Kept beyond their end: who is killed then asks for them once more. Each room has one at a time, so that the newest will do. */
  function keep(key: string, ids: string[]): void {
    const { [key]: _, ...others } = kept();
    notes.set(noteName, JSON.stringify(Object.fromEntries([...Object.entries(others).slice(1 - keptMost), [key, ids]])));
  }

  async function upload(place: Place, files: readonly Attachment[], key: string): Promise<Delivery> {
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
    keep(
      key,
      sent.map(({ id }) => id),
    );
    const completed = await api.call('files.completeUploadExternal', { files: sent, channel_id: channel.value, ...thread });
    return completed.ok ? { ok: true, posted: { place, ref: sent[0]!.id } } : notDelivered(completed);
  }

  return { upload, sent: (key) => kept()[key] ?? [] };
}

const inTime = <T extends { why: string }>(called: T): T => (called.why === 'unknown' ? { ...called, why: 'later' } : called);
