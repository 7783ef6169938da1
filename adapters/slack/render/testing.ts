/** For the tests of this folder: Slack's limits as a judge that knows nothing of the renderer, hostile text, and blocks drawn in few words. */
import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { visible } from '../../../src/kernel/text.ts';
import type { Card } from '../../../src/reports/card.ts';
import { code, fenced, inert } from '../../../src/reports/markdown.ts';

/** Given by MOLT_OPS_TEST_SEED to repeat a run. */
export const seed = Number(process.env.MOLT_OPS_TEST_SEED ?? Date.now() % 2 ** 31);

type Json = { [key: string]: unknown };
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Moves a cursor, turns a line round, hides, or is half a character. */
export const active = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}]--[\ufe0f\n]]/v;

/** Every object in it. */
export function objects(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objects)] : [];
}

const kinds: { [surface: string]: readonly string[] } = {
  message: ['rich_text', 'actions'],
  home: ['rich_text', 'actions', 'divider'],
  modal: ['rich_text', 'input'],
};
/** All that may stand in a block. No link, broadcast, channel, usergroup, emoji or date; no mrkdwn, no markdown. */
const known = new Set([
  ...Object.values(kinds).flat(),
  ...['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'text', 'user'],
  ...['plain_text', 'button', 'static_select', 'checkboxes', 'number_input', 'plain_text_input'],
]);

/** What Slack would refuse of these blocks, or what should not be in them. Empty: nothing. */
export function wrongs(blocks: readonly unknown[], surface: 'message' | 'home' | 'modal'): string[] {
  const out: string[] = [];
  const must = (fine: boolean, what: string, of?: unknown): void => {
    if (!fine) out.push(of === undefined ? what : `${what}: ${JSON.stringify(of)?.slice(0, 200)}`);
  };
  const within = (value: unknown, most: number, what: string): void =>
    must(typeof value === 'string' && value.length > 0 && value.length <= most, `${what} of 1 to ${most}`, value);
  const list = (value: unknown, most: number, what: string): void =>
    must(Array.isArray(value) && value.length > 0 && value.length <= most, `${what} of 1 to ${most}`);

  must(blocks.length > 0 && blocks.length <= (surface === 'message' ? 50 : 100), `${blocks.length} blocks`);
  if (surface !== 'message') must(Buffer.byteLength(JSON.stringify(blocks)) < 240_000, 'a view that is too large');
  else {
    const entities = JSON.stringify(blocks).replace(/&/g, '&amp;').replace(/[<>]/g, '&lt;');
    must(entities.length <= 12_000, `all blocks are ${entities.length} characters`);
  }
  for (const block of blocks) must(isObject(block) && kinds[surface]!.includes(String(block.type)), 'block', block);
  const all = objects(blocks);
  for (const object of all) {
    must(object.type === undefined || known.has(String(object.type)), 'type', object.type);
    if ('text' in object && typeof object.text === 'string') {
      within(object.text, 3000, 'text');
      must(!active.test(object.text), 'active text', object.text);
    }
    if ('elements' in object) list(object.elements, object.type === 'actions' ? 25 : 10_000, 'elements');
    if ('options' in object) {
      list(object.options, 100, 'options');
      const values = (object.options as Json[]).map(({ value }) => value);
      must(new Set(values).size === values.length, 'a value twice', values);
    }
    if ('action_id' in object) within(object.action_id, 255, 'action_id');
    if ('block_id' in object) within(object.block_id, 255, 'block_id');
    if (isObject(object.placeholder)) within(object.placeholder.text, 150, 'placeholder');
    if (isObject(object.label)) within(object.label.text, 2000, 'label');
    if (isObject(object.hint)) within(object.hint.text, 2000, 'hint');
    if (object.type === 'plain_text') must(object.emoji === false && String(object.text).trim() !== '', 'plain text', object);
    if (object.type === 'button') {
      within((object.text as Json).text, 75, 'button');
      if ('value' in object) within(object.value, 2000, 'value');
    }
    if (object.type === undefined && 'value' in object) {
      within((object.text as Json).text, 75, 'option');
      within(object.value, 150, 'option value');
    }
  }
  const ids = all.flatMap(({ action_id }) => (action_id === undefined || surface === 'modal' ? [] : [action_id]));
  must(new Set(ids).size === ids.length, 'an action_id twice', ids);
  const names = all.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  must(new Set(names).size === names.length, 'a block_id twice', names);
  return out;
}

/** What is wrong with a fallback, apart from the mentions at its end. */
export function wrongsOfText(text: string, mentions = ''): string[] {
  const rest = mentions !== '' && text.endsWith(mentions) ? text.slice(0, -mentions.length) : text;
  return [
    ...(text.trim() === '' || text.length > 39_000 ? [`${text.length} characters`] : []),
    ...(/[<>]/.test(rest) ? ['an open angle'] : []),
    ...(/&(?!(?:amp|lt|gt);)/.test(rest) ? ['a bare ampersand'] : []),
    ...(active.test(text) ? ['active text'] : []),
  ];
}

/** The blocks in few words: **bold**, `code`, items as `- `, tables between bars, buttons as [Label say:0 LINE]. */
export function drawn(blocks: readonly KnownBlock[]): string {
  const texts = (elements: readonly unknown[]): string =>
    (elements as Json[])
      .map((element) => {
        if (element.type === 'user') return `<@${element.user_id}>`;
        const style = (element.style ?? {}) as Json;
        const inner = style.code ? `\`${element.text}\`` : String(element.text);
        return style.bold ? `**${inner}**` : inner;
      })
      .join('');
  return blocks
    .flatMap((block): string[] => {
      if (block.type === 'divider') return ['----'];
      if (block.type === 'rich_text')
        return block.elements.map((element) => {
          if (element.type === 'rich_text_list') return element.elements.map((item) => `- ${texts(item.elements)}`).join('\n');
          const text = texts(element.elements);
          return element.type === 'rich_text_preformatted' ? text.replace(/^/gm, '| ') : text;
        });
      if (block.type !== 'actions') return [block.type];
      const pressed = (block.elements as unknown as Json[]).map((element) =>
        element.type === 'static_select'
          ? `[${(element.placeholder as Json).text} ${element.action_id}: ${(element.options as Json[]).map((o) => `${(o.text as Json).text}=${o.value}`).join(', ')}]`
          : `[${(element.text as Json).text} ${element.action_id} ${element.value}${element.style ? ` ${element.style}` : ''}]`,
      );
      return [pressed.join(' ')];
    })
    .join('\n');
}

/** All text of the blocks that is not on a button, in order. */
export const shownText = (blocks: readonly unknown[]): string =>
  objects(blocks)
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('');

const hostileUnits = [
  ...['<!channel>', '<!here|x>', '<@U01>', '<@W02|ada>', '<#C01>', '<!subteam^S1>', '<https://evil.example|ok>', 'https://evil.example'],
  ...['@channel', '@here', '@everyone', '@ada', ':tada:', '*bold*', '_x_', '~x~', '> q', '`', '```', '\n', '\r\n', '\t', ' ', '  '],
  ...[
    '## ',
    '- ',
    '&amp;',
    '&',
    '<',
    '>',
    '"',
    '\\',
    '\x1b[2J',
    '\0',
    '\u202e',
    '\u200b',
    '\u2028',
    '\ufe0f',
    '\ud83d',
    '😀',
    '漢',
    'é',
    'a',
    '42',
  ],
];
export const hostile = fc.string({ unit: fc.constantFrom(...hostileUnits) });
const long = fc
  .tuple(fc.constantFrom('x', '&', '<', '"', '😀', '漢', '` '), fc.integer({ min: 0, max: 9000 }))
  .map(([unit, n]) => unit.repeat(n));
export const anyText = fc.oneof(
  { weight: 6, arbitrary: hostile },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: long },
);

