/** Interactive elements: buttons, selects, inputs. */
import { isDeepStrictEqual } from 'node:util';
import type { Loose } from '../types.ts';
import { anyText, type Report } from './report.ts';

type Check = (report: Report, at: string, element: Loose) => void;

const longestValue = 2000;
const longestUrl = 3000;

interface Kind {
  known: readonly string[];
  needed?: readonly string[];
  check?: Check;
}

const menu = ['placeholder', 'confirm', 'focus_on_load'];

const button: Check = (report, at, element) => {
  report.text(`${at}/text`, element.text, 75);
  report.string(`${at}/url`, element.url, longestUrl);
  report.string(`${at}/value`, element.value, longestValue);
  report.string(`${at}/accessibility_label`, element.accessibility_label, 75);
  report.oneOf(`${at}/style`, element.style, ['primary', 'danger']);
};

const option = (
  report: Report,
  at: string,
  value: unknown,
  kinds: readonly ('plain_text' | 'mrkdwn')[],
  extra: readonly string[] = [],
): void => {
  if (!report.shape(at, value, ['text', 'value', 'description', ...extra], ['text'])) return;
  report.text(`${at}/text`, value.text, 75, kinds);
  report.string(`${at}/value`, value.value, 150);
  report.text(`${at}/description`, value.description, 75, kinds);
  report.string(`${at}/url`, value.url, longestUrl);
};

const options =
  (most: number, kinds: readonly ('plain_text' | 'mrkdwn')[] = ['plain_text'], extra: readonly string[] = []): Check =>
  (report, at, element) => {
    report.list(`${at}/options`, element.options, most, (item, where) => option(report, where, item, kinds, extra));
    const values = Array.isArray(element.options) ? element.options : [];
    report.unique(
      `${at}/options`,
      'value',
      values.map((o: Loose | null) => o?.value),
    );
    for (const initial of [element.initial_option, ...(element.initial_options ?? [])])
      if (initial !== undefined && ![...values, ...grouped(element)].some((o) => isDeepStrictEqual(o, initial)))
        report.say(`${at}/initial_option`, 'must be one of the options');
  };

const grouped = (element: Loose): Loose[] =>
  Array.isArray(element.option_groups) ? element.option_groups.flatMap((group: Loose) => group?.options ?? []) : [];

const select: Check = (report, at, element) => {
  if ((element.options === undefined) === (element.option_groups === undefined))
    report.say(at, 'must provide either options or option_groups');
  options(100)(report, at, element);
  report.list(`${at}/option_groups`, element.option_groups, 100, (group, where) => {
    if (!report.shape(where, group, ['label', 'options'], ['label', 'options'])) return;
    report.text(`${where}/label`, group.label, 75);
    report.list(`${where}/options`, group.options, 100, (item, inner) => option(report, inner, item, ['plain_text']));
  });
};

const textInput: Check = (report, at, element) => {
  report.string(`${at}/initial_value`, element.initial_value, 3000, 0);
  for (const name of ['min_length', 'max_length'])
    if (element[name] !== undefined && !(Number.isInteger(element[name]) && element[name] >= 0 && element[name] <= 3000))
      report.say(`${at}/${name}`, 'must be between 0 and 3000');
};

const numberInput: Check = (report, at, element) => {
  report.boolean(`${at}/is_decimal_allowed`, element.is_decimal_allowed);
  for (const name of ['initial_value', 'min_value', 'max_value'])
    if (
      element[name] !== undefined &&
      (typeof element[name] !== 'string' || !Number.isFinite(Number(element[name])) || element[name] === '')
    )
      report.say(`${at}/${name}`, 'must provide a number as a string');
};

const input = ['placeholder', 'focus_on_load', 'dispatch_action_config'];

