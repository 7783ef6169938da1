/** Ends what a bot leaves behind on purpose: its tmux server, its shims and their jobs. They are known by the folder that is theirs alone. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export function sweep(folder: string): void {
  // Who forks while we look is found by the second look.
  for (let round = 0; round < 5; round += 1) {
    const found = left(folder);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

/** Processes that name the folder in their command line or environment. */
function left(folder: string): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => {
      const isOurs =
        /^\d+$/.test(name) &&
        Number(name) !== process.pid &&
        (read(`/proc/${name}/cmdline`) + read(`/proc/${name}/environ`)).includes(folder);
      return isOurs ? [Number(name)] : [];
    });
  } catch {
    return byCommandLine(folder);
  }
}

/** Where there is no /proc. */
function byCommandLine(folder: string): number[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(folder)).map((line) => Number.parseInt(line, 10));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}
