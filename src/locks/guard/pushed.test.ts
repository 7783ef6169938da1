/** What git says to a pre-push hook. */
import { expect, test } from 'vitest';
import { type Pushed, readPushed } from './pushed.ts';

const [a, b, none] = ['a'.repeat(40), 'b'.repeat(64), '0'.repeat(40)];
const [x, y] = ['refs/heads/x', 'refs/heads/y'];

test.each<[string, Pushed[], number]>([
  ['', [], 0],
  ['\n', [], 0],
  [`${x} ${a} ${x} ${none}\n`, [{ ref: x, to: a }], 0],
  [
    `${x} ${a} ${x} ${b}\nHEAD ${b} ${y} ${a}\n`,
    [
      { ref: x, to: a, from: b },
      { ref: y, to: b, from: a },
    ],
    0,
  ],
  [`(delete) ${none} ${x} ${a}\n`, [], 0],
  [`${x} ${a} ${x} ${none}`, [{ ref: x, to: a }], 0],
  [`:/free change ${a} ${x} ${none}\n`, [{ ref: x, to: a }], 0],
  [`main@{0 days ago} ${a} ${x} ${b}\n`, [{ ref: x, to: a, from: b }], 0],
  [`:/${a} ${b} ${x} ${none} ${a} ${y} ${b}\n`, [{ ref: y, to: a, from: b }], 0],
  [`${x} ${a} ${x}\n`, [], 1],
  [`what is this\n\n${x} ${a} ${x} ${none}\n${a}\n`, [{ ref: x, to: a }], 2],
])('%j', (stdin, refs, unread) => expect(readPushed(stdin)).toEqual({ refs, unread }));
