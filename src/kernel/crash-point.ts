/**
 * Named points at which a test kills the process, as a power cut would: MOLT_OPS_CRASH_AT names a file, and whoever
 * comes to the point whose name stands in it removes the file and ends there with SIGKILL.
 */
import { readFileSync, unlinkSync } from 'node:fs';

const file = process.env.MOLT_OPS_CRASH_AT;

export function crashPoint(name: string): void {
  if (file === undefined) return;
  try {
    if (readFileSync(file, 'utf8') !== name) return;
    unlinkSync(file);
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGKILL');
}
