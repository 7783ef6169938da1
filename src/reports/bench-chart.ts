/** What the chart of a bench job shows: ratios to CPython, else times, slowest first. */
import { timeIn } from '../bench/formats.ts';
import { factorWords } from '../bench/ratio.ts';
import { shortTime } from '../bench/times.ts';
import { clip } from '../kernel/text.ts';
import type { BenchFacts } from './bench-facts.ts';
import type { Show } from './context.ts';
import { logOf } from './log-scale.ts';

const nameColumns = 24;

export type Look = 'slower' | 'faster' | 'same' | 'wasm' | 'molt' | 'cpython';

/** `at` is the natural logarithm of a ratio or of seconds; hollow: a WASM module that is not linked, where others are. */
export interface Mark {
  look: Look;
  at: number;
  hollow: boolean;
}
export interface Row {
  name: string;
  value: string;
  marks: Mark[];
}
export interface Chart {
  heading: string;
  legend: { look: Look; hollow?: boolean; words: string }[];
  /** Slowest first, all of them. */
  rows: Row[];
  /** The benches in it. */
  keys: string[];
  /** A chart of ratios: bars that begin at 1×. */
  isRatio: boolean;
}

export function ratioChart(bench: BenchFacts, show: Show): Chart {
  const byName = [...(bench.wasmRatio ?? bench.nativeRatio)!.byName].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const unlinked = bench.wasmRatio ? unlinkedOf(bench) : new Set<string>();
  return {
    heading: `${bench.wasmRatio ? 'WASM' : 'Molt'} time / CPython time, log scale`,
    legend: [
      { look: 'slower', words: 'slower than CPython' },
      { look: 'faster', words: 'faster' },
      ...(unlinked.size > 0 ? [{ look: 'slower' as const, hollow: true, words: 'hollow: not linked' }] : []),
    ],
    rows: byName.map(([name, ratio]) => ({
      name: clip(show(name), nameColumns),
      value: factorWords(ratio),
      marks: [
        { look: factorWords(ratio) === 'same' ? 'same' : ratio > 1 ? 'slower' : 'faster', at: logOf(ratio), hollow: unlinked.has(name) },
      ],
    })),
    keys: byName.map(([name]) => name),
    isRatio: true,
  };
}

export function timeChart(bench: BenchFacts, show: Show): Chart {
  const unlinked = unlinkedOf(bench);
  const times = new Map<string, { [series in 'cpython' | 'molt' | 'wasm']?: number }>();
  for (const { run } of bench.runs)
    for (const one of run.benches) {
      if (timeIn(one) === null) continue;
      const known = 'wasm' in one ? { wasm: one.wasm! } : { molt: one.molt!, ...(one.cpython !== null && { cpython: one.cpython }) };
      times.set(one.name, { ...times.get(one.name), ...known });
    }
  const led = [...times].map(([name, all]) => ({ name, all, lead: 'wasm' in all ? ('wasm' as const) : ('molt' as const) }));
  led.sort((a, b) => b.all[b.lead]! - a.all[a.lead]! || (a.name < b.name ? -1 : 1));
  const series = (['molt', 'wasm', 'cpython'] as const).filter((one) => led.some(({ all }) => all[one] !== undefined));
  const seriesName = { molt: 'Molt', wasm: 'WASM', cpython: 'CPython' };
  return {
    heading: 'Time, log scale, slower to the right',
    legend: [
      ...series.map((look) => ({ look, words: seriesName[look] })),
      ...(unlinked.size > 0 ? [{ look: 'wasm' as const, hollow: true, words: 'hollow: not linked' }] : []),
    ],
    rows: led.map(({ name, all, lead }) => ({
      name: clip(show(name), nameColumns),
      value: `${series.length > 1 ? `${seriesName[lead]} ` : ''}${shortTime(all[lead]!)}`,
      marks: series.flatMap((look) =>
        all[look] === undefined ? [] : [{ look, at: logOf(all[look]), hollow: look === 'wasm' && unlinked.has(name) }],
      ),
    })),
    keys: led.map(({ name }) => name),
    isRatio: false,
  };
}

/** Benches that are not linked in a run of which others are: the two do not compare. */
const unlinkedOf = ({ runs }: BenchFacts): Set<string> =>
  new Set(
    runs.flatMap(({ run, link }) =>
      run.format === 'molt-wasm' && link?.is === 'mixed' ? run.benches.flatMap((one) => (one.linked === false ? [one.name] : [])) : [],
    ),
  );
