import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from './parse.ts';

const step = 'steps: [{phase: a, run: [x]}]';
/** A config with one recipe, whose further lines begin at line 6. */
const recipe = (...lines: string[]): string =>
  [
    'recipes:',
    '  bench:',
    '    about: Benches',
    '    category: benchmarks',
    '    exclusive: host',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');

const wrongIn = (text: string): string => {
  const parsed = parse(text, 'config/x.yaml');
  return parsed.ok ? 'nothing' : parsed.refusal.message;
};

describe('a mistake is told with its line, key and what was expected', () => {
  test.each([
    ['unknown key', 'timezone: UTC\nworksapce: /x', '2: worksapce: unknown key; did you mean "workspace"?'],
    ['unknown key in a recipe', recipe('limts: {time: 1h}', step), '6: recipes.bench.limts: unknown key; did you mean "limits"?'],
    [
      'unknown key in an option',
      recipe('options: {a: {type: int, mni: 1}}', step),
      '6: recipes.bench.options.a.mni: unknown key; did you mean "min"?',
    ],
    ['unknown key without a near one', 'host: {zzzzzz: 1}', '1: host.zzzzzz: unknown key; expected one of name, address'],
    ['missing key', recipe(), '2: recipes.bench.steps: is missing; expected a list'],
    [
      'wrong category',
      'recipes: {b: {about: a, category: bench, exclusive: host, steps: [{phase: a, run: [x]}]}}',
      '1: recipes.b.category: expected one of compiler, benchmarks, wasm, agents',
    ],
    [
      'a version that YAML takes for a number',
      recipe('steps: [{phase: a, run: [python, 3.10]}]'),
      '6: recipes.bench.steps[0].run[1]: expected text, in quotes if it looks like a number, got a number',
    ],
    [
      'a span of time',
      recipe('limits: {time: 6 hours}', step),
      '6: recipes.bench.limits.time: expected a span of time like 90s, 20m or 6h, got "6 hours"',
    ],
    ['a size', 'disk: {min: 2G}', '1: disk.min: expected a size like 500MiB or 2GiB, got "2G"'],
    [
      'a regular expression',
      recipe('errors: ["(["]', step),
      '6: recipes.bench.errors[0]: expected a regular expression; this is none: Unterminated character class',
    ],
    [
      'a progress row',
      recipe('steps: [{phase: a, run: [x], progress: {row: "("}}]'),
      '6: recipes.bench.steps[0].progress.row: expected a regular expression; this is none: Unterminated group',
    ],
    [
      'an option type',
      recipe('options: {a: {type: flg}}', step),
      '6: recipes.bench.options.a.type: expected type: flag, int, choice, text',
    ],
    [
      'a range',
      recipe('options: {a: {type: int, min: 5, max: 2}}', step),
      '6: recipes.bench.options.a.min: expected at most max, which is 2',
    ],
    [
      'a choice that looks like an option',
      recipe('options: {a: {type: choice, of: ["-x"]}}', step),
      '6: recipes.bench.options.a.of[0]: expected a word that begins with neither - nor /, without .. and braces',
    ],
    ['a cadence too short', 'reports: {every: 9m}', '1: reports.every: expected 10m to 20m'],
    ['a cadence too long', 'reports: {every: 21m}', '1: reports.every: expected 10m to 20m'],
    ['a time zone', 'timezone: Mars/Olympus', '1: timezone: expected a time zone like America/Chicago'],
    ['a status post', 'digest: "61 * * * *"', '1: digest: expected five cron fields, like "0 18 * * 1-5" for 18:00 from Monday to Friday'],
    [
      'a status post every second',
      'digest: "* * * * * *"',
      '1: digest: expected five cron fields, like "0 18 * * 1-5" for 18:00 from Monday to Friday',
    ],
    [
      'a room on two platforms',
      'rooms: [{slack: C01, matrix: "!a:example.org"}]',
      '1: rooms[0]: expected exactly one of slack, matrix and console, with the id of the room',
    ],
    ['a recipe that a room may start', 'rooms: [{slack: C01, recipes: [bnch]}]', '1: rooms[0].recipes[0]: there is no recipe "bnch"'],
    ['a role', 'people: {ada: {roles: [boss]}}', '1: people.ada.roles[0]: expected one of viewer, operator, approver, admin'],
    [
      'an agent of two people',
      'people:\n  ada: {agents: [codex-26366]}\n  bob: {agents: [codex-26366]}',
      '3: people.bob.agents[0]: "codex-26366" is an agent of ada already',
    ],
    [
      'an agent that is a person',
      'people: {ada: {agents: [bob]}, bob: {}}',
      '1: people.ada.agents[0]: "bob" is a person in this file; an agent is named here only',
    ],
    ['a name of a person', 'people: {"a b": {}}', '1: people.a b: expected a name in letters, digits and . _ -'],
    [
      'a name of a recipe',
      'recipes: {Bench_1: {about: a, category: wasm, exclusive: host, steps: [{phase: a, run: [x]}]}}',
      '1: recipes.Bench_1: expected a name in small letters, digits and dashes, 40 at most',
    ],
    ['nothing where a map belongs', 'recipes:', '1: recipes: expected keys and values, got nothing'],
    ['a list', '- a', '1: expected keys and values, got a list'],
    ['plain text', 'hello', '1: expected keys and values, got text'],
    ['tabs', 'host:\n\tname: m1', '2: not YAML: Tabs are not allowed as indentation'],
    ['a key twice', 'logs: a\nlogs: b', '2: not YAML: Map keys must be unique'],
    ['an alias without anchor', 'logs: *x', '1: an alias (*name) has no anchor (&name)'],
    ['two documents', 'logs: a\n---\nlogs: b', '2: a second document begins here (---); a config is one document'],
    ['a prototype', 'recipes: {__proto__: {about: a}}', '1: __proto__: no key of a config has this name'],
    [
      'control characters in a key',
      '"a\\0b": 1',
      '1: a␀b: unknown key; expected one of workspace, logs, timezone, host, reports, locks, people, groups, rooms, digest, heartbeat, disk, jobs, recipes',
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongIn(text)).toBe(`config/x.yaml:${expected}`);
  });

  test('an alias bomb is not unfolded', () => {
    const ring = (from: string, to: string): string => `${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`;
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ring('a', 'b'), ring('b', 'c'), ring('c', 'd'), ring('d', 'e')].join('\n');
    expect(wrongIn(bomb)).toBe('config/x.yaml:1: its aliases (*name) unfold to far too much; write the values out');
  });

  test('deep nesting is told, whatever the stack holds', () => {
    expect(wrongIn('{a: '.repeat(10_000))).toMatch(/^config\/x\.yaml:1: not YAML: /);
  });

  test('all mistakes at once, in the order of the file, ten at most', () => {
    const lines = wrongIn(Array.from({ length: 13 }, (_, n) => `key${n}: 1`).join('\n')).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[9]).toMatch(/^config\/x\.yaml:10: key9: /);
    expect(lines[10]).toBe('… and 3 more');
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => typeof parse(text, 'x').ok === 'boolean'));
  });
});

