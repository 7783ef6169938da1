/** Named points at which a test kills the process: `MOLT_OPS_CRASH_AT=outbox.sent` ends it there with SIGKILL, as a power cut would. */
const wanted = process.env.MOLT_OPS_CRASH_AT;

export function crashPoint(name: string): void {
  if (name === wanted) process.kill(process.pid, 'SIGKILL');
}
