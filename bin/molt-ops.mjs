#!/usr/bin/env node
/** The program's door: right Node, right environment, then main. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { become, ensurePackages, isCheckout, isNewEnough, nodePath, root, useCompileCache } from './launch.mjs';

const verb = process.argv[2] ?? '';
const isBot = ['start', 'serve'].includes(verb);
/** A bot that waits needs little memory and few threads: a benchmark runs beside it. */
const quiet = ['--v8-pool-size=1', '--max-semi-space-size=1', '--optimize-for-size'];

await ensurePackages(verb !== 'serve');
if (!isNewEnough() || (isBot && !hasBotEnvironment())) {
  become(
    [nodePath(), ...process.execArgv, ...(isBot ? quiet : []), join(root, 'bin/molt-ops.mjs'), ...process.argv.slice(2)],
    isBot ? botEnvironment() : process.env,
  );
} else {
  useCompileCache();
  await import(pathToFileURL(join(root, isCheckout ? 'src/main.ts' : 'dist/src/main.js')).href);
}

/** A bot that was started inside a job is no part of that job: the job's sweep looks at the environment a process began with. */
function botEnvironment() {
  const { MOLT_OPS_JOB: _, ...env } = process.env;
  return { MALLOC_ARENA_MAX: '1', ...env, MOLT_OPS_BOT: '1' };
}

function hasBotEnvironment() {
  return process.env.MOLT_OPS_BOT === '1' && process.env.MOLT_OPS_JOB === undefined;
}
