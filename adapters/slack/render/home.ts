/** The home page of one person: a card a topic, with a line between them. What does not fit is counted. */
import type { HomeView, KnownBlock } from '@slack/types';
import type { Card } from '../../../src/reports/card.ts';
import { cardRows } from './card-rows.ts';
import { controls } from './controls.ts';
import { excerpt, moreRow } from './excerpt.ts';
import { type Handle, mentions } from './mentions.ts';
import { richText } from './rich-text.ts';
import { plainRow } from './row.ts';
import { viewBlocksMost, viewMost, weigh } from './size.ts';

/** What one card may weigh, so that a long one does not push out all the others. */
const most = { text: 6000, controls: 6000, mentions: 500 };

export function homeView(cards: readonly Card[], handle: Handle): HomeView {
  const blocks: KnownBlock[] = [];
  let weight = 0;
  let next = 0;
  for (const [n, card] of cards.entries()) {
    const shown = cardBlocks(card, handle, next);
    const added = [...(n > 0 ? [divider] : []), ...shown.blocks];
    weight += weigh(added);
    // One more is for the line that counts the others.
    if (blocks.length + added.length + 1 > viewBlocksMost || weight > viewMost)
      return { type: 'home', blocks: [...blocks, ...richText([moreRow(cards.length - n, 'card')])] };
    blocks.push(...added);
    next = shown.next;
  }
  return { type: 'home', blocks: blocks.length > 0 ? blocks : richText([plainRow('text', 'nothing', 'Nothing to show')]) };
}

const divider: KnownBlock = { type: 'divider' };

function cardBlocks(card: Card, handle: Handle, first: number): { blocks: KnownBlock[]; next: number } {
  const pressed = controls(card, most.controls, first);
  const named = mentions(card.mention ?? [], handle, most.mentions);
  const rows = excerpt([...cardRows(card), ...pressed.left, ...named.left], most.text);
  return { blocks: [...richText(rows), ...pressed.blocks, ...named.blocks], next: pressed.next };
}
