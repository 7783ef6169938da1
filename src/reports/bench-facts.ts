/** The bench results of a job: what its files and its printed rows say, and what could not be read. */
import { type BenchRun, failedIn, type NativeRun, parseRun, type WasmRun } from '../bench/formats.ts';
import { linkMode } from '../bench/link-mode.ts';
import { type Profile, parseProfile } from '../bench/profile.ts';
import { moltOverCpython, type Ratios, wasmOverCpython } from '../bench/ratio.ts';
import { partialRun } from '../bench/rows.ts';
import type { Facts, ResultFile } from '../jobs/facts.ts';
import { asksLinked, type LinkMode } from '../kernel/link-mode.ts';
import type { Untrusted } from '../kernel/text.ts';

export interface BenchFacts {
  runs: { phase: string; run: BenchRun; link?: LinkMode }[];
  /** WASM or native time over CPython time, both measured by this job. */
  wasmRatio?: Ratios;
  nativeRatio?: Ratios;
  failed: { phase: string; name: Untrusted; built: boolean }[];
  /** A baseline was wanted, but CPython was not measured at all. */
  noCpython: boolean;
}

/** Undefined: the job has nothing of a bench to show. */
export function benchFacts(facts: Facts): BenchFacts | undefined {
  const runs = [...wholeRuns(facts), ...partialRuns(facts)];
  if (runs.length === 0) return undefined;
  const native = runs.map(({ run }) => run).find((run): run is NativeRun => run.format === 'molt-native');
  const wasm = runs.map(({ run }) => run).find((run): run is WasmRun => run.format === 'molt-wasm');
  const wasmRatio = native && wasm && wasmOverCpython(native, wasm);
  const nativeRatio = native && moltOverCpython(native);
  return {
    runs,
    ...(wasmRatio && { wasmRatio }),
    ...(nativeRatio && { nativeRatio }),
    failed: runs.flatMap(({ phase, run }) => failedIn(run).map(({ name, built }) => ({ phase, name, built }))),
    noCpython: native !== undefined && native.benches.length > 0 && native.benches.every((bench) => bench.cpython === null),
  };
}

/** Why a result file says nothing; undefined: it was read, or its format is none of a bench. */
export function unreadable(result: ResultFile): string | undefined {
  if (!result.read.ok) return result.read.detail === undefined ? result.read.why : `${result.read.why}: ${result.read.detail}`;
  const { content } = result.read;
  const parsed = result.format === 'molt-profile' ? parseProfile(content) : parseRun(result.format, content);
  return parsed && !parsed.ok ? parsed.refusal.message : undefined;
}

/** The profiles of a job, by phase. */
export function profiles(facts: Facts): { phase: string; profile: Profile }[] {
  return facts.results.flatMap(({ phase, format, read }) => {
    const parsed = read.ok && format === 'molt-profile' ? parseProfile(read.content) : undefined;
    return parsed?.ok ? [{ phase, profile: parsed.value }] : [];
  });
}

function wholeRuns(facts: Facts): BenchFacts['runs'] {
  return facts.results.flatMap((result) => {
    const parsed = result.read.ok ? parseRun(result.format, result.read.content) : undefined;
    return parsed?.ok ? [told(facts, result.phase, parsed.value)] : [];
  });
}

function partialRuns(facts: Facts): BenchFacts['runs'] {
  return facts.printed.flatMap(({ step, text }) => {
    const from = facts.steps[step]?.step;
    const run = from?.result && partialRun(from.result.format, text);
    return from && run ? [told(facts, from.phase, run)] : [];
  });
}

function told(facts: Facts, phase: string, run: BenchRun): BenchFacts['runs'][number] {
  if (run.format !== 'molt-wasm') return { phase, run };
  const words = facts.steps.find(({ step }) => step.phase === phase)?.step.run ?? [];
  return { phase, run, link: linkMode(run, asksLinked(words)) };
}
