/** What git says to a pre-push hook. */
import { expect, test } from 'vitest';
import { readPushed } from './pushed.ts';

const [a, b, none] = ['a'.repeat(40), 'b'.repeat(64), '0'.repeat(40)];

test.each([
  ['', []],
  ['\n', []],
  [`refs/heads/x ${a} refs/heads/x ${none}\n`, [{ to: a }]],
  [
    `refs/heads/x ${a} refs/heads/x ${b}\nHEAD ${b} refs/heads/y ${a}\n`,
    [
      { to: a, from: b },
      { to: b, from: a },
    ],
  ],
  [`(delete) ${none} refs/heads/x ${a}\n`, []],
  [`refs/heads/x ${a} refs/heads/x ${none}`, [{ to: a }]],
  [`refs/heads/x ${a} refs/heads/x\n`, undefined],
  ['what is this\n', undefined],
])('%j', (stdin, read) => expect(readPushed(stdin)).toEqual(read));
