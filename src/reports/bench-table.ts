/** Tables of a bench job: a few rows for a phone, all rows for the full report. No verdicts: a table only says what was measured. */
import { type NativeBench, timeIn, type WasmBench } from '../bench/formats.ts';
import { factorWords } from '../bench/ratio.ts';
import { superRows } from '../bench/super.ts';
import { shortTime } from '../bench/times.ts';
import { asciiCell } from '../kernel/text.ts';
import type { BenchFacts } from './bench-facts.ts';
import type { Show } from './context.ts';

interface Row {
  name: string;
  cpython?: number | null;
  molt?: number | null;
  wasm?: number | null;
  ratio?: number;
  failed: string[];
}

/** Failures first, then what is slowest against CPython, or plainly slowest; 40 columns, at most `most` rows, then `+N more`. */
export function benchTable(bench: BenchFacts, show: Show, most = 5): string {
  const rows = sorted(rowsOf(bench, show));
  const shown = rows.slice(0, most);
  const [left, right] = leads(bench);
  const body = shown.map((row) =>
    row.failed.length
      ? `${asciiCell('FAILED', 6)} ${asciiCell(row.name, 14)} ${asciiCell(row.failed.join(', '), 18)}`
      : phoneRow(row.name, cell(row[left]), right ? cell(row[right]) : '', row.ratio === undefined ? '' : times(row.ratio)),
  );
  const headLine = phoneRow('bench', left, right ?? '', rows.some((row) => row.ratio !== undefined) ? `${right ?? left}/cpy` : '');
  return [
    ...(shown.every((row) => row.failed.length) ? [] : [headLine]),
    ...body,
    ...(rows.length > shown.length ? [`+${rows.length - shown.length} more`] : []),
  ]
    .map((text) => text.trimEnd())
    .join('\n');
}

const phoneRow = (name: string, left: string, right: string, ratio: string): string =>
  `${asciiCell(name, 14)} ${asciiCell(left, 7, 'right')} ${asciiCell(right, 6, 'right')} ${asciiCell(ratio, 10, 'right')}`;

/** Every bench with all its times, failures first. */
export function fullTable(bench: BenchFacts, show: Show, most = 500): string[] {
  const rows = sorted(rowsOf(bench, show));
  const have = (['cpython', 'molt', 'wasm'] as const).filter((column) => rows.some((row) => row[column] !== undefined));
  const width = Math.min(40, Math.max(5, ...rows.map((row) => row.name.length)));
  const of = bench.wasmRatio ? 'WASM/CPython' : bench.nativeRatio ? 'Molt/CPython' : '';
  const text = (name: string, cells: string[], last: string): string =>
    [asciiCell(name, width), ...cells.map((c) => asciiCell(c, 8, 'right')), last.padStart(14)].join('  ').trimEnd();
  return [
    text('bench', [...have], of),
    ...rows.slice(0, most).map((row) =>
      text(
        row.name,
        have.map((column) => (row[column] === null && column !== 'cpython' ? 'FAILED' : cell(row[column]))),
        row.failed.length ? row.failed.join(', ') : row.ratio === undefined ? '' : factorWords(row.ratio),
      ),
    ),
    ...(rows.length > most ? [`+${rows.length - most} more, in the result files`] : []),
  ];
}

/** Mean, median, variance and range of each bench of super runs. Empty: there is none. */
export function superTable(bench: BenchFacts, show: Show, most = 500): string[] {
  const rows = bench.runs.flatMap(({ run }) => superRows(run));
  if (rows.length === 0) return [];
  const width = Math.min(40, Math.max(5, ...rows.map((row) => show(row.name, 40).length)));
  const text = (name: string, of: string, cells: string[]): string =>
    [asciiCell(name, width), asciiCell(of, 7), ...cells.map((c) => asciiCell(c, 9, 'right'))].join('  ').trimEnd();
  return [
    text('bench', 'of', ['mean', 'median', 'variance', 'range']),
    ...rows
      .slice(0, most)
      .map(({ name, of, stats }) =>
        text(show(name, 40), of, [shortTime(stats.mean), shortTime(stats.median), stats.variance.toExponential(2), shortTime(stats.range)]),
      ),
    ...(rows.length > most ? [`+${rows.length - most} more, in the result files`] : []),
  ];
}

/** The two times that stand beside the ratio that is shown. */
function leads(bench: BenchFacts): ['cpython' | 'molt' | 'wasm', ('molt' | 'wasm')?] {
  const native = bench.runs.some(({ run }) => run.format === 'molt-native');
  const wasm = bench.runs.some(({ run }) => run.format === 'molt-wasm');
  if (native && wasm) return bench.noCpython ? ['molt', 'wasm'] : ['cpython', 'wasm'];
  if (native) return bench.noCpython ? ['molt'] : ['cpython', 'molt'];
  return ['wasm'];
}

function rowsOf(bench: BenchFacts, show: Show): Row[] {
  const ratios = bench.wasmRatio ?? bench.nativeRatio;
  const rows = new Map<string, Row>();
  for (const { phase, run } of bench.runs)
    for (const measured of run.benches) {
      const row = rows.get(measured.name) ?? { name: show(measured.name, 60), failed: [] };
      Object.assign(row, timesOf(measured));
      if (timeIn(measured) === null) row.failed.push(`${show(phase, 12)} ${measured.built ? 'run' : 'build'}`);
      const ratio = ratios?.byName.get(measured.name);
      if (ratio !== undefined) row.ratio = ratio;
      rows.set(measured.name, row);
    }
  return [...rows.values()];
}

const timesOf = (bench: NativeBench | WasmBench): Partial<Row> =>
  'wasm' in bench ? { wasm: bench.wasm } : { molt: bench.molt, cpython: bench.cpython };

const sorted = (rows: Row[]): Row[] =>
  rows.sort((a, b) => b.failed.length - a.failed.length || weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
const weight = (row: Row): number => row.ratio ?? (row.wasm ?? row.molt ?? 0) / 1e9;

const cell = (seconds: number | null | undefined): string => (seconds === null || seconds === undefined ? 'n/a' : shortTime(seconds));

/** `7.9x slower` in ten columns: `7.9x slow`, for tables of plain ASCII. */
const times = (ratio: number): string => factorWords(ratio).replace('× ', 'x ').replace('slower', 'slow').replace('faster', 'fast');
