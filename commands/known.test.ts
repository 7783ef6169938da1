/** What is offered for a line that begins with no command: a line that could be meant, or none. */
import { expect, test } from 'vitest';
import { parseLine } from '../src/chat/parse.ts';
import { known } from './view.fixture.ts';

test.each<[string, string | undefined]>([
  ['bnech --smoke', 'bench --smoke'],
  ['bnech --smok', undefined],
  ['bnech is red', undefined],
  ['relase docs/', 'release docs/'],
  ['relase docs', 'release docs'],
  ['whom has docs/', 'who has docs/'],
  ['kil 42', 'stop 42'],
  ['lcoks --mine', 'locks --mine'],
  ['lcoks of mine', undefined],
  ['i', undefined],
  ['lol ok', undefined],
  ['not taking src/', undefined],
  ['is docs/ mine, or yours', undefined],
  ['i need coffee until lunch', undefined],
  ["i don't want to release src", undefined],
  ['pleased to meet you', undefined],
])('for %j %j is offered', (text, line) => {
  const parsed = parseLine(text, known);
  const refusal = parsed.ok ? undefined : parsed.refusal;
  expect(refusal?.message).toMatch(line === undefined ? /Nothing was done\.$/ : /Did you mean:$/);
  expect(refusal?.next).toBe(line ?? 'help');
});
