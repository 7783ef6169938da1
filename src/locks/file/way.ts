/** Which folders tell when something else comes to stand at a path: of the file, of each link on the way, of what is missing. */
import { type BigIntStats, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { below } from '../../kernel/paths.ts';

export interface Watched {
  /** Without links. */
  folder: string;
  /** Of this very folder, should another come in its place. */
  identity: string;
  /** What happens to these entries is of interest; besides, that the folder itself goes. */
  names: Set<string>;
}

/** So many links are followed, as by Linux. */
const mostLinks = 40;

export function foldersOnTheWay(workspace: string, path: string): Watched[] {
  const found = new Map<string, Watched>();
  const watch = (folder: string, ...names: string[]): void => {
    const there = found.get(folder) ?? watchedFolder(folder);
    if (!there) return;
    for (const name of names) there.names.add(name);
    found.set(folder, there);
  };

  const root = realOf(workspace);
  if (root === undefined) {
    watchMissing(workspace, watch);
    return [...found.values()];
  }
  let left = path.split('/');
  let folder = root;
  for (let links = 0; left.length > 0; ) {
    const [name, ...rest] = left as [string, ...string[]];
    const full = join(folder, name);
    const stat = statOf(full);
    if (stat?.isSymbolicLink()) {
      watch(folder, name);
      const target = linkTarget(full, root, workspace);
      links += 1;
      if (target === undefined || links > mostLinks) break;
      left = [...target.split('/').filter((word) => word !== ''), ...rest];
      folder = root;
    } else if (stat?.isDirectory() && rest.length > 0) {
      watch(full);
      folder = full;
      left = rest;
    } else {
      watch(folder, name);
      // An empty folder that is removed while somebody is in it does not tell by itself.
      if (!stat && folder !== root) watch(dirname(folder), basename(folder));
      break;
    }
  }
  return [...found.values()];
}

/** Undefined where there is no such folder. */
export function watchedFolder(folder: string, ...names: string[]): Watched | undefined {
  const stat = statOf(folder);
  return stat?.isDirectory() ? { folder, identity: identityOf(stat), names: new Set(names) } : undefined;
}

/** Relative to the root; undefined when it leads out of it. */
function linkTarget(link: string, root: string, workspace: string): string | undefined {
  const target = posix.resolve(dirname(link), linkText(link));
  return below(root, target) ?? below(workspace, target);
}

function linkText(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '/';
  }
}

/** The nearest folder above that is there. */
function watchMissing(path: string, watch: (folder: string, name: string) => void): void {
  for (let name = path; name !== dirname(name); name = dirname(name)) {
    const parent = realOf(dirname(name));
    if (parent === undefined) continue;
    watch(parent, basename(name));
    return;
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Numbers of inodes are used again, at once. */
const identityOf = ({ dev, ino, birthtimeNs }: BigIntStats): string => `${dev} ${ino} ${birthtimeNs}`;
