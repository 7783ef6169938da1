/** The packages of a bare checkout: installed once, whoever else starts at the same moment, and anew when an install was cut off. */
import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** npm writes this file last. */
export const isInstalled = (root) => existsSync(join(root, 'node_modules/.package-lock.json'));

/** Milliseconds between two looks at an install that another process does. */
const look = 200;

/** Runs `npm ci`, or waits for the one who does. A sentence when it failed. `command`: for tests. */
export async function install(root, command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']) {
  // npm empties node_modules, so the lock is elsewhere.
  mkdirSync(join(root, '.molt-ops'), { recursive: true, mode: 0o700 });
  const lock = join(root, '.molt-ops/install');
  while (!take(lock)) {
    await new Promise((resolve) => setTimeout(resolve, look));
    if (isInstalled(root)) return undefined;
  }
  try {
    if (isInstalled(root)) return undefined;
    process.stderr.write('Installing packages (only this once) …\n');
    return await run(command, root);
  } finally {
    rmSync(lock, { force: true });
  }
}

/** True when the lock is ours. One whose owner is gone is moved aside; only who moved that very one goes on. */
function take(lock) {
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  const owner = ownerOf(lock);
  if (owner !== undefined && !isAlive(owner)) removeDead(lock, owner);
  return false;
}

/** Two may find the same dead owner at once: the right to remove its lock is itself taken once. */
function removeDead(lock, owner) {
  const right = `${lock}.dead-${owner}`;
  try {
    mkdirSync(right);
  } catch {
    return;
  }
  if (ownerOf(lock) === owner) {
    renameSync(lock, `${right}/lock`);
  }
  rmSync(right, { recursive: true, force: true });
}

function ownerOf(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const run = ([file, ...args], cwd) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 2, 2] });
    child.on('error', (error) => resolve(`${file} could not be started (${error.message}). Install Node.js with npm.`));
    child.on('exit', (code, signal) =>
      resolve(
        code === 0
          ? undefined
          : `${file} ${args.join(' ')} failed (${signal ?? code}); see above. Nothing was started. Mend it and try again.`,
      ),
    );
  });
