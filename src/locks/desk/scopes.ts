/** Claims and waits compared by what they cover. */
import { covers, meets, parseScope, type Scope } from '../scope/scope.ts';
import type { Hold } from './claim.ts';

/** Reading a path takes longer than comparing it, and the lists of a desk are never changed. */
const known = new WeakMap<readonly string[], readonly Scope[]>();

/** One for each path. A path that cannot be read takes nothing; none such is ever let in. */
export function scopesOf(paths: readonly string[]): readonly Scope[] {
  const before = known.get(paths);
  if (before) return before;
  const scopes = paths.map(scopeOf);
  known.set(paths, scopes);
  return scopes;
}

export function scopeOf(path: string): Scope {
  const read = parseScope(path);
  return read.ok ? read.value : { given: path, key: path, isWhole: false, routes: [] };
}

/** Whether the two cannot be held by two. */
export function clash(a: Hold, b: Hold): boolean {
  if (a.mode === 'shared' && b.mode === 'shared') return false;
  const others = scopesOf(b.paths);
  return scopesOf(a.paths).some((scope) => others.some((other) => meets(scope, other)));
}

/** The paths of `a` for which that is so. */
export function clashing(a: Hold, b: Hold): string[] {
  if (a.mode === 'shared' && b.mode === 'shared') return [];
  return pathsWhere(a, (scope) => scopesOf(b.paths).some((other) => meets(scope, other)));
}

export const pathsWhere = ({ paths }: Pick<Hold, 'paths'>, is: (scope: Scope) => boolean): string[] =>
  paths.filter((_, at) => is(scopesOf(paths)[at]!));

/** Whether all of `scope` lies in one of `others`, as far as that shows. */
export const liesIn = (scope: Scope, others: readonly Scope[]): boolean =>
  others.some((other) => other.key === scope.key || (scope.routes.length > 0 && startsOf(scope).every((start) => covers(other, start))));

/** Whether all of `a` lies in `b`, path by path. */
export const allIn = (a: Pick<Hold, 'paths'>, b: Pick<Hold, 'paths'>): boolean =>
  scopesOf(a.paths).every((scope) => liesIn(scope, scopesOf(b.paths)));

/** The paths at or below which all of it lies; empty for the whole repository. */
export const startsOf = ({ routes }: Scope): string[] =>
  routes.map((route) => {
    const end = route.findIndex(({ kind }) => kind !== 'name');
    const names = route.slice(0, end < 0 ? route.length : end);
    return names.map((name) => (name.kind === 'name' ? name.shown : '')).join('/');
  });
