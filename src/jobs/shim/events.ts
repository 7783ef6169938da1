/** events.jsonl: one line an event, each written whole and on the disk before the next thing is done. */
import { fsyncSync, unlinkSync } from 'node:fs';
import type { JobEvent } from '../spec.ts';
import { type Disk, retryAfter, writeWhole } from './disk.ts';

export interface Events {
  /** Returns once the line is safe; on a full disk it is kept, and tried again until there is room. */
  append(event: JobEvent): void;
  /** Resolves once nothing is waiting for room any more. */
  settled(): Promise<void>;
}

/** `fd`: events.jsonl, empty, made by us. `reserve`: its space is given up when the disk is full. `ring`: tells whoever follows. */
export function openEvents(fd: number, reserve: string, ring: () => void, disk: Disk): Events {
  let position = 0;
  let waiting: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;
  const settle: (() => void)[] = [];

  const attempt = (): boolean => {
    const bytes = Buffer.concat(waiting);
    if (!writeWhole(disk, fd, bytes, position)) return false;
    fsyncSync(fd);
    position += bytes.length;
    waiting = [];
    ring();
    for (const told of settle.splice(0)) told();
    return true;
  };
  const flush = (): void => {
    timer = undefined;
    if (attempt()) return;
    remove(reserve);
    if (!attempt()) timer = setTimeout(flush, retryAfter);
  };
  return {
    append(event) {
      waiting.push(Buffer.from(`${JSON.stringify({ v: 1, ...event })}\n`));
      if (timer === undefined) flush();
    },
    settled: () => (waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => settle.push(resolve))),
  };
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Given up before.
  }
}
