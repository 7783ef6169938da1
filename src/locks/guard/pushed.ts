/** What git tells a pre-push hook on its stdin: a line for each ref. */

export interface Pushed {
  /** The commit that is sent. */
  to: string;
  /** What the remote has under that name; undefined where it is new. */
  from?: string;
}

const line = /^\S+ ([0-9a-f]{40,64}) \S+ ([0-9a-f]{40,64})$/;
const isNothing = (oid: string): boolean => /^0+$/.test(oid);

/** Refs that are deleted send nothing. Undefined: that is not from git. */
export function readPushed(stdin: string): Pushed[] | undefined {
  const lines = stdin.split('\n').filter((each) => each.trim() !== '');
  const read = lines.map((each) => line.exec(each));
  if (read.includes(null)) return undefined;
  return read.flatMap((match) => {
    const [, to = '', from = ''] = match!;
    return isNothing(to) ? [] : [{ to, ...(isNothing(from) ? {} : { from }) }];
  });
}
