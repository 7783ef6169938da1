/** Tells when docs/AGENT_LOCKS.md, or where git stands, may have changed. Without polling: nothing wakes while nothing changes. */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock, Millis, Timer } from '../../kernel/clock.ts';
import { visible } from '../../kernel/text.ts';
import { type GitDir, underWay } from './git-state.ts';
import { codeOf, reason } from './plain-file.ts';
import { foldersOnTheWay, type Watched, watchedFolder } from './way.ts';

export interface Watching {
  workspace: string;
  /** Of the lock file, as it is named by `LockFile.path`. */
  path: string;
  git?: GitDir;
  clock: Clock;
  /** Something may be another than before. Also after our own writes. */
  changed(): void;
  /** A sentence for people: some changes are not noticed. Once, until it is mended. */
  problem(sentence: string): void;
}

export interface LockWatch {
  /** Takes up what could not be watched, if it can be by now. */
  look(): void;
  stop(): void;
}

/** So long it must be quiet; but nobody waits longer than `longest` for the first of many changes. */
const quiet: Millis = 50;
const longest: Millis = 200;

export function watchLockFile({ workspace, path, git, clock, changed, problem }: Watching): LockWatch {
  const open = new Map<string, { watcher: FSWatcher; names: ReadonlySet<string> }>();
  let pending: { since: Millis; timer: Timer } | undefined;
  let isTold = false;
  let isStopped = false;

  const wanted = (): Watched[] => [...foldersOnTheWay(workspace, path), ...(git ? foldersOfGit(git) : [])];

  function arm(): void {
    // Until nothing was replaced while it was being watched.
    for (let tries = 0; tries < 5; tries += 1) {
      const folders = wanted();
      const keys = new Set(folders.map(keyOf));
      for (const key of open.keys()) if (!keys.has(key)) close(key);
      const faults = folders.flatMap((folder) => attach(folder) ?? []);
      if (!isSame(folders, wanted())) continue;
      if (faults[0] === undefined) isTold = false;
      else tell(faults[0]);
      return;
    }
    heard();
  }

  /** The code of the error, where it cannot be watched. */
  function attach(folder: Watched): string | undefined {
    const key = keyOf(folder);
    const there = open.get(key);
    if (there) {
      there.names = folder.names;
      return undefined;
    }
    try {
      const watcher = watch(folder.folder, { persistent: false }, (_, name) => event(key, folder.folder, name));
      watcher.on('error', (error) => {
        if (open.get(key)?.watcher !== watcher) return;
        close(key);
        tell(codeOf(error));
        heard();
      });
      open.set(key, { watcher, names: folder.names });
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  }

  function event(key: string, folder: string, name: string | null): void {
    const names = open.get(key)?.names;
    if (!names) return;
    // Its own name: it was removed or renamed, and the watch went with it.
    const isOwn = name === basename(folder);
    if (isOwn) close(key);
    else if (name !== null && (!names.has(name) || isBeginning(folder, name))) return;
    heard();
  }

  function heard(): void {
    if (isStopped) return;
    const now = clock.now();
    const since = pending?.since ?? now;
    pending?.timer.cancel();
    pending = { since, timer: clock.after(Math.min(quiet, Math.max(0, since + longest - now)), fire) };
  }

  function fire(): void {
    pending = undefined;
    // First, so that what changes from here on is heard, and what changed before is told now.
    arm();
    changed();
  }

  function tell(code: string): void {
    if (isTold) return;
    isTold = true;
    const file = visible(path, { maxLength: 100 });
    problem(`Changes of ${file} are not noticed by themselves, only when somebody asks: ${limits[code] ?? reason(code)}.`);
  }

  function close(key: string): void {
    open.get(key)?.watcher.close();
    open.delete(key);
  }

  arm();
  return {
    look: () => {
      if (!isStopped) arm();
    },
    stop() {
      isStopped = true;
      pending?.timer.cancel();
      for (const key of open.keys()) close(key);
    },
  };
}

const limits: Record<string, string> = {
  EMFILE: 'the host allows no more watchers (fs.inotify.max_user_instances, or open files)',
  ENOSPC: 'the host allows no more watches (fs.inotify.max_user_watches)',
};

/** HEAD moves with its log also where neither itself nor the index changes. */
function foldersOfGit({ gitDir, commonDir }: GitDir): Watched[] {
  const tables = [...new Set([gitDir, commonDir])].map((dir) => join(dir, 'reftable'));
  return [
    watchedFolder(gitDir, 'HEAD', 'index.lock', 'logs', ...underWay),
    watchedFolder(join(gitDir, 'logs'), 'HEAD'),
    watchedFolder(join(commonDir, 'refs'), 'stash'),
    ...tables.map((folder) => watchedFolder(folder, 'tables.list')),
  ].filter((folder) => folder !== undefined);
}

/** Git takes the index: it is told when that is over. */
const isBeginning = (folder: string, name: string): boolean => name === 'index.lock' && existsSync(join(folder, name));

const keyOf = ({ folder, identity }: Watched): string => `${identity} ${folder}`;

const isSame = (a: readonly Watched[], b: readonly Watched[]): boolean => describe(a) === describe(b);
const describe = (folders: readonly Watched[]): string => JSON.stringify(folders.map((one) => [keyOf(one), [...one.names]]));
