/** Benches the programs as WASM in Node, linked or not. Flags, rows and JSON are those of Molt's tools/bench_wasm.py. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlags, readPlan } from './lib/flags.mjs';
import { mean, measure, statistics, timed } from './lib/measure.mjs';
import { buildFolder, programs, root } from './lib/programs.mjs';
import { findPython } from './lib/python.mjs';
import { resultOf, resultPath, writeResult } from './lib/result_file.mjs';
import { buildWasm, writeWasm } from './lib/wasm_build.mjs';

const given = readFlags('bench_wasm.mjs', {
  'json-out': 'text',
  samples: 'count',
  warmup: 'count',
  smoke: 'flag',
  linked: 'flag',
  'require-linked': 'flag',
  super: 'flag',
});
const plan = readPlan(given);
const path = resultPath(given['json-out'], 'bench_wasm');
const isRequired = given['require-linked'] ?? false;
const folder = buildFolder();
const runtimeSource = join(root, 'runtime/runtime.wat');
const runtimeBuilt = join(folder, 'runtime.wasm');
const linkerPath = join(root, 'tools/wasm_link.mjs');

try {
  buildWasm(runtimeSource, runtimeBuilt);
} catch (error) {
  process.stderr.write(`WASM runtime build failed:\n${error.message}\n`);
  process.exit(1);
}
const linker = given.linked || isRequired ? await findLinker() : undefined;

console.log(`${'Benchmark'.padEnd(30)} | ${'WASM (s)'.padEnd(12)} | ${'WASM size'.padEnd(10)}\n${'-'.repeat(60)}`);
const benchmarks = {};
for (const program of programs(plan.smoke)) {
  const bench = benchProgram(program);
  benchmarks[program.name] = bench;
  const time = bench.molt_wasm_ok ? bench.molt_wasm_time_s.toFixed(4) : 'n/a';
  console.log(`${program.name.padEnd(30)} | ${time.padEnd(12)} | ${bench.molt_wasm_size_kb.toFixed(1).padStart(8)} KB`);
}
writeResult(path, resultOf(benchmarks, plan, findPython()?.version));

async function findLinker() {
  if (existsSync(linkerPath)) return (await import('./wasm_link.mjs')).link;
  process.stderr.write(`Skipping wasm link: wasm_link.mjs not found.${isRequired ? ' Linked output is required.' : ''}\n`);
  return undefined;
}

function benchProgram(program) {
  const built = build(program);
  if (!built) return { molt_wasm_build_s: 0, molt_wasm_linked: false, molt_wasm_ok: false, molt_wasm_size_kb: 0, molt_wasm_time_s: 0 };
  const run = measure([process.execPath, join(root, 'tools/run_wasm.mjs'), ...built.modules], program.expected, plan);
  if (run.failed) process.stderr.write(`WASM run failed: ${program.name}: ${run.failed}\n`);
  return {
    molt_wasm_build_s: built.seconds,
    molt_wasm_linked: built.linked,
    molt_wasm_ok: run.times !== undefined,
    molt_wasm_size_kb: built.bytes / 1024,
    molt_wasm_time_s: run.times ? mean(run.times) : 0,
    ...(plan.isSuper && run.times && { molt_wasm_stats: statistics(run.times) }),
  };
}

/** Modules to run, linked if that was asked for and can be had; undefined: told on stderr. */
function build(program) {
  if (linker) {
    const linked = tryTo(`WASM link failed: ${program.name}`, () => linkProgram(program));
    if (linked) return linked;
  }
  if (isRequired) {
    process.stderr.write(`WASM link required but unavailable for ${program.source('wat')}.\nWASM bench aborted: linked wasm required\n`);
    process.exit(1);
  }
  if (given.linked) process.stderr.write(`WASM link unavailable; falling back to non-linked build for ${program.source('wat')}.\n`);
  const target = join(folder, `${program.name}.wasm`);
  const built = tryTo(`WASM build failed for ${program.name}`, () => timed(() => buildWasm(program.source('wat'), target)));
  return built && { modules: [target, runtimeBuilt], linked: false, bytes: built.value, seconds: built.seconds };
}

function linkProgram(program) {
  const target = join(folder, `${program.name}_linked.wasm`);
  const { value, seconds } = timed(() => {
    const text = linker(readFileSync(program.source('wat'), 'utf8'), readFileSync(runtimeSource, 'utf8'));
    return writeWasm(`${program.name}_linked.wat`, text, target);
  });
  return { modules: [target], linked: true, bytes: value, seconds };
}

function tryTo(what, work) {
  try {
    return work();
  } catch (error) {
    process.stderr.write(`${what}: ${error.message}\n`);
    return undefined;
  }
}
