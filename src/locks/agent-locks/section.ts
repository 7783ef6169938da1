/** The lines of a text, and which of them lie under its heading "## Active locks". */

/** Spans of the text: `start` to `end` is what it says, `end` to `next` its own line end (LF, CRLF, CR, or nothing at the end of the file). */
export interface Line {
  start: number;
  end: number;
  next: number;
}

export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = text.startsWith('\ufeff') ? 1 : 0;
  let feed = text.indexOf('\n');
  // Most files have none; then nobody looks for the next.
  let carriage = text.indexOf('\r');
  while (feed >= 0 || carriage >= 0) {
    const end = feed < 0 || (carriage >= 0 && carriage < feed) ? carriage : feed;
    const next = end === carriage && feed === end + 1 ? end + 2 : end + 1;
    lines.push({ start, end, next });
    start = next;
    if (feed >= 0 && feed < next) feed = text.indexOf('\n', next);
    if (carriage >= 0 && carriage < next) carriage = text.indexOf('\r', next);
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
  const found = outsideCode(lines).filter((at) => heading.test(lines[at]!));
  const ours = found.filter((at) => active.test(lines[at]!));
  return { active: ours, sectionEnd: found.find((at) => at > (ours[0] ?? lines.length)) ?? lines.length };
}

const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
/** What a heading and a fence begin with; hardly any other line does. */
const mark = /^ {0,3}[#`~]/;

/**
 * The lines with a mark that are not between two fences, where a `#` is no heading: instructions show the file's form there. A fence
 * that never closes opens nothing.
 */
function outsideCode(lines: readonly string[]): number[] {
  const marked = [...lines.keys()].filter((at) => mark.test(lines[at]!));
  const outside: number[] = [];
  /** So long a mark is known to have no end, so that nothing is searched for twice. */
  const endless: Record<string, number> = {};
  for (let n = 0; n < marked.length; n++) {
    const opened = fence.exec(lines[marked[n]!]!)?.[1];
    const isFence = opened !== undefined && opened.length < (endless[opened[0]!] ?? Number.POSITIVE_INFINITY);
    const end = isFence ? closingFence(lines, marked, n, opened) : -1;
    if (isFence && end < 0) endless[opened[0]!] = opened.length;
    if (end < 0) outside.push(marked[n]!);
    else n = end;
  }
  return outside;
}

function closingFence(lines: readonly string[], marked: readonly number[], from: number, opened: string): number {
  for (let n = from + 1; n < marked.length; n++) {
    const [, other, rest] = fence.exec(lines[marked[n]!]!) ?? [];
    if (other?.startsWith(opened) && rest!.trim() === '') return n;
  }
  return -1;
}

/** The first of the lines that git leaves where two edits met. The one between both may also underline a title, but not among claims. */
export function conflictIn(lines: readonly string[], { active: [heading = lines.length], sectionEnd }: Headings): number | undefined {
  const found = lines.findIndex((line, at) => marker.test(line) || (at > heading && at < sectionEnd && between.test(line)));
  return found < 0 ? undefined : found;
}

const marker = /^(?:<{7}(?!<)|>{7}(?!>))/;
const between = /^={7}[ \t]*$/;
