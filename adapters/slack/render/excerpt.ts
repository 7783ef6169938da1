/** Rows for where nothing can go on in a next message: what does not fit is counted. */
import { plainRow, type Row } from './row.ts';
import { leastRoom, split } from './split.ts';

/** `room`: what they may weigh. */
export function excerpt(rows: readonly Row[], room: number): Row[] {
  const [shown, ...rest] = split(rows, () => Math.max(leastRoom, room));
  const left = rest.flat();
  if (left.length === 0) return shown;
  return [...shown, moreRow(Math.max(1, left.filter(({ goesOn }) => !goesOn).length), 'line')];
}

/** `+3 more lines` */
export const moreRow = (n: number, what: string): Row => plainRow('text', 'more', `+${n} more ${what}${n === 1 ? '' : 's'}`);
