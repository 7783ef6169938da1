/** Lease trailers put into a commit message that is being written, where git itself would put them. */
import { readLease, trailer } from './leases.ts';

export interface MessageForm {
  /** What starts a comment: git's core.commentChar. */
  comment?: string;
  /** Its template: a message that is still this one, or empty, is given up by git and stays as it is. */
  template?: string;
}

/** Messages may be in any encoding: give the bytes as latin1. The very same text where nothing is missing. */
export function withLeases(message: string, leases: readonly number[], { comment, template }: MessageForm = {}): string {
  const mark = comment === 'auto' ? commentOf(message) : (comment ?? '#');
  const lines = message.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const body = bodyOf(lines, mark);
  const words = wordsOf(body, mark);
  if (words === '' || (template !== undefined && words === wordsOf(bodyOf(template.match(/[^\n]*\n|[^\n]+$/g) ?? [], mark), mark)))
    return message;
  const block = trailersOf(body, mark);
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

const isBlank = (line: string): boolean => line.trim() === '';

/** Up to the scissors, and without the comments and blank lines at the end. */
function bodyOf(lines: readonly string[], mark: string): readonly string[] {
  const scissors = lines.findIndex((line) => line.trimEnd() === `${mark} ------------------------ >8 ------------------------`);
  const kept = scissors < 0 ? lines : lines.slice(0, scissors);
  return kept.slice(0, kept.findLastIndex((line) => !isBlank(line) && !line.startsWith(mark)) + 1);
}

/** What counts for git, for which a signature alone is no message. */
const wordsOf = (body: readonly string[], mark: string): string =>
  body
    .filter((line) => !isBlank(line) && !line.startsWith(mark) && !line.startsWith('Signed-off-by: '))
    .map((line) => line.trimEnd())
    .join('\n');

/** The last paragraph, if it is one of trailers: all lines are, or a quarter of them and one by git itself. The first one is the title. Unfolded. */
function trailersOf(body: readonly string[], mark: string): readonly string[] {
  const start = body.findLastIndex(isBlank) + 1;
  if (!body.slice(0, start).some((line) => !isBlank(line) && !line.startsWith(mark))) return [];
  const trailers: string[] = [];
  let others = 0;
  let isTrailer = false;
  for (const line of body.slice(start)) {
    const isMore = /^[ \t]/.test(line);
    if (!isMore) isTrailer = /^[A-Za-z0-9-]+[ \t]*:/.test(line) || isByGit(line);
    if (line.startsWith(mark)) isTrailer = false;
    else if (!isTrailer) others += 1;
    else if (isMore) trailers.push(trailers.pop()! + line.trimEnd());
    else trailers.push(line.trimEnd());
  }
  return (trailers.length > 0 && others === 0) || (trailers.some(isByGit) && trailers.length * 3 >= others) ? trailers : [];
}

const isByGit = (line: string): boolean => line.startsWith('Signed-off-by: ') || line.startsWith('(cherry picked from commit ');
