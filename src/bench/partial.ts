/** The rows that a stopped or crashed bench had printed, as a result file of its own: marked partial, in the form of the tools. */
import { type BenchRun, timeIn } from './formats.ts';

/** `native.json` → `native.partial.json`; never in a folder, which may not be there, or lead elsewhere. */
export const partialName = (file: string): string => file.replaceAll('/', '-').replace(/(?:\.json)?$/, '.partial.json');

/** `commit` and `at` (milliseconds) are those of the job: the tool had told neither. */
export function partialText(run: BenchRun, { commit, at }: { commit: string | undefined; at: number }): string {
  const benchmarks = run.benches.map((bench) => {
    const [time, ok] = [timeIn(bench) ?? 0, timeIn(bench) !== null];
    return [
      bench.name,
      'wasm' in bench
        ? { molt_wasm_time_s: time, molt_wasm_ok: ok }
        : { cpython_time_s: bench.cpython ?? 0, molt_time_s: time, molt_ok: ok },
    ];
  });
  const result = {
    schema_version: 1,
    partial: true,
    created_at: new Date(at).toISOString(),
    ...(commit !== undefined && { git_rev: commit }),
    benchmarks: Object.fromEntries(benchmarks),
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
