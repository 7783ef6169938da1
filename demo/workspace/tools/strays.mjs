/**
 * Leaves children behind in seven ways: `node strays.mjs [--exit] [SECONDS]`. Prints `stray <kind> <pid>` for each. All but
 * the stopped one end by themselves after so many seconds. With --exit it leaves them at once; otherwise it waits as long.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const words = process.argv.slice(2).filter((word) => word !== '--exit');
const seconds = String(Number(words[0] ?? 600));
const sleep = 'exec sleep "$0"';

/** A shell that prints the pid of the stray; the stray itself keeps no pipe, unless the kind says so. */
const kinds = {
  nohup: { script: 'nohup sleep "$0" >/dev/null 2>&1 & echo $!' },
  'signal-ignoring': { script: 'trap "" HUP INT TERM; sleep "$0" >/dev/null 2>&1 & echo $!' },
  setsid: { script: `echo $$; exec >/dev/null 2>&1; ${sleep}`, detached: true },
  daemonised: { script: 'cd /; (sleep "$0" </dev/null >/dev/null 2>&1 & echo $!)', detached: true },
  reparented: { script: `(${sleep}) >/dev/null 2>&1 & echo $!` },
  // Stops itself: stopped from outside it might still be the shell, and hold our pipe.
  stopped: { script: `sh -c 'kill -STOP $$; exec sleep "$0"' "$0" >/dev/null 2>&1 & echo $!` },
  // Holds the pipe of the step open, so that its end of file never comes.
  'pipe-holding': { script: 'sleep "$0" 3>&- & echo $! >&3', keepsPipe: true },
};

for (const [kind, { script, detached = false, keepsPipe = false }] of Object.entries(kinds))
  console.log(`stray ${kind} ${await start(script, detached, keepsPipe)}`);
if (!process.argv.includes('--exit')) setTimeout(() => {}, Number(seconds) * 1000);

/** The pid that the shell prints. */
async function start(script, detached, keepsPipe) {
  const stdio = keepsPipe ? ['ignore', 'inherit', 'inherit', 'pipe'] : ['ignore', 'pipe', 'inherit'];
  const shell = spawn('/bin/sh', ['-c', script, seconds], { detached, stdio });
  const [answer] = await once(keepsPipe ? shell.stdio[3] : shell.stdout, 'data');
  shell.unref();
  return String(answer).trim();
}
