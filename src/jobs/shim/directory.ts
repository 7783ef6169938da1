/** The job directory from the shim's side: opened once, before anything runs. */
import { closeSync, constants, fsyncSync, linkSync, lstatSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { crashPoint } from '../../kernel/crash-point.ts';
import { type Cancel, type End, type Env, files, rings, type Spec } from '../spec.ts';
import { isFull, retryAfter } from './disk.ts';

type Ring = keyof typeof rings;

export interface Directory {
  path: string;
  spec: Spec;
  env: Record<string, string>;
  /** git HEAD, as recorded for this start. */
  commit: string | undefined;
  events: number;
  log: number;
  /** Tells whoever follows that there is something new, or what else `ring` says. */
  ring(what?: Ring): void;
  /** Calls `heard` whenever the bot rings. */
  onBell(heard: () => void): void;
  cancel(): Cancel | undefined;
  writeEnd(end: End): Promise<void>;
  /** Lets go of `alive`: the shim is over for whoever follows. */
  close(): void;
}

/** Undefined when another shim has this job, or had it, or the bot withdrew it. */
export function openDirectory(path: string): Directory | undefined {
  const at = (name: string): string => join(path, name);
  const spec = json<Spec>(at(files.spec));
  const { env } = json<Env>(at(files.env));
  // Both ways, so that a FIFO never ends for us and opening it never waits.
  const alive = openSync(at(files.alive), constants.O_RDWR | constants.O_NONBLOCK);
  const bell = openSync(at(files.bell), constants.O_RDWR | constants.O_NONBLOCK);
  crashPoint('shim.before-events');
  const events = createOnly(at(files.events));
  if (events === undefined) return undefined;
  crashPoint('shim.after-events');
  const log = openSync(at(files.log), constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o640);
  return {
    path,
    spec,
    env,
    commit: recordedCommit(at(files.record)) ?? spec.commit,
    events,
    log,
    ring(what = 'event') {
      try {
        writeSync(alive, rings[what]);
      } catch {
        // Nobody reads, and 64 KiB of rings wait: one more says nothing new.
      }
    },
    onBell(heard) {
      new Socket({ fd: bell, readable: true, writable: false }).on('data', heard).on('error', () => {});
    },
    cancel: () => (exists(at(files.cancel)) ? json<Cancel>(at(files.cancel)) : undefined),
    writeEnd: (end) => writeEnd(path, end),
    close: () => closeSync(alive),
  };
}

function recordedCommit(path: string): string | undefined {
  try {
    return json<{ git?: { head?: string } }>(path).git?.head;
  } catch {
    return undefined;
  }
}

/** fsync of the folder itself: names that were made in it are on the disk. */
export function syncFolder(path: string): void {
  const fd = openSync(path, constants.O_RDONLY);
  fsyncSync(fd);
  closeSync(fd);
}

function createOnly(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o640);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

/** Made once: whole or not at all, and whoever comes second stands back. On a full disk it is tried until there is room. */
async function writeEnd(path: string, end: End): Promise<void> {
  const temporary = join(path, `.end.${process.pid}`);
  for (;;) {
    try {
      const fd = openSync(temporary, 'w', 0o640);
      writeSync(fd, `${JSON.stringify(end)}\n`);
      fsyncSync(fd);
      closeSync(fd);
      break;
    } catch (error) {
      if (!isFull(error)) throw error;
      if (!drop(join(path, files.reserve))) await new Promise((resolve) => setTimeout(resolve, retryAfter));
    }
  }
  crashPoint('shim.after-end-tmp');
  try {
    linkSync(temporary, join(path, files.end));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  syncFolder(path);
  drop(temporary);
}

function drop(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
