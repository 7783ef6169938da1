/** Changes to a text as spans: what no edit names stays as it is. */
import type { UsableLocks } from './parse.ts';
import type { Line } from './section.ts';

export interface Edit {
  start: number;
  /** Equal to `start` for what is only put in. */
  end: number;
  text: string;
}

export const cut = (start: number, end: number): Edit => ({ start, end, text: '' });

/** Edits do not overlap; several at one place keep their order. */
export function edited(text: string, edits: readonly Edit[]): Uint8Array {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return new TextEncoder().encode(parts.join('') + text.slice(at));
}

export const lineText = (locks: UsableLocks, at: number): string => locks.text.slice(locks.lines[at]!.start, locks.lines[at]!.end);

/** New lines behind line `at`, with its own line end. Where the file ends without one, it still does afterwards. */
export function linesBehind(locks: UsableLocks, at: number, contents: readonly string[]): Edit {
  const { next } = locks.lines[at]!;
  const isOpen = isUnended(locks.lines[at]!);
  const lineEnd = lineEndAt(locks, at);
  return { start: next, end: next, text: contents.map((line) => (isOpen ? lineEnd + line : line + lineEnd)).join('') };
}

function lineEndAt({ lines, text }: UsableLocks, at: number): string {
  const model = isUnended(lines[at]!) ? lines[at - 1] : lines[at];
  return model ? text.slice(model.end, model.next) : '\n';
}

const isUnended = ({ end, next }: Line): boolean => end === next;

/**
 * Without the lines `gone`. Where the file ends without a line end, it still does: what is now its last line gives up its own.
 * Not an empty one, for that would be the end of the line before.
 */
export function withoutLines({ lines }: UsableLocks, gone: ReadonlySet<number>): Edit[] {
  const cuts = [...gone].map((at) => cut(lines[at]!.start, lines[at]!.next));
  if (!gone.has(lines.length - 1) || !isUnended(lines.at(-1)!)) return cuts;
  const last = lines.findLast((_, at) => !gone.has(at))!;
  return last.start === last.end ? cuts : [...cuts, cut(last.end, last.next)];
}
