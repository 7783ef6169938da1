/** What a person may send or write by mistake: one sentence, the line to send instead, and nothing is started. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Line } from '../adapters/socket/client.mjs';
import type { Said } from '../adapters/socket/protocol.ts';
import { BenchHost } from './lab/bench-host.ts';

const step = { phase: 'a', run: ['echo', 'ran'] };
const common = { about: 'x', category: 'compiler', exclusive: 'none' };
const recipes = {
  bench: {
    ...common,
    options: {
      smoke: { type: 'flag' },
      samples: { type: 'int', min: 1, max: 100 },
      name: { type: 'text' },
    },
    steps: [{ ...step, run: ['echo', 'ran', '{--smoke}', '{--samples}', '{--name}'] }],
  },
  away: { ...common, steps: [{ ...step, run: ['touch', 'made'], cwd: 'link' }] },
};

let host: BenchHost;
let line: Line;
beforeAll(async () => {
  host = new BenchHost({ recipes });
  mkdirSync(join(host.root, 'outside'));
  symlinkSync(join(host.root, 'outside'), join(host.workspace, 'link'));
  const bot = host.serve();
  if (!(await bot.ready)) throw new Error(bot.stderr());
  const opened = await connect(join(host.home, 'run'));
  if (!opened.ok) throw new Error(opened.refusal.message);
  line = opened.value;
});
afterAll(async () => {
  line?.close();
  await host?.close();
});

const say = async (text: string, wait = false): Promise<Said> => {
  const said = await line.say({ say: text, wait });
  if (!said) throw new Error('the bot is gone');
  return said;
};

const long = (n: number): string => 'x'.repeat(n);

describe('a line that cannot be worked', () => {
  test.each<[name: string, text: string, sentence: string | RegExp, next: string]>([
    ['a command with letters swapped', 'bnech', 'No command "bnech". Did you mean:', 'bench'],
    ['the same with its prefix and an option', '/molt bnech --smoke', 'No command "bnech". Did you mean:', 'bench --smoke'],
    ['a word like no command', 'qqqqqqqq', 'No command "qqqqqqqq". Nothing was done.', 'help'],
    ['a name that every object has', 'constructor', 'No command "constructor". Nothing was done.', 'help'],
    ['a recipe mistyped', 'run bnech', 'No recipe "bnech". Nothing was started. Did you mean:', 'run bench'],
    ['an option mistyped', 'bench --smok', 'bench has no option --smok and was not started. Did you mean:', 'bench --smoke'],
    ['an option like none', 'bench --qqqqqqqq', /bench has no option --qqqqqqqq and was not started\. It has --smoke/, 'bench'],
    ['a word too many', 'bench fast', /^bench was not started\. It takes options only, and "fast" is none\.$/, 'bench'],
    [
      'text for a number',
      'bench --samples x',
      '--samples is a whole number from 1 to 100, not "x". bench was not started.',
      'bench --samples 1',
    ],
    ['too small', 'bench --samples 0', '--samples is a whole number from 1 to 100, not "0". bench was not started.', 'bench --samples 1'],
    [
      'too large',
      'bench --samples 101',
      '--samples is a whole number from 1 to 100, not "101". bench was not started.',
      'bench --samples 100',
    ],
    ['no value', 'bench --samples', '--samples needs a whole number from 1 to 100. bench was not started.', 'bench --samples 1'],
    ['a value for a flag', 'bench --smoke=3', '--smoke takes no value, not even "3". bench was not started.', 'bench --smoke'],
    [
      'an option twice',
      'bench --name a --name b',
      '--name is given twice, as "a" and "b". Nothing was done. Did you mean:',
      'bench --name b',
    ],
    [
      'a number twice',
      'bench --samples 1 --samples=2',
      '--samples is given twice, as "1" and "2". Nothing was done. Did you mean:',
      'bench --samples 2',
    ],
    [
      'a word of an option twice',
      'stop 1 --why a --why b',
      '--why is given twice, as "a" and "b". Nothing was done. Did you mean:',
      'stop 1 --why b',
    ],
    ['a value after a flag', 'bench --smoke 3', /^bench was not started\. It takes options only, and "3" is none\.$/, 'bench --smoke'],
    ['an empty value for a flag', 'bench --smoke=', '--smoke takes no value, not even "". bench was not started.', 'bench --smoke'],
    [
      'text for a number, with =',
      'bench --samples=x',
      '--samples is a whole number from 1 to 100, not "x". bench was not started.',
      'bench --samples 1',
    ],
    ['an empty value', 'bench --name=', '--name needs a value. bench was not started.', 'bench'],
    ['no name before =', 'bench --=x', /^bench was not started\. It takes options only, and "--=x" is none\.$/, 'bench'],
    ['a path upwards', 'bench --name ../x', '--name must not hold "..": "../x". bench was not started.', 'bench'],
    ['a path from the root', 'bench --name /etc', '--name must not begin with "/": "/etc". bench was not started.', 'bench'],
    ['a value that is an option', 'bench --name=-x', '--name must not begin with "-": "-x". bench was not started.', 'bench'],
    ['NUL', 'bench\0', /control characters.* Nothing was done\./, 'help'],
    ['an escape sequence', 'bench --name "a\x1b[2Jb"', /control characters.* Nothing was done\./, 'help'],
    ['letters turned around', '\u202ebench', /control characters.* Nothing was done\./, 'help'],
    ['an open quote', 'bench "', /quote in that line is not closed.* Nothing was done\./, 'help'],
    ['200 000 characters', long(200_000), 'That line has 200000 characters, I read at most 4000. Nothing was done.', 'help'],
    ['an unknown job', 'stop 99', 'There is no job 99. Nothing was done.', 'jobs'],
    ['the log of an unknown job', 'log 99', 'There is no job 99. Nothing was done.', 'jobs'],
    ['no job number', 'status abc', '"abc" is not a job number like 42. Nothing was done.', 'jobs'],
    ['a number beyond all', 'stop 999999999999999999999', /is not a job number like 42\. Nothing was done\./, 'jobs'],
    ['a count of no lines', 'tail 1 0', /1 to 50 lines.* Nothing was read\./, 'tail 1 50'],
  ])('%s', async (_name, text, sentence, next) => {
    const said = await say(text);
    const [first, ...rest] = said.text.split('\n');
    expect(said.ok).toBe(false);
    expect(first).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
    expect(rest).toEqual([`/molt ${next}`]);
    expect(said.error?.message).toBe(said.text);
    expect(host.jobs()).toEqual([]);
  });

  test('of 1 MB: the caller is told, others go on', async () => {
    const opened = await connect(join(host.home, 'run'));
    if (!opened.ok) throw new Error(opened.refusal.message);
    const said = await opened.value.say({ say: long(1e6) });
    expect(said).toMatchObject({ ok: false, text: expect.stringMatching(/Nothing was done\./) });
    expect((await say('jobs')).ok).toBe(true);
  });

  test('ends `say` with 1, on stderr alone', async () => {
    const said = await host.say('bnech');
    expect(said).toEqual({ code: 1, stdout: '', stderr: 'No command "bnech". Did you mean:\n/molt bench\n' });
  });
});

describe('a job', () => {
  test('whose step would run outside the workspace is not run there', async () => {
    const said = await say('away', true);
    expect(said.ok).toBe(false);
    expect(said.job).toMatchObject({ state: 'failed', exitCode: 126 });
    expect(readFileSync(join(said.job!.dir, 'log'), 'utf8')).toMatch(/not started: the folder .*link leads outside the workspace/);
    expect(existsSync(join(host.root, 'outside', 'made'))).toBe(false);
  });

  test('that ended is not stopped again', async () => {
    const { job } = await say('bench', true);
    const said = await say(`stop ${job!.id}`);
    expect(said.ok).toBe(false);
    expect(said.text).toMatch(/over|ended|already/i);
    expect((await say('bench', true)).job!.id).toBe(job!.id + 1);
  });
});

describe('wrong usage of molt-ops itself ends with 2', () => {
  test.each<[words: string[], sentence: RegExp]>([
    [[], /^molt-ops VERB/],
    [['sya'], /^There is no verb "sya"\. Nothing was done\. Did you mean: molt-ops say\n/],
    [['bnech'], /^There is no verb "bnech"\. Nothing was done\. A command for the bot goes in quotes: molt-ops say "bnech"\n/],
    [['say', '--smoke', 'bench'], /goes in quotes: molt-ops say "bench --smoke"/],
    [['log', 'x'], /^Usage: molt-ops log N \[-f\] \[--raw\]$/m],
    [['config', 'chekc'], /^Usage: molt-ops config check/],
  ])('molt-ops %j', async (words, sentence) => {
    const said = await host.cli(words);
    expect(said).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(sentence) });
  });
});

describe('a broken config: file, line, key and what was expected; the bot does not start', () => {
  const recipe = (more: string): string => `recipes:\n  a:\n    about: x\n    category: compiler\n    exclusive: none\n    ${more}\n`;
  const cases: [name: string, yaml: string, sentence: RegExp][] = [
    ['unknown key', 'worksapce: /x\n', /bad\.yaml:1: worksapce: unknown key; did you mean "workspace"\?/],
    ['wrong type', 'timezone: 3\n', /bad\.yaml:1: timezone: expected/],
    [
      'a result outside of the job',
      recipe('steps: [{phase: p, run: [x], result: {format: molt-native, file: "{out}/../x"}}]'),
      /bad\.yaml:6: .*file/,
    ],
    ['a step outside the workspace', recipe('steps: [{phase: p, cwd: ../x, run: [y]}]'), /bad\.yaml:6: .*cwd/],
    ['no YAML', 'workspace: [\n', /bad\.yaml:\d+/],
  ];
  test.each(cases)('%s', async (_name, yaml, sentence) => {
    const file = join(host.root, 'bad.yaml');
    writeFileSync(file, yaml);
    const said = await host.cli(['config', 'check', file]);
    expect(said).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) });
    expect(said.stderr).not.toMatch(/\n\s+at /);
  });

  test('start says the same and ends with 1', async () => {
    const file = join(host.root, 'bad.yaml');
    writeFileSync(file, cases[0]![1]);
    const said = await host.cli(['start', 'bench'], {
      env: { MOLT_OPS_CONFIG: file, MOLT_OPS_HOME: join(host.root, 'other'), MOLT_OPS_BOT: '1' },
    });
    expect(said).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(cases[0]![2]) });
  });
});
