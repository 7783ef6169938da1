/** How a refusal is shown: what was not done first, nothing cut off, the line to send instead by itself. Pure. */
import type { Refusal } from '../kernel/result.ts';
import { clip, columns } from '../kernel/text.ts';
import type { Card } from '../reports/card.ts';

/** A lock screen shows so much of a title, a phone so much of a line. Columns. */
const widest = { title: 60, line: 40 };
/** A row may end earlier than it must, where a clause ends beyond this column. */
const earliest = 24;
/** What says that nothing was done is a short sentence of its own; a longer one tells the reason as well. */
const shortest = 50;

type Refused = Pick<Refusal, 'message' | 'next'>;

/** `next` stands by itself, to be copied or pressed. */
export function refusalCard({ message, next }: Refused): Card {
  const [first = '', ...rest] = message.split('\n');
  const [title = '', ...more] = wrapped(notDoneFirst(first), widest.title);
  // A title that is one endless word, a path perhaps, is told again where there is room.
  return titled(title, [...(columns(title) > widest.title ? [title] : []), ...more, ...rest.flatMap((row) => wrapped(row))], next);
}

/** The same for what was refused only after it had been taken: `title` says what that was. */
export const refusedLater = (title: string, { message, next }: Refused): Card =>
  titled(
    title,
    message.split('\n').flatMap((row) => wrapped(row)),
    next,
  );

function titled(title: string, said: readonly string[], next: string | undefined): Card {
  const lines = [...said, ...(next === undefined ? [] : [`/molt ${next}`])];
  const label = next?.startsWith('help') ? 'Help' : 'Run it';
  return {
    title: clip(title, widest.title),
    ...(lines.length > 0 && { lines }),
    ...(next !== undefined && { buttons: [{ label, sends: next }] }),
  };
}

const notDone = /^(?:(?:Nothing|Nobody|None) (?:was|were)|\S+ (?:was|were) not)\b/;

/** The sentence that says what was not done goes before the reason; the others keep their order. */
function notDoneFirst(text: string): string {
  const sentences = text.split(/(?<=[.!?]) +/);
  const at = sentences.findIndex((sentence) => notDone.test(sentence) && columns(sentence) <= shortest);
  return at <= 0 ? text : [sentences[at], ...sentences.toSpliced(at, 1)].join(' ');
}

/** The text in rows for a phone, the first of at most `first` columns, that end with a clause where they can. A longer word is a row of its own, whole. */
export function wrapped(text: string, first = widest.line): string[] {
  const rows: string[] = [];
  let left = text.trim();
  for (let most = first; columns(left) > most; most = widest.line) {
    const at = breakIn(left, most);
    rows.push(left.slice(0, at));
    left = left.slice(at).trimStart();
  }
  return left === '' ? rows : [...rows, left];
}

/** Where the first row of this text ends. */
function breakIn(text: string, most: number): number {
  const spaces = [...text.matchAll(/ +/g)].map(({ index }) => index);
  const fitting = spaces.filter((index) => columns(text.slice(0, index)) <= most);
  const clause = fitting.findLast((index) => index >= earliest && /[.,:;!?]$/.test(text.slice(0, index)));
  return clause ?? fitting.at(-1) ?? spaces[0] ?? text.length;
}
