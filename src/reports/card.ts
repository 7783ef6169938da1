/** What is shown, as data. Adapters render it; nothing in it is Slack's or Matrix's markup, and no text in it takes effect. */
import type { PersonId } from '../kernel/people.ts';

export interface Button {
  label: string;
  /** The command line that a press sends, without the `/molt`. */
  sends: string;
  /** Where there are forms, a press shows that of this line first: its options, or what it is about to do. */
  form?: true;
}

/** One of several to be picked, where a row of buttons would be too long. */
export interface Choice {
  label: string;
  options: readonly Button[];
}

/** A file beside a card. Only rooms with `files: true` get the bytes; others are told the path. */
export interface Attachment {
  name: string;
  /** Absolute, inside a job directory. */
  path: string;
  /** What it holds, where that is known: the file itself may not be there yet. */
  text?: string;
  /** Made by the bot of figures alone: it goes also where no files go. */
  ours?: true;
  /** Only its last so many bytes. */
  last?: number;
}

export interface Card {
  /** STATE, job number and the deciding fact within 60 characters: it is the lock screen. */
  title: string;
  /** What the job printed, line by line: it stands first, in a fixed-width font. */
  output?: readonly string[];
  /** At most 12, each fit for 40 columns where that can be had. Adapters escape them. */
  lines?: readonly string[];
  /** What was told since, oldest first, where a message of its own would ring. `n`: its number. */
  trail?: readonly { n: number; text: string }[];
  /** Shown in a fixed-width font, as it stands: a table, a tail of a log. */
  code?: string;
  /** The full report: markdown whose structure is ours and whose values are inert. */
  markdown?: string;
  buttons?: readonly Button[];
  choice?: Choice;
  files?: readonly Attachment[];
  /** What it shows goes on: edits will come, until one without this. Where there is a place for it, it may be kept in sight until then. */
  live?: true;
  /** Mentioned last; only a message that rings mentions. */
  mention?: readonly PersonId[];
}

/** The plain text of a card: for terminals, logs, notifications, `say`. */
export function plainText(card: Card): string {
  const parts = [card.title, ...(card.output ?? []), ...(card.lines ?? []), ...(card.trail ?? []).map(({ text }) => text)];
  if (card.code !== undefined) parts.push(card.code);
  if (card.markdown !== undefined) parts.push(card.markdown);
  const last = [...(card.buttons ?? []).map((b) => `[${b.label}]`), ...(card.mention ?? []).map((p) => `@${p}`)].join(' ');
  if (last) parts.push(last);
  return parts.join('\n');
}
