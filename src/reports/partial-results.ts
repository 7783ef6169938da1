/** The results that the bot leaves in the directory of a job whose bench did not get to writing its own. */
import { partialName, partialText } from '../bench/partial.ts';
import type { Facts } from '../jobs/facts.ts';
import { isOver } from '../jobs/state.ts';
import { benchFacts } from './bench-facts.ts';

export interface PartialResult {
  /** A name in the job directory. */
  file: string;
  text: string;
  rows: number;
}

export function partialResults(facts: Facts): PartialResult[] {
  const { state, spec } = facts.job;
  if (!isOver(state) || !('at' in state)) return [];
  const about = { commit: facts.record?.git?.head ?? spec.commit, at: state.at };
  return (benchFacts(facts)?.runs ?? []).flatMap(({ phase, run }) => {
    const result = facts.results.find((one) => one.phase === phase);
    return run.partial && result && !result.read.ok
      ? [{ file: partialName(result.file), text: partialText(run, about), rows: run.benches.length }]
      : [];
  });
}
