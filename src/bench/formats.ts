/** Result files of the bench tools: `molt-native` and `molt-wasm`, read from unknown JSON. A failed bench has no time, never 0. */
import { z } from 'zod';
import { done, type Outcome, refuse } from '../kernel/result.ts';
import { type Untrusted, untrusted } from '../kernel/text.ts';

/** Seconds; `variance` is that of the population. */
export interface Stats {
  mean: number;
  median: number;
  variance: number;
  range: number;
}

export interface NativeBench {
  /** Without `bench_` and `.py`: what native and WASM results have in common. */
  name: Untrusted;
  /** Seconds; null: it failed. */
  molt: number | null;
  /** Seconds; null: not measured. */
  cpython: number | null;
  /** It was built: a failure is one of the run. */
  built: boolean;
  stats?: { molt?: Stats; cpython?: Stats };
}

export interface WasmBench {
  name: Untrusted;
  wasm: number | null;
  built: boolean;
  /** Undefined: the file is older than link modes. */
  linked?: boolean;
  stats?: { wasm?: Stats };
}

/** What both formats say of a run. Absent: unknown, the file is older. `partial`: rows of a run that did not get to its end. */
export interface RunHead {
  partial: boolean;
  samples?: number;
  warmup?: number;
  superRun: boolean;
  createdAt?: Untrusted;
  commit?: Untrusted;
}
export type NativeRun = RunHead & { format: 'molt-native'; benches: NativeBench[] };
export type WasmRun = RunHead & { format: 'molt-wasm'; benches: WasmBench[] };
export type BenchRun = NativeRun | WasmRun;

/** More than this is not a result of these tools. */
const mostBenches = 5000;
const longestName = 200;

const optional = <T extends z.ZodType>(type: T): z.ZodCatch<z.ZodOptional<T>> => type.optional().catch(undefined as never);
const text = z.string().max(longestName);
const seconds = z.number().finite().nonnegative();
const head = z.object({
  benchmarks: z.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  created_at: optional(text),
  git_rev: optional(text),
  samples: optional(z.number().int().positive()),
  warmup: optional(z.number().int().nonnegative()),
  super_run: optional(z.boolean()),
  partial: optional(z.boolean()),
});
const stats = z
  .object({ mean_s: seconds, median_s: seconds, variance_s: seconds, range_s: seconds })
  .transform((s): Stats => ({ mean: s.mean_s, median: s.median_s, variance: s.variance_s, range: s.range_s }));
const nativeBench = z.object({
  cpython_time_s: optional(seconds),
  molt_time_s: optional(seconds),
  molt_ok: optional(z.boolean()),
  molt_size_kb: optional(seconds),
  super_stats: optional(z.object({ molt: optional(stats), cpython: optional(stats) })),
});
const wasmBench = z.object({
  molt_wasm_time_s: optional(seconds),
  molt_wasm_ok: optional(z.boolean()),
  molt_wasm_size_kb: optional(seconds),
  molt_wasm_linked: optional(z.boolean()),
  molt_wasm_stats: optional(stats),
});

/** Reads a result file of any known format; undefined: no format of a bench. */
export function parseRun(format: string, content: unknown): Outcome<BenchRun> | undefined {
  return format === 'molt-native' ? parseNative(content) : format === 'molt-wasm' ? parseWasm(content) : undefined;
}

export function parseNative(content: unknown): Outcome<NativeRun> {
  return parse(
    content,
    nativeBench,
    (name, b) => ({
      name,
      molt: timeOf(b.molt_ok ?? true, b.molt_time_s),
      cpython: timeOf(true, b.cpython_time_s),
      built: (b.molt_size_kb ?? 0) > 0,
      ...(b.super_stats && { stats: b.super_stats }),
    }),
    'molt-native',
  ) as Outcome<NativeRun>;
}

export function parseWasm(content: unknown): Outcome<WasmRun> {
  return parse(
    content,
    wasmBench,
    (name, b) => ({
      name,
      wasm: timeOf(b.molt_wasm_ok ?? true, b.molt_wasm_time_s),
      built: (b.molt_wasm_size_kb ?? 0) > 0,
      ...(b.molt_wasm_linked === undefined ? {} : { linked: b.molt_wasm_linked }),
      ...(b.molt_wasm_stats && { stats: { wasm: b.molt_wasm_stats } }),
    }),
    'molt-wasm',
  ) as Outcome<WasmRun>;
}

function parse<Raw extends z.ZodType, Bench>(
  content: unknown,
  schema: Raw,
  bench: (name: Untrusted, raw: z.output<Raw>) => Bench,
  format: BenchRun['format'],
): Outcome<RunHead & { format: string; benches: Bench[] }> {
  const parsed = head.safeParse(content);
  if (!parsed.success) return refuse('bad result', `not a ${format} result: it has no benchmarks`);
  const { benchmarks, ...run } = parsed.data;
  const rows = Object.entries(benchmarks);
  if (rows.length > mostBenches) return refuse('bad result', `not read: it has ${rows.length} benches, more than ${mostBenches}`);
  return done({
    format,
    partial: run.partial ?? false,
    superRun: run.super_run ?? false,
    ...(run.samples === undefined ? {} : { samples: run.samples }),
    ...(run.warmup === undefined ? {} : { warmup: run.warmup }),
    ...(run.created_at === undefined ? {} : { createdAt: untrusted(run.created_at) }),
    ...(run.git_rev === undefined ? {} : { commit: untrusted(run.git_rev) }),
    benches: rows.map(([key, raw]) => {
      const row = schema.safeParse(raw);
      return bench(shortName(key), row.success ? row.data : schema.parse({}));
    }),
  });
}

/** A time of 0 is what the tools write for a failure. */
const timeOf = (ok: boolean, time: number | undefined): number | null => (ok && time !== undefined && time > 0 ? time : null);

/** `bench_sum.py` → `sum` */
export const shortName = (key: string): Untrusted =>
  untrusted(
    key
      .slice(0, longestName)
      .replace(/^bench_(?=.)/, '')
      .replace(/(?<=.)\.py$/, ''),
  );

/** The time that a run is about. */
export const timeIn = (bench: NativeBench | WasmBench): number | null => ('wasm' in bench ? bench.wasm : bench.molt);
export const failedIn = (run: BenchRun): (NativeBench | WasmBench)[] => run.benches.filter((bench) => timeIn(bench) === null);
