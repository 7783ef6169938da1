/** For tests: programs that leave a process behind in each way that a `stop` has to find. Each writes the pid of its stray into a file. */
import { existsSync, readFileSync } from 'node:fs';

const forever = 'exec sleep 1000';

/** Shell lines; `$PIDS` is a folder. Every stray is a `sleep` but the forking one. */
export const strays: { [kind: string]: string } = {
  nohup: `nohup sh -c 'echo $$ > $PIDS/nohup; ${forever}' >/dev/null 2>&1 &`,
  ignoring: `sh -c 'trap "" TERM INT HUP; echo $$ > $PIDS/ignoring; ${forever}' &`,
  setsid: `setsid sh -c 'echo $$ > $PIDS/setsid; ${forever}' &`,
  daemonised: `setsid sh -c 'cd /; sh -c "echo \\$\\$ > $PIDS/daemonised; ${forever}" </dev/null >/dev/null 2>&1 &' `,
  reparented: `(sh -c 'echo $$ > $PIDS/reparented; ${forever}' &)`,
  stopped: `sh -c 'echo $$ > $PIDS/stopped; kill -STOP $$; ${forever}' &`,
  background: `setsid env OTHER=1 sh -c 'echo $$ > $PIDS/background; ${forever}' >/dev/null 2>&1 &`,
  bare: `setsid env -i sh -c 'echo $$ > '$PIDS'/bare; ${forever}' &`,
};

/** Forks without end, each child in a session of its own. */
export const forking = `sh -c 'echo $$ > $PIDS/forking; while :; do setsid sleep 1000 & sleep 0.02; done' &`;

export const pidOf = (folder: string, kind: string): number => Number(readFileSync(`${folder}/${kind}`, 'utf8'));

/** Resolves when `condition` holds; fails after a bound that no healthy run comes near. */
export async function until(condition: () => boolean, what: string, bound = 20_000): Promise<void> {
  const end = performance.now() + bound;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited too long for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const written = (path: string): boolean => existsSync(path) && readFileSync(path, 'utf8').endsWith('\n');

/** There is such a process, and it is not a zombie. */
export function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
