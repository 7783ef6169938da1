/** Runs a program that lib/native_build.mjs built: `node run_native.mjs BUILT.js`. */
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';

const [path] = process.argv.slice(2);
const script = new Script(readFileSync(path, 'utf8'), { filename: path, cachedData: readFileSync(`${path}.cache`) });
if (script.cachedDataRejected) throw new Error(`the code cache of ${path} is from another Node: build again`);
script.runInThisContext();
