import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, ResultFile } from '../jobs/facts.ts';
import { createMask, untrusted } from '../kernel/text.ts';
import { benchPicture } from './bench-picture.ts';
import { began, ended, fakeContext, fakeFacts, fakeRecord, fakeStep, inState, result } from './fake-facts.ts';

type Times = { [name: string]: [molt: number | null, cpython?: number] };
const native = (times: Times, head: object = { samples: 3 }): ResultFile =>
  result('native', 'molt-native', {
    ...head,
    benchmarks: Object.fromEntries(
      Object.entries(times).map(([name, [molt, cpython]]) => [
        `bench_${name}.py`,
        { molt_time_s: molt ?? 0, molt_ok: molt !== null, ...(cpython !== undefined && { cpython_time_s: cpython }) },
      ]),
    ),
  });
const wasm = (times: { [name: string]: number | null }, linked: (name: string) => boolean = () => true): ResultFile =>
  result('wasm', 'molt-wasm', {
    samples: 5,
    benchmarks: Object.fromEntries(
      Object.entries(times).map(([name, time]) => [
        `bench_${name}`,
        { molt_wasm_time_s: time ?? 0, molt_wasm_ok: time !== null, molt_wasm_size_kb: 9, molt_wasm_linked: linked(name) },
      ]),
    ),
  });

const steps = [fakeStep('native'), fakeStep('wasm', { run: ['tools/bench_wasm.py', '--linked'] })].map((step) =>
  inState(step, { is: 'ended', exit: { code: 0 }, took: 14 * 60_000 }),
);
const job = (results: ResultFile[], over: Parameters<typeof fakeFacts>[1] = {}): Facts =>
  fakeFacts(
    { is: 'succeeded', ...ended(28 * 60_000) },
    { steps, results, spec: { asked: { given: 'bench —linked', canonical: 'bench --linked' } }, ...over },
  );

const plain = (text: string): string => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
const textsIn = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => plain(match[1]!));
const draw = (facts: Facts): string => benchPicture(facts, fakeContext()) ?? '';
const texts = (facts: Facts): string[] => textsIn(draw(facts));
const rows = (facts: Facts): string[][] => [...draw(facts).matchAll(/<g class="row">(.*)<\/g>/g)].map((match) => textsIn(match[1]!));

describe('what is drawn', () => {
  it.each<[string, ResultFile[], string, string[][]]>([
    [
      'WASM against CPython, slowest first',
      [native({ a: [1, 1], b: [1, 1], c: [1, 1] }), wasm({ a: 0.5, b: 4, c: 1 })],
      'WASM time / CPython time, log scale',
      [
        ['b', '4.0× slower'],
        ['c', 'same'],
        ['a', '2.0× faster'],
      ],
    ],
    [
      'Molt against CPython where there is no WASM',
      [native({ a: [0.5, 1], b: [3, 1] })],
      'Molt time / CPython time, log scale',
      [
        ['b', '3.0× slower'],
        ['a', '2.0× faster'],
      ],
    ],
    [
      'equal ratios by name',
      [native({ b: [2, 1], a: [2, 1] })],
      'Molt time / CPython time, log scale',
      [
        ['a', '2.0× slower'],
        ['b', '2.0× slower'],
      ],
    ],
    [
      'times where CPython was not measured',
      [native({ a: [0.5], b: [3] })],
      'Time, log scale, slower to the right',
      [
        ['b', '3.00s'],
        ['a', '.500s'],
      ],
    ],
    [
      'times of both, WASM leading',
      [native({ a: [0.5], b: [3] }), wasm({ a: 1 })],
      'Time, log scale, slower to the right',
      [
        ['b', 'Molt 3.00s'],
        ['a', 'WASM 1.00s'],
      ],
    ],
    ['times of WASM alone', [wasm({ a: 1.5 })], 'Time, log scale, slower to the right', [['a', '1.50s']]],
    [
      'times of a run that is not whole',
      [native({ a: [1, 2] }, { partial: true })],
      'Time, log scale, slower to the right',
      [['a', 'Molt 1.00s']],
    ],
  ])('%s', (_, results, heading, expected) => {
    expect(texts(job(results))).toContain(heading);
    expect(rows(job(results))).toEqual(expected);
  });

  it('has the words of both sides, and bars on the right one', () => {
    const facts = job([native({ slow: [3, 1], fast: [1, 3] })]);
    expect(texts(facts)).toEqual(expect.arrayContaining(['slower than CPython', 'faster', '◀ faster', 'slower ▶', '1×']));
    const one = Number(/<text x="([\d.]+)"[^>]*>1×/.exec(draw(facts))![1]);
    const [slow, fast] = [...draw(facts).matchAll(/class="row">.*?<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map((m) => [
      Number(m[1]),
      Number(m[1]) + Number(m[2]),
    ]);
    expect([slow![0], fast![1]]).toEqual([one, one]);
    expect([slow![1]! > one, fast![0]! < one]).toEqual([true, true]);
  });

  it('draws 40 of 200, and says so', () => {
    const facts = job([native(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`b${n}`, [n + 1, 100]])))]);
    expect(rows(facts)).toHaveLength(40);
    expect(rows(facts)[0]).toEqual(['b199', '2.0× slower']);
    expect(texts(facts).at(-1)).toBe('+160 more');
    expect(Number(/ height="(\d+)"/.exec(draw(facts))![1])).toBeLessThan(3000);
  });

  it('shows modules that are not linked as hollow where others are', () => {
    const results = (linked: (name: string) => boolean) => [native({ a: [1, 1], b: [1, 1] }), wasm({ a: 2, b: 3 }, linked)];
    const mixed = job(results((name) => name === 'a'));
    expect(texts(mixed)).toEqual(expect.arrayContaining(['wasm: 2/2 ok, n=5, mixed: 1/2 linked', 'hollow: not linked']));
    const hollow = [...draw(mixed).matchAll(/<g class="row">(.*)<\/g>/g)].map((row) => row[1]!.includes('fill="#ffffff"'));
    expect(hollow).toEqual([true, false]);
    expect(texts(job(results(() => false)))).not.toContain('hollow: not linked');
  });
});

