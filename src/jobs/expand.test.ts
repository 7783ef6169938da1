import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalLine, expand, fillOut, validateOptions } from './expand.ts';
import type { Option, Recipe, RecipeStep } from './recipe.ts';
import { files } from './spec.ts';

const options: Record<string, Option> = {
  smoke: { type: 'flag' },
  native: { type: 'flag' },
  samples: { type: 'int', min: 1, max: 100 },
  suite: { type: 'choice', of: ['top', 'smoke', 'all'] },
  bench: { type: 'text', many: true },
  tag: { type: 'text' },
  why: { type: 'text', pattern: '.*' },
};

const recipeOf = (...steps: Partial<RecipeStep>[]): Recipe => ({
  name: 'bench',
  about: 'Benches',
  category: 'benchmarks',
  exclusive: 'host',
  limits: {},
  errors: [],
  options,
  steps: steps.map((step, n) => ({ phase: `p${n}`, run: ['x'], ...step })),
});

/** The words of the only step. */
function wordsOf(run: string[], values: Record<string, string | number | boolean>, workspace = '/srv/w'): string[] | string {
  const expanded = expand(recipeOf({ run }), values, { workspace, node: '/n' });
  return expanded.ok ? expanded.value.steps[0]!.run : expanded.refusal.message;
}

