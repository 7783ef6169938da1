/** Tells when the branches of remotes, as git knows them here, may have changed: a fetch, a push, a prune. Without polling. */
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock, Millis, Timer } from '../../kernel/clock.ts';
import { codeOf } from './plain-file.ts';
import { watchedFolder } from './way.ts';

export interface RefWatching {
  /** Of the repository, not of one worktree. */
  commonDir: string;
  clock: Clock;
  changed(): void;
  /** The code of the error with which a folder cannot be watched: its changes are not noticed. Once. */
  problem(code: string): void;
}

/** A fetch moves one after the other. */
const quiet: Millis = 200;
/** Folders; each is a watch of the kernel. */
const most = 300;

export function watchRemoteRefs({ commonDir, clock, changed, problem }: RefWatching): { stop(): void } {
  const open = new Map<string, FSWatcher>();
  let timer: Timer | undefined;
  let isTold = false;
  let isStopped = false;

  /** Until no folder came while others were being taken up. */
  function arm(): void {
    for (let tries = 0; tries < 5; tries += 1) {
      const folders = foldersOf(commonDir);
      for (const key of open.keys()) if (!folders.has(key)) close(key);
      const fresh = [...folders].filter(([key]) => !open.has(key));
      if (fresh.length === 0) return;
      for (const [key, folder] of fresh) attach(key, folder);
    }
  }

  function attach(key: string, folder: string): void {
    const failed = (error: unknown): void => {
      close(key);
      // Gone again.
      if (isTold || codeOf(error) === 'ENOENT') return;
      isTold = true;
      problem(codeOf(error));
    };
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => event(key, folder, name));
      watcher.on('error', failed);
      open.set(key, watcher);
    } catch (error) {
      failed(error);
    }
  }

  function event(key: string, folder: string, name: string | null): void {
    // It was removed or renamed, and the watch went with it.
    if (name === basename(folder)) close(key);
    else if (name !== null && !isOfInterest(folder, name)) return;
    if (isStopped) return;
    timer?.cancel();
    timer = clock.after(quiet, () => {
      arm();
      changed();
    });
  }

  const isOfInterest = (folder: string, name: string): boolean =>
    folder === commonDir ? name === 'packed-refs' : folder === join(commonDir, 'refs') ? name === 'remotes' : !name.endsWith('.lock');

  function close(key: string): void {
    open.get(key)?.close();
    open.delete(key);
  }

  arm();
  return {
    stop() {
      isStopped = true;
      timer?.cancel();
      for (const key of open.keys()) close(key);
    },
  };
}

/** By identity: where refs are packed git removes and makes the folders again and again. A branch `a/b` has a folder of its own. */
function foldersOf(commonDir: string): Map<string, string> {
  const refs = join(commonDir, 'refs');
  const found = new Map<string, string>();
  const next = [commonDir, refs, join(refs, 'remotes')];
  for (let n = 0; n < next.length && found.size < most; n += 1) {
    const there = watchedFolder(next[n]!);
    if (!there) continue;
    found.set(`${there.identity} ${there.folder}`, there.folder);
    if (n >= 2) next.push(...foldersIn(there.folder));
  }
  return found;
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
