/** The logs folder. */
import { mkdirSync, realpathSync } from 'node:fs';

/** Resolved once for all: what a job does to links in its path later changes nothing. */
export function logsFolder(logs: string): string {
  try {
    mkdirSync(logs, { recursive: true });
    return realpathSync(logs);
  } catch {
    // Said when something is to be written there.
    return logs;
  }
}
