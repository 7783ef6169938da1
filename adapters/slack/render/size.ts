/** Slack's limits, and how it counts: a message over any of them fails whole. */
import { escaped } from './escaped.ts';

/** What the blocks of one message may weigh. Slack refuses about 13 200; it adds a few fields of its own to every block. */
export const messageMost = 11_500;
/** Blocks of one message with room for buttons and mentions; Slack takes 50. */
export const blocksMost = 40;
/** Blocks of a form or of a home page. */
export const viewBlocksMost = 100;
/** What the blocks of a view may weigh: Slack takes 250 000 bytes, and a character has no more than three. */
export const viewMost = 60_000;
/** Characters of one piece of text. */
export const textMost = 3000;

/** Characters as Slack counts them: those of the JSON, with `&`, `<` and `>` as entities. */
export const weigh = (value: unknown): number => escaped(JSON.stringify(value)).length;

/** The text in pieces of at most `most` UTF-16 units, never inside a character. */
export function chunks(text: string, most: number): string[] {
  const out: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + most;
    const cut = isInside(text, end) ? end - 1 : end;
    out.push(text.slice(at, cut));
    at = cut;
  }
  return out;
}

const isInside = (text: string, at: number): boolean => at < text.length && text.codePointAt(at - 1)! > 0xffff;
