/** The markdown of our own reports, and only that, as rows: the reverse of reports/markdown.ts. Whatever else it holds is text as it stands. */
import { plainRow, type Row, type Span } from './row.ts';

export function markdownRows(markdown: string): Row[] {
  const rows: Row[] = [];
  let groups = 0;
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const group = `markdown ${groups}`;
    if (line === fence) {
      fence = undefined;
      groups++;
    } else if (fence !== undefined) {
      rows.push(plainRow('code', group, line.replace(/^ {2}/, '')));
    } else if (/^`{3,}text$/.test(line)) {
      fence = line.slice(0, -'text'.length);
      groups++;
    } else if (line.trim() === '') {
      groups++;
    } else {
      rows.push(structured(line, group));
    }
  }
  return rows;
}

function structured(line: string, group: string): Row {
  const heading = /^#{2,3} (.*)$/.exec(line);
  if (heading) return { as: 'heading', group, spans: spans(heading[1]!).map((span) => ({ ...span, bold: true })) };
  if (line.startsWith('- ')) return { as: 'item', group, spans: spans(line.slice(2)) };
  return { as: 'text', group, spans: spans(line) };
}

/** Text and code spans. A run of backticks without an equal one after it is text. */
function spans(text: string): Span[] {
  const out: Span[] = [];
  const runs = [...text.matchAll(/`+/g)].map(({ index, 0: run }) => ({ index, length: run.length }));
  const closing = closings(runs.map(({ length }) => length));
  let at = 0;
  for (let n = 0; n < runs.length; n++) {
    const [open, close] = [runs[n]!, closing[n]];
    if (close === undefined) continue;
    const end = runs[close]!.index;
    out.push({ text: text.slice(at, open.index) }, { text: unpadded(text.slice(open.index + open.length, end)), code: true });
    at = end + open.length;
    n = close;
  }
  return [...out, { text: text.slice(at) }].filter((span) => span.text !== '');
}

/** For each length the place of the next equal one. */
function closings(lengths: readonly number[]): (number | undefined)[] {
  const next = new Map<number, number>();
  return lengths
    .map((length, n) => [length, n] as const)
    .reverse()
    .map(([length, n]) => {
      const close = next.get(length);
      next.set(length, n);
      return close;
    })
    .reverse();
}

/** Spaces are put around what begins or ends with a backtick, and around nothing. */
function unpadded(inner: string): string {
  if (inner.length < 2 || !inner.startsWith(' ') || !inner.endsWith(' ')) return inner;
  const text = inner.slice(1, -1);
  return text.startsWith('`') || text.endsWith('`') || text.trim() === '' ? text : inner;
}