/** What our reports are made of. `says`: its text without any structure. */
const markdownPart = fc.oneof(
  hostile.map((text) => visible(text)).map((text) => ({ markdown: `### ${inert(text)}`, says: text })),
  fc
    .array(
      hostile.map((text) => visible(text)),
      { minLength: 1, maxLength: 20 },
    )
    .map((texts) => ({
      markdown: texts.map((text) => `- ${inert(text)} — ${code(text)}`).join('\n'),
      says: texts.map((t) => `${t} — ${t}`).join(''),
    })),
  fc
    .array(
      anyText.map((text) => visible(text)),
      { maxLength: 30 },
    )
    .map((texts) => ({ markdown: fenced(texts), says: texts.join('') })),
);
export const report = fc.array(markdownPart, { maxLength: 30 }).map((parts) => ({
  markdown: parts.map(({ markdown }) => markdown).join('\n\n'),
  says: parts.map(({ says }) => says).join(''),
}));

const button = fc.record(
  { label: anyText, sends: fc.oneof(hostile, anyText, fc.constantFrom('', 'stop 42', 'bench --linked')), form: fc.constant(true as const) },
  { requiredKeys: ['label', 'sends'] },
);
export const anyCard: fc.Arbitrary<Card> = fc.record(
  {
    title: anyText,
    lines: fc.array(anyText, { maxLength: 60 }),
    trail: fc.array(
      anyText.map((text) => ({ n: 1, text })),
      { maxLength: 10 },
    ),
    code: fc.array(anyText, { maxLength: 200 }).map((lines) => lines.join('\n')),
    markdown: fc.oneof(
      report.map(({ markdown }) => markdown),
      hostile,
    ),
    buttons: fc.array(button, { maxLength: 60 }),
    choice: fc.record({ label: anyText, options: fc.array(button, { maxLength: 250 }) }),
    mention: fc.array(fc.oneof(fc.constantFrom('ada', 'bob', 'eve'), hostile, anyText), { maxLength: 60 }),
  },
  { requiredKeys: ['title'] },
);
