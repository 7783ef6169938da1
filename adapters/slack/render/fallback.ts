/** The text beside the blocks: the phone's notification, what is read aloud, what search finds. Slack parses it, so it is escaped. */
import { escaped } from './escaped.ts';
import { nothing } from './plain.ts';
import type { Row } from './row.ts';

/** All that the rows say. Never empty: Slack refuses that. */
export function fallback(rows: readonly Row[]): string {
  const text = rows
    .map(
      ({ as, goesOn, spans }, n) =>
        `${goesOn || n === 0 ? '' : '\n'}${as === 'item' && !goesOn ? '- ' : ''}${spans.map((s) => s.text).join('')}`,
    )
    .join('');
  return text.trim() === '' ? nothing : escaped(text);
}

/** UTF-8 bytes of `text` that chat.update takes, beside any blocks; chat.postMessage takes 40 000 characters. */
const updateMost = 4000;

/** The same for chat.update: whole lines of it as far as they go, then a `…`. The blocks say it all. */
export function updateText(text: string): string {
  if (bytes(text) <= updateMost) return text;
  const kept = cut(text, updateMost - bytes('\n…'));
  const end = kept.lastIndexOf('\n');
  return end > 0 ? `${kept.slice(0, end)}\n…` : `${kept}…`;
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** At most so many bytes, never inside a character or an entity. */
function cut(text: string, most: number): string {
  let end = 0;
  let used = 0;
  for (const [char] of text.matchAll(/&(?:amp|lt|gt);|./gsu)) {
    used += bytes(char);
    if (used > most) break;
    end += char.length;
  }
  return text.slice(0, end);
}
