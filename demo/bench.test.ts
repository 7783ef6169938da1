/** The bench tools measure really, and speak as Molt's do: flags, rows, JSON, exit codes. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseNative, parseWasm } from '../src/bench/formats.ts';
import { partialRun } from '../src/bench/rows.ts';
import { untrusted } from '../src/kernel/text.ts';
import { type Benches, hasPython, onlyTiny, readJson, rows, runTool, temporaryDemo } from './testing.ts';

let real: Awaited<ReturnType<typeof temporaryDemo>>;
let tiny: Awaited<ReturnType<typeof temporaryDemo>>;
let count = 0;
beforeAll(async () => {
  [real, tiny] = [await temporaryDemo(), await temporaryDemo()];
  onlyTiny(tiny.demo);
});
afterAll(() => {
  real.remove();
  tiny.remove();
});

const fresh = (): string => join(tiny.folder, `result ${++count}.json`);
const latest = (): string => join(tiny.folder, `result ${count}.json`);
const file = (name: string): string => join(tiny.demo, name);
/** With a file of the tiny workspace changed for a while; undefined: without it. */
function having<T>(name: string, text: string | undefined, work: () => T): T {
  renameSync(file(name), file(`${name}.kept`));
  try {
    if (text !== undefined) writeFileSync(file(name), text);
    return work();
  } finally {
    rmSync(file(name), { force: true });
    renameSync(file(`${name}.kept`), file(name));
  }
}
const noPython = (): string => {
  const empty = join(tiny.folder, 'empty');
  mkdirSync(empty, { recursive: true });
  return empty;
};

const nativeKeys = [
  ...['codon_ok', 'codon_time_s', 'cpython_time_s', 'cython_ok', 'cython_time_s', 'molt_args', 'molt_build_s', 'molt_codon_ratio'],
  ...['molt_cpython_ratio', 'molt_ok', 'molt_size_kb', 'molt_speedup', 'molt_time_s', 'numba_ok', 'numba_time_s', 'pypy_time_s'],
];
const wasmKeys = ['molt_wasm_build_s', 'molt_wasm_linked', 'molt_wasm_ok', 'molt_wasm_size_kb', 'molt_wasm_time_s'];
const headKeys = ['benchmarks', 'created_at', 'git_rev', 'samples', 'schema_version', 'super_run', 'system', 'warmup'];

