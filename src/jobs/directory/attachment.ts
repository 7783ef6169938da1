/** A file of a job as it may leave the host: opened without following anything, and of text only what is safe to show. */
import { closeSync, readSync } from 'node:fs';
import { below } from '../../kernel/paths.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import { type Mask, visible } from '../../kernel/text.ts';
import { openUntrustedFile } from './untrusted.ts';

/** Bytes of a file that leave the host at most: its end. */
const most = 16 * 1024 ** 2;

/** `logs`: the logs folder. `path`: absolute, below it. Pictures of the bot's own go as they are; of all else the text, secrets masked and control characters made visible. */
export function readAttachment(logs: string, { path, last = most }: { path: string; last?: number }, mask: Mask): Outcome<Buffer> {
  const relative = below(logs, path);
  if (relative === undefined) return refuse('not a job file', 'It is not below the logs folder.');
  const opened = openUntrustedFile(logs, relative, Number.MAX_SAFE_INTEGER);
  if (!opened.ok) return refuse('not readable', `It is ${opened.why}${opened.detail === undefined ? '' : `: ${opened.detail}`}.`);
  try {
    const length = Math.min(opened.size, last, most);
    const bytes = Buffer.alloc(length);
    const read = readSync(opened.fd, bytes, 0, length, opened.size - length);
    const whole = bytes.subarray(0, read);
    if (path.endsWith('.png')) return done(whole);
    const text = length < opened.size ? fromLineStart(whole, opened.size - length) : whole.toString('utf8');
    return done(Buffer.from(visible(text, { mask, newlines: true })));
  } catch (cause) {
    return refuse('not readable', 'It cannot be read.', undefined, cause);
  } finally {
    closeSync(opened.fd);
  }
}

function fromLineStart(bytes: Buffer, missing: number): string {
  const newline = bytes.indexOf(10);
  const from = newline < 0 ? 0 : newline + 1;
  return `(${missing + from} bytes before this are left out)\n${bytes.subarray(from).toString('utf8')}`;
}