const kinds: Record<string, Kind> = {
  button: { known: ['text', 'url', 'value', 'style', 'confirm', 'accessibility_label'], needed: ['text'], check: button },
  static_select: { known: [...menu, 'options', 'option_groups', 'initial_option'], check: select },
  multi_static_select: { known: [...menu, 'options', 'option_groups', 'initial_options', 'max_selected_items'], check: select },
  external_select: { known: [...menu, 'initial_option', 'min_query_length'] },
  users_select: { known: [...menu, 'initial_user'] },
  multi_users_select: { known: [...menu, 'initial_users', 'max_selected_items'] },
  conversations_select: { known: [...menu, 'initial_conversation', 'default_to_current_conversation', 'response_url_enabled', 'filter'] },
  channels_select: { known: [...menu, 'initial_channel', 'response_url_enabled'] },
  overflow: { known: ['options', 'confirm'], needed: ['options'], check: options(5, ['plain_text'], ['url']) },
  checkboxes: { known: ['options', 'initial_options', 'confirm', 'focus_on_load'], needed: ['options'], check: options(10, anyText) },
  radio_buttons: { known: ['options', 'initial_option', 'confirm', 'focus_on_load'], needed: ['options'], check: options(10, anyText) },
  datepicker: { known: [...menu, 'initial_date'] },
  timepicker: { known: [...menu, 'initial_time', 'timezone'] },
  datetimepicker: { known: ['initial_date_time', 'confirm', 'focus_on_load'] },
  plain_text_input: { known: [...input, 'initial_value', 'multiline', 'min_length', 'max_length'], check: textInput },
  number_input: {
    known: [...input, 'is_decimal_allowed', 'initial_value', 'min_value', 'max_value'],
    needed: ['is_decimal_allowed'],
    check: numberInput,
  },
  email_text_input: { known: [...input, 'initial_value'] },
  url_text_input: { known: [...input, 'initial_value'] },
  rich_text_input: { known: [...input, 'initial_value', 'min_lines', 'max_lines'] },
  file_input: { known: ['filetypes', 'max_files'] },
};

const pressed = ['button', 'overflow', 'datepicker', 'timepicker', 'checkboxes', 'radio_buttons'];
const selects = Object.keys(kinds).filter((kind) => kind.endsWith('_select'));
export const inActions = [...pressed, ...selects, 'datetimepicker', 'rich_text_input'];
export const asAccessory = [...pressed, ...selects, 'image'];
export const inInput = Object.keys(kinds).filter((kind) => kind !== 'button' && kind !== 'overflow');

/** `allowed`: the kinds that may stand here. */
export function checkElement(report: Report, at: string, element: unknown, allowed: readonly string[]): void {
  const type = (element as Loose | null)?.type;
  if (typeof type !== 'string' || !allowed.includes(type)) {
    report.say(at, `unsupported type: ${type}`);
    return;
  }
  if (type === 'image') {
    checkImage(report, at, element as Loose);
    return;
  }
  const kind = kinds[type]!;
  if (!report.shape(at, element, ['type', 'action_id', ...kind.known], kind.needed)) return;
  report.string(`${at}/action_id`, element.action_id, 255);
  report.text(`${at}/placeholder`, element.placeholder, 150);
  checkConfirm(report, `${at}/confirm`, element.confirm);
  kind.check?.(report, at, element);
}

export function checkImage(report: Report, at: string, image: Loose): void {
  report.shape(at, image, ['type', 'image_url', 'slack_file', 'alt_text'], ['alt_text']);
  report.string(`${at}/alt_text`, image.alt_text, 2000);
  report.string(`${at}/image_url`, image.image_url, longestUrl);
  if ((image.image_url === undefined) === (image.slack_file === undefined)) report.say(at, 'must provide either image_url or slack_file');
}

function checkConfirm(report: Report, at: string, confirm: unknown): void {
  if (confirm === undefined) return;
  if (!report.shape(at, confirm, ['title', 'text', 'confirm', 'deny', 'style'], ['title', 'text', 'confirm', 'deny'])) return;
  report.text(`${at}/title`, confirm.title, 100);
  report.text(`${at}/text`, confirm.text, 300, anyText);
  report.text(`${at}/confirm`, confirm.confirm, 30);
  report.text(`${at}/deny`, confirm.deny, 30);
  report.oneOf(`${at}/style`, confirm.style, ['primary', 'danger']);
}
