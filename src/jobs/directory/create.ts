/** Makes job directories: each appears whole under its final name, or not at all. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Millis } from '../../kernel/clock.ts';
import { crashPoint } from '../../kernel/crash-point.ts';
import { directoryName } from '../../kernel/ids.ts';
import { below } from '../../kernel/paths.ts';
import { done, type Outcome, refuse } from '../../kernel/result.ts';
import type { Draft } from '../job.ts';
import type { Observer } from '../observe.ts';
import { type Env, files, type Spec, type Step } from '../spec.ts';
import { codeOf, isFull, isReadOnly, jsonLine, syncFolder, writeNew } from './durable.ts';

export interface CreateOptions {
  /** Absolute, without links. */
  logs: string;
  now: Millis;
  hostName: string;
  observer: Observer;
  /** No job is started with less free space than this, bytes. */
  diskMin: number;
  /** Puts the job directory where steps say `{out}`. */
  fillOut: (steps: Step[], out: string) => Step[];
}

export interface Created {
  dir: string;
  spec: Spec;
}

const reserveSize = 65_536;

/** Nothing is left behind when it refuses, but the number: it is never used again. */
export async function createDirectory(draft: Draft, options: CreateOptions): Promise<Outcome<Created>> {
  const { logs, observer } = options;
  let halfMade: string | undefined;
  try {
    const room = enoughRoom(logs, options.diskMin);
    if (!room.ok) return room;
    const workspace = realpathSync(draft.workspace);
    crashPoint('id.before');
    const id = reserveId(logs);
    crashPoint('id.after');
    const folder = join(logs, draft.category);
    const name = directoryName({ createdAt: options.now, recipe: draft.recipe, id });
    const dir = join(folder, name);
    const { env, ...asked } = draft;
    const steps = options.fillOut(draft.steps, dir);
    const results = checkResults(steps, dir);
    if (!results.ok) return results;
    halfMade = join(folder, `.${name}.tmp`);
    mkdirSync(halfMade, { recursive: true, mode: 0o750 });
    const fifos = [files.alive, files.bell, ...steps.map((_, n) => files.pipe(n))];
    const [record] = await Promise.all([observer.atStart(workspace), makeFifos(halfMade, fifos)]);
    const spec: Spec = {
      v: 1,
      ...asked,
      id,
      steps,
      workspace,
      worktree: worktreeOf(workspace),
      tag: randomBytes(16).toString('hex'),
      after: observer.after(dir, workspace),
      ...(record.git?.head !== undefined && { commit: record.git.head }),
      host: options.hostName,
      createdAt: options.now,
    };
    writeNew(join(halfMade, files.env), jsonLine({ v: 1, env } satisfies Env), 0o600);
    writeNew(join(halfMade, files.reserve), Buffer.alloc(reserveSize));
    writeNew(join(halfMade, files.record), jsonLine(record));
    writeNew(join(halfMade, files.spec), jsonLine(spec));
    syncFolder(halfMade);
    crashPoint('dir.before-rename');
    renameSync(halfMade, dir);
    crashPoint('dir.after-rename');
    syncFolder(folder);
    return done({ dir, spec });
  } catch (error) {
    if (halfMade) rmSync(halfMade, { recursive: true, force: true });
    return explain(error, draft, logs);
  }
}

/** A number that no job has had: `logs/.ids/N` is made exclusively and stays for ever. */
export function reserveId(logs: string): number {
  const ids = join(logs, '.ids');
  mkdirSync(ids, { recursive: true });
  let id = readdirSync(ids).reduce((most, name) => (/^[1-9]\d{0,8}$/.test(name) ? Math.max(most, Number(name)) : most), 0) + 1;
  for (; ; id += 1) {
    try {
      mkdirSync(join(ids, String(id)));
      syncFolder(ids);
      return id;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

function enoughRoom(logs: string, least: number): Outcome<void> {
  mkdirSync(logs, { recursive: true });
  const { bavail, bsize } = statfsSync(logs);
  const free = bavail * bsize;
  return free >= least
    ? done(undefined)
    : refuse(
        'disk full',
        `Not started: only ${megabytes(free)} are free for ${logs}, and ${megabytes(least)} are wanted (disk.min). Nothing was written. Make room, then send it again.`,
      );
}

/** Every result is a new file of its own inside the job directory, under a name that bot and shim do not use. */
function checkResults(steps: readonly Step[], dir: string): Outcome<void> {
  const taken = new Set<string>([
    ...Object.values(files).filter((name) => typeof name === 'string'),
    ...steps.map((_, n) => files.pipe(n)),
  ]);
  for (const { phase, result } of steps) {
    if (!result) continue;
    const inside = isAbsolute(result.file) ? below(dir, result.file) : undefined;
    if (!inside)
      return refuse('bad recipe', `Not started: the result of step ${phase} is not inside the job directory. Write it as {out}/NAME.json.`);
    if (taken.has(inside))
      return refuse('bad recipe', `Not started: the result of step ${phase} would overwrite ${inside}. Give it a name of its own.`);
    taken.add(inside);
  }
  return done(undefined);
}

/** The git top level that holds `path` (absolute, without links), or the path itself. */
export function worktreeOf(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return path;
  }
}

const run = promisify(execFile);
const makeFifos = (cwd: string, names: string[]): Promise<unknown> => run('mkfifo', ['-m', '600', ...names], { cwd });

function explain(error: unknown, draft: Draft, logs: string): Outcome<never> {
  if (isFull(error))
    return refuse('disk full', `Not started: the disk of ${logs} is full. Make room, then send it again.`, undefined, error);
  if (isReadOnly(error))
    return refuse(
      'logs not writable',
      `Not started: ${logs} cannot be written. Make it writable for the bot, then send it again.`,
      undefined,
      error,
    );
  const { path } = error as NodeJS.ErrnoException;
  if (codeOf(error) === 'ENOENT' && path === draft.workspace)
    return refuse('no workspace', `Not started: the workspace ${draft.workspace} is not there.`, undefined, error);
  const where = path === undefined ? '' : ` at ${relative(logs, path)}`;
  return refuse(
    'directory not made',
    `Not started: its directory could not be made${where}: ${(error as Error).message}`,
    undefined,
    error,
  );
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`;
