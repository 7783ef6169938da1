/** Rows in as many parts as Slack's limits ask for, at line ends; only an endless line is split inside. Nothing is lost, and the order is kept. */
import { isSameRun, type Row, type Span } from './row.ts';
import { blocksMost, chunks, weigh } from './size.ts';

/** What the JSON around a text weighs, at the most: around a span, an item, and a section with its block. */
const frame = { span: 60, item: 50, run: 200 };
/** Above what this weighs a row is split inside: every part has room for one such piece. */
const pieceMost = 3000;
/** UTF-16 units; escaped these weigh less than a piece. */
const chunkMost = 500;
/** A heading is not left alone at the end of a part. */
const belowHeading = 600;

/** The least room that a part must have. */
export const leastRoom = pieceMost + frame.run + belowHeading;

/** `room(n)`: what the rows of part n may weigh. At least one part, which may be empty. */
export function split(rows: readonly Row[], room: (part: number) => number): [Row[], ...Row[][]] {
  const parts: [Row[], ...Row[][]] = [[]];
  let part: Row[] = parts[0];
  let used = 0;
  let headings = 0;
  for (const piece of rows.flatMap(pieces)) {
    const own = cost(piece);
    const isHeading = piece.as === 'heading';
    const needed = own + (isSameRun(part.at(-1), piece) ? 0 : frame.run) + (isHeading ? belowHeading : 0);
    if (part.length > 0 && (used + needed > room(parts.length - 1) || (isHeading && headings + 1 >= blocksMost))) {
      part = [];
      parts.push(part);
      used = 0;
      headings = 0;
    }
    used += own + (isSameRun(part.at(-1), piece) ? 0 : frame.run);
    if (isHeading) headings++;
    part.push(piece);
  }
  return parts;
}

/** What a row weighs at the most, without the section it stands in. */
export function cost({ as, spans }: Row): number {
  const text = spans.reduce((sum, span) => sum + weigh(span.text), 0);
  if (as === 'item') return text + frame.item + frame.span * spans.length;
  // What is styled stands by itself, and parts what is around it; plain rows run together.
  return text + 2 * frame.span * spans.filter((span) => span.bold || span.code).length;
}

function pieces(row: Row): Row[] {
  if (cost(row) <= pieceMost) return [row];
  const out: Span[][] = [[]];
  let used = 0;
  for (const span of row.spans)
    for (const text of chunks(span.text, chunkMost)) {
      const more = weigh(text) + 2 * frame.span;
      if (used > 0 && used + more > pieceMost) {
        out.push([]);
        used = 0;
      }
      used += more;
      out.at(-1)!.push({ ...span, text });
    }
  return out.map((spans, n) => ({ ...row, spans, ...(n > 0 && { goesOn: true }) }));
}