describe('a smoke run', () => {
  test('natively: rows, JSON and answers', () => {
    const out = fresh();
    const run = runTool(real.demo, ['bench.mjs', '--smoke', '--json-out', out]);
    expect(run.exit).toBe(0);
    expect(rows(run.stdout).map(([name]) => name)).toEqual(['bench_sum.py', 'bench_bytes_find.py']);
    const result = readJson(out);
    expect(Object.keys(result).sort()).toEqual(headKeys);
    expect(result).toMatchObject({ schema_version: 1, samples: 1, warmup: 0, super_run: false });
    expect(result.git_rev).toMatch(/^[0-9a-f]{40}$/);
    expect(result.created_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
    expect(Object.keys(result.system).sort()).toEqual(['cpu_count', 'load_avg', 'machine', 'platform', 'python']);
    for (const bench of Object.values(result.benchmarks as Benches)) {
      expect(Object.keys(bench).sort()).toEqual(nativeKeys);
      expect(bench.molt_ok).toBe(true);
      expect(bench.molt_time_s).toBeGreaterThan(0.01);
      expect(bench.cpython_time_s > 0).toBe(hasPython);
      if (hasPython) expect(bench.molt_cpython_ratio).toBeCloseTo(bench.molt_time_s / bench.cpython_time_s, 9);
    }
    const read = parseNative(result);
    expect(read).toMatchObject({ ok: true, value: { benches: [{ name: 'sum' }, { name: 'bytes_find' }] } });
    expect(partialRun('molt-native', untrusted(run.stdout))).toMatchObject({ benches: [{ name: 'sum' }, { name: 'bytes_find' }] });
  });

  test.each([
    ['fallback', [], false],
    ['linked', ['--linked'], true],
  ])('as WASM, %s', (_, words, linked) => {
    const out = fresh();
    const run = runTool(real.demo, ['bench_wasm.mjs', '--smoke', '--json-out', out, ...words]);
    expect(run).toMatchObject({ exit: 0, stderr: '' });
    expect(rows(run.stdout).map(([name]) => name)).toEqual(['bench_sum', 'bench_bytes_find']);
    const result = readJson(out);
    expect(Object.keys(result).sort()).toEqual(headKeys);
    for (const bench of Object.values(result.benchmarks as Benches)) {
      expect(Object.keys(bench).sort()).toEqual(wasmKeys);
      expect(bench).toMatchObject({ molt_wasm_ok: true, molt_wasm_linked: linked });
      expect(bench.molt_wasm_time_s).toBeGreaterThan(0.01);
      expect(bench.molt_wasm_build_s).toBeGreaterThan(0);
    }
    expect(parseWasm(result)).toMatchObject({
      ok: true,
      value: {
        benches: [
          { name: 'sum', linked },
          { name: 'bytes_find', linked },
        ],
      },
    });
    expect(partialRun('molt-wasm', untrusted(run.stdout))).toMatchObject({ benches: [{ name: 'sum' }, { name: 'bytes_find' }] });
  });
});

test('every program gives its answer, in each language and link mode', () => {
  const { stdout, exit } = runTool(real.demo, ['dev.mjs', 'test']);
  expect([exit, stdout]).toEqual([0, `All ${hasPython ? 40 : 30} checks passed\n`]);
});

test('lint names the file that is not understood', () => {
  expect(runTool(tiny.demo, ['dev.mjs', 'lint'])).toMatchObject({ exit: 0, stderr: '' });
  having('benches/bench_tiny.js', 'const = 1;', () => {
    const run = runTool(tiny.demo, ['dev.mjs', 'lint']);
    expect([run.exit, run.stdout]).toEqual([
      1,
      expect.stringMatching(/^error: benches\/bench_tiny\.js: .*\n[\s\S]*1 of \d+ checks failed\n$/),
    ]);
  });
});

describe('without python3', () => {
  test('the CPython column is n/a, told, and the run is good', () => {
    const out = fresh();
    const run = runTool(tiny.demo, ['bench.mjs', '--json-out', out], noPython());
    expect(run).toMatchObject({ exit: 0, stderr: 'Skipping CPython: python3 not found on PATH. Its column is n/a.\n' });
    expect(rows(run.stdout)[0]!.slice(0, 2)).toEqual(['bench_tiny.py', 'n/a']);
    const { benchmarks, system } = readJson(out);
    expect(benchmarks['bench_tiny.py']).toMatchObject({ cpython_time_s: 0, molt_ok: true, molt_cpython_ratio: null, molt_speedup: 0 });
    expect(system.python).toBe('n/a');
  });

  test('the other tools work too', () => {
    expect(runTool(tiny.demo, ['bench_wasm.mjs', '--json-out', fresh()], noPython())).toMatchObject({ exit: 0, stderr: '' });
    expect(runTool(tiny.demo, ['dev.mjs', 'lint'], noPython()).exit).toBe(0);
    expect(runTool(tiny.demo, ['dev.mjs', 'test'], noPython()).exit).toBe(0);
  });
});

describe('--super', () => {
  test('takes ten samples and shows their statistics', () => {
    const [native, wasm] = [fresh(), fresh()];
    expect(runTool(tiny.demo, ['bench.mjs', '--super', '--json-out', native]).exit).toBe(0);
    expect(runTool(tiny.demo, ['bench_wasm.mjs', '--super', '--json-out', wasm]).exit).toBe(0);
    expect(readJson(native)).toMatchObject({ samples: 10, warmup: 1, super_run: true });
    const bench = readJson(native).benchmarks['bench_tiny.py'];
    expect(Object.keys(bench.super_stats)).toEqual(hasPython ? ['cpython', 'molt'] : ['molt']);
    expect(bench.super_stats.molt.mean_s).toBe(bench.molt_time_s);
    const wasmBench = readJson(wasm).benchmarks.bench_tiny;
    const stats = wasmBench.molt_wasm_stats;
    expect(Object.keys(stats).sort()).toEqual(['max_s', 'mean_s', 'median_s', 'min_s', 'range_s', 'variance_s']);
    expect(stats.mean_s).toBe(wasmBench.molt_wasm_time_s);
    expect(stats.range_s).toBeCloseTo(stats.max_s - stats.min_s, 12);
  });

  test.each([
    [[2, 4, 4, 4, 5, 5, 7, 9], { mean_s: 5, median_s: 4.5, variance_s: 4, range_s: 7, min_s: 2, max_s: 9 }],
    [[3, 1, 2], { mean_s: 2, median_s: 2, variance_s: 2 / 3, range_s: 2, min_s: 1, max_s: 3 }],
    [[0.5], { mean_s: 0.5, median_s: 0.5, variance_s: 0, range_s: 0, min_s: 0.5, max_s: 0.5 }],
  ])('statistics of %j: the variance is that of the population', async (times, expected) => {
    const { statistics } = await import(pathToFileURL(join(real.demo, 'tools/lib/measure.mjs')).href);
    expect(statistics(times)).toEqual(expected);
  });
});

describe.each(['bench.mjs', 'bench_wasm.mjs'])('%s refuses', (tool) => {
  test.each([
    [['--super', '--smoke'], '--super cannot be combined with --smoke'],
    [['--super', '--samples', '5'], '--super cannot be combined with --samples'],
    [['--samples', '0'], '--samples must be at least 1'],
    [['--samples', 'many'], "argument --samples: invalid int value: 'many'"],
    [['--samples', '1e3'], 'invalid int value'],
    [['--lots'], "Unknown option '--lots'"],
    [['bench_sum'], 'Unexpected argument'],
  ])('%j with exit 2, and measures nothing', (words, why) => {
    const out = fresh();
    const run = runTool(tiny.demo, [tool, '--json-out', out, ...words]);
    expect(run).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(`${tool}: error: `) });
    expect(run.stderr).toContain(why);
    expect(existsSync(out)).toBe(false);
  });

  test('a result that exists', () => {
    const out = fresh();
    writeFileSync(out, 'precious');
    const run = runTool(tiny.demo, [tool, '--json-out', out]);
    expect(run).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining('is not written over') });
    expect(readFileSync(out, 'utf8')).toBe('precious');
  });
});