describe('words of a recipe', () => {
  const steps = (...all: string[]): string => recipe('options: {smoke: {type: flag}, bench: {type: text}}', `steps: [${all.join(', ')}]`);
  const at = (place: string, text: string): string => `config/x.yaml:7: recipes.bench.steps${place}: ${text}`;

  test.each([
    [
      'an unknown placeholder',
      '{phase: a, run: [x, "{--smke}"]}',
      '[0].run[1]',
      '"smke" is no option of this recipe; did you mean "smoke"?',
    ],
    [
      'a flag inside a word',
      '{phase: a, run: [x, "{smoke}"]}',
      '[0].run[1]',
      '--smoke is a flag and has no value; write "{--smoke}" as a word of its own',
    ],
    ['an option inside a word', '{phase: a, run: [x, "a{--smoke}"]}', '[0].run[1]', '{--smoke} has to be a word of its own'],
    ['the command from an option', '{phase: a, run: ["{bench}"]}', '[0].run[0]', 'the command itself cannot come from an option: {bench}'],
    [
      'a result at a fixed place',
      '{phase: a, run: [x], result: {format: f, file: bench/r.json}}',
      '[0].result.file',
      'would be overwritten by the next run; expected a file in the job directory: "{out}/…"',
    ],
    [
      '--json-out at a fixed place',
      '{phase: a, run: [x, --json-out, r.json]}',
      '[0].run[2]',
      '--json-out would be overwritten by the next run; expected "{out}/…"',
    ],
    [
      '--out-dir= at a fixed place',
      '{phase: a, run: [x, --out-dir=r]}',
      '[0].run[1]',
      '--out-dir would be overwritten by the next run; expected "{out}/…"',
    ],
    ['a path out of the job directory', '{phase: a, run: [x, "{out}/../x"]}', '[0].run[1]', '"{out}/../x" leads out of the job directory'],
    [
      "one of the job's own files",
      '{phase: a, run: [x], result: {format: f, file: "{out}/end.json"}}',
      '[0].result.file',
      '"{out}/end.json" is a file of the job itself; take another name',
    ],
    ['a folder outside the workspace', '{phase: a, run: [x], cwd: ../y}', '[0].cwd', 'expected a folder in the workspace, like runtime'],
    [
      'an unknown condition',
      '{phase: a, run: [x], when: "!smok"}',
      '[0].when',
      '"smok" is no option of this recipe; did you mean "smoke"?',
    ],
    [
      'a variable of the bot',
      '{phase: a, run: [x], env: {MOLT_OPS_BOT: a}}',
      '[0].env.MOLT_OPS_BOT',
      "the names MOLT_OPS_… are the bot's own; take another",
    ],
    [
      'a phase twice',
      '{phase: a, run: [x]}, {phase: a, run: [y]}',
      '[1].phase',
      'there is a phase "a" already; expected a name of its own',
    ],
    [
      'a result twice',
      '{phase: a, run: [x], result: {format: f, file: "{out}/r"}}, {phase: b, run: [y], result: {format: f, file: "{out}/r"}}',
      '[1].result.file',
      'phase "a" writes this file too and would be overwritten',
    ],
  ])('%s', (_, text, place, expected) => {
    expect(wrongIn(steps(text))).toBe(at(place, expected));
  });

  test('two steps of one phase, of which only one can run, are fine; so are shell variables', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable
    const one = '{phase: a, when: smoke, run: [sh, -c, "echo ${HOME} {}"], result: {format: f, file: "{out}/r"}}';
    expect(wrongIn(steps(one, one.replace('when: smoke', 'when: "!smoke bench"')))).toBe('nothing');
  });
});

describe('secrets', () => {
  test.each([
    ['a token', 'people: {ada: {slack: xoxb-1234567890-abcdef}}', 'people.ada.slack: this looks like a token.'],
    ['a key for one', 'bot_token: abcdef', 'bot_token: secrets are never read from the config'],
    [
      'a password in an address',
      'heartbeat: {url: "https://ada:hunter22@example.org/"}',
      'heartbeat.url: an address with a password in it',
    ],
    ['a secret for every job', 'jobs: {env: [GITHUB_TOKEN]}', "jobs.env[0]: GITHUB_TOKEN is the bot's own or a secret"],
  ])('%s is refused and not repeated', (_, text, expected) => {
    const message = wrongIn(text);
    expect(message).toContain(`config/x.yaml:1: ${expected}`);
    expect(message).not.toMatch(/xoxb-1234567890|abcdef|hunter22/);
  });
});