describe('what is said', () => {
  it('names the job and its machine', () =>
    expect(texts(job([native({ a: [1, 1] })])).slice(0, 2)).toEqual(['42 bench --linked · a0a6909 · 28m', 'm1 · 2026-11-22 09:34 CST']));

  it('puts a long title on several lines', () => {
    const facts = job([native({ a: [1, 1] })], {
      spec: { asked: { given: '', canonical: 'bench --linked --samples 25 --ref some-long-name' } },
    });
    expect(texts(facts).slice(0, 3)).toEqual(['42 bench --linked --samples 25 --ref', 'some-long-name', 'a0a6909 · 28m']);
  });

  it('says what else there is to know of a run', () => {
    const facts = fakeFacts(
      { is: 'timed_out', ...ended(60_000), phase: 'wasm' },
      {
        steps: [
          inState(fakeStep('native', { result: { format: 'molt-native', file: '/j/native.json' } }), { is: 'cut off' }),
          inState(fakeStep('wasm'), { is: 'not run' }),
        ],
        results: [
          { phase: 'native', format: 'molt-native', file: 'native.json', read: { ok: false, why: 'missing' } },
          { phase: 'wasm', format: 'molt-wasm', file: 'wasm.json', read: { ok: false, why: 'missing' } },
        ],
        printed: [{ step: 0, text: untrusted('bench_a.py | 1.0 | n/a | n/a | n/a | n/a | n/a | 2.0 | 0.50 x | 9.0 KB\n') }],
        record: fakeRecord({ git: { head: 'b'.repeat(40), status: ['? a', '? b'] } }),
      },
    );
    expect(texts(facts)).toEqual(
      expect.arrayContaining([
        '42 bench · bbbbbbb · 1m',
        'TIMED OUT · m1 · 2026-11-22 09:34 CST · 2 dirty files',
        'native: 1/1 ok, n not told, partial: printed rows only',
        'wasm: result not used, missing',
      ]),
    );
  });

  it('names what failed, and what has no ratio', () => {
    const facts = job([native({ a: [1, 1], b: [1, 1], c: [null, 1], d: [1] }), wasm({ a: 1, b: null })]);
    const all = texts(facts);
    expect(rows(facts).map(([name]) => name)).toEqual(['a']);
    expect(all.slice(2, 11)).toEqual([
      'native: 3/4 ok, n=3',
      'wasm: 1/2 ok, n=5, linked 1/2',
      'WASM median: as fast as CPython, 1 bench',
      'native build, 1 FAILED:',
      'c',
      'wasm run, 1 FAILED:',
      'b',
      '1 measured without a ratio:',
      'd',
    ]);
  });

  it('says so when nothing but failures is left', () => {
    const facts = job([native(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`b${n}`, [null, 1]])))]);
    expect(rows(facts)).toEqual([]);
    expect(texts(facts)).toEqual(expect.arrayContaining(['native build, 30 FAILED:', 'No bench has a time: there is nothing to draw.']));
    expect(texts(facts).join(' ')).toContain('b18, b19, +10\u00a0more');
  });

  it('says which run is not in the ratio', () => {
    const facts = job([native({ a: [1, 1] }), wasm({ b: 1 })]);
    expect(texts(facts)).toEqual(expect.arrayContaining(['wasm: 1/1 ok, n=5, linked 1/1, not drawn', '1 measured without a ratio:', 'b']));
  });

  it.each<[string, ResultFile[]]>([
    ['no results', []],
    ['a result of another kind', [result('x', 'other', {})]],
    ['a result that cannot be read', [result('native', 'molt-native', 7)]],
    ['a result without benches', [native({})]],
  ])('there is no picture of %s', (_, results) => expect(benchPicture(job(results), fakeContext())).toBeUndefined());
});