describe('the gate', () => {
  const gate = (baseline: string, ...words: string[]) =>
    runTool(tiny.demo, ['bench.mjs', '--samples', '1', '--warmup', '0', '--json-out', fresh(), '--baseline', baseline, ...words]);
  const baselineOf = (ratio: number): string => {
    const path = fresh();
    writeFileSync(path, JSON.stringify({ benchmarks: { 'bench_tiny.py': { molt_cpython_ratio: ratio }, 'bench_gone.py': {} } }));
    return path;
  };

  test('a worse ratio: exit 1, told as Molt tells it, with a result; without CPython there is no ratio', () => {
    const run = gate(baselineOf(0.0001));
    expect(run.exit).toBe(hasPython ? 1 : 0);
    const told = /\nPerformance regression detected:\n {2}- bench_tiny\.py: ratio \d+\.\d{4} > 0\.0001 \* 1\.15\n$/;
    expect(told.test(run.stdout)).toBe(hasPython);
    expect(existsSync(latest())).toBe(true);
  });

  test('no worse, or within --max-regression: exit 0', () => {
    expect(gate(baselineOf(100_000)).exit).toBe(0);
    expect(gate(baselineOf(0.01), '--max-regression', '1000000').exit).toBe(0);
  });

  test.each([undefined, '{', '[', 'null'])('a baseline of %j cannot be read: exit 1, nothing measured', (text) => {
    const path = fresh();
    if (text !== undefined) writeFileSync(path, text);
    expect(gate(path)).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringContaining('cannot be read') });
  });

  test('--update-baseline writes one', () => {
    const path = fresh();
    expect(gate(path, '--update-baseline').exit).toBe(0);
    expect(Object.keys(readJson(path).benchmarks)).toEqual(['bench_tiny.py']);
  });
});

