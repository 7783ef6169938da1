/** What is said of the log itself: how large it is, and what it does not hold. */
import type { Facts } from '../jobs/facts.ts';
import { line } from './context.ts';

/** What the log does not hold: whoever reads it has to know. */
export const logLine = ({ log, events }: Facts): string[] =>
  log.missing === 0 ? [] : [line(`log lacks ${bytesWords(log.missing)} (${gapWords(events)})`)];

export const gapWords = (events: Facts['events']): string =>
  [...new Set(events.flatMap((event) => (event.type === 'gap' ? [event.reason] : [])))].join(' and ') || 'unknown reason';

export const bytesWords = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 ** 2
      ? `${(bytes / 1024).toFixed(1)} KB`
      : bytes < 1024 ** 3
        ? `${(bytes / 1024 ** 2).toFixed(1)} MB`
        : `${(bytes / 1024 ** 3).toFixed(2)} GB`;
