/** Benches natively: CPython against the stand-in for Molt. Flags, rows and JSON are those of Molt's tools/bench.py. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlags, readPlan } from './lib/flags.mjs';
import { mean, measure, statistics, timed } from './lib/measure.mjs';
import { buildNative } from './lib/native_build.mjs';
import { buildFolder, programs, root } from './lib/programs.mjs';
import { findPython } from './lib/python.mjs';
import { resultOf, resultPath, toText, writeResult } from './lib/result_file.mjs';

const given = readFlags('bench.mjs', {
  'json-out': 'text',
  baseline: 'text',
  'update-baseline': 'flag',
  'max-regression': 'ratio',
  samples: 'count',
  warmup: 'count',
  smoke: 'flag',
  super: 'flag',
  'no-pypy': 'flag',
  'no-cython': 'flag',
  'no-numba': 'flag',
  'no-codon': 'flag',
});
const plan = readPlan(given);
const path = resultPath(given['json-out'], 'bench');
const baselinePath = given.baseline ?? join(root, 'bench/baseline.json');
const baseline = given.baseline && !given['update-baseline'] ? readBaseline(baselinePath) : undefined;
const python = findPython();
if (!python) process.stderr.write('Skipping CPython: python3 not found on PATH. Its column is n/a.\n');

const row = (cells) => console.log(cells.join(' | '));
const columns = ['CPython (s)', 'PyPy (s)', 'Cython (s)', 'Numba (s)', 'Codon (s)', 'Molt/Codon', 'Molt (s)'];
const header = ['Benchmark'.padEnd(30), ...columns.map((name) => name.padEnd(12)), 'Molt Speedup', 'Molt Size'].join(' | ');
console.log(`${header}\n${'-'.repeat(160)}`);

const folder = buildFolder();
const benchmarks = {};
for (const program of programs(plan.smoke)) {
  const key = `${program.name}.py`;
  const bench = benchProgram(program, key);
  benchmarks[key] = bench;
  const skipped = Array(5).fill('n/a'.padEnd(12));
  const cpython = bench.cpython_time_s > 0 ? bench.cpython_time_s.toFixed(4) : 'n/a';
  row([
    key.padEnd(30),
    cpython.padEnd(12),
    ...skipped,
    bench.molt_time_s.toFixed(4).padEnd(12),
    `${bench.molt_speedup.toFixed(2).padEnd(12)}x`,
    `${bench.molt_size_kb.toFixed(1)} KB`,
  ]);
}

const result = resultOf(benchmarks, plan, python?.version);
writeResult(path, result);
if (given['update-baseline']) writeFileSync(baselinePath, toText(result));
if (baseline) gate(Number(given['max-regression'] ?? 0.15));

function benchProgram(program, key) {
  const cpython = python ? measure([python.path, '-I', program.source('py')], program.expected, plan) : undefined;
  if (cpython?.failed) process.stderr.write(`CPython run failed for ${key}: ${cpython.failed}\n`);
  const molt = benchMolt(program, key);
  const cpythonTime = cpython?.times ? mean(cpython.times) : 0;
  const moltTime = molt.times ? mean(molt.times) : 0;
  const isBoth = cpythonTime > 0 && moltTime > 0;
  return {
    codon_ok: false,
    codon_time_s: 0,
    cpython_time_s: cpythonTime,
    cython_ok: false,
    cython_time_s: 0,
    molt_args: [],
    molt_build_s: molt.buildSeconds,
    molt_codon_ratio: null,
    molt_cpython_ratio: isBoth ? moltTime / cpythonTime : null,
    molt_ok: molt.times !== undefined,
    molt_size_kb: molt.bytes / 1024,
    molt_speedup: isBoth ? cpythonTime / moltTime : 0,
    molt_time_s: moltTime,
    numba_ok: false,
    numba_time_s: 0,
    pypy_time_s: 0,
    ...(plan.isSuper && {
      super_stats: {
        ...(cpython?.times && { cpython: statistics(cpython.times) }),
        ...(molt.times && { molt: statistics(molt.times) }),
      },
    }),
  };
}

function benchMolt(program, key) {
  let built;
  try {
    built = timed(() => buildNative(program, folder));
  } catch (error) {
    process.stderr.write(`Molt build/run failed for ${key}.\n${error.stack}\n`);
    return { buildSeconds: 0, bytes: 0 };
  }
  const { path: builtPath, bytes } = built.value;
  const run = measure([process.execPath, join(root, 'tools/run_native.mjs'), builtPath], program.expected, plan);
  if (run.failed) process.stderr.write(`Molt run failed for ${key}: ${run.failed}\n`);
  return { times: run.times, buildSeconds: built.seconds, bytes };
}

function readBaseline(file) {
  try {
    if (statSync(file).isFile()) return JSON.parse(readFileSync(file, 'utf8')).benchmarks ?? {};
  } catch {}
  process.stderr.write(`error: the baseline ${file} cannot be read. Nothing was measured.\n`);
  process.exit(1);
}

function gate(most) {
  const worse = Object.entries(benchmarks).flatMap(([key, { molt_cpython_ratio: now }]) => {
    const before = baseline[key]?.molt_cpython_ratio;
    const isWorse = typeof now === 'number' && typeof before === 'number' && now > before * (1 + most);
    return isWorse ? [`  - ${key}: ratio ${now.toFixed(4)} > ${before.toFixed(4)} * ${(1 + most).toFixed(2)}`] : [];
  });
  if (worse.length === 0) return;
  console.log(['Performance regression detected:', ...worse].join('\n'));
  process.exitCode = 1;
}
