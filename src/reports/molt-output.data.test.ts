/** The real output of Molt's tools, in the folder that MOLT_OPS_DATA names; skipped, and said so, where there is none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseRun, timeIn } from '../bench/formats.ts';
import { createQuoter } from '../jobs/directory/quote.ts';
import type { Facts } from '../jobs/facts.ts';
import type { JobState } from '../jobs/state.ts';
import { untrusted } from '../kernel/text.ts';
import { endingCard } from './ending-card.ts';
import { ended, fakeContext, fakeFacts, fakeStep, inState, lines, result } from './fake-facts.ts';
import { fullReport } from './full-report.ts';

const data = process.env.MOLT_OPS_DATA ?? '';
const folder = data && join(data, 'output');
const read = (name: string): string => {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

const { recipes } = parse(readFileSync(join(import.meta.dirname, '../../config/molt.yaml'), 'utf8'));

/** The facts of one recorded run of a tool, quoted as that recipe of config/molt.yaml has it. */
function run(name: string, format: 'molt-native' | 'molt-wasm' | undefined, words: string[], recipe = 'bench'): Facts {
  const code = Number(/exit (\d+)/.exec(read(`${name}.exit`))?.[1] ?? 1);
  const printed = read(`${name}.stderr`) + read(`${name}.stdout`);
  const all = printed.split('\n').filter((_, n, every) => n < every.length - 1 || every[n] !== '');
  const phase = format === 'molt-wasm' ? 'wasm' : format ? 'native' : 'tool';
  const step = fakeStep(phase, { run: words, ...(format && { result: { format, file: `/out/${phase}.json` } }) });
  const json = read(`${name}.json`);
  const quoter = createQuoter(recipes[recipe].errors);
  for (const line of all) quoter.line(line);
  const state: JobState =
    code === 0 ? { is: 'succeeded', ...ended(9000) } : { is: 'failed', ...ended(9000), exit: { code }, reason: 'exit', phase };
  return fakeFacts(state, {
    steps: [inState(step, { is: 'ended', exit: { code }, took: 9000 })],
    results: !format
      ? []
      : json
        ? [result(phase, format, JSON.parse(json))]
        : [{ phase, format, file: `${phase}.json`, read: { ok: false, why: 'missing' } }],
    printed: json ? [] : [{ step: 0, text: untrusted(printed) }],
    tail: lines(...all.slice(-20)),
    log: { path: '/x/log', bytes: printed.length + 26 * all.length, missing: 0 },
    ...(quoter.quote && { quote: quoter.quote }),
  });
}

const report = (facts: Facts): string => fullReport(facts, fakeContext());
const card = (facts: Facts): string => {
  const { title, output = [], lines: said = [], code } = endingCard(facts, fakeContext());
  const body = [...output, ...said];
  return [title, ...body, code ?? ''].join('\n');
};

