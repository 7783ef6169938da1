/** A message as Slack takes it: one or more, for what is over a limit goes on in the next. Nothing in it takes effect but its buttons and mentions. */
import type { KnownBlock } from '@slack/types';
import type { Message } from '../../../src/chat/adapter.ts';
import { visible } from '../../../src/kernel/text.ts';
import { cardRows } from './card-rows.ts';
import { controls } from './controls.ts';
import { fallback } from './fallback.ts';
import { type Handle, mentions } from './mentions.ts';
import { nothing } from './plain.ts';
import { richText } from './rich-text.ts';
import { plainRow, type Row } from './row.ts';
import { messageMost, weigh } from './size.ts';
import { cost, leastRoom, split } from './split.ts';

export interface SlackMessage {
  /** The fallback: the phone's notification. Escaped; all that this part says. */
  text: string;
  blocks: KnownBlock[];
}

/** What mentions may weigh, and buttons and choice with them, so that the first part has room for text. */
const mentionsMost = 1000;
const belowMost = messageMost - leastRoom;

/** Buttons, choice and mentions are in the first part. `handle`: Slack user id of a person (without team), undefined when unknown. */
export function renderMessage({ card, rings }: Message, handle: Handle): [SlackMessage, ...SlackMessage[]] {
  const named = mentions(rings ? (card.mention ?? []) : [], handle, mentionsMost);
  const pressed = controls(card, belowMost - mentionsMost);
  const below = [...pressed.blocks, ...named.blocks];
  const rows = said([...cardRows(card), ...pressed.left, ...named.left]);
  const [first, ...rest] = split(rows, (part) => messageMost - (part === 0 ? weigh(below) : cost(heading(card.title, 99, 99))));
  return [
    { text: [fallback(first), named.text].filter(Boolean).join('\n'), blocks: [...richText(first), ...below] },
    ...rest.map((part, n): SlackMessage => {
      const rows = [heading(card.title, n + 2, rest.length + 1), ...part];
      return { text: fallback(rows), blocks: richText(rows) };
    }),
  ];
}

/** A message of nothing is refused. */
const said = (rows: Row[]): Row[] =>
  rows.some(({ spans }) => spans.some(({ text }) => text.trim() !== '')) ? rows : [plainRow('text', 'nothing', nothing)];

/** `DONE 42: 2 slower (2/5)` */
const heading = (title: string, part: number, of: number): Row => ({
  as: 'text',
  group: 'part',
  spans: [{ text: `${visible(title, { maxLength: 100 })} (${part}/${of})`.trim(), bold: true }],
});
