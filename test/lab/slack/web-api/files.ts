/** files.*: an upload in three steps. The answer to the last one does not say where the file can be seen. */
import type { Args } from '../args.ts';
import { messageProblems } from '../limits/message.ts';
import { fileJson } from '../message-json.ts';
import { Refused } from '../refused.ts';
import type { Loose } from '../types.ts';
import { attended, byBot, type Method, type Methods, threadOf } from './api.ts';

const longestAltText = 1000;

const getUploadUrl: Method = (args, on) => {
  const [name, length] = [args.needed('filename'), args.number('length')];
  if (length === undefined || length <= 0) throw new Refused('invalid_arguments');
  if ((args.text('alt_txt') ?? args.text('alt_text') ?? '').length > longestAltText) throw new Refused('invalid_arguments');
  const id = on.team.nextId('F');
  on.files.set(id, { id, name, title: name, bytes: Buffer.alloc(0), length });
  return { upload_url: `http://127.0.0.1:${on.port}/upload/${id}`, file_id: id };
};

/** The second step, to its own address: the bytes, raw or as the only part of a form. */
export function upload(on: Parameters<Method>[1], id: string, args: Args | undefined, body: Buffer): { status: number; text: string } {
  const file = on.files.get(id);
  if (!file) return { status: 404, text: 'not found' };
  const part = args && Object.values(args.all).find((value): value is Buffer => Buffer.isBuffer(value));
  const bytes = part ?? body;
  if (bytes.length !== file.length) return { status: 400, text: `expected ${file.length} bytes, got ${bytes.length}` };
  file.bytes = bytes;
  return { status: 200, text: `OK - ${bytes.length}` };
}

const complete: Method = (args, on) => {
  const sent = args.json('files');
  if (!Array.isArray(sent) || sent.length === 0) throw new Refused('invalid_arguments');
  const files = sent.map(({ id, title }: Loose) => {
    const file = on.files.get(id);
    if (!file || file.bytes.length !== file.length) throw new Refused('file_not_found');
    if (title) file.title = String(title);
    return file;
  });
  const target = args.text('channel_id') ?? args.text('channels');
  if (target !== undefined) {
    const channel = attended(on, target);
    const { thread } = threadOf(on, channel.id, args.text('thread_ts'));
    const blocks = args.json('blocks', 'invalid_blocks_format') ?? [];
    const problem = messageProblems(blocks);
    if (problem) throw problem;
    const share = (): void => {
      on.post(
        { ...byBot, channel: channel.id, thread, text: args.text('initial_comment') ?? '', blocks, files },
        { subtype: 'file_share' },
      );
    };
    if (on.sharesAfter > 0) on.timers.after(on.sharesAfter, share);
    else share();
  }
  return { files: files.map(({ id, title }) => ({ id, title })) };
};

const info: Method = (args, on) => {
  const file = on.files.get(args.needed('file'));
  if (!file) throw new Refused('file_not_found');
  const shares: Loose = { public: {}, private: {} };
  for (const m of on.team.all.filter((m) => m.files.some((f) => f.id === file.id))) {
    const kind = on.team.type(m.channel) === 'channel' ? 'public' : 'private';
    shares[kind][m.channel] = [...(shares[kind][m.channel] ?? []), { ts: m.ts, ...(m.thread !== undefined && { thread_ts: m.thread }) }];
  }
  return { file: { ...fileJson(file), shares } };
};

const remove: Method = (args, on) => {
  const id = args.needed('file');
  if (!on.files.delete(id)) throw new Refused('file_not_found');
  for (const m of on.team.all) m.files = m.files.filter((f) => f.id !== id);
  on.changed();
  return {};
};

export const files: Methods = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': complete,
  'files.info': info,
  'files.delete': remove,
};