describe('words', () => {
  test.each([
    ['an option with its value', ['x', '{--samples}'], { samples: 5 }, ['x', '--samples', '5']],
    ['a flag', ['x', '{--smoke}'], { smoke: true }, ['x', '--smoke']],
    ['what is not set', ['x', '{--samples}', '{--smoke}', 'y'], {}, ['x', 'y']],
    ['a flag that is off', ['x', '{--smoke}'], { smoke: false }, ['x']],
    ['a value inside a word', ['x', '--tag={tag}'], { tag: 'v1' }, ['x', '--tag=v1']],
    ['a word that names an unset option', ['x', '--tag={tag}'], {}, ['x']],
    ['several values', ['x', '{--bench}'], { bench: 'a,b' }, ['x', '--bench', 'a', '--bench', 'b']],
    ['several values inside a word', ['x', 'b/{bench}.py'], { bench: 'a,b' }, ['x', 'b/a.py', 'b/b.py']],
    ['the workspace, the Node, and the job directory kept', ['{node}', '{workspace}/t', '{out}/r'], {}, ['/n', '/srv/w/t', '{out}/r']],
    ['spaces stay in their word', ['x', '{--why}'], { why: 'a "b" $(id); c' }, ['x', '--why', 'a "b" $(id); c']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable
    ['what only looks like a placeholder', ['sh', '-c', 'echo ${HOME} {} {A}'], {}, ['sh', '-c', 'echo ${HOME} {} {A}']],
    ['patterns of replacement', ['x', 'a{why}'], { why: "$& $1 $'" }, ['x', "a$& $1 $'"]],
  ])('%s', (_, run, values, expected) => {
    expect(wordsOf(run, values)).toEqual(expected);
  });

  test('a workspace with spaces, quotes and commands in its path is one word', () => {
    const workspace = '/srv/a b\'c"$(id)';
    expect(wordsOf(['x', '{workspace}/t'], {}, workspace)).toEqual(['x', `${workspace}/t`]);
  });
});

describe('paths', () => {
  const refusalOf = (step: Partial<RecipeStep>, values = {}): string => {
    const expanded = expand(recipeOf(step), values, { workspace: '/srv/w' });
    return expanded.ok ? 'fine' : expanded.refusal.message;
  };

  test.each([
    ['a result beside others', { result: { format: 'f', file: '{out}/{tag}.json' } }, { tag: 'a' }, 'fine'],
    [
      'a word that leads out',
      { run: ['x', '{out}/a/../../b'] },
      {},
      'bench was not started: "{out}/a/../../b" leads out of the job directory, in phase p0.',
    ],
    [
      'a result that is not named',
      { result: { format: 'f', file: '{out}/{tag}.json' } },
      {},
      'bench was not started: its result lies outside the job directory, in phase p0.',
    ],
    ['a folder outside', { cwd: '../x' }, {}, 'bench was not started: its folder lies outside the workspace, in phase p0.'],
    [
      "one of the job's own files",
      { run: ['x', '{out}/{tag}'] },
      { tag: 'log' },
      'bench was not started: "{out}/log" is a file of the job itself, in phase p0.',
    ],
  ])('%s', (_, step, values, expected) => {
    expect(refusalOf(step, values)).toBe(expected);
  });

  test('no option value names a file of the job itself', () => {
    for (const name of Object.values(files).filter((file) => typeof file === 'string'))
      expect(refusalOf({ result: { format: 'f', file: '{out}/{why}' } }, { why: name }), name).toContain('is a file of the job itself');
  });
});

describe('steps', () => {
  const recipe = recipeOf(
    { phase: 'native', when: '!smoke' },
    {
      phase: 'wasm',
      when: 'smoke !native',
      env: { A: '{samples}', B: '{out}/b' },
      cwd: 'sub',
      continue: true,
      result: { format: 'f', file: '{out}/r' },
    },
  );
  const phasesOf = (values: Record<string, boolean>): string[] | string => {
    const expanded = expand(recipe, values, { workspace: '/srv/w' });
    return expanded.ok ? expanded.value.steps.map(({ phase }) => phase) : expanded.refusal.message;
  };

  test('run when their options say so', () => {
    expect(phasesOf({})).toEqual(['native']);
    expect(phasesOf({ smoke: true })).toEqual(['wasm']);
    expect(phasesOf({ smoke: true, native: true })).toBe(
      '"bench --smoke --native" leaves no step to run, so nothing was started. Ask for less:',
    );
  });

  test('are filled in whole, the job directory last', () => {
    const expanded = expand(recipe, { smoke: true }, { workspace: '/srv/w' });
    expect(expanded.ok && fillOut(expanded.value.steps, '/logs/$& 1')).toEqual([
      {
        phase: 'wasm',
        run: ['x'],
        cwd: '/srv/w/sub',
        env: { B: '/logs/$& 1/b' },
        continue: true,
        result: { format: 'f', file: '/logs/$& 1/r' },
      },
    ]);
  });
});

describe('options', () => {
  test.each([
    [
      "values of each type, in the recipe's order",
      { samples: '007', smoke: true, suite: 'top', bench: 'a,b.py' },
      { smoke: true, samples: 7, suite: 'top', bench: 'a,b.py' },
    ],
    ['nothing', {}, {}],
    ["a pattern of the recipe's own", { why: 'a b' }, { why: 'a b' }],
  ] as [string, Record<string, string | true>, object][])('%s', (_, given, expected) => {
    const values = validateOptions(recipeOf({}), given);
    expect(values.ok && Object.entries(values.value)).toEqual(Object.entries(expected));
  });

  test.each([
    ['a near name', { smok: true }, 'bench has no option --smok and was not started. Did you mean:', 'bench --smoke'],
    [
      'a near name that needs a value',
      { quite: true, smoke: true },
      'bench has no option --quite and was not started. Did you mean:',
      'bench --smoke --suite top',
    ],
    [
      'a name far from all',
      { zzzzzzzz: 'a', smoke: true },
      'bench has no option --zzzzzzzz and was not started. It has --smoke --native --samples --suite --bench --tag --why.',
      'bench --smoke',
    ],
    [
      'a number too high',
      { smoke: true, samples: '500' },
      '--samples is a whole number from 1 to 100, not "500". bench was not started.',
      'bench --smoke --samples 100',
    ],
    [
      'a number too low',
      { samples: '-5' },
      '--samples is a whole number from 1 to 100, not "-5". bench was not started.',
      'bench --samples 1',
    ],
    ['no number', { samples: '1e2' }, '--samples is a whole number from 1 to 100, not "1e2". bench was not started.', 'bench --samples 1'],
    ['a number left out', { samples: true }, '--samples needs a whole number from 1 to 100. bench was not started.', 'bench --samples 1'],
    ['another choice', { suite: 'tpo' }, '--suite is one of top, smoke, all, not "tpo". bench was not started.', 'bench --suite top'],
    ['a flag with a value', { smoke: 'yes' }, '--smoke takes no value, not even "yes". bench was not started.', 'bench --smoke'],
    ['a path', { tag: '/etc/passwd' }, '--tag must not begin with "/": "/etc/passwd". bench was not started.', 'bench'],
    ['an option as a value', { why: '--super' }, '--why must not begin with "-": "--super". bench was not started.', 'bench'],
    ['a way up', { why: 'a/../b' }, '--why must not hold "..": "a/../b". bench was not started.', 'bench'],
    [
      'a placeholder as a value',
      { why: '{out}' },
      '--why must not hold braces or control characters: "{out}". bench was not started.',
      'bench',
    ],
    ['NUL', { why: 'a\0b' }, '--why must not hold braces or control characters: "a␀b". bench was not started.', 'bench'],
    ['one bad value of several', { bench: 'a,-b' }, '--bench must not begin with "-": "a,-b". bench was not started.', 'bench'],
    ['no value between commas', { bench: 'a,,b' }, '--bench needs a value: "a,,b". bench was not started.', 'bench'],
    ['other characters', { tag: 'a b' }, '--tag takes letters, digits and _ . + - only: "a b". bench was not started.', 'bench'],
    [
      'a value of many pages',
      { tag: 'a'.repeat(1_000_000) },
      `--tag has 1000000 characters, 200 at most: "${'a'.repeat(29)}…". bench was not started.`,
      'bench',
    ],
    [
      'a prototype',
      { __proto__: null, constructor: true },
      'bench has no option --constructor and was not started. It has --smoke --native --samples --suite --bench --tag --why.',
      'bench',
    ],
  ] as [string, Record<string, string | true>, string, string][])('%s is refused', (_, given, message, next) => {
    expect(validateOptions(recipeOf({}), given)).toMatchObject({ ok: false, refusal: { message, next } });
  });

  test("the canonical line is in the recipe's order, quoted where it must be", () => {
    expect(canonicalLine(recipeOf({}), { why: 'a b', samples: 5, smoke: true, native: false })).toBe(
      'bench --smoke --samples 5 --why "a b"',
    );
  });
});

describe('for any options', () => {
  const given = fc.record(
    {
      smoke: fc.constant(true as const),
      samples: fc.oneof(fc.integer({ min: -5, max: 200 }).map(String), fc.string()),
      suite: fc.oneof(fc.constantFrom('top', 'all'), fc.string()),
      bench: fc.oneof(
        fc.array(fc.stringMatching(/^[a-z_.{}-]{0,8}$/), { maxLength: 4 }).map((all) => all.join(',')),
        fc.string(),
      ),
      tag: fc.oneof(fc.stringMatching(/^[\w.+/-]{1,10}$/), fc.string()),
      why: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{out}', '{--tag}', '$(id) {tag}', "a' b", '../x', '-x')),
    },
    { requiredKeys: [] },
  );
  const template = [
    'x',
    '{--smoke}',
    '{--samples}',
    '{--suite}',
    '{--bench}',
    '--tag={tag}',
    '{out}/{tag}/{why}',
    '{--why}',
    '{workspace}/{bench}',
  ];

  test('a value is one word, whole; nothing is left unfilled but {out}; nothing begins with - or / or leads out', () => {
    let expandedOnes = 0;
    fc.assert(
      fc.property(given, (options) => {
        const valid = Object.entries(options).filter(([name, value]) => validateOptions(recipeOf({}), { [name]: value }).ok);
        const values = validateOptions(recipeOf({}), Object.fromEntries(valid));
        if (!values.ok) throw new Error('each is valid, but not all together');
        const { smoke, samples, suite, bench, tag, why } = values.value;
        const benches = bench === undefined ? [] : String(bench).split(',');
        const expanded = expand(recipeOf({ run: template }), values.value, { workspace: '/srv/my w' });
        if (!expanded.ok) return;
        expandedOnes += 1;
        const pair = (name: string, value: unknown): string[] => (value === undefined ? [] : [`--${name}`, String(value)]);
        const { run } = expanded.value.steps[0]!;
        expect(run).toEqual([
          'x',
          ...(smoke ? ['--smoke'] : []),
          ...pair('samples', samples),
          ...pair('suite', suite),
          ...benches.flatMap((one) => ['--bench', one]),
          ...(tag === undefined ? [] : [`--tag=${tag}`]),
          ...(tag === undefined || why === undefined ? [] : [`{out}/${tag}/${why}`]),
          ...pair('why', why),
          ...benches.map((one) => `/srv/my w/${one}`),
        ]);
        for (const value of [...benches, tag, why].filter((one) => one !== undefined)) expect(String(value)).not.toMatch(/^[-/]|\.\.|[{}]/);
        for (const word of run) expect(word.replaceAll('{out}', '')).not.toMatch(/\{(--)?[a-z]/);
      }),
      { numRuns: 1000 },
    );
    expect(expandedOnes).toBeGreaterThan(500);
  });
});
