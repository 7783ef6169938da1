/** What the kernel says of a process. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** Context switches of all threads: the process file shows the main thread only. */
export function wakeUps(pid: number): number {
  let sum = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8');
    for (const [, count] of status.matchAll(/ctxt_switches:\s+(\d+)/g)) sum += Number(count);
  }
  return sum;
}

/** Seconds of CPU, of user and kernel. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Megabytes: resident, and of that what is nobody else's. */
export function memory(pid: number): { rss: number; private: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (name: RegExp): number => [...rollup.matchAll(name)].reduce((sum, match) => sum + Number(match[1]), 0);
  return { rss: kilobytes(/^Rss:\s+(\d+)/gm) / 1024, private: kilobytes(/^Private_(?:Clean|Dirty):\s+(\d+)/gm) / 1024 };
}
