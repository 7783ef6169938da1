/** Plain text for labels: Slack finds nothing in it, not even emoji, and refuses it when it is empty. */
import type { PlainTextElement } from '@slack/types';
import { visible } from '../../../src/kernel/text.ts';

/** Stands where there is nothing to show, since Slack takes no empty text. */
export const nothing = '–';

/** At most `most` UTF-16 units; what is cut off leaves a `…`. */
export function plain(text: string, most: number): PlainTextElement {
  const shown = visible(text, { maxLength: most });
  return { type: 'plain_text', text: shown.trim() === '' ? nothing : shown, emoji: false };
}
