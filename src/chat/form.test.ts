/** The line that a form stands for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formLine } from './form.ts';
import { type Known, parseLine } from './parse.ts';

const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

test.each<[string, string, Record<string, string | true>, string]>([
  ['nothing ticked', 'bench', {}, 'bench'],
  ['a flag', 'bench', { smoke: true }, 'bench --smoke'],
  ['a number', 'bench', { samples: '5' }, 'bench --samples=5'],
  ['both', 'bench', { smoke: true, samples: '5' }, 'bench --smoke --samples=5'],
  ['spaces around', 'bench', { samples: ' 5 ' }, 'bench --samples=5'],
  ['nothing but spaces', 'bench', { samples: '   ' }, 'bench'],
  ['a text of several words', 'stop 42', { why: 'too slow' }, 'stop 42 "--why=too slow"'],
  ['a text that looks like an option', 'stop 42', { why: '--super' }, 'stop 42 --why=--super'],
  ['a text with quotes', 'stop 42', { why: 'it\'s "slow"' }, `stop 42 "--why=it's "'"'"slow"'"'`],
  ['a line with words of its own', 'run bench --linked', { samples: '5' }, 'run bench --linked --samples=5'],
])('%s', (_, line, values, expected) => expect(formLine(line, values)).toBe(expected));

describe('whatever is filled in', () => {
  const known: Known = {
    names: ['bench'],
    aliases: {},
    recipes: ['bench'],
    takesValue: (_, name) => name !== 'smoke',
    takesMany: () => false,
    order: () => [],
    reads: () => true,
  };
  const value = fc.oneof(
    fc.constant(true as const),
    fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '-', '--', '=', '"', "'", '`', '$', ';', '|', '\\', '/', '.', '5', 'ä', '😀', '#', '<', '&'),
    }),
  );

  test(`is read as just that, and as nothing else (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('smoke', 'samples', 'why', 'only'), value, { noNullPrototype: true }), (values) => {
        const read = parseLine(formLine('bench', values), known);
        const filled = Object.fromEntries(
          Object.entries(values)
            .map(([name, given]) => [name, given === true ? given : given.trim().replace(/ +/g, ' ')] as const)
            .filter(([, given]) => given !== ''),
        );
        expect(read).toMatchObject({ ok: true, value: { name: 'bench', words: [] } });
        expect(read.ok && read.value.options).toEqual(filled);
      }),
      { seed, numRuns: 500 },
    );
  });
});
