/** Rows that the bench tools print as each bench finishes: what is left of a run that did not get to writing its file. */
import type { Untrusted } from '../kernel/text.ts';
import { type BenchRun, type NativeBench, shortName, type WasmBench } from './formats.ts';

const mostRows = 5000;

/** The finished rows in `printed`; undefined when the format prints none, or none was printed. */
export function partialRun(format: string, printed: Untrusted): BenchRun | undefined {
  if (format === 'molt-native') {
    const benches = rows(printed, nativeRow);
    return benches.length ? { format, partial: true, superRun: false, benches } : undefined;
  }
  if (format === 'molt-wasm') {
    const benches = rows(printed, wasmRow);
    return benches.length ? { format, partial: true, superRun: false, benches } : undefined;
  }
  return undefined;
}

/** The last row of a name stands. A line without its end may be half a row. */
function rows<T extends { name: string }>(printed: string, read: (cells: string[]) => T | undefined): T[] {
  const found = new Map<string, T>();
  const whole = printed.slice(0, printed.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n')) {
    if (line.length > 2000 || found.size >= mostRows) continue;
    const row = read(line.split('|').map((cell) => cell.trim()));
    if (row) found.set(row.name, row);
  }
  return [...found.values()];
}

/** `bench_sum.py | CPython | PyPy | Cython | Numba | Codon | Molt/Codon | Molt | 0.59 x | 6976.9 KB` */
function nativeRow(cells: string[]): NativeBench | undefined {
  const [name, cpython] = cells;
  const [molt, speedup, size] = cells.slice(-3);
  if (cells.length !== 10 || !/^\S+\.py$/.test(name!) || !/^[\d.]+ *x$|^n\/a/.test(speedup!)) return undefined;
  return { name: shortName(name!), molt: time(molt!), cpython: time(cpython!), built: kilobytes(size!) };
}

/** `bench_fib | 0.1234 | 512.0 KB` */
function wasmRow(cells: string[]): WasmBench | undefined {
  const [name, wasm, size] = cells;
  if (cells.length !== 3 || !/^bench_\S+$/.test(name!) || !(wasm === 'n/a' || /^\d+\.\d+$/.test(wasm!))) return undefined;
  return { name: shortName(name!), wasm: time(wasm!), built: kilobytes(size!) };
}

function time(cell: string): number | null {
  const seconds = /^\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : 0;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

const kilobytes = (cell: string): boolean => /^[\d.]+ KB$/.test(cell) && Number.parseFloat(cell) > 0;
