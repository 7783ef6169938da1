/** A word of a claim line, agent or path: bare, or protected by quotes or backticks. What is written reads back exactly. */

export interface Word {
  /** Within its line, quotes included. */
  start: number;
  end: number;
  /** Without quotes. */
  text: string;
  /** `"`, `'`, one or more backticks; empty when bare. */
  quote: string;
}

/** For a class of a pattern: tab and every Unicode space, since phones put in others. `\p{Zs}` would say it too, and takes several times as long. */
export const blank = '\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000';

/** What ends a line, steers a terminal or turns text round: written into the file it would inject claims or hide them. */
const unwritable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\ufeff]/u;
const plain = /^[ -~]*$/;
export const isWritable = (text: string): boolean => plain.test(text) || !unwritable.test(text);

/** `<agent-id>` is a placeholder of somebody's instructions, never an agent. */
export const isAgent = (text: string): boolean => text.trim() !== '' && isWritable(text) && !/[<>]/.test(text);
export const isPath = (text: string): boolean => text !== '' && isWritable(text);

/** A bare agent has no blank, and starts with nothing that Markdown or the bullet would take. */
export const bareAgentPattern = `(?![-+#~])[^${blank},;"'\`<>→*]+`;
const bareAgent = new RegExp(`^${bareAgentPattern}$`);
export const isBareAgent = (text: string): boolean => bareAgent.test(text);

/** What splits a list, opens a quote, is half an arrow or marks a placeholder; and blanks at the ends. */
const notInBarePath = new RegExp(`[,;"\`<>→]|^'|^[${blank}]|[${blank}]$`);
export const isBarePath = (text: string): boolean => !notInBarePath.test(text) && hasWholeBraces(text);

/** Half of `src/{a,b}.ts` is no path: the comma in it was not meant to split. */
const hasWholeBraces = (text: string): boolean => !/[{}]/.test(text) || text.split('{').length === text.split('}').length;

const quotes = ['`', '"', "'"];
export const isQuote = (char: string | undefined): boolean => char !== undefined && quotes.includes(char);

/** The protected word that begins at `at`; undefined when its quote never closes. */
export function quotedAt(line: string, at: number): Word | undefined {
  const quote = line[at] === '`' ? ticksAt(line, at) : line[at]!;
  const from = at + quote.length;
  const close = closing(line, quote, from);
  if (close < 0) return undefined;
  const inside = line.slice(from, close);
  return { start: at, end: close + quote.length, text: quote.length > 1 ? withoutPadding(inside) : inside, quote };
}

function ticksAt(line: string, at: number): string {
  let end = at;
  while (line[end] === '`') end++;
  return line.slice(at, end);
}

/** As in Markdown, only as many backticks as opened it close a word. */
function closing(line: string, quote: string, from: number): number {
  let at = line.indexOf(quote, from);
  while (at >= 0 && quote[0] === '`') {
    const ticks = ticksAt(line, at).length;
    if (ticks === quote.length) return at;
    at = line.indexOf(quote, at + ticks);
  }
  return at;
}

const withoutPadding = (text: string): string => (text.length > 2 && text.startsWith(' ') && text.endsWith(' ') ? text.slice(1, -1) : text);

/** As it stands in the file; in quotes where it must be, or where `habit`, the quote of its neighbours, says so. */
export function written(text: string, isBare: (text: string) => boolean, habit = ''): string {
  if (habit === '' && isBare(text)) return text;
  const quote = [habit, ...quotes].find((each) => each.length === 1 && !text.includes(each));
  if (quote !== undefined) return `${quote}${text}${quote}`;
  let ticks = '``';
  while (text.includes(ticks)) ticks += '`';
  return `${ticks} ${text} ${ticks}`;
}

/** The quote that stands there out of habit, not because the word needs it. */
export const habitOf = (word: Word, isBare: (text: string) => boolean): string =>
  word.quote.length === 1 && isBare(word.text) ? word.quote : '';
