/** Rows as rich text, which Slack shows as it stands: no mention, link or format can come of a text in it. */
import type { RichTextBlock, RichTextBlockElement, RichTextSection, RichTextText } from '@slack/types';
import { isSameRun, type Row, type Span } from './row.ts';
import { chunks, textMost } from './size.ts';

/** A heading begins a block of its own, for the space above it. Empty: there is nothing to show. */
export function richText(rows: readonly Row[]): RichTextBlock[] {
  const blocks: RichTextBlock[] = [];
  for (const run of runs(rows)) {
    const elements = elementsOf(run);
    const last = blocks.at(-1);
    if (last === undefined || run[0]!.as === 'heading') blocks.push({ type: 'rich_text', elements });
    else last.elements.push(...elements);
  }
  return blocks.filter(({ elements }) => elements.length > 0);
}

function runs(rows: readonly Row[]): Row[][] {
  const out: Row[][] = [];
  for (const row of rows) {
    const run = out.at(-1);
    if (isSameRun(run?.at(-1), row)) run!.push(row);
    else out.push([row]);
  }
  return out;
}

function elementsOf(run: readonly Row[]): RichTextBlockElement[] {
  if (run[0]!.as === 'item') return [{ type: 'rich_text_list', style: 'bullet', elements: items(run).map(section) }];
  const elements = texts(lines(run));
  if (elements.length === 0) return [];
  return [run[0]!.as === 'code' ? { type: 'rich_text_preformatted', elements } : { type: 'rich_text_section', elements }];
}

/** An item without text is shown all the same; Slack takes no empty element. */
function section(spans: readonly Span[]): RichTextSection {
  const elements = texts(spans);
  return { type: 'rich_text_section', elements: elements.length > 0 ? elements : [{ type: 'text', text: ' ' }] };
}

/** The spans of each item, with those that go on with it. */
function items(run: readonly Row[]): Span[][] {
  const out: Span[][] = [];
  for (const { goesOn, spans } of run) {
    const item = out.at(-1);
    if (goesOn && item) item.push(...spans);
    else out.push([...spans]);
  }
  return out;
}

const lines = (run: readonly Row[]): Span[] =>
  run.flatMap(({ goesOn, spans }, n) => (n === 0 || goesOn ? spans : [{ text: '\n' }, ...spans]));

function texts(spans: readonly Span[]): RichTextText[] {
  const whole: { style: Pick<Span, 'bold' | 'code'>; texts: string[] }[] = [];
  for (const { text, bold, code } of spans) {
    const last = whole.at(-1);
    if (last && last.style.bold === bold && last.style.code === code) last.texts.push(text);
    else if (text !== '') whole.push({ style: { ...(bold && { bold }), ...(code && { code }) }, texts: [text] });
  }
  return whole.flatMap(({ style, texts }) =>
    chunks(texts.join(''), textMost).map((text): RichTextText => ({ type: 'text', text, ...(Object.keys(style).length > 0 && { style }) })),
  );
}
