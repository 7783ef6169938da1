/** Every verb but `say`: the right Node, the right environment, then main. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  become,
  ensurePackages,
  isCheckout,
  isKnownNode,
  isNewEnough,
  nodePath,
  root,
  useCompileCache,
  warmCompileCache,
} from './launch.mjs';

const verb = process.argv[2] ?? '';
const isBot = ['start', 'serve', 'warm'].includes(verb);
const entry = join(root, 'bin/molt-ops.mjs');
/** A bot that waits needs little memory and few threads: a benchmark runs beside it. Each flag saves some MB or wake-ups; only what is hot for long is optimised, and src/trim.ts says when memory is given back. */
const quiet = [
  '--v8-pool-size=1',
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--no-maglev',
  '--invocation-count-for-turbofan=300000',
  '--expose-gc',
  '--no-memory-reducer',
];

await ensurePackages(verb !== 'serve');
if (isBot && !hasBotEnvironment()) {
  const node = nodePath();
  const env = botEnvironment();
  const bot = [node, ...process.execArgv, ...(isKnownNode(node) ? quiet : []), entry];
  if (verb !== 'warm') warmCompileCache([...bot, 'warm'], env);
  become([...bot, ...process.argv.slice(2)], env);
} else if (!isNewEnough()) {
  become([nodePath(), ...process.execArgv, entry, ...process.argv.slice(2)], process.env);
} else {
  useCompileCache();
  await import(pathToFileURL(join(root, isCheckout ? 'src/main.ts' : 'dist/src/main.js')).href);
}

/** A bot that was started inside a job is no part of that job: the job's sweep looks at the environment a process began with. */
function botEnvironment() {
  const { MOLT_OPS_JOB: _, ...env } = process.env;
  // glibc: large buffers go back to the system as soon as they are free.
  return { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072', ...env, MOLT_OPS_BOT: '1' };
}

function hasBotEnvironment() {
  return process.env.MOLT_OPS_BOT === '1' && process.env.MOLT_OPS_JOB === undefined;
}
