/** A form as a modal, and what was filled in. A field is told by its block's id. */
import type {
  InputBlock,
  InputBlockElement,
  KnownBlock,
  ModalView,
  NumberInput,
  PlainTextInput,
  PlainTextOption,
  StaticSelect,
} from '@slack/types';
import type { Field, Form } from '../../../src/chat/form.ts';
import { visible } from '../../../src/kernel/text.ts';
import { lineRows } from './card-rows.ts';
import { excerpt } from './excerpt.ts';
import { nothing, plain } from './plain.ts';
import { richText } from './rich-text.ts';
import { plainRow } from './row.ts';
import { viewBlocksMost, viewMost, weigh } from './size.ts';

const most = {
  title: 24,
  button: 24,
  label: 2000,
  hint: 2000,
  optionText: 75,
  optionValue: 150,
  options: 100,
  text: 3000,
  id: 255,
  lines: 20_000,
};
const prefix = 'field:';
const valueId = 'value';

/** The block of a field, for what is wrong with it. */
export const blockOf = (field: string): string => `${prefix}${field}`;

/** `metadata` comes back with what was filled in: at most 3000 characters. */
export function formView(form: Form, metadata: string): ModalView {
  const about = richText(excerpt(lineRows(form.lines, 'lines'), most.lines));
  const inputs: InputBlock[] = [];
  const left: string[] = [];
  let weight = weigh(about);
  for (const field of form.fields) {
    const block = input(field, form.given);
    weight += weigh(block);
    // One more block is for those that are left.
    const fits = about.length + inputs.length + 2 <= viewBlocksMost && weight <= viewMost && blockOf(field.name).length <= most.id;
    if (fits) inputs.push(block);
    else left.push(`Not shown: ${field.label}`);
  }
  const blocks: KnownBlock[] = [...about, ...inputs, ...richText(excerpt(lineRows(left, 'left'), most.lines))];
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: metadata,
    title: plain(form.title, most.title),
    submit: plain(form.submit, most.button),
    close: plain('Cancel', most.button),
    blocks: blocks.length > 0 ? blocks : richText([plainRow('text', 'nothing', nothing)]),
  };
}

function input(field: Field, given: Form['given']): InputBlock {
  return {
    type: 'input',
    block_id: blockOf(field.name),
    optional: true,
    label: plain(field.label, most.label),
    ...(field.about?.trim() && { hint: plain(field.about, most.hint) }),
    element: element(field, Object.hasOwn(given, field.name) ? given[field.name] : undefined),
  };
}

/** What an element of its kind could not hold stands in a field for text: a given value that Slack refuses would cost the whole form, and one left out would change the line. */
function element(field: Field, given: string | true | undefined): InputBlockElement {
  switch (field.type) {
    case 'flag': {
      const options = [option('Yes', 'yes')];
      return { type: 'checkboxes', action_id: valueId, options, ...(given === true && { initial_options: options }) };
    }
    case 'int':
      return number(field, given) ?? textInput(given);
    case 'choice':
      return select(field.of, given) ?? textInput(given);
    case 'text':
      return textInput(given);
  }
}

function number({ min, max }: { min?: number; max?: number }, given: string | true | undefined): NumberInput | undefined {
  if (typeof given === 'string' && !/^-?\d{1,15}$/.test(given)) return undefined;
  const n = typeof given === 'string' ? Number(given) : undefined;
  const known = [min, n, max].filter((one) => one !== undefined);
  if (!known.every((one, at) => Number.isSafeInteger(one) && one >= known[Math.max(0, at - 1)]!)) return undefined;
  return {
    type: 'number_input',
    action_id: valueId,
    is_decimal_allowed: false,
    ...(min !== undefined && { min_value: String(min) }),
    ...(max !== undefined && { max_value: String(max) }),
    ...(n !== undefined && { initial_value: String(n) }),
  };
}

function select(values: readonly string[], given: string | true | undefined): StaticSelect | undefined {
  const canHold = values.length > 0 && values.length <= most.options && values.every((v) => v !== '' && v.length <= most.optionValue);
  if (!canHold || (typeof given === 'string' && !values.includes(given))) return undefined;
  const options = [...new Set(values)].map((value) => option(value, value));
  const initial = options.find(({ value }) => value === given);
  return { type: 'static_select', action_id: valueId, options, ...(initial && { initial_option: initial }) };
}

const option = (text: string, value: string): PlainTextOption => ({ text: plain(text, most.optionText), value });

function textInput(given: string | true | undefined): PlainTextInput {
  const text = typeof given === 'string' ? visible(given) : '';
  return {
    type: 'plain_text_input',
    action_id: valueId,
    multiline: false,
    ...(text !== '' && text.length <= most.text && { initial_value: text }),
  };
}

/** What is read of the state of a view: what was filled in, by block and action. */
export interface ViewState {
  values: { [block: string]: { [action: string]: Filled } };
}

interface Filled {
  value?: string | null;
  selected_option?: { value?: string } | null;
  selected_options?: readonly unknown[] | null;
}

/** `true` of a flag that is set, the text of any other field that is filled in; the others are absent. */
export function formValues(state: ViewState | undefined): Record<string, string | true> {
  const entries = Object.entries(state?.values ?? {}).flatMap(([block, actions]): [string, string | true][] => {
    const filled = block.startsWith(prefix) ? actions[valueId] : undefined;
    const value = filled && whatStandsIn(filled);
    return value === undefined ? [] : [[block.slice(prefix.length), value]];
  });
  return Object.fromEntries(entries);
}

function whatStandsIn({ value, selected_option, selected_options }: Filled): string | true | undefined {
  if (selected_options && selected_options.length > 0) return true;
  return selected_option?.value || value || undefined;
}
