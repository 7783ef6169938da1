/** The two configs that come with the program: they load, and their jobs are what they should be. */
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expand, fillOut, validateOptions } from '../src/jobs/expand.ts';
import { loadConfig } from './load.ts';

function load(name: string) {
  const loaded = loadConfig(resolve(import.meta.dirname, name), { cwd: '/', home: '/state' });
  if (!loaded.ok) throw new Error(loaded.refusal.message);
  return loaded.value;
}

function stepsOf(config: ReturnType<typeof load>, recipe: string, given: Record<string, string | true>) {
  const found = config.recipes.get(recipe)!;
  const values = validateOptions(found, given);
  if (!values.ok) throw new Error(values.refusal.message);
  const expanded = expand(found, values.value, { workspace: '/srv/w', node: '/bin/node' });
  if (!expanded.ok) throw new Error(expanded.refusal.message);
  return fillOut(expanded.value.steps, '/out');
}

describe.each(['molt-ops.yaml', 'molt.yaml'])('%s', (name) => {
  const config = load(name);

  test('every recipe can be started as it is', () => {
    for (const recipe of config.recipes.keys()) expect(stepsOf(config, recipe, {}).length, recipe).toBeGreaterThan(0);
  });

  test('what writes into .venv or measures never runs beside another job of the worktree', () => {
    for (const recipe of config.recipes.values()) {
      const isMeasuring = /bench$|bench-gate$|profile$/.test(recipe.name);
      const usesTree = recipe.steps.some(
        ({ run }) => run[0] === 'uv' || run[0] === 'cargo' || run.some((word) => word.includes('tools/dev.')),
      );
      if (isMeasuring) expect(recipe.exclusive, recipe.name).toBe('host');
      else if (usesTree) expect(recipe.exclusive, recipe.name).toBe('worktree');
    }
  });

  test.each([[{}], [{ smoke: true }], [{ samples: '5' }]] as Record<string, string | true>[][])(
    'bench %o: CPython and WASM in one job, unlinked never picks up a linked module',
    (given) => {
      const [native, wasm, ...more] = stepsOf(config, 'bench', given!);
      expect(more).toEqual([]);
      expect(native).toMatchObject({ phase: 'native', env: {}, result: { format: 'molt-native', file: '/out/native.json' } });
      expect(wasm).toMatchObject({
        phase: 'wasm',
        env: { MOLT_WASM_PREFER_LINKED: '0' },
        result: { format: 'molt-wasm', file: '/out/wasm.json' },
      });
    },
  );

  test.each([[{ linked: true }], [{ linked: true, smoke: true }]] as Record<string, string | true>[][])(
    'bench %o measures the linked module',
    (given) => {
      const [, wasm, ...more] = stepsOf(config, 'bench', given!);
      expect(more).toEqual([]);
      // A bench that falls back is not linked: it must not pick up another's module either.
      expect(wasm?.env).toEqual({ MOLT_WASM_PREFER_LINKED: '0' });
      expect(wasm?.run).toContain('--linked');
    },
  );

  test('bench --native and --wasm run one of the two', () => {
    expect(stepsOf(config, 'bench', { native: true }).map(({ phase }) => phase)).toEqual(['native']);
    expect(stepsOf(config, 'bench', { wasm: true }).map(({ phase }) => phase)).toEqual(['wasm']);
  });

  test('rows of both benches are counted, headers are not', () => {
    const [native, wasm] = stepsOf(config, 'bench', {});
    const rows = (row: string | undefined, printed: string[]): number => printed.filter((line) => new RegExp(row!, 'u').test(line)).length;
    expect(
      rows(native?.progress?.row, [
        'Benchmark       | CPython (s)  | Molt',
        '-----',
        'bench_sum.py    | 1.4601  | n/a',
        'bench_a_very_long_name.py| n/a',
      ]),
    ).toBe(2);
    expect(
      rows(wasm?.progress?.row, [
        'Benchmark       | WASM (s)     | WASM size ',
        '-----',
        'bench_sum       | 0.2579  | 12.1 KB',
        'bench_fib | n/a     | n/a',
      ]),
    ).toBe(2);
  });
});

describe('molt.yaml', () => {
  const config = load('molt.yaml');

  test('python runs through uv, unbuffered by -u alone', () => {
    for (const { name, steps } of config.recipes.values())
      for (const { run, env } of steps) {
        expect(env?.PYTHONUNBUFFERED, name).toBeUndefined();
        if (run.some((word) => word.endsWith('.py')))
          expect(run.slice(0, 6), name).toEqual(['uv', 'run', '--python', '3.14', 'python3', '-u']);
      }
  });

  test('the gate compares with the committed baseline, which no chat line names', () => {
    const [native, ...more] = stepsOf(config, 'bench-gate', { smoke: true, 'max-regression': '0.05' });
    expect(more).toEqual([]);
    expect(native?.run.slice(7)).toEqual([
      ...['--json-out', '/out/native.json', '--baseline', 'bench/baseline.json', '--max-regression', '0.05', '--smoke'],
    ]);
    expect(validateOptions(config.recipes.get('bench-gate')!, { 'max-regression': '-1' }).ok).toBe(false);
  });

  test('what the recipe fixes is no option in chat', () => {
    for (const { name, options } of config.recipes.values())
      for (const fixed of ['env', 'molt-arg', 'out-dir', 'json-out', 'baseline', 'update-baseline'])
        expect(options, name).not.toHaveProperty(fixed);
  });

  test.each([
    [
      'bench',
      [
        'Using CPython 3.14.10',
        'Removed virtual environment at: .venv',
        'Performance regression detected:',
        '  - bench_sum.py: ratio 0.0030 > 0.0009 * 1.15',
      ],
      '  - bench_sum.py: ratio 0.0030 > 0.0009 * 1.15',
    ],
    [
      'bench',
      ['WASM run failed: (node:1) ExperimentalWarning: WASI', 'Molt build/run failed for bench_x.'],
      'Molt build/run failed for bench_x.',
    ],
    [
      'bench',
      ['WASM runtime build failed: Downloading crates ...', 'warning: unused import', 'error[E0308]: mismatched types'],
      'error[E0308]: mismatched types',
    ],
    [
      'bench',
      ['Skipping wasm link: wasm-ld not found. Linked output is required.', 'WASM bench aborted'],
      'Skipping wasm link: wasm-ld not found. Linked output is required.',
    ],
    ['bench', ['Skipping wasm link: wasm-ld not found (install LLVM to enable).'], undefined],
    [
      'bench',
      ['usage: bench.py [-h]', 'bench.py: error: --super cannot be combined with --smoke'],
      'bench.py: error: --super cannot be combined with --smoke',
    ],
    [
      'wasm-profile',
      ['Traceback (most recent call last):', 'TypeError: prepare_wasm_binary() missing 1'],
      'TypeError: prepare_wasm_binary() missing 1',
    ],
    ['test', ['[PASS] a.py', '[FAIL] b.py'], '[FAIL] b.py'],
  ])('%s quotes the line that tells why', (name, printed, quote) => {
    const patterns = config.recipes.get(name)!.errors.map((pattern) => new RegExp(pattern, 'u'));
    expect(printed.find((line) => patterns.some((pattern) => pattern.test(line)))).toBe(quote);
  });
});
