/** The bot's own log: a file of JSON lines in the state folder, never stdout; secrets are masked in everything that is written. */
import { renameSync, statSync } from 'node:fs';
import { pino } from 'pino';
import { createMask } from '../../src/kernel/mask.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface Log {
  (level: Level, message: string, detail?: unknown): void;
  close(): void;
}

/** At each start a log larger than this becomes `<file>.1`, the one before it `<file>.2`. */
const rotateAt = 10 * 1024 * 1024;
const kept = 2;

/** Opens it for appending; each line is with the system when the call returns. Throws when the file cannot be opened. */
export function openLog({ file, level = 'info', secrets = [] }: { file: string; level?: Level; secrets?: readonly string[] }): Log {
  rotate(file);
  // A secret with a quote or a line end looks different inside JSON.
  const mask = createMask(secrets.flatMap((secret) => secret.split(/\r?\n/)).flatMap((line) => [line, JSON.stringify(line).slice(1, -1)]));
  const destination = pino.destination({ dest: file, append: true, mkdir: true, sync: true, mode: 0o600 });
  const logger = pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: (line) => mask.text(line) } },
    destination,
  );
  let closed = false;
  const log = (at: Level, message: string, detail?: unknown): void => {
    // What was under way when the bot ended has nobody left to tell.
    if (closed) return;
    if (detail === undefined) logger[at](message);
    else if (detail instanceof Error) logger[at]({ err: detail }, message);
    else logger[at]({ detail }, message);
  };
  return Object.assign(log, {
    close() {
      closed = true;
      destination.end();
    },
  });
}

function rotate(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < rotateAt) return;
  for (let n = kept; n >= 1; n -= 1) {
    const from = n === 1 ? file : `${file}.${n - 1}`;
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${file}.${n}`);
  }
}
