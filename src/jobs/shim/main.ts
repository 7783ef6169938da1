/** The shim: runs the steps of one job directory (its only argument) and survives whoever started it. Everything is loaded before the first event. */
import { openDirectory } from './directory.ts';
import { runJob } from './job.ts';

// The pane may close and keys may be pressed in it: none of that is a reason to end. Steps get the defaults again.
for (const ignored of ['SIGHUP', 'SIGQUIT', 'SIGTSTP'] as const) process.on(ignored, () => {});

// Without a directory it only loads, for the compile cache.
const path = process.argv[2];
const directory = path === undefined ? undefined : openDirectory(path);
if (directory) await runJob(directory);
process.exit(0);
