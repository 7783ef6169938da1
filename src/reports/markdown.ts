/** Markdown whose structure is ours: a value from outside never makes a heading, a link, a mention or a reference. */

/** A code span; GitHub and chat leave everything in it alone. The text must be `visible` already: one line. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || text.trim() === '' ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** The text as it is where nothing in it can take effect, else as a code span. */
export function inert(text: string): string {
  const plain = /^[\p{L}\p{N} .,:;=+/_%()'"·…→?–-]*$/u.test(text);
  const reference = /:\/\/|www\.|\bgh-\d|(?:^|[^\p{L}\p{N}])_|_(?:$|[^\p{L}\p{N}])|\b[0-9a-f]{7,64}\b|^\s|\s$|^$|^[-+=]|^\d+[.)]/iu.test(
    text,
  );
  return plain && !reference ? text : code(text);
}

/** A fenced block. Lines are set in by two spaces, so that none of them looks like structure; each must be `visible` already. */
export function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map((run) => run[0].length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), fence].join('\n');
}
