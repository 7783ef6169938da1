/** Lines as people, phones and platforms write them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Known, parseLine, quoted } from './parse.ts';

const known: Known = {
  names: [
    'overview',
    'run',
    'jobs',
    'status',
    'tail',
    'log',
    'report',
    'stop',
    'resume',
    'again',
    'mute',
    'first',
    'undo',
    'whoami',
    'people',
    'help',
    'health',
    'schedules',
    'guess',
    'bench',
    'build',
    'smoke-test',
  ],
  aliases: { ps: 'jobs', kill: 'stop', cancel: 'stop', logs: 'log', retry: 'again', st: 'status' },
  recipes: ['bench', 'build', 'smoke-test'],
  takesValue: (command, option, words) =>
    (command === 'bench' || (command === 'run' && words[0] === 'bench') ? ['samples', 'ref'] : command === 'stop' ? ['why'] : []).includes(
      option,
    ),
  takesMany: (_, option) => option === 'ref',
  order: (command) => (command === 'bench' ? ['smoke', 'samples', 'linked', 'ref'] : []),
  reads: ({ name, words }) => (name === 'stop' ? words.length < 2 : words.length === 0),
};
const canonical = (text: string): string => {
  const parsed = parseLine(text, known);
  return parsed.ok ? parsed.value.canonical : `REFUSED ${parsed.refusal.message} -> ${parsed.refusal.next}`;
};

describe('canonical line', () => {
  it.each([
    ['/molt bench --smoke', 'bench --smoke'],
    ['!molt bench', 'bench'],
    ['//molt bench', 'bench'],
    ['@molt: bench', 'bench'],
    ['molt bench', 'bench'],
    ['  BENCH  ', 'bench'],
    ['/bench', 'bench'],
    ['/molt', 'overview'],
    ['', 'overview'],
    ['/molt bench —linked', 'bench --linked'],
    ['bench ––linked –samples 5', 'bench --samples 5 --linked'],
    ['bench\u00a0--linked\u2009--smoke', 'bench --smoke --linked'],
    ['bench --samples=5', 'bench --samples 5'],
    ['bench --samples', 'bench --samples'],
    ['bench --samples 5 --samples=5', 'bench --samples 5'],
    ['bench --smoke --smoke', 'bench --smoke'],
    ['bench --smoke=3 --smoke', 'bench --smoke=3'],
    ['bench --ref a --ref b', 'bench --ref a,b'],
    ['bench --neither=a --neither=b', 'bench --neither=b'],
    ['bench --linked --samples 3 --smoke', 'bench --smoke --samples 3 --linked'],
    ['run bench --samples 5', 'bench --samples 5'],
    ['stop #42.', 'stop 42'],
    ['kill molt-42', 'stop 42'],
    ['42', 'status 42'],
    ['jobs.', 'jobs'],
    ['stop 42 --why “it hangs”', 'stop 42 --why "it hangs"'],
    ['stop 42 --why it’s', 'stop 42 --why "it\'s"'],
    ['stop 42 --why=--now', 'stop 42 --why=--now'],
    ['tail 42 20', 'tail 42 20'],
    ['stop $(id)', 'stop $(id)'],
  ])('%j is %j', (text, line) => expect(canonical(text)).toBe(line));
});

describe('refusals', () => {
  it.each([
    ['bnech --linked', 'No command "bnech". Did you mean:', 'bench --linked'],
    ['kil 42', 'No command "kil". Did you mean:', 'stop 42'],
    ['xyzzyx', 'No command "xyzzyx". Nothing was done.', 'help'],
    ['i', 'No command "i". Nothing was done.', 'help'],
    ['kil', 'No command "kil". Did you mean:', 'stop'],
    ['kil 42 --why x', 'No command "kil". Did you mean:', 'stop 42 --why x'],
    ['kil it', 'No command "kil". Nothing was done.', 'help'],
    ['lol ok', 'No command "lol". Nothing was done.', 'help'],
    ['not taking src/', 'I did not understand that. Nothing was done.', 'help'],
    ['i need coffee until lunch', 'I did not understand that. Nothing was done.', 'help'],
    ["i don't want to release src", 'I did not understand that. Nothing was done.', 'help'],
    ['jobz for everybody here', 'I did not understand that. Nothing was done.', 'help'],
    ['bnech now', 'No command "bnech". Nothing was done.', 'help'],
    ['bench\u0000', 'That line holds control characters that cannot be typed or seen. Nothing was done.', 'help'],
    ['bench \u001b[31m', 'That line holds control characters that cannot be typed or seen. Nothing was done.', 'help'],
    ['a'.repeat(1024 * 1024), 'That line has 1048576 characters, I read at most 4000. Nothing was done.', 'help'],
    ['bench --samples 5 --samples 6', '--samples is given twice, as "5" and "6". Nothing was done. Did you mean:', 'bench --samples 6'],
    ['stop 42 --why=a --why=b', '--why is given twice, as "a" and "b". Nothing was done. Did you mean:', 'stop 42 --why b'],
    [
      'run bench --samples 5 --samples 6',
      '--samples is given twice, as "5" and "6". Nothing was done. Did you mean:',
      'run bench --samples 6',
    ],
    ['bnech --samples 5 --samples 6', 'No command "bnech". Did you mean:', 'bench --samples 6'],
    ['stop "42', 'A quote in that line is not closed, so I cannot tell its words apart. Nothing was done.', 'help'],
  ])('%#', (text, message, next) =>
    expect(parseLine(text, known)).toEqual({ ok: false, refusal: expect.objectContaining({ message, next }) }),
  );
});

describe('properties', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'—–-="\' 4a#.\u2019\u00a0\u200b', '--', 'bench', '--samples', 'molt') }),
  );
  it('never throws, and a canonical line parses to itself', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'bench ', 'stop ', 'run bench ', 'run ', '/molt '), odd, (start, text) => {
        const parsed = parseLine(start + text, known);
        if (parsed.ok) expect(parseLine(parsed.value.canonical, known)).toEqual(parsed);
      }),
      { numRuns: 3000, examples: [['run bench ', '" "" "']] },
    );
  });
  it('keeps a value one word', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const line = parseLine(`stop 42 --why=${quoted(text)}`, known);
        expect(line.ok && line.value.words).toEqual(['42']);
        expect(line.ok && Object.keys(line.value.options)).toEqual(['why']);
      }),
      { numRuns: 1000 },
    );
  });
});