describe('names from outside', () => {
  it.each([
    ['<script>', '<script>'],
    [']]>&amp;"\'', ']]>&amp;"\''],
    ['a\u202eb', 'a⟨U+202E⟩b'],
    ['a\u200bb', 'a⟨U+200B⟩b'],
    ['a\nb\tc', 'a␊b c'],
    ['a\x1b[31m', 'a␛[31m'],
    ['\ufffe\uffff', '\ufffd\ufffd'],
    ['x'.repeat(200), `${'x'.repeat(23)}…`],
    ['ghp_0123456789abcdefghij', '‹masked›'],
  ])('%j is shown as %j', (name, shown) => {
    const svg = draw(job([native({ [name]: [2, 1] })]));
    expect(textsIn(svg)).toContain(shown);
    expect(svg).not.toMatch(/<script|\u202e|\u200b|\ufffe|\uffff/);
  });

  it('never show a secret of the bot', () => {
    const facts = job([native({ 'a-hunter22-b': [2, 1] })]);
    expect(benchPicture(facts, { ...fakeContext(), mask: createMask(['hunter22']) })).not.toContain('hunter22');
  });

  it('and figures, whatever they are, leave neither their place nor the form of an SVG', () => {
    const time = fc.oneof(fc.double({ min: 0 }), fc.constantFrom(0, 1e-300, 5e-324, 1e300, 1), fc.constant(undefined));
    const name = fc.string({ unit: 'binary', maxLength: 70 });
    const row = fc.record({ molt_time_s: time, cpython_time_s: time, molt_wasm_time_s: time, molt_wasm_linked: fc.boolean() });
    fc.assert(
      fc.property(fc.dictionary(name, row, { maxKeys: 60 }), fc.dictionary(name, row), fc.boolean(), (a, b, same) => {
        const facts = job([result('native', 'molt-native', { benchmarks: a }), result('wasm', 'molt-wasm', { benchmarks: same ? a : b })]);
        const svg = benchPicture(facts, fakeContext(began)) ?? '';
        const form = svg.replace(/>[^<>]*</g, '><');
        expect(form).not.toMatch(/NaN|Infinity|undefined|null|e[+-]\d/);
        expect(form.replace(/<(?:\/?(?:svg|title|text|g)|rect|path|circle)(?: [\w:-]+="[^"<>]*")*\/?>/g, '').trim()).toBe('');
        for (const [, x, anchor, said] of svg.matchAll(/<text x="(-?[\d.]+)"(?:[^>]*text-anchor="(\w+)")?[^>]*>([^<]*)<\/text>/g)) {
          const wide = [...plain(said!)].length * 28 * 0.6021;
          const left = Number(x) - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left + wide).toBeLessThanOrEqual(1080);
        }
      }),
    );
  });
});
