/** Finds the line that tells why a step failed. Pure. */
import { untrusted } from '../../kernel/text.ts';
import type { Quote } from '../facts.ts';
import { compile } from '../progress.ts';

export interface Quoter {
  line(text: string): void;
  readonly quote: Quote | undefined;
}

/** How many lines after the match, and before it, may name its place. */
const near = 3;
/** `src/main.rs:12:5`, also behind `-->`. */
const place = /(?:^|[\s([{"'`])((?:\.{0,2}\/)?[\w@+.-]+(?:\/[\w@+. -]*[\w@+.-])*\.\w+:\d+(?::\d+)?)\b/;
/** `File "tools/bench.py", line 12`: Python names the place first, and the error after it. */
const python = /File "([^"]+)", line (\d+)/;

/** Lines are to be given in their order; the first that one of `patterns` matches is quoted, the others are counted. */
export function createQuoter(patterns: readonly string[]): Quoter {
  const tried = patterns.flatMap((pattern) => compile(pattern) ?? []);
  let line: string | undefined;
  let where: string | undefined;
  let more = 0;
  let since = 0;
  let before: { where: string; ago: number } | undefined;

  return {
    line(text) {
      const matches = tried.some((pattern) => pattern.test(text));
      if (line === undefined) {
        if (matches) {
          line = text;
          where = placeIn(text);
        } else {
          const said = pythonPlace(text);
          before = said === undefined ? before && { ...before, ago: before.ago + 1 } : { where: said, ago: 0 };
        }
        return;
      }
      since += 1;
      if (matches) {
        more += 1;
        // Places below the next error belong to that one.
        since += near;
      }
      if (where === undefined && since <= near) where = placeIn(text);
    },
    get quote() {
      if (line === undefined) return undefined;
      const at = where ?? (before && before.ago < near ? before.where : undefined);
      return { line: untrusted(line), ...(at !== undefined && { where: untrusted(at) }), more };
    },
  };
}

const placeIn = (text: string): string | undefined => place.exec(text)?.[1] ?? pythonPlace(text);

function pythonPlace(text: string): string | undefined {
  const match = text.includes('File "') ? python.exec(text) : null;
  return match ? `${match[1]}:${match[2]}` : undefined;
}
