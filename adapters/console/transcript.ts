/** What the console has shown, on disk: a message counts as delivered once its key stands here. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

export interface Transcript {
  /** On the disk when it returns. */
  add(key: string, text: string): void;
  has(key: string): boolean;
  close(): void;
}

/** Opens `<state folder>/console.transcript.jsonl`; a last line that was torn by a crash counts as not shown. */
export function openTranscript(file: string, now: () => number): Transcript {
  const known = new Set(readKeys(file));
  const fd = openSync(file, 'a', 0o600);
  let closed = false;
  // After a torn line the next one must begin by itself.
  writeSync(fd, '\n');
  return {
    add(key, text) {
      writeSync(fd, `${JSON.stringify({ v: 1, key, at: now(), text })}\n`);
      fsyncSync(fd);
      known.add(key);
    },
    has: (key) => known.has(key),
    close() {
      if (!closed) closeSync(fd);
      closed = true;
    },
  };
}

function readKeys(file: string): string[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return content.split('\n').flatMap((line) => {
    try {
      const { key } = JSON.parse(line) as { key?: unknown };
      return typeof key === 'string' ? [key] : [];
    } catch {
      return [];
    }
  });
}
