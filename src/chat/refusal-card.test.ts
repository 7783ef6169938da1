import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columns } from '../kernel/text.ts';
import { plainText } from '../reports/card.ts';
import { refusalCard, wrapped } from './refusal-card.ts';

const path = `/srv/${'very-'.repeat(14)}long/molt`;

describe('a refusal on a lock screen', () => {
  test.each([
    ['No command "bnech". Did you mean:', 'bench --linked', ['No command "bnech". Did you mean:', '/molt bench --linked']],
    ['There is no job 99. Nothing was done.', 'jobs', ['Nothing was done. There is no job 99.', '/molt jobs']],
    ['That id belongs to bob already. ada was not changed.', undefined, ['ada was not changed. That id belongs to bob already.']],
    [
      'Which job? Nothing was done. Newest first:\n42 bench\n41 lint',
      'jobs',
      ['Nothing was done. Which job? Newest first:', '42 bench', '41 lint', '/molt jobs'],
    ],
    [
      "Nothing was done: I don't know you here. Your id is T01/U0123456; an admin can add you.",
      'help',
      ["Nothing was done: I don't know you here.", 'Your id is T01/U0123456;', 'an admin can add you.', '/molt help'],
    ],
    [
      'Nothing was done: bench needs the role operator; bob has viewer here.',
      'whoami',
      ['Nothing was done: bench needs the role operator;', 'bob has viewer here.', '/molt whoami'],
    ],
    [
      'WHEN is five cron fields in quotes, or like "daily 02:00", "weekdays 18:00", "hourly". Nothing was scheduled.',
      undefined,
      ['Nothing was scheduled. WHEN is five cron fields in quotes,', 'or like "daily 02:00", "weekdays 18:00",', '"hourly".'],
    ],
    [
      'The bot failed at "bench". Nothing was done; its log says more.',
      'health',
      ['Nothing was done; its log says more.', 'The bot failed at "bench".', '/molt health'],
    ],
    [`Not started: the workspace ${path} is not there.`, undefined, ['Not started: the workspace', path, 'is not there.']],
    ['x'.repeat(70), undefined, [`${'x'.repeat(59)}…`, 'x'.repeat(70)]],
  ])('%s', (message, next, expected) => {
    const { buttons, ...card } = refusalCard({ message, ...(next !== undefined && { next }) });
    expect(plainText(card).split('\n')).toEqual(expected);
    expect(buttons?.map(({ sends }) => sends)).toEqual(next === undefined ? undefined : [next]);
  });
});

const word = fc.string({ unit: fc.constantFrom(...'abcdef.,;:?漢') as fc.Arbitrary<string>, minLength: 1, maxLength: 70 });

test('no word is lost, doubled or split, and no title is longer than 60 columns', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
      const rows = wrapped(words.join(' '), 60);
      expect(rows.join(' ')).toBe(words.join(' '));
      rows.forEach((row, i) => {
        if (row.includes(' ')) expect(columns(row)).toBeLessThanOrEqual(i === 0 ? 60 : 40);
      });
      expect(columns(refusalCard({ message: words.join(' ') }).title)).toBeLessThanOrEqual(60);
    }),
  );
});
