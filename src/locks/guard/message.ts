/** Lease trailers put into a commit message that is being written, where git itself would put them. */
import { readLease, trailer } from './leases.ts';

export interface MessageForm {
  /** What starts a comment: git's core.commentChar. */
  comment?: string;
  /** Comments are text like any other: git cleans up only blanks. */
  isKept?: boolean;
  /** Its template: a message that is still this one, or empty, is given up by git and stays as it is. */
  template?: string;
}

/** Messages may be in any encoding: give the bytes as latin1. The very same text where nothing is missing. */
export function withLeases(message: string, leases: readonly number[], { comment, isKept = false, template }: MessageForm = {}): string {
  const mark = comment === 'auto' ? commentOf(message) : (comment ?? '#');
  // What begins with a blank line was given to an editor in which nothing was written.
  const kind = { mark, isText: isKept && !/^\r?\n/.test(message) };
  const lines = linesOf(message);
  const body = bodyOf(lines, kind);
  const words = wordsOf(body, kind);
  if (words === '' || (template !== undefined && words === wordsOf(bodyOf(linesOf(template), kind), kind))) return message;
  const block = trailersOf(body, kind);
  const missing = [...new Set(leases)].filter((lease) => !block.some((line) => readLease(line) === lease));
  if (missing.length === 0) return message;
  const end = body[0]!.endsWith('\r\n') ? '\r\n' : '\n';
  const head = body.join('');
  const added = [...(block.length > 0 ? [] : ['']), ...missing.map(trailer)].map((line) => line + end).join('');
  return head + (head.endsWith('\n') ? '' : end) + added + lines.slice(body.length).join('');
}

/** `auto` takes one that the message does not need; its own instructions stand last. */
function commentOf(message: string): string {
  const last = message.trimEnd().split('\n').at(-1) ?? '';
  return /^[#;@!$%^&|:](?: |$)/.test(last) ? last[0]! : '#';
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

interface Comments {
  mark: string;
  /** There are none: lines that begin so are text. */
  isText: boolean;
}

const isComment = (line: string, { mark, isText }: Comments): boolean => !isText && line.startsWith(mark);
const isBlank = (line: string): boolean => line.trim() === '';

/** Up to the scissors, and without the comments and blank lines at the end. */
function bodyOf(lines: readonly string[], comments: Comments): readonly string[] {
  const scissors = lines.findIndex((line) => line.trimEnd() === `${comments.mark} ------------------------ >8 ------------------------`);
  const kept = scissors < 0 ? lines : lines.slice(0, scissors);
  return kept.slice(0, kept.findLastIndex((line) => !isBlank(line) && !isComment(line, comments)) + 1);
}

/** What counts for git, for which a signature alone is no message. */
const wordsOf = (body: readonly string[], comments: Comments): string =>
  body
    .filter((line) => !isBlank(line) && !isComment(line, comments) && !line.startsWith('Signed-off-by: '))
    .map((line) => line.trimEnd())
    .join('\n');

/** The last paragraph, if it is one of trailers: all lines are, or a quarter of them and one by git itself. The first one is the title. Unfolded. */
function trailersOf(body: readonly string[], comments: Comments): readonly string[] {
  const start = body.findLastIndex(isBlank) + 1;
  if (!body.slice(0, start).some((line) => !isBlank(line) && !isComment(line, comments))) return [];
  const trailers: string[] = [];
  let others = 0;
  let isTrailer = false;
  for (const line of body.slice(start)) {
    const isMore = /^[ \t]/.test(line);
    if (!isMore) isTrailer = /^[A-Za-z0-9-]+[ \t]*:/.test(line) || isByGit(line);
    // To who reads trailers later it is none in any case.
    if (line.startsWith(comments.mark)) isTrailer = false;
    else if (!isTrailer) others += 1;
    else if (isMore) trailers.push(trailers.pop()! + line.trimEnd());
    else trailers.push(line.trimEnd());
  }
  return (trailers.length > 0 && others === 0) || (trailers.some(isByGit) && trailers.length * 3 >= others) ? trailers : [];
}

const isByGit = (line: string): boolean => line.startsWith('Signed-off-by: ') || line.startsWith('(cherry picked from commit ');