describe.skipIf(folder === '')('the real output of Molt (MOLT_OPS_DATA)', () => {
  it('counts 45 of 45 native benches', () => {
    const facts = run('full', 'molt-native', ['bench.py']);
    expect(card(facts)).toContain('DONE 42: native 45/45');
    expect(report(facts)).toContain('- native: 45/45 ok, n=3, warm-up 1\n');
    expect(report(facts)).not.toContain('FAILED');
  });

  it('counts 44 of 45 linked WASM benches and leads with the failed one', () => {
    const facts = run('wasm-full-linked', 'molt-wasm', ['bench_wasm.py', '--linked']);
    expect(card(facts)).toContain('DONE 42: 1 failed, wasm 44/45');
    expect(report(facts)).toContain('### Summary\n- 1 failed: prod_list (wasm run)\n');
    expect(report(facts)).toContain('linked 44/45');
  });

  it('takes the ratio from native and WASM of one job, with its direction', () => {
    const native = run('full', 'molt-native', ['bench.py']);
    const wasm = run('wasm-full-linked', 'molt-wasm', ['bench_wasm.py', '--linked']);
    const both = { ...native, steps: [...native.steps, ...wasm.steps], results: [...native.results, ...wasm.results] };
    expect(report(both)).toContain('- WASM 6.6× slower than CPython: median of WASM time / CPython time of this job, 44 benches');
  });

  it('quotes the regressions of a failing gate', () => {
    const facts = run('gate', 'molt-native', ['bench.py'], 'bench-gate');
    expect(card(facts)).toMatch(/^FAILED 42 bench: native, exit 1\n- bench_sum\.py: ratio 0\.0030/);
    expect(report(facts)).toContain('- bench_bytes_find.py: ratio 0.5137 > 0.1883 * 1.15');
    expect(report(facts)).toContain('native: 2/2 ok');
  });

  it('says fallback when wasm-ld is missing', () => {
    const facts = run('linked-no-wasm-ld', 'molt-wasm', ['bench_wasm.py', '--linked']);
    expect(card(facts)).toContain('fallback: asked linked, 0/2 are');
    expect(report(facts)).toContain('fallback: asked linked, 0/2 are');
  });

  it('has no figures when --require-linked aborts', () => {
    const facts = run('require-no-wasm-ld', 'molt-wasm', ['bench_wasm.py', '--linked', '--require-linked']);
    expect(card(facts)).toMatch(
      /^FAILED 42 bench: wasm, exit 1\nSkipping wasm link: wasm-ld not found\n[\s\S]*\nWASM bench aborted: linked wasm required\n/,
    );
    expect(report(facts)).toContain('Result of wasm not used: wasm.json — missing');
    expect(report(facts)).not.toContain(' ok,');
  });

  it('quotes a runtime that was not built', () => {
    const facts = run('wasm-runtime-build-failed', 'molt-wasm', ['bench_wasm.py']);
    expect(report(facts)).toContain('First of 3 errors at runtime/molt-runtime/src/lib.rs:2423:92, quoted below');
    expect(card(facts)).toContain('FAILED 42 bench: wasm, exit 1');
  });

  it('counts a stale module as two failures, not as times of 0', () => {
    const facts = run('wasm-stale', 'molt-wasm', ['bench_wasm.py']);
    expect(card(facts)).toContain('DONE 42: 2 failed, wasm 0/2');
    expect(report(facts)).not.toMatch(/ 0s/);
  });

  it('quotes the TypeError of wasm_profile', () => {
    const facts = run('wasm-profile', undefined, ['wasm_profile.py'], 'wasm-profile');
    expect(card(facts)).toContain('TypeError: prepare_wasm_binary() missing\n1 required');
    expect(report(facts)).toContain("TypeError: prepare_wasm_binary() missing 1 required keyword-only argument: 'require_linked'");
  });

  it('quotes the bench that profile does not know', () =>
    expect(report(run('profile-badbench', undefined, ['profile.py', '--bench', 'nosuch'], 'profile'))).toContain(
      'FileNotFoundError: Unknown benchmark: nosuch',
    ));

  it('counts what was profiled, and what crashed under it although the tool exits 0', () => {
    const manifest = JSON.parse(read('profile-molt/profile_manifest.json'));
    const facts = { ...run('smoke', undefined, ['profile.py']), results: [result('profile', 'molt-profile', manifest)] };
    expect(report(facts)).toContain('profile: 2 benches profiled, none crashed');
    manifest.benchmarks[0].cpu_runs[0].returncode = -11;
    expect(card(facts)).toContain('DONE 42: 1 profiled run crashed');
    expect(report(facts)).toContain('1 profiled run crashed: sum (time, returned -11)');
  });

  it('notes a usage line with exit 0, and no other success', () => {
    expect(report(run('devhelp', undefined, ['dev.py', 'help']))).toContain('It printed only a usage line');
    expect(card(run('devhelp', undefined, ['dev.py', 'help']))).toContain('DONE 42 bench: exit 0, but only a usage line');
    expect(report(run('lint', undefined, ['dev.py', 'lint']))).not.toContain('usage line');
  });

  it('tells bad flags by the last lines', () =>
    expect(report(run('badflag', 'molt-native', ['bench.py', '--super', '--smoke']))).toContain(
      'bench.py: error: --super cannot be combined with --smoke',
    ));

  it.each(['smoke', 'wasm-smoke', 'wasm-linked'])('counts 2 of 2 in %s', (name) =>
    expect(report(run(name, name === 'smoke' ? 'molt-native' : 'molt-wasm', name === 'wasm-linked' ? ['--linked'] : []))).toContain(
      '2/2 ok, n=1, warm-up 0',
    ),
  );

  it('reads rows that were printed before a run was cut', () => {
    const facts = run('full', 'molt-native', []);
    const half = read('full.stdout').slice(0, 3000);
    const cut: Facts = { ...facts, results: [], printed: [{ step: 0, text: untrusted(half) }] };
    expect(report(cut)).toMatch(/- native: (\d+)\/\1 ok; partial: /);
  });

  it.each(['native', 'wasm'])('reads every committed %s result, the old ones with fewer fields too', (kind) => {
    const names = readdirSync(join(data, 'bench', kind));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const parsed = parseRun(`molt-${kind}`, JSON.parse(readFileSync(join(data, 'bench', kind, name), 'utf8')));
      expect(parsed, name).toMatchObject({ ok: true });
      const run = parsed?.ok ? parsed.value : undefined;
      expect(run?.benches.length, name).toBeGreaterThan(0);
      expect(
        run?.benches.map(timeIn).every((time) => time === null || time > 0),
        name,
      ).toBe(true);
    }
  });
});
