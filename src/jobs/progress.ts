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
  const hand = (): void => {
    const line = open.length === 1 ? open[0]! : Buffer.concat(open);
    open = [];
    length = 0;
    each(line.toString('utf8', 0, line.at(-1) === 13 ? line.length - 1 : line.length));
  };
  return {
    take(piece) {
      let at = 0;
      for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, at)) {
        keep(piece.subarray(at, end));
        at = end + 1;
        hand();
      }
      // Copied: the piece may be written over by the next one.
      keep(Buffer.from(piece.subarray(at)));
    },
    close() {
      if (length > 0) hand();
    },
  };
}

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
