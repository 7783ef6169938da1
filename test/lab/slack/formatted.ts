/** What in a message is markup that takes effect. In doubt it does. */
import type { LabMessage, Loose } from './types.ts';

const marks = /```[\s\S]+?```|`[^`\n]+`|(?<![\w*])\*[^*\n]+\*(?![\w*])|(?<!\w)_[^_\n]+_(?!\w)|(?<!\w)~[^~\n]+~(?!\w)|^&gt;.*$/gm;
const emoji = /:[a-z0-9_+'-]+:/g;

/** Each piece as it stands in the text. */
export function formatted({ text, blocks, mrkdwn }: Pick<LabMessage, 'text' | 'blocks' | 'mrkdwn'>): string[] {
  return [...found(text, mrkdwn === false ? [emoji] : [marks, emoji]), ...blocks.flatMap(inValue)];
}

function inValue(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inValue);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Loose;
  if (node.type === 'mrkdwn') return found(String(node.text), [marks, emoji]);
  if (node.type === 'plain_text') return node.emoji === false ? [] : found(String(node.text), [emoji]);
  return Object.values(node).flatMap(inValue);
}

const found = (text: string, patterns: readonly RegExp[]): string[] =>
  patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([piece]) => piece));
