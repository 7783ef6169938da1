/** A file of a job as it may leave the host: opened without following anything, and of text only what is safe to show. */
import { closeSync, readSync } from 'node:fs';
import { below } from '../../kernel/paths.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { type Mask, visible } from '../../kernel/text.ts';
import { openUntrustedFile } from './untrusted.ts';

/** Bytes of a file that leave the host at most: its end. */
const most = 16 * 1024 ** 2;
/** Bytes before them that are read with them: a secret that begins there is masked to its end. A private key is shorter. */
const contextMost = 64 * 1024;

/** `logs`: the logs folder. `path`: absolute, below it. `text`: what it holds, if that is known. Pictures of our own go as they are; of all else the text, secrets masked and control characters made visible. */
export function readAttachment(
  logs: string,
  { path, text, last = most, ours }: { path: string; text?: string; last?: number; ours?: true },
  mask: Mask,
): Outcome<Buffer> {
  if (text !== undefined) return done(Buffer.from(visible(text, { mask, newlines: true })));
  const relative = below(logs, path);
  if (relative === undefined) return refuse('not a job file', 'It is not below the logs folder.');
  const opened = openUntrustedFile(logs, relative, Number.MAX_SAFE_INTEGER);
  if (!opened.ok) return refuse('not readable', `It is ${opened.why}${opened.detail === undefined ? '' : `: ${opened.detail}`}.`);
  try {
    const length = Math.min(opened.size, last, most);
    const context = Math.min(opened.size - length, contextMost);
    const bytes = Buffer.alloc(context + length);
    const read = readSync(opened.fd, bytes, 0, bytes.length, opened.size - bytes.length);
    const whole = bytes.subarray(0, read);
    if (ours && whole.subarray(0, pngBegin.length).equals(pngBegin)) return done(whole);
    return done(
      Buffer.from(
        length < opened.size ? endOf(whole, context, opened.size, mask) : visible(whole.toString('utf8'), { mask, newlines: true }),
      ),
    );
  } catch (cause) {
    return refuse('not readable', 'It cannot be read.', undefined, cause);
  } finally {
    closeSync(opened.fd);
  }
}

const pngBegin = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** What comes after `context` bytes, from the start of a line where there is one. */
function endOf(bytes: Buffer, context: number, size: number, mask: Mask): string {
  const newline = bytes.indexOf(10, context);
  const from = newline < 0 ? context : newline + 1;
  const kept = bytes.subarray(from).toString('utf8');
  const note = `(${size - bytes.length + from} bytes before this are left out)`;
  if (newline >= 0) return `${note}\n${visible(kept, { mask: after(bytes.subarray(0, from).toString('utf8'), mask), newlines: true })}`;
  // One endless line: masked as a whole, and cut then.
  const end = visible(bytes.toString('utf8'), { mask }).slice(-kept.length);
  return `${note}\n${end.isWellFormed() ? end : end.slice(1)}`;
}

/** The mask of a text that goes on after `before`, which ends a line. */
const after = (before: string, mask: Mask): Mask => ({
  ...mask,
  text(whole) {
    const stream = mask.stream();
    stream.write(before);
    return stream.write(whole) + stream.end();
  },
});
