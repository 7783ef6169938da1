/** Runs a built program: `node run_wasm.mjs LINKED.wasm`, or `node run_wasm.mjs PROGRAM.wasm RUNTIME.wasm`. */
import { readFileSync } from 'node:fs';

const load = (path, imports) => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), imports).exports;

/** Each call of the runtime goes out to the host and in again. */
const throughHost = (exports) =>
  Object.fromEntries(Object.entries(exports).map(([name, call]) => [name, (a, b, c, d, e) => call(a, b, c, d, e)]));

const [program, runtime] = process.argv.slice(2);
const { main } = load(program, runtime === undefined ? {} : { runtime: throughHost(load(runtime, {})) });
console.log(String(main()));
