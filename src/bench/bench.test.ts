import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkWords } from '../kernel/link-mode.ts';
import { untrusted } from '../kernel/text.ts';
import { failedIn, type NativeRun, parseNative, parseRun, parseWasm, shortName, type WasmRun } from './formats.ts';
import { linkMode } from './link-mode.ts';
import { partialName, partialText } from './partial.ts';
import { parseProfile } from './profile.ts';
import { factorWords, median, versusCpython, wasmOverCpython } from './ratio.ts';
import { partialRun } from './rows.ts';
import { superRows } from './super.ts';
import { shortTime } from './times.ts';

const native = (benchmarks: object, head: object = {}): NativeRun => {
  const parsed = parseNative({ benchmarks, ...head });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
};
const wasm = (benchmarks: object): WasmRun => {
  const parsed = parseWasm({ benchmarks });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
};

describe('result files', () => {
  it('reads a native run', () =>
    expect(
      native(
        { 'bench_sum.py': { molt_time_s: 0.5, cpython_time_s: 1, molt_ok: true, molt_size_kb: 10 } },
        { samples: 3, warmup: 1, super_run: false },
      ),
    ).toEqual({
      format: 'molt-native',
      partial: false,
      superRun: false,
      samples: 3,
      warmup: 1,
      benches: [{ name: 'sum', molt: 0.5, cpython: 1, built: true }],
    }));

  it.each([
    ['ok is false', { molt_ok: false, molt_time_s: 1 }],
    ['the time is 0', { molt_ok: true, molt_time_s: 0 }],
    ['the time is missing', { molt_ok: true }],
    ['the time is negative', { molt_ok: true, molt_time_s: -1 }],
    ['the time is not finite', { molt_ok: true, molt_time_s: Number.POSITIVE_INFINITY }],
    ['the time is a string', { molt_ok: true, molt_time_s: '1' }],
    ['the row is no object', 7],
  ])('has no time when %s', (_, row) => {
    const run = native({ 'bench_x.py': row });
    expect(run.benches[0]?.molt).toBeNull();
    expect(failedIn(run)).toHaveLength(1);
  });

  it('reads older files that lack samples and link mode', () => {
    const run = wasm({ bench_a: { molt_wasm_ok: true, molt_wasm_time_s: 1 } });
    expect(run.benches).toEqual([{ name: 'a', wasm: 1, built: false }]);
    expect(run.samples).toBeUndefined();
  });

  it('takes __proto__ for a name like any other', () => {
    const run = parseNative(JSON.parse('{"benchmarks": {"__proto__": {"molt_time_s": 1, "molt_ok": true}}}'));
    expect(run.ok && run.value.benches.map(({ name }) => name)).toEqual(['__proto__']);
    expect(({} as { molt_time_s?: number }).molt_time_s).toBeUndefined();
  });

  it('refuses more benches than there can be', () =>
    expect(parseNative({ benchmarks: Object.fromEntries(Array.from({ length: 5001 }, (_, n) => [`b${n}`, {}])) })).toMatchObject({
      ok: false,
      refusal: { message: 'not read: it has 5001 benches, more than 5000' },
    }));

  it.each([null, [], 'x', {}, { benchmarks: [] }, { benchmarks: null }])('refuses %j', (content) =>
    expect(parseNative(content).ok).toBe(false),
  );

  it('never throws and never has a time that is not positive', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        for (const content of [a, { benchmarks: a }, { benchmarks: { x: b }, samples: a }])
          for (const format of ['molt-native', 'molt-wasm', 'other']) {
            const run = parseRun(format, content);
            if (run?.ok)
              for (const bench of run.value.benches) expect('wasm' in bench ? (bench.wasm ?? 1) : (bench.molt ?? 1)).toBeGreaterThan(0);
          }
        parseProfile(a);
      }),
    ));

  it.each([
    ['bench_sum.py', 'sum'],
    ['bench_sum', 'sum'],
    ['bench_', 'bench_'],
    ['.py', '.py'],
  ])('shortens %s to %s', (key, name) => expect(shortName(key)).toBe(name));
});

describe('printed rows', () => {
  const head =
    'Benchmark                      | CPython (s)  | PyPy (s)     | Cython (s)   | Numba (s)    | Codon (s)    | Molt/Codon   | Molt (s)   | Molt Speedup | Molt Size\n-----\n';
  const row = (name: string, cpython: string, molt: string, size: string): string =>
    `${name} | ${cpython} | n/a | n/a | n/a | n/a | n/a | ${molt} | 0.59        x | ${size}\n`;

  it('reads finished native rows, a failed one without a time, and not half a row', () => {
    const printed = `${head}${row('bench_fib.py', '0.1445', '0.2446', '6976.9 KB')}noise | x\n${row('bench_bad.py', '1.0366', '0.0000', '0.0 KB')}${row('bench_cut.py', '1.0', '2.0', '1.0 KB').slice(0, -9)}`;
    expect(partialRun('molt-native', untrusted(printed))).toMatchObject({
      partial: true,
      benches: [
        { name: 'fib', molt: 0.2446, cpython: 0.1445, built: true },
        { name: 'bad', molt: null, cpython: 1.0366, built: false },
      ],
    });
  });

  it('reads WASM rows', () =>
    expect(
      partialRun(
        'molt-wasm',
        untrusted(
          'Benchmark | WASM (s) | WASM size\nbench_fib   | 0.1234       |    512.0 KB\nbench_a_very_long_name_that_overflows_its_column | n/a | 1.0 KB\n',
        ),
      )?.benches,
    ).toEqual([
      { name: 'fib', wasm: 0.1234, built: true },
      { name: 'a_very_long_name_that_overflows_its_column', wasm: null, built: true },
    ]));

  it.each(['molt-native', 'molt-wasm', 'other'])('finds no run in other output (%s)', (format) =>
    expect(partialRun(format, untrusted('hello | world\nx | 1.0 | 2.0 KB\n'))).toBeUndefined(),
  );
});

