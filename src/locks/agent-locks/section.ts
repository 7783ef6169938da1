/** The lines of a text, and which of them lie under its heading "## Active locks". */

/** Spans of the text: `start` to `end` is what it says, `end` to `next` its own line end (LF, CRLF, CR, or nothing at the end of the file). */
export interface Line {
  start: number;
  end: number;
  next: number;
}

export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const lineEnd = /\r\n|\r|\n/g;
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (let found = lineEnd.exec(text); found; found = lineEnd.exec(text)) {
    lines.push({ start, end: found.index, next: lineEnd.lastIndex });
    start = lineEnd.lastIndex;
  }
  if (start < text.length) lines.push({ start, end: text.length, next: text.length });
  return lines;
}

/** All that stand in the file, as indexes of its lines; and the first line after the section of the first one. */
export interface Headings {
  active: readonly number[];
  sectionEnd: number;
}

const active = /^ {0,3}##[ \t]+active locks[ \t]*(?:#+[ \t]*)?$/i;
/** Only with `#`: a title underlined by dashes cannot be told from a claim above a rule. */
const heading = /^ {0,3}#{1,6}(?:[ \t]|$)/;

export function findHeadings(lines: readonly string[]): Headings {
  const inCode = linesInCode(lines);
  const found = lines.flatMap((line, at) => (!inCode[at] && heading.test(line) ? [at] : []));
  const ours = found.filter((at) => active.test(lines[at]!));
  return { active: ours, sectionEnd: found.find((at) => at > (ours[0] ?? lines.length)) ?? lines.length };
}

const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

/** Between two fences, where a `#` is no heading: instructions show the file's form there. A fence that never closes opens nothing. */
function linesInCode(lines: readonly string[]): boolean[] {
  const inCode = lines.map(() => false);
  /** So long a mark is known to have no end, so that nothing is searched for twice. */
  const endless: Record<string, number> = {};
  for (let at = 0; at < lines.length; at++) {
    const mark = fence.exec(lines[at]!)?.[1];
    if (mark === undefined || mark.length >= (endless[mark[0]!] ?? Number.POSITIVE_INFINITY)) continue;
    const end = closingFence(lines, at, mark);
    if (end < 0) endless[mark[0]!] = mark.length;
    else {
      inCode.fill(true, at, end + 1);
      at = end;
    }
  }
  return inCode;
}

function closingFence(lines: readonly string[], opened: number, mark: string): number {
  for (let at = opened + 1; at < lines.length; at++) {
    const [, other, rest] = fence.exec(lines[at]!) ?? [];
    if (other?.startsWith(mark) && rest!.trim() === '') return at;
  }
  return -1;
}

/** What git leaves where two edits met. */
export const isConflictMarker = (line: string): boolean => /^(?:<{7}(?!<)|>{7}(?!>)|={7}[ \t]*$)/.test(line);
