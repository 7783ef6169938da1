/** Lines of output as they come, and the rows of progress among them. Rows are progress, never a measure of time. Pure. */

/** Longer lines are cut there, bytes. */
const longest = 4096;

/** Takes output piece by piece and hands over each line once it is whole, without its end; `close` hands over an open one. */
export function lineSplitter(each: (line: string) => void): { take(piece: Buffer): void; close(): void } {
  let open: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer): void => {
    if (length < longest && part.length > 0) open.push(part.subarray(0, longest - length));
    length += part.length;
  };
  const handOpen = (): void => {
    const line = Buffer.concat(open).toString('utf8');
    open = [];
    length = 0;
    each(withoutReturn(line));
  };
  return {
    take(piece) {
      let at = 0;
      const last = piece.lastIndexOf(10);
      if (length > 0 && last >= 0) {
        at = piece.indexOf(10) + 1;
        keep(piece.subarray(0, at - 1));
        handOpen();
      }
      // All whole lines at once: a log may have millions.
      if (at <= last) for (const line of piece.toString('utf8', at, last).split('\n')) each(withoutReturn(cut(line)));
      // Copied: the piece may be written over by the next one.
      keep(Buffer.from(piece.subarray(Math.max(at, last + 1))));
    },
    close() {
      if (length > 0) handOpen();
    },
  };
}

const cut = (line: string): string =>
  line.length * 3 > longest && Buffer.byteLength(line) > longest ? Buffer.from(line).toString('utf8', 0, longest) : line;
const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

export interface RowCounter {
  take(piece: Buffer): void;
  /** Whole lines so far that are rows. */
  readonly rows: number;
}

/** `row`: a regular expression. One that is none counts nothing: the config says so when it is loaded. */
export function rowCounter(row: string): RowCounter {
  const pattern = compile(row);
  let rows = 0;
  const lines = lineSplitter((line) => {
    if (pattern?.test(line)) rows += 1;
  });
  return {
    take: lines.take,
    get rows() {
      return rows;
    },
  };
}

export function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    try {
      // Patterns that escape more than they must are refused with `u` only.
      return new RegExp(pattern);
    } catch {
      return undefined;
    }
  }
}
