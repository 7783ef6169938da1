/** A modal as a person fills it in: what stands in its fields, and what their own client says before Slack is asked. */
import { optionsOf } from './find.ts';
import type { Loose, View } from './types.ts';

export type Values = Record<string, string | boolean | string[]>;
export type Filled = { ok: true; values: Loose } | { ok: false; errors: Record<string, string> };

const isEmpty = (value: Loose): boolean =>
  [
    value.value,
    value.selected_option,
    value.selected_date,
    value.selected_time,
    value.selected_user,
    value.selected_channel,
    value.selected_conversation,
  ].every((v) => v === undefined || v === null || v === '') && !(value.selected_options ?? value.selected_users ?? []).length;

/** `values`: by the label of a block, its id, or the action_id of its input. */
export function fill(view: View, values: Values): Filled {
  const state: Record<string, Loose> = {};
  const errors: Record<string, string> = {};
  const inputs = view.blocks.filter((block) => block.type === 'input');
  for (const name of Object.keys(values))
    if (!inputs.some((block) => names(block).includes(name)))
      throw new Error(`no input "${name}"; there are: ${inputs.flatMap((b) => names(b)[0]).join(', ')}`);
  for (const block of inputs) {
    const name = names(block).find((n) => Object.hasOwn(values, n));
    const value = stateOf(block.element, name === undefined ? undefined : values[name]);
    const wrong = problem(block, value);
    if (wrong !== undefined) errors[block.block_id] = wrong;
    state[block.block_id] = { [block.element.action_id]: value };
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, values: state };
}

const names = (block: Loose): string[] => [block.label.text, block.block_id, block.element.action_id];

function stateOf(element: Loose, given: string | boolean | string[] | undefined): Loose {
  const { type } = element;
  const choose = (text: string): Loose => {
    const found = optionsOf(element).find((o) => o.text.text === text || o.value === text);
    if (!found) throw new Error(`no option "${text}" in ${element.action_id}`);
    return found;
  };
  switch (type) {
    case 'checkboxes':
    case 'multi_static_select': {
      if (given === undefined) return { type, selected_options: element.initial_options ?? [] };
      if (given === true) return { type, selected_options: optionsOf(element).slice(0, 1) };
      return { type, selected_options: given === false ? [] : [given].flat().map(choose) };
    }
    case 'static_select':
    case 'radio_buttons':
      return {
        type,
        selected_option: given === undefined ? (element.initial_option ?? null) : given === '' ? null : choose(String(given)),
      };
    case 'datepicker':
      return { type, selected_date: given ?? element.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: given ?? element.initial_time ?? null };
    case 'users_select':
      return { type, selected_user: given ?? element.initial_user ?? null };
    case 'channels_select':
      return { type, selected_channel: given ?? element.initial_channel ?? null };
    case 'conversations_select':
      return { type, selected_conversation: given ?? element.initial_conversation ?? null };
    default: {
      const value = given === undefined ? element.initial_value : String(given);
      return { type, value: value === '' ? null : (value ?? null) };
    }
  }
}

/** What the client says itself. */
function problem(block: Loose, value: Loose): string | undefined {
  if (isEmpty(value)) return block.optional === true ? undefined : 'Please complete this required field.';
  const { element } = block;
  const text = value.value;
  if (element.type === 'number_input') {
    const number = Number(text);
    if (!Number.isFinite(number) || (element.is_decimal_allowed === false && !Number.isInteger(number))) return 'Must be a number.';
    if (element.min_value !== undefined && number < Number(element.min_value)) return `Must be at least ${element.min_value}.`;
    if (element.max_value !== undefined && number > Number(element.max_value)) return `Must be at most ${element.max_value}.`;
  }
  if (element.min_length !== undefined && text.length < element.min_length) return `Must be at least ${element.min_length} characters.`;
  if (element.max_length !== undefined && text.length > element.max_length) return `Must be at most ${element.max_length} characters.`;
  return undefined;
}
