/** Who holds some paths: the other way round than the index, for thousands of scopes that are asked about only once. */
import { limits } from './faults.ts';
import { keysOf } from './route.ts';
import { ordinaryKey, parseScope } from './scope.ts';
import { ScopeIndex } from './scope-index.ts';

/** `T` is whatever the scopes belong to. */
export class Holders<T> {
  /** Of each of the paths and each folder above it, by key. Ordinary scopes of anything else need not be kept. */
  #byKey = new Map<string, T[]>();
  /** The same for each path: its own, and of the folders above it. */
  #byPath = new Map<string, T[][]>();
  #others = new ScopeIndex<T>();

  constructor(paths: Iterable<string>) {
    for (const path of paths) if (!this.#byPath.has(path)) this.#byPath.set(path, this.#above(path));
  }

  #above(path: string): T[][] {
    return upwards(path).map((key) => {
      const known = this.#byKey.get(key);
      const holders = known ?? [];
      if (!known) this.#byKey.set(key, holders);
      return holders;
    });
  }

  /** A scope that cannot be read takes nothing. */
  add(given: string, holder: T): void {
    const key = ordinaryKey(given);
    if (key !== undefined) {
      this.#byKey.get(key)?.push(holder);
      return;
    }
    const read = parseScope(given);
    if (read.ok) this.#others.add(read.value, holder);
  }

  /** Of one of the paths, each once. */
  of(path: string): Set<T> {
    const found = this.#others.covering(path);
    for (const holders of this.#byPath.get(path) ?? []) for (const holder of holders) found.add(holder);
    return found;
  }
}

/** The keys of a path and of the folders above it, without those that are too long to be ordinary. */
function upwards(path: string): string[] {
  const keys: string[] = [];
  const key = keysOf(path).join('/');
  for (let end = key.indexOf('/'); end >= 0 && end <= limits.name; end = key.indexOf('/', end + 1)) keys.push(key.slice(0, end));
  return key.length <= limits.name ? [...keys, key] : keys;
}
