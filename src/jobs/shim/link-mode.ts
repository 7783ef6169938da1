/** The link mode of a WASM bench for the log: the tools tell only what could not be linked. */
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { asksLinked, linkModeOf, linkWords } from '../../kernel/link-mode.ts';
import type { Step } from '../spec.ts';
import { missingResults } from './results.ts';

/** `linked 44/45`; undefined: the step leaves no such result, or it cannot be read. */
export function linkModeIn(dir: string, { run, result }: Pick<Step, 'run' | 'result'>): string | undefined {
  if (result?.format !== 'molt-wasm' || missingResults(dir, [{ result }]).length > 0) return undefined;
  try {
    const benches = Object.values(readBenches(result.file)).map((bench) => {
      const { molt_wasm_ok: ok = true, molt_wasm_time_s: time, molt_wasm_linked: linked } = Object(bench);
      return { measured: ok === true && time > 0, linked: typeof linked === 'boolean' ? linked : undefined };
    });
    return benches.length === 0 ? undefined : linkWords(linkModeOf(benches, asksLinked(run)));
  } catch {
    // No JSON, or none of this format: the report tells that.
    return undefined;
  }
}

function readBenches(file: string): object {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return Object(JSON.parse(readFileSync(fd, 'utf8')).benchmarks);
  } finally {
    closeSync(fd);
  }
}
