/** Ratios of times, always with their direction named: the tools print them both ways round. */
import type { NativeRun, WasmRun } from './formats.ts';

export interface Ratios {
  /** Time divided by CPython's time, by bench; only benches that both have measured. */
  byName: Map<string, number>;
  median: number;
}

/** WASM time over CPython time, by bench. Undefined: nothing was measured in both, or one of them is not whole. */
export function wasmOverCpython(native: NativeRun, wasm: WasmRun): Ratios | undefined {
  if (native.partial || wasm.partial) return undefined;
  const cpython = new Map<string, number | null>(native.benches.map((bench) => [bench.name, bench.cpython]));
  return ratios(wasm.benches.map((bench) => [bench.name, bench.wasm, cpython.get(bench.name) ?? null]));
}

/** Molt time over CPython time, by bench. */
export function moltOverCpython(native: NativeRun): Ratios | undefined {
  return native.partial ? undefined : ratios(native.benches.map((bench) => [bench.name, bench.molt, bench.cpython]));
}

function ratios(pairs: [name: string, time: number | null, cpython: number | null][]): Ratios | undefined {
  const byName = new Map<string, number>();
  for (const [name, time, cpython] of pairs) if (time !== null && cpython !== null) byName.set(name, time / cpython);
  return byName.size ? { byName, median: median([...byName.values()]) } : undefined;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `2.1× slower`, `538× faster`, `same` (within half a percent). */
export function factorWords(ratio: number): string {
  if (Math.abs(Math.log(ratio)) < 0.005) return 'same';
  const factor = ratio > 1 ? ratio : 1 / ratio;
  const digits = factor < 1.095 ? 2 : factor < 9.95 ? 1 : 0;
  return `${factor > 99_999 ? '99999+' : factor.toFixed(digits)}× ${ratio > 1 ? 'slower' : 'faster'}`;
}

/** `2.1× slower than CPython` */
export const versusCpython = (ratio: number): string => {
  const words = factorWords(ratio);
  return words === 'same' ? 'as fast as CPython' : `${words} than CPython`;
};
