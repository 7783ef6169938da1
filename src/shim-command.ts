/** How a shim is started: its argv before the job directory. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** It mostly waits: little memory, few threads. */
const flags = ['--v8-pool-size=1', '--max-semi-space-size=1'];

export const shimCommand: readonly string[] = [
  process.execPath,
  ...flags,
  fileURLToPath(new URL(`./jobs/shim/main${extname(import.meta.filename)}`, import.meta.url)),
];
