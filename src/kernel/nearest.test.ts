import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const names = ['bench', 'build', 'q', 'now', 'log', 'ps', 'release', 'stop'];

test.each<[string, string | undefined]>([
  ['bnech', 'bench'],
  ['BUILD', 'build'],
  ['lgo', 'log'],
  ['lo', 'log'],
  ['sp', 'ps'],
  ['nwo', 'now'],
  ['relase', 'release'],
  ['shop', 'stop'],
  ['i', undefined],
  ['x', undefined],
  ['qqq', undefined],
  ['', undefined],
  ['zzzzz', undefined],
  ['b'.repeat(41), undefined],
])('%j was meant to be %j', (word, name) => expect(nearest(word, names)).toBe(name));
