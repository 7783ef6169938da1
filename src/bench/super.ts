/** Statistics of a super run, bench by bench: raw samples are not in the files, so these are the tools' own figures. */
import type { Untrusted } from '../kernel/text.ts';
import type { BenchRun, Stats } from './formats.ts';

export interface SuperRow {
  name: Untrusted;
  /** What was measured: the compiled program or the interpreter. */
  of: 'molt' | 'cpython' | 'wasm';
  stats: Stats;
}

/** The rows of a super run that have statistics, in the order of the file. */
export function superRows(run: BenchRun): SuperRow[] {
  if (run.format === 'molt-wasm')
    return run.benches.flatMap(({ name, wasm, stats }) => (wasm !== null && stats?.wasm ? [{ name, of: 'wasm', stats: stats.wasm }] : []));
  return run.benches.flatMap(({ name, molt, stats }): SuperRow[] => [
    ...(molt !== null && stats?.molt ? [{ name, of: 'molt' as const, stats: stats.molt }] : []),
    ...(stats?.cpython && stats.cpython.mean > 0 ? [{ name, of: 'cpython' as const, stats: stats.cpython }] : []),
  ]);
}
