/** How a shim is started: its argv before the job directory. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** It mostly waits beside a benchmark: little memory, few threads, and no wake-up to tidy. */
const flags = ['--v8-pool-size=1', '--max-semi-space-size=1', '--no-memory-reducer'];

export const shimCommand: readonly string[] = [
  process.execPath,
  ...flags,
  fileURLToPath(new URL(`./jobs/shim/main${extname(import.meta.filename)}`, import.meta.url)),
];
