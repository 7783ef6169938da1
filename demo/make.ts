/** Makes the demo workspace: a git repository with its own tools, which needs nothing of this program afterwards. */
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crashPoint } from '../src/kernel/crash-point.ts';
import { done, type Outcome, refuse } from '../src/kernel/result.ts';
import { commitAll, hasCommit } from './repository.ts';

const source = fileURLToPath(new URL('./workspace/', import.meta.url));
/** Not a file of the sources: npm would leave it out of the package. */
const ignored = ['build/', 'bench/results/', '__pycache__/', ''].join('\n');

/**
 * Makes it at `target`, which appears whole or not at all; one that is there stays as it is. Without git it is a plain folder:
 * `tell` hears of that, and a later call makes it a repository. It hears of a missing python3 as well.
 */
export async function makeDemo(target: string, tell: (sentence: string) => void = () => {}): Promise<Outcome<void>> {
  try {
    if (!(await isOnPath('python3')))
      tell('python3 was not found, so the CPython column of the demo benches is n/a. Install python3, then run bench again.');
    if (await isFile(join(target, 'tools/bench.mjs'))) {
      if (!(await hasCommit(target))) await makeRepository(target, tell);
      return done(undefined);
    }
    if ((await namesIn(target)).length > 0)
      return refuse(
        'not a demo',
        `The demo workspace was not made: ${target} holds something else. Move that away, or name another workspace in the config.`,
      );
    await makeWhole(target, tell);
    return done(undefined);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return refuse('no demo', `The demo workspace could not be made at ${target}: ${why}`, undefined, cause);
  }
}

/** Beside the target first. What a killed predecessor left there is thrown away. */
async function makeWhole(target: string, tell: (sentence: string) => void): Promise<void> {
  const making = `${target}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await cp(source, making, { recursive: true, filter: (path) => !path.includes('__pycache__') });
  await writeFile(join(making, '.gitignore'), ignored);
  await copyWabt(join(making, 'tools/wabt'));
  await makeRepository(making, tell);
  crashPoint('demo.before-rename');
  await rename(making, target);
  crashPoint('demo.after-rename');
}

/** With it the workspace builds .wat without a network and without our node_modules. */
async function copyWabt(folder: string): Promise<void> {
  const from = dirname(createRequire(import.meta.url).resolve('wabt'));
  await mkdir(folder);
  for (const name of ['index.js', 'package.json', 'LICENSE']) await cp(join(from, name), join(folder, name));
}

async function makeRepository(folder: string, tell: (sentence: string) => void): Promise<void> {
  const failure = await commitAll(folder);
  if (failure !== undefined) tell(`The demo workspace is a plain folder, so its jobs name no commit: ${failure}`);
}

async function isOnPath(tool: string): Promise<boolean> {
  const found = await Promise.all((process.env.PATH ?? '').split(delimiter).map((folder) => isFile(join(folder, tool))));
  return found.includes(true);
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
