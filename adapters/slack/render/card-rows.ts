/** What a card says, as rows: the one form from which blocks, fallback and the split into several messages are made. */
import { visible } from '../../../src/kernel/text.ts';
import type { Card } from '../../../src/reports/card.ts';
import { markdownRows } from './markdown.ts';
import { plainRow, type Row } from './row.ts';

/** Everything but buttons, choice and mentions. Nothing in a span moves, hides or breaks a line. */
export const cardRows = (card: Card): Row[] => [
  ...(card.title === '' ? [] : [titleRow(visible(card.title))]),
  ...(card.output ?? []).map((text) => plainRow('code', 'output', visible(text))),
  ...lineRows(card.lines ?? [], 'lines'),
  ...lineRows(
    (card.trail ?? []).map(({ text }) => text),
    'trail',
  ),
  ...(card.code ? visible(card.code, { newlines: true }).split('\n') : []).map((text) => plainRow('code', 'code', text)),
  ...markdownRows(visible(card.markdown ?? '', { newlines: true })),
];

const titleRow = (text: string): Row => ({ as: 'text', group: 'title', spans: [{ text, bold: true }] });

export const lineRows = (lines: readonly string[], group: string): Row[] =>
  lines.flatMap((line) => visible(line, { newlines: true }).split('\n')).map((text) => plainRow('text', group, text));