describe('a bench that fails is never a time', () => {
  const failed = { molt_ok: false, molt_time_s: 0, cpython_time_s: 0, molt_cpython_ratio: null, molt_speedup: 0 };

  test('a wrong answer, in every column', () => {
    having('benches/expected.json', '{"bench_tiny": "41"}', () => {
      const [native, wasm] = [fresh(), fresh()];
      const run = runTool(tiny.demo, ['bench.mjs', '--json-out', native]);
      expect(run).toMatchObject({
        exit: 0,
        stderr: expect.stringContaining('Molt run failed for bench_tiny.py: wrong answer 42, expected 41'),
      });
      expect(readJson(native).benchmarks['bench_tiny.py']).toMatchObject(failed);
      const asWasm = runTool(tiny.demo, ['bench_wasm.mjs', '--json-out', wasm]);
      expect(asWasm).toMatchObject({ exit: 0, stderr: 'WASM run failed: bench_tiny: wrong answer 42, expected 41\n' });
      expect(rows(asWasm.stdout)[0]![1]).toBe('n/a');
      expect(readJson(wasm).benchmarks.bench_tiny).toMatchObject({ molt_wasm_ok: false, molt_wasm_time_s: 0 });
    });
  });

  test('a program that does not compile', () => {
    having('benches/bench_tiny.js', 'const = 1;', () => {
      const out = fresh();
      const run = runTool(tiny.demo, ['bench.mjs', '--json-out', out]);
      expect(run).toMatchObject({ exit: 0, stderr: expect.stringContaining('Molt build/run failed for bench_tiny.py.\n') });
      expect(readJson(out).benchmarks['bench_tiny.py']).toMatchObject({ molt_ok: false, molt_time_s: 0, molt_size_kb: 0 });
    });
  });

  test('a .wat that does not assemble', () => {
    having('benches/bench_tiny.wat', '(module (func (export "main") (oops)))', () => {
      const out = fresh();
      const run = runTool(tiny.demo, ['bench_wasm.mjs', '--json-out', out]);
      expect(run).toMatchObject({ exit: 0, stderr: expect.stringContaining('WASM build failed for bench_tiny: ') });
      expect(readJson(out).benchmarks.bench_tiny).toMatchObject({ molt_wasm_ok: false, molt_wasm_time_s: 0, molt_wasm_size_kb: 0 });
    });
  });

  test('a runtime that does not build ends the run: exit 1, no result', () => {
    having('runtime/runtime.wat', '(module (func (oops)))', () => {
      const out = fresh();
      const run = runTool(tiny.demo, ['bench_wasm.mjs', '--json-out', out]);
      expect(run).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringMatching(/^WASM runtime build failed:\n/) });
      expect(existsSync(out)).toBe(false);
    });
  });
});

describe('link mode', () => {
  const wasm = (...words: string[]) => {
    const out = fresh();
    return { out, run: runTool(tiny.demo, ['bench_wasm.mjs', '--json-out', out, ...words]) };
  };
  const linkedIn = (out: string): boolean => readJson(out).benchmarks.bench_tiny.molt_wasm_linked;

  test('no linker: --linked falls back, told', () => {
    having('tools/wasm_link.mjs', undefined, () => {
      const { out, run } = wasm('--linked');
      expect(run.exit).toBe(0);
      expect(run.stderr).toContain(
        'Skipping wasm link: wasm_link.mjs not found.\nWASM link unavailable; falling back to non-linked build for ',
      );
      expect(linkedIn(out)).toBe(false);
    });
  });

  test('no linker: --require-linked aborts with 1 and no result', () => {
    having('tools/wasm_link.mjs', undefined, () => {
      const { out, run } = wasm('--linked', '--require-linked');
      expect(run).toMatchObject({ exit: 1, stderr: expect.stringMatching(/\nWASM bench aborted: linked wasm required\n$/) });
      expect(existsSync(out)).toBe(false);
    });
  });

  test('a program that needs what the runtime lacks does not link', () => {
    const text =
      '(module\n  (import "runtime" "magic" (func $magic (result f64)))\n  (func (export "main") (result f64) (call $magic))\n)\n';
    having('benches/bench_tiny.wat', text, () => {
      const { run } = wasm('--linked');
      expect(run.stderr).toContain('WASM link failed: bench_tiny: undefined symbol: magic\n');
    });
  });

  test('an unlinked run after a linked one measures the unlinked module', () => {
    expect(linkedIn(wasm('--linked').out)).toBe(true);
    const { out } = wasm();
    expect(linkedIn(out)).toBe(false);
    const size = (path: string): number => readJson(path).benchmarks.bench_tiny.molt_wasm_size_kb * 1024;
    expect(size(out)).toBe(readFileSync(file('build/bench_tiny.wasm')).length);
  });
});
