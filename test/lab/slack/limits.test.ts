/** Each limit of facts/slack.md: what just fits goes, one more fails whole. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeClock } from '../../../src/kernel/fake-clock.ts';
import { SlackLab } from './lab.ts';
import { call, errorOf, webClient } from './testing.ts';
import type { Loose } from './types.ts';

let lab: SlackLab;
beforeAll(async () => {
  lab = await SlackLab.open({ clock: new FakeClock() });
  lab.addUser({ id: 'U01', name: 'ada' });
  lab.addChannel({ id: 'C01', name: 'bench' });
});
afterAll(() => lab.close());

const x = (n: number): string => 'x'.repeat(n);
const many = <T>(n: number, one: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => one(i));
const plain = (text: string): Loose => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Loose => ({ type: 'mrkdwn', text });
const divider = { type: 'divider' };
const button = (more: Loose = {}): Loose => ({ type: 'button', text: plain('Go'), ...more });
const actions = (...elements: Loose[]): Loose => ({ type: 'actions', elements });
const options = (n: number, value = (i: number): string => `v${i}`): Loose[] => many(n, (i) => ({ text: plain(`o${i}`), value: value(i) }));
const select = (more: Loose): Loose => actions({ type: 'static_select', placeholder: plain('pick'), ...more });
const table = (rows: number, cells: number, text = 'x'): Loose => ({
  type: 'table',
  rows: many(rows, () => many(cells, () => ({ type: 'raw_text', text }))),
});
const rich = (...elements: unknown[]): Loose => ({ type: 'rich_text', elements });
const line = (...elements: unknown[]): Loose => ({ type: 'rich_text_section', elements });

/** The longest that goes, and what is one too many. */
test.each<[string, Loose[], Loose[]]>([
  ['blocks', many(50, () => divider), many(51, () => divider)],
  ['header', [{ type: 'header', text: plain(x(150)) }], [{ type: 'header', text: plain(x(151)) }]],
  ['header in plain text', [{ type: 'header', text: plain('x') }], [{ type: 'header', text: mrkdwn('x') }]],
  ['section text', [{ type: 'section', text: mrkdwn(x(3000)) }], [{ type: 'section', text: mrkdwn(x(3001)) }]],
  ['section text, not empty', [{ type: 'section', text: mrkdwn('x') }], [{ type: 'section', text: mrkdwn('') }]],
  [
    'section fields',
    [{ type: 'section', fields: many(10, () => mrkdwn('x')) }],
    [{ type: 'section', fields: many(11, () => mrkdwn('x')) }],
  ],
  ['length of a field', [{ type: 'section', fields: [mrkdwn(x(2000))] }], [{ type: 'section', fields: [mrkdwn(x(2001))] }]],
  ['section with something in it', [{ type: 'section', fields: [mrkdwn('x')] }], [{ type: 'section' }]],
  [
    'context elements',
    [{ type: 'context', elements: many(10, () => mrkdwn('x')) }],
    [{ type: 'context', elements: many(11, () => mrkdwn('x')) }],
  ],
  ['actions elements', [actions(...many(25, () => button()))], [actions(...many(26, () => button()))]],
  ['button text', [actions(button({ text: plain(x(75)) }))], [actions(button({ text: plain(x(76)) }))]],
  ['button text, plain', [actions(button())], [actions(button({ text: mrkdwn('Go') }))]],
  ['button value', [actions(button({ value: x(2000) }))], [actions(button({ value: x(2001) }))]],
  ['button style', [actions(button({ style: 'danger' }))], [actions(button({ style: 'default' }))]],
  ['action_id', [actions(button({ action_id: x(255) }))], [actions(button({ action_id: x(256) }))]],
  [
    'action_id once in a block',
    [actions(button({ action_id: 'a' }), button({ action_id: 'b' }))],
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
  ],
  [
    'action_id again in another block',
    [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))],
    [actions(button({ action_id: 7 }))],
  ],
  ['block_id', [{ ...divider, block_id: x(255) }], [{ ...divider, block_id: x(256) }]],
  [
    'block_id once',
    [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'b' },
    ],
    [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ],
  ],
  ['select options', [select({ options: options(100) })], [select({ options: options(101) })]],
  ['select with options', [select({ options: options(1) })], [select({ options: [] })]],
  ['option value', [select({ options: options(1, () => x(150)) })], [select({ options: options(1, () => x(151)) })]],
  ['option text', [select({ options: [{ text: plain(x(75)), value: 'v' }] })], [select({ options: [{ text: plain(x(76)), value: 'v' }] })]],
  [
    'initial option is an option',
    [select({ options: options(2), initial_option: options(2)[1] })],
    [select({ options: options(2), initial_option: options(3)[2] })],
  ],
  ['overflow', [actions({ type: 'overflow', options: options(5) })], [actions({ type: 'overflow', options: options(6) })]],
  ['markdown', [{ type: 'markdown', text: x(12_000) }], [{ type: 'markdown', text: x(12_001) }]],
  ['table rows', [table(100, 1)], [table(101, 1)]],
  ['table cells', [table(1, 20)], [table(1, 21)]],
  ['characters of a table', [table(10, 10, x(100))], [table(10, 10, x(101))]],
  ['one table', [table(1, 1)], [table(1, 1), table(1, 1)]],
  ['a kind of block', [divider], [{ type: 'sparkline' }]],
  ['a field that nobody knows', [divider], [{ ...divider, colour: 'red' }]],
  [
    'image alt text',
    [{ type: 'image', image_url: 'https://a.example/i.png', alt_text: 'x' }],
    [{ type: 'image', image_url: 'https://a.example/i.png' }],
  ],
  [
    'task_card',
    [{ type: 'task_card', task_id: 't', title: 'x', status: 'complete' }],
    [{ type: 'task_card', task_id: 't', title: 'x', status: 'done' }],
  ],
  ['plan', [{ type: 'plan', title: 'x', tasks: [] }], [{ type: 'plan', tasks: [] }]],
  ['rich_text parts', [rich(line({ type: 'text', text: 'x' }))], [rich({ type: 'rich_text_table', elements: [] })]],
  [
    'rich_text elements',
    [rich(line({ type: 'user', user_id: 'U01' }, { type: 'emoji', name: 'wave' }))],
    [rich(line({ type: 'mention', user_id: 'U01' }))],
  ],
  ['rich_text, empty text', [rich(line({ type: 'text', text: ' ' }))], [rich(line({ type: 'text', text: '' }))]],
  ['rich_text user', [rich(line({ type: 'user', user_id: 'U01' }))], [rich(line({ type: 'user', user_id: 'ada' }))]],
  [
    'rich_text style',
    [rich(line({ type: 'text', text: 'x', style: { bold: true } }))],
    [rich(line({ type: 'text', text: 'x', style: { bold: 'yes' } }))],
  ],
  [
    'rich_text style by name',
    [rich(line({ type: 'text', text: 'x', style: { code: true } }))],
    [rich(line({ type: 'text', text: 'x', style: 'code' }))],
  ],
  [
    'preformatted holds text only',
    [rich({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x' }] })],
    [rich({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U01' }] })],
  ],
  [
    'quote',
    [rich({ type: 'rich_text_quote', elements: [{ type: 'text', text: 'x' }] })],
    [rich({ type: 'rich_text_quote', elements: [line()] })],
  ],
  [
    'list',
    [rich({ type: 'rich_text_list', style: 'bullet', elements: [line({ type: 'text', text: 'x' })] })],
    [rich({ type: 'rich_text_list', style: 'bullet', elements: [{ type: 'text', text: 'x' }] })],
  ],
  ['broadcast', [rich(line({ type: 'broadcast', range: 'here' }))], [rich(line({ type: 'broadcast', range: 'all' }))]],
  ['link', [rich(line({ type: 'link', url: 'https://a.example' }))], [rich(line({ type: 'link', url: 'a.example' }))]],
])('a message: %s', async (_name, fits, tooMuch) => {
  expect(await errorOf(call(lab, 'chat.postMessage', { channel: 'C01', text: 'x', blocks: fits }))).toBe('ok');
  const before = lab.messages.length;
  expect(await errorOf(call(lab, 'chat.postMessage', { channel: 'C01', text: 'x', blocks: tooMuch }))).toBe('invalid_blocks');
  expect(lab.messages.length).toBe(before);
});

test('names what is wrong, as Slack does', async () => {
  const failing = call(lab, 'chat.postMessage', { channel: 'C01', blocks: [divider, { type: 'section', text: mrkdwn(x(3001)) }] });
  await expect(failing).rejects.toMatchObject({
    data: { response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'] } },
  });
});

test('everything together: the more blocks, the less text', async () => {
  const of = (n: number, length: number): Loose[] => many(n, () => ({ type: 'section', text: mrkdwn(x(length)) }));
  expect(await errorOf(call(lab, 'chat.postMessage', { channel: 'C01', blocks: of(5, 2600) }))).toBe('ok');
  expect(await errorOf(call(lab, 'chat.postMessage', { channel: 'C01', blocks: of(5, 2650) }))).toBe('msg_blocks_too_long');
  // As measured: 50 blocks with 9 597 characters went, 45 with 11 341 did not.
  expect(await errorOf(call(lab, 'chat.postMessage', { channel: 'C01', blocks: of(50, 191) }))).toBe('ok');
  expect(await errorOf(call(lab, 'chat.postMessage', { channel: 'C01', blocks: of(45, 253) }))).toBe('msg_blocks_too_long');
});

test('text over 40 000 is cut without a word, by chat.update refused over 4 000', async () => {
  expect(lab.cut).toEqual([]);
  const { ts } = await call(lab, 'chat.postMessage', { channel: 'C01', text: x(40_000) });
  expect(lab.cut).toEqual([]);
  await call(lab, 'chat.postMessage', { channel: 'C01', text: x(40_001) });
  expect([lab.messages.at(-1)?.text.length, lab.cut.length]).toEqual([40_000, 1]);
  expect(await errorOf(call(lab, 'chat.update', { channel: 'C01', ts, text: x(4000) }))).toBe('ok');
  expect(await errorOf(call(lab, 'chat.update', { channel: 'C01', ts, text: x(4001) }))).toBe('msg_too_long');
});

test.each<[string, Loose, string]>([
  ['nothing', {}, 'no_text'],
  ['blocks that are no list', { blocks: '{}' }, 'invalid_blocks_format'],
  ['blocks that are no JSON', { blocks: '[' }, 'invalid_blocks_format'],
  ['metadata without a type', { text: 'x', metadata: { event_payload: {} } }, 'invalid_metadata_schema'],
  ['metadata that is no object', { text: 'x', metadata: '[]' }, 'invalid_metadata_format'],
  ['metadata', { text: 'x', metadata: { event_type: 'molt', event_payload: { id: '1' } } }, 'ok'],
  ['text and markdown_text', { text: 'x', markdown_text: 'x' }, 'markdown_text_conflict'],
])('a message of %s', async (_name, args, error) => {
  expect(await errorOf(call(lab, 'chat.postMessage', { channel: 'C01', ...args }))).toBe(error);
});

const input = (element: Loose, more: Loose = {}): Loose => ({ type: 'input', label: plain('Name'), element, ...more });
const textInput = { type: 'plain_text_input', action_id: 'a' };
const modal = (more: Loose = {}): Loose => ({ type: 'modal', title: plain('Bench'), submit: plain('Go'), blocks: [divider], ...more });

test.each<[string, Loose, Loose]>([
  ['blocks', modal({ blocks: many(100, () => divider) }), modal({ blocks: many(101, () => divider) })],
  ['title', modal({ title: plain(x(24)) }), modal({ title: plain(x(25)) })],
  ['a title', modal(), modal({ title: undefined })],
  ['submit', modal({ submit: plain(x(24)) }), modal({ submit: plain(x(25)) })],
  ['submit with inputs', modal({ blocks: [input(textInput)] }), modal({ blocks: [input(textInput)], submit: undefined })],
  ['private_metadata', modal({ private_metadata: x(3000) }), modal({ private_metadata: x(3001) })],
  ['callback_id', modal({ callback_id: x(255) }), modal({ callback_id: x(256) })],
  ['no markdown', modal(), modal({ blocks: [{ type: 'markdown', text: 'x' }] })],
  ['no table', modal(), modal({ blocks: [table(1, 1)] })],
  [
    'label',
    modal({ blocks: [input(textInput, { label: plain(x(2000)) })] }),
    modal({ blocks: [input(textInput, { label: plain(x(2001)) })] }),
  ],
  ['no button in an input', modal({ blocks: [input(textInput)] }), modal({ blocks: [input(button())] })],
  [
    'placeholder',
    modal({ blocks: [input({ ...textInput, placeholder: plain(x(150)) })] }),
    modal({ blocks: [input({ ...textInput, placeholder: plain(x(151)) })] }),
  ],
  [
    'checkboxes',
    modal({ blocks: [input({ type: 'checkboxes', options: options(10) })] }),
    modal({ blocks: [input({ type: 'checkboxes', options: options(11) })] }),
  ],
  [
    'number',
    modal({ blocks: [input({ type: 'number_input', is_decimal_allowed: false, min_value: '1' })] }),
    modal({ blocks: [input({ type: 'number_input', is_decimal_allowed: false, min_value: 1 })] }),
  ],
])('a modal: %s', async (_name, fits, tooMuch) => {
  const trigger = (): string => lab.platform.triggers.give('U01');
  expect(await errorOf(call(lab, 'views.open', { trigger_id: trigger(), view: fits }))).toBe('ok');
  expect(await errorOf(call(lab, 'views.open', { trigger_id: trigger(), view: tooMuch }))).toBe('invalid_arguments');
});

test('a view of more than 250 kB, and one that says where it is wrong', async () => {
  const large = { type: 'home', blocks: many(100, () => ({ type: 'section', text: mrkdwn(x(2600)) })) };
  expect(await errorOf(call(lab, 'views.publish', { user_id: 'U01', view: large }))).toBe('view_too_large');
  const wrong = call(lab, 'views.publish', { user_id: 'U01', view: { type: 'home', blocks: [{ type: 'header', text: plain(x(151)) }] } });
  await expect(wrong).rejects.toMatchObject({
    data: { response_metadata: { messages: ['[ERROR] must be less than 151 characters [json-pointer:/view/blocks/0/text/text]'] } },
  });
});

test('the alt text of a file', async () => {
  const ask = (alt_txt: string): Promise<unknown> =>
    webClient(lab).files.getUploadURLExternal({ filename: 'a', length: 1, alt_text: alt_txt } as never);
  expect([await errorOf(ask(x(1000))), await errorOf(ask(x(1001)))]).toEqual(['ok', 'invalid_arguments']);
});