describe('ratios', () => {
  it.each([
    [2.1, '2.1× slower'],
    [0.5, '2.0× faster'],
    [1 / 538, '538× faster'],
    [1.04, '1.04× slower'],
    [1.001, 'same'],
    [9.97, '10× slower'],
  ])('%d is %s', (ratio, words) => expect(factorWords(ratio)).toBe(words));

  it('names its direction', () => {
    expect(versusCpython(2.1)).toBe('2.1× slower than CPython');
    expect(versusCpython(1)).toBe('as fast as CPython');
  });

  it('pairs benches by name and leaves out what failed on either side', () => {
    const n = native({ 'bench_a.py': { cpython_time_s: 1 }, 'bench_b.py': { cpython_time_s: 0 }, 'bench_c.py': { cpython_time_s: 2 } });
    const w = wasm({
      bench_a: { molt_wasm_time_s: 3 },
      bench_b: { molt_wasm_time_s: 3 },
      bench_c: { molt_wasm_ok: false },
      bench_d: { molt_wasm_time_s: 1 },
    });
    expect(wasmOverCpython(n, w)).toEqual({ byName: new Map([['a', 3]]), median: 3 });
    expect(wasmOverCpython({ ...n, partial: true }, w)).toBeUndefined();
  });

  it('takes the middle', () => expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]));
});

describe('link mode', () => {
  const row = (linked?: boolean, ok = true): object => ({
    molt_wasm_ok: ok,
    molt_wasm_time_s: ok ? 1 : 0,
    ...(linked === undefined ? {} : { molt_wasm_linked: linked }),
  });
  it.each([
    ['all linked', [row(true), row(true)], true, 'linked 2/2'],
    ['one failed', [row(true), row(true, false)], true, 'linked 1/2'],
    ['one failed to build, not linked', [row(true), row(false, false)], true, 'linked 1/2'],
    ['asked, none linked', [row(false), row(false)], true, 'fallback: asked linked, 0/2 are'],
    ['some linked', [row(true), row(false)], true, 'mixed: 1/2 linked'],
    ['some linked, not asked', [row(true), row(false)], false, 'mixed: 1/2 linked, none asked'],
    ['none linked, not asked', [row(false)], false, 'fallback (unlinked)'],
    ['an older file', [row()], false, 'link mode not told'],
  ])('%s', (_, rows, asked, words) =>
    expect(linkWords(linkMode(wasm(Object.fromEntries(rows.map((r, n) => [`bench_${n}`, r]))), asked))).toBe(words),
  );
});

it('gives the statistics of super runs, not of failed benches', () => {
  const stats = { mean_s: 1, median_s: 1.1, variance_s: 0.01, range_s: 0.2, min_s: 0.9, max_s: 1.1 };
  const run = native({
    'bench_a.py': { molt_time_s: 1, molt_ok: true, super_stats: { molt: stats, cpython: stats } },
    'bench_b.py': { molt_ok: false, super_stats: { molt: stats } },
    'bench_c.py': { molt_time_s: 1, super_stats: { molt: { mean_s: 'x' } } },
  });
  expect(superRows(run).map(({ name, of, stats: s }) => [name, of, s.median])).toEqual([
    ['a', 'molt', 1.1],
    ['a', 'cpython', 1.1],
  ]);
});

it.each([
  [123.4, '123s'],
  [11.7281, '11.7s'],
  [1.4899, '1.49s'],
  [0.9996, '1.00s'],
  [0.41, '.410s'],
  [0.0018, '1.8ms'],
  [0.0000123, '12.3us'],
])('%d seconds are %s', (seconds, words) => expect(shortTime(seconds)).toBe(words));

describe('a partial result', () => {
  it.each([
    [
      'molt-native',
      'bench_fib.py | 0.2 | n/a | n/a | n/a | n/a | n/a | 0.1 | 0.59        x | 69.9 KB\nbench_x.py | 0.2 | n/a | n/a | n/a | n/a | n/a | 0.0000 | 0.00        x | 0.0 KB\n',
    ],
    ['molt-wasm', 'bench_fib | 0.1234 |    512.0 KB\nbench_x | n/a | n/a\n'],
  ])('of %s is read as what it was, and never as a whole run', (format, printed) => {
    const run = partialRun(format, untrusted(printed))!;
    const read = parseRun(format, JSON.parse(partialText(run, { commit: 'abc', at: 0 })));
    expect(read).toMatchObject({
      ok: true,
      value: { partial: true, commit: 'abc', benches: run.benches.map(({ built: _, ...bench }) => bench) },
    });
  });

  it('is named after the result that is not there', () => {
    expect(['native.json', 'a/wasm.json', 'rows'].map(partialName)).toEqual([
      'native.partial.json',
      'a-wasm.partial.json',
      'rows.partial.json',
    ]);
  });
});
