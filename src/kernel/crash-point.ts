/**
 * Named points at which a test kills the process, as a power cut would: `MOLT_OPS_CRASH_AT=outbox.after-post:/tmp/once`
 * ends it there with SIGKILL, once: whoever removes the file dies.
 */
import { unlinkSync } from 'node:fs';

const [wanted, once] = (process.env.MOLT_OPS_CRASH_AT ?? '').split(':', 2);

export function crashPoint(name: string): void {
  if (name !== wanted || once === undefined) return;
  try {
    unlinkSync(once);
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGKILL');
}
