/** Text that came from a job, a file, git or a person. It is data: `visible` is the only way to show it. */
import { createMask, type Mask } from './mask.ts';

export { createMask, type Mask } from './mask.ts';

declare const brand: unique symbol;
/** Text from outside, not yet safe to show. */
export type Untrusted = string & { readonly [brand]: 'untrusted' };
export const untrusted = (text: string): Untrusted => text as Untrusted;

export interface VisibleOptions {
  /** Masks the bot's own secrets too; without it only known token shapes are masked. */
  mask?: Mask;
  /** UTF-16 units at most; what is cut off leaves a `…`. */
  maxLength?: number;
  /** Keep line ends; otherwise they are shown as `␊`. */
  newlines?: boolean;
}

/** Variation selector 16 only asks for the coloured form of an emoji. */
const active = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}]--\ufe0f]/gv;
const shapesOnly = createMask([]);

/** The text as it may be shown: nothing in it moves a cursor, turns a line round or hides. Secrets are masked. Idempotent; never throws. */
export function visible(text: Untrusted | string, options: VisibleOptions = {}): string {
  const lines = options.newlines ? text.replaceAll('\r\n', '\n') : text;
  const shown = lines.replace(active, (char) => (char === '\n' && options.newlines ? char : picture(char)));
  return cut((options.mask ?? shapesOnly).text(shown), options.maxLength ?? Number.POSITIVE_INFINITY);
}

function picture(char: string): string {
  const code = char.codePointAt(0)!;
  if (char === '\t') return ' ';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, Math.max(0, length - 1));
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Columns that a fixed-width font needs: East Asian and emoji take two, combining marks none. */
export function columns(text: string): number {
  let sum = 0;
  for (const char of text) sum += widthOf(char);
  return sum;
}

const widthOf = (char: string): number => (char < '\u0300' ? 1 : /^\p{M}$/u.test(char) ? 0 : wide.test(char) ? 2 : 1);

/** At most `width` columns; what is cut off leaves a `…`. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const char of text) {
    used += widthOf(char);
    if (used > width - 1) break;
    out += char;
  }
  return `${out.trimEnd()}…`;
}

/** So that it shows where it begins and ends, quotes of its own and all. */
export const inQuotes = (text: string): string => (text.includes('"') ? `“${text}”` : `"${text}"`);

/** A cell of a table in printable ASCII, exactly `width` columns in any fixed-width font; what is cut off leaves a `~`. */
export function asciiCell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const plain = text.replace(/[^\x20-\x7e]/gu, '?');
  const short = plain.length > width ? `${plain.slice(0, width - 1)}~` : plain;
  return align === 'left' ? short.padEnd(width) : short.padStart(width);
}
