import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, Form } from '../../../src/chat/form.ts';
import { blockOf, formValues, formView, type ViewState } from './form.ts';
import { anyText, hostile, objects, seed, shownText, wrongs } from './testing.ts';

const form = (over: Partial<Form>): Form => ({
  title: 'bench',
  lines: [],
  submit: 'Run it',
  line: 'bench',
  fields: [],
  given: {},
  ...over,
});
const elementOf = (field: Field, given?: string | true): unknown => {
  const [block] = formView(form({ fields: [field], given: given === undefined ? {} : { [field.name]: given } }), '').blocks;
  return objects(block).find(({ action_id }) => action_id !== undefined);
};
const plain = (text: string): object => ({ type: 'plain_text', text, emoji: false });
const yes = { text: plain('Yes'), value: 'yes' };

describe('a form', () => {
  it('is a modal', () =>
    expect(
      formView(
        form({
          title: 'Start a bench on the bench host',
          lines: ['Native and WASM benches', 'main a0a6909'],
          fields: [
            { name: 'smoke', label: '--smoke', about: 'one sample', type: 'flag' },
            { name: 'samples', label: '--samples', type: 'int', min: 1, max: 100 },
          ],
          given: { smoke: true, samples: '5' },
        }),
        '{"line":"bench"}',
      ),
    ).toEqual({
      type: 'modal',
      callback_id: 'form',
      private_metadata: '{"line":"bench"}',
      title: plain('Start a bench on the be…'),
      submit: plain('Run it'),
      close: plain('Cancel'),
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Native and WASM benches\nmain a0a6909' }] }],
        },
        {
          type: 'input',
          block_id: 'field:smoke',
          optional: true,
          label: plain('--smoke'),
          hint: plain('one sample'),
          element: { type: 'checkboxes', action_id: 'value', options: [yes], initial_options: [yes] },
        },
        {
          type: 'input',
          block_id: 'field:samples',
          optional: true,
          label: plain('--samples'),
          element: {
            type: 'number_input',
            action_id: 'value',
            is_decimal_allowed: false,
            min_value: '1',
            max_value: '100',
            initial_value: '5',
          },
        },
      ],
    }));

  const text = { type: 'plain_text_input', action_id: 'value', multiline: false };
  const number = { type: 'number_input', action_id: 'value', is_decimal_allowed: false };
  const options = ['top', 'all'].map((value) => ({ text: plain(value), value }));
  const int: Field = { name: 'n', label: 'n', type: 'int' };
  const choice: Field = { name: 'n', label: 'n', type: 'choice', of: ['top', 'all'] };
  it.each<[string, Field, string | true | undefined, object]>([
    ['a flag', { ...int, type: 'flag' }, undefined, { type: 'checkboxes', action_id: 'value', options: [yes] }],
    ['a number', int, undefined, number],
    ['a number that is given', int, '-3', { ...number, initial_value: '-3' }],
    ['a number from 0', { ...int, min: 0 }, '0', { ...number, min_value: '0', initial_value: '0' }],
    ['a number that is out of bounds', { ...int, max: 2 }, '3', { ...text, initial_value: '3' }],
    ['a number that is none', int, '1e3', { ...text, initial_value: '1e3' }],
    ['a choice', choice, 'all', { type: 'static_select', action_id: 'value', options, initial_option: options[1] }],
    [
      'a choice with a word twice',
      { ...choice, of: ['top', 'all', 'top'] },
      undefined,
      { type: 'static_select', action_id: 'value', options },
    ],
    ['a choice that is none of them', choice, 'tpo', { ...text, initial_value: 'tpo' }],
    ['a choice of nothing', { ...choice, of: [] }, undefined, text],
    ['a choice of too many', { ...choice, of: Array.from({ length: 101 }, (_, n) => `${n}`) }, '7', { ...text, initial_value: '7' }],
    ['text', { ...int, type: 'text' }, 'a\u202eb', { ...text, initial_value: 'a⟨U+202E⟩b' }],
    ['text, empty', { ...int, type: 'text' }, '', text],
  ])('has %s', (_, field, given, element) => expect(elementOf(field, given)).toEqual(element));

  it('is just text without fields', () => {
    const { blocks, submit } = formView(form({ lines: ['stop 42 bench --linked', 'by ada'], submit: 'Stop it' }), '');
    expect(blocks.map(({ type }) => type)).toEqual(['rich_text']);
    expect(submit).toEqual(plain('Stop it'));
    expect(formView(form({}), '').blocks).toHaveLength(1);
  });

  it('does not take a word of the language for a value that is given', () =>
    expect(elementOf({ name: 'constructor', label: 'x', type: 'text' })).toEqual(text));

  it('names the fields for which there is no room', () => {
    const fields = Array.from({ length: 120 }, (_, n): Field => ({ name: `f${n}`, label: `--f${n}`, type: 'flag' }));
    const { blocks } = formView(form({ lines: ['x'], fields }), '');
    expect(blocks).toHaveLength(100);
    expect(shownText(blocks).match(/Not shown: --f\d+/g)).toHaveLength(22);
  });

  it('keeps every limit', () => {
    console.info(`400 forms, seed ${seed}`);
    const kind = fc.oneof(
      fc.constant({ type: 'flag' as const }),
      fc.record({ type: fc.constant('int' as const), min: fc.integer(), max: fc.integer() }, { requiredKeys: ['type'] }),
      fc.record({ type: fc.constant('choice' as const), of: fc.uniqueArray(anyText, { maxLength: 120 }) }),
      fc.constant({ type: 'text' as const }),
    );
    const field: fc.Arbitrary<Field> = fc
      .tuple(fc.oneof(hostile, anyText, fc.constantFrom('__proto__', 'x')), anyText, fc.option(anyText, { nil: undefined }), kind)
      .map(([name, label, about, of]) => ({ name, label, ...(about !== undefined && { about }), ...of }));
    const any = fc
      .tuple(
        fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 110 }),
        fc.array(anyText, { maxLength: 20 }),
        anyText,
        anyText,
      )
      .chain(([fields, lines, title, submit]) =>
        fc
          .array(fc.oneof(fc.constant(undefined), fc.constant(true as const), fc.integer().map(String), anyText), {
            minLength: 110,
            maxLength: 110,
          })
          .map((given) =>
            form({
              fields,
              lines,
              title,
              submit,
              given: Object.fromEntries(
                fields.flatMap(({ name, ...kind }, n): [string, string | true][] => {
                  const value = kind.type === 'choice' && n % 2 ? kind.of[0] : given[n];
                  return value === undefined ? [] : [[name, value]];
                }),
              ),
            }),
          ),
      );
    fc.assert(
      fc.property(any, (one) => {
        const view = formView(one, 'm');
        expect(wrongs(view.blocks, 'modal')).toEqual([]);
        for (const label of [view.title, view.submit!, view.close!]) expect(label.text.length).toBeLessThanOrEqual(24);
        for (const element of objects(view.blocks)) {
          if (element.initial_option) expect(element.options).toContainEqual(element.initial_option);
          if (element.type === 'number_input') {
            const [least, first, most] = [element.min_value, element.initial_value, element.max_value].map((value) =>
              value === undefined ? undefined : Number(value),
            );
            for (const [a, b] of [
              [least, first],
              [first, most],
              [least, most],
            ])
              if (a !== undefined && b !== undefined) expect(a).toBeLessThanOrEqual(b);
          }
          if (element.type === 'plain_text_input') expect(String(element.initial_value ?? '').length).toBeLessThanOrEqual(3000);
        }
      }),
      { numRuns: 400, seed },
    );
  });
});

describe('what was filled in', () => {
  it.each<[string, ViewState | undefined, object]>([
    ['nothing', undefined, {}],
    [
      'all kinds',
      {
        values: {
          [blockOf('smoke')]: { value: { selected_options: [yes] } },
          [blockOf('linked')]: { value: { selected_options: [] } },
          [blockOf('samples')]: { value: { value: '5' } },
          [blockOf('ref')]: { value: { value: null } },
          [blockOf('why')]: { value: { value: '' } },
          [blockOf('suite')]: { value: { selected_option: { value: 'top' } } },
          [blockOf('none')]: { value: { selected_option: null } },
        },
      },
      { smoke: true, samples: '5', suite: 'top' },
    ],
    ['what is not ours', { values: { other: { value: { value: 'x' } }, [blockOf('a')]: { other: { value: 'x' } } } }, {}],
  ])('is %s', (_, state, values) => expect(formValues(state)).toEqual(values));

  it('has no value but its own', () => {
    const values = formValues({ values: { [blockOf('__proto__')]: { value: { value: 'x' } } } });
    expect(Object.entries(values)).toEqual([['__proto__', 'x']]);
  });
});
