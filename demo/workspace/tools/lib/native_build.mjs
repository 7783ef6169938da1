/** The stand-in for a native build: the program in JavaScript, compiled ahead into a V8 code cache. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** Path of the built program; the cache lies beside it with `.cache` added. Throws what the compiler throws. */
export function buildNative(program, folder) {
  const built = join(folder, `${program.name}.js`);
  const script = new Script(readFileSync(program.source('js'), 'utf8'), { filename: built });
  const cache = script.createCachedData();
  copyFileSync(program.source('js'), built);
  writeFileSync(`${built}.cache`, cache);
  return { path: built, bytes: cache.length };
}
