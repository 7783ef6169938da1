/** What git tells a pre-push hook on its stdin: a line for each ref. */

export interface Pushed {
  /** Of the remote: `refs/heads/main`. */
  ref: string;
  /** What is sent: most times a commit. */
  to: string;
  /** What the remote has under that name; undefined where it is new. */
  from?: string;
}

/** The local name is there as it was typed, blanks and all: `:/a word of the title`, `main@{3 days ago}`. */
const line = /^.* ([0-9a-f]{40,64}) (\S+) ([0-9a-f]{40,64})$/;
const isNothing = (oid: string): boolean => /^0+$/.test(oid);

/** Refs that are deleted send nothing. `unread`: so many lines are not from git. */
export function readPushed(stdin: string): { refs: Pushed[]; unread: number } {
  const lines = stdin.split('\n').filter((each) => each.trim() !== '');
  const refs: Pushed[] = [];
  let unread = 0;
  for (const each of lines) {
    const [, to = '', ref = '', from = ''] = line.exec(each) ?? [];
    if (ref === '') unread += 1;
    else if (!isNothing(to)) refs.push({ ref, to, ...(isNothing(from) ? {} : { from }) });
  }
  return { refs, unread };
}
