/** Around all tests: one folder holds whatever they put into the temporary one, and goes with them. A process that outlives them is a failure. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is ending when the last test ends may take so long. Milliseconds. */
const patience = 5000;

export default function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'molt-'));
  // Tests that work as another user come to their own folders.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return async () => {
    const end = performance.now() + patience;
    let left = processes(folder);
    while (left.length > 0 && performance.now() < end) {
      await new Promise((done) => setTimeout(done, 100));
      left = processes(folder);
    }
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    for (const mount of mounts(folder)) execFileSync('umount', ['-l', mount]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    if (left.length > 0) throw new Error(`left by tests, and killed: ${left.map(({ pid, what }) => `${what} (${pid})`).join(', ')}`);
  };
}

/** Of the tests: they have the folder of this run in their environment or command line. */
function processes(folder: string): { pid: number; what: string }[] {
  return numbers('/proc').flatMap((pid) => {
    const what = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
    const isOurs = what !== '' && !/vitest/.test(what) && (what.includes(folder) || read(`/proc/${pid}/environ`).includes(folder));
    return isOurs ? [{ pid, what }] : [];
  });
}

/** The innermost first. */
const mounts = (folder: string): string[] =>
  read('/proc/mounts')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((path) => path.startsWith(`${folder}/`))
    .reverse();

function numbers(path: string): number[] {
  try {
    return readdirSync(path).flatMap((name) => (/^\d+$/.test(name) && Number(name) !== process.pid ? [Number(name)] : []));
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
