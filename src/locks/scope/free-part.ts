/** "Take free": the largest part of what was asked that nobody holds. */
import type { Route } from './route.ts';
import { covers, meets, parseScope, pathOf, type Scope } from './scope.ts';
import { ScopeIndex } from './scope-index.ts';

/** The names in a folder of the repository, those of folders with a `/` at the end. `.` is the top folder. */
export type ListFolder = (folder: string) => readonly string[];

export interface FreePart {
  scopes: Scope[];
  /** There is more that is free than a message can name or a moment can look through. */
  isCut: boolean;
}

/** Scopes at most, and folders looked into. */
const most = 20;
const looks = 200;

interface Search {
  taken: ScopeIndex<Scope>;
  free: Scope[];
}

/**
 * What stands in the way is left out. Only a folder that something below blocks is looked into, the upper ones first; from the top
 * folder on, for a phone writes `Runtime/` where the disk has `runtime/`.
 */
export function freePart(wanted: readonly Scope[], taken: readonly Scope[], list: ListFolder): FreePart {
  const search: Search = { taken: new ScopeIndex(), free: [] };
  for (const scope of taken) if (wanted.some((each) => meets(each, scope))) search.taken.add(scope, scope);
  const blocked = wanted.filter((scope) => !take(search, scope));
  const folders = blocked.length > 0 ? ['.'] : [];
  let at = 0;
  for (; at < Math.min(folders.length, looks) && search.free.length <= most; at += 1) {
    const folder = folders[at]!;
    for (const name of inOrder(list(folder))) if (look(search, blocked, folder, name)) folders.push(join(folder, name));
  }
  const scopes = search.free.filter((scope) => !search.free.some((other) => other !== scope && lies(scope, other)));
  return { scopes: scopes.slice(0, most), isCut: scopes.length > most || at < folders.length };
}

/** Whether nobody holds any of it; then it is taken. */
function take({ taken, free }: Search, scope: Scope): boolean {
  if (taken.meeting(scope).size > 0) return false;
  if (!free.some((other) => other.key === scope.key || lies(scope, other))) free.push(scope);
  return true;
}

const lies = (scope: Scope, other: Scope): boolean => {
  const path = pathOf(scope);
  return path !== undefined && covers(other, path);
};

/** Folders first: they are the larger part. */
const inOrder = (names: readonly string[]): string[] =>
  names.toSorted((a, b) => Number(b.endsWith('/')) - Number(a.endsWith('/')) || (a < b ? -1 : 1));

const join = (folder: string, name: string): string => (folder === '.' ? name : `${folder}/${name}`).replace(/\/$/, '');

/** Takes what is free; whether to look into it. */
function look(search: Search, wanted: readonly Scope[], folder: string, name: string): boolean {
  const path = join(folder, name);
  const isFolder = name.endsWith('/');
  const read = parseScope(isFolder ? `${path}/` : path);
  // A name that no claim can spell, or that reads as a pattern for others.
  if (!read.ok || !covers(read.value, path)) return false;
  if (search.taken.covering(path).size > 0) return false;
  if (wanted.some((scope) => holds(scope, read.value))) return !take(search, read.value) && isFolder;
  return isFolder && wanted.some((scope) => meets(scope, read.value));
}

/** A name such as `[id]` reads as a pattern too: what it stands for must lie in what was asked as well. */
const holds = (wanted: Scope, { routes }: Scope): boolean => routes.every((route) => covers(wanted, plainStart(route)));

function plainStart(route: Route): string {
  const end = route.findIndex(({ kind }) => kind !== 'name');
  return route
    .slice(0, end < 0 ? route.length : end)
    .map(({ key }) => key)
    .join('/');
}
