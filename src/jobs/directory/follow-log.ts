/** Follows the log of a job for somebody who looks on, without a bot: ends when the job ends. */
import { type FSWatcher, watch } from 'node:fs';
import { unstamper } from '../../kernel/stamp.ts';
import { ring } from '../follow/bell.ts';
import { readEvents } from './events.ts';
import { bytesOf, type Log, markersOf, openLog } from './log.ts';
import { readEnd } from './read.ts';

/** How often it is looked whether the shim still lives: its death writes nothing. Milliseconds. */
const probe = 2000;
/** Between a marker's line in the log and its event lies less than this: the shim does both in one go. Milliseconds. */
const settle = 20;

/** Bytes of the log as they come; `raw`: without stamps and markers. Ends with the job, also when its shim died. */
export async function* followLog(
  dir: string,
  { raw = false, signal }: { raw?: boolean; signal?: AbortSignal } = {},
): AsyncGenerator<Buffer> {
  const watcher = openWatcher(dir);
  let at = 0;
  /** The start of the line that `at` is in: a stamp can only be taken off from there. */
  let strip: { take: (piece: Buffer) => Buffer; markers: number } | undefined;
  try {
    while (!signal?.aborted) {
      const began = readEvents(dir).there;
      const over = readEnd(dir) !== undefined || (began && ring(dir, false) === 'no shim');
      const log = openLog(dir);
      if (log) {
        try {
          if (raw) await pause(settle);
          const { events } = readEvents(dir);
          const markers = markersOf(events);
          if (raw && strip?.markers !== markers.length) strip = await rewound(log, markers, at);
          for await (const piece of bytesOf(log, { from: at, to: log.bytes })) {
            at += piece.length;
            yield raw ? strip!.take(piece) : piece;
          }
        } finally {
          log.close();
        }
      }
      if (over) return;
      await watcher.changed(signal);
    }
  } finally {
    watcher.close();
  }
}

/** A stripper that stands at `at`, with all markers that are known now. */
async function rewound(log: Log, markers: ReturnType<typeof markersOf>, at: number) {
  const done = markers.filter((m) => m.offset + m.length <= at).at(-1);
  const from = done ? done.offset + done.length : 0;
  const take = unstamper(markers, from);
  for await (const piece of bytesOf(log, { from, to: at })) take(piece);
  return { take, markers: markers.length };
}

function openWatcher(dir: string): { changed(signal?: AbortSignal): Promise<void>; close(): void } {
  let dirty = false;
  let wake = (): void => {};
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dir, () => {
      dirty = true;
      wake();
    });
    watcher.on('error', () => {});
  } catch {
    // No watch to be had on this host: the probe looks often enough.
  }
  return {
    async changed(signal) {
      if (!dirty)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, probe);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener('abort', wake, { once: true });
        });
      dirty = false;
    },
    close: () => watcher?.close(),
  };
}

const pause = (span: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, span));
