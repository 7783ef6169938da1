/** Bytes as they come become whole lines. Plain JS, as is all that `say` needs. */

/** A line longer than this is nobody's command. Bytes. */
export const longestLine = 256 * 1024;

/**
 * `tooLong` is called once, when a line goes past the limit; nothing is given after that.
 * @param {(line: string) => void} take
 * @param {() => void} tooLong
 * @returns {(bytes: Buffer) => void}
 */
export function lineSplitter(take, tooLong, limit = longestLine) {
  /** @type {Buffer[]} */
  let held = [];
  let size = 0;
  let over = false;
  return (bytes) => {
    let from = 0;
    while (!over) {
      const end = bytes.indexOf(10, from);
      const piece = bytes.subarray(from, end < 0 ? undefined : end);
      size += piece.length;
      if (size > limit) {
        over = true;
        held = [];
        return tooLong();
      }
      held.push(piece);
      if (end < 0) return;
      const line = Buffer.concat(held).toString('utf8');
      held = [];
      size = 0;
      from = end + 1;
      if (line.trim() !== '') take(line);
    }
  };
}
