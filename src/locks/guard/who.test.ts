/** Who somebody is, by what git has for them. */
import { expect, test } from 'vitest';
import { claim } from './testing.ts';
import { peopleOf, personNamed } from './who.ts';

const books = {
  claims: [claim('1 ada docs/'), claim('2 codex-2(eve) src/')],
  owners: { 'codex-9': 'bob' },
  people: ['grace', 'ada'],
};

test('whom the books know', () => {
  expect(peopleOf(books)).toEqual(['ada', 'codex-2', 'eve', 'codex-9', 'bob', 'grace']);
  expect(peopleOf({ claims: [] })).toEqual([]);
});

test.each<[name: string | undefined, email: string | undefined, person: string | undefined]>([
  ['ada', undefined, 'ada'],
  ['Ada', 'x@example.org', 'ada'],
  ['Zoe Ada', 'zoe@example.org', undefined],
  ['Ada Lovelace', 'ada@example.org', 'ada'],
  ['Ada Lovelace', 'ada.l@example.org', undefined],
  ['Ada Lovelace', '17+ada@users.noreply.github.com', 'ada'],
  ['Ada Lovelace', '17+ada@example.org', undefined],
  ['Ada Lovelace', 'x@ada', undefined],
  ['Ada Lovelace', 'ada', undefined],
  ['bob', 'ada@example.org', 'bob'],
  ['codex-2', undefined, 'codex-2'],
  [' grace ', undefined, 'grace'],
  ['', '@example.org', undefined],
  [undefined, undefined, undefined],
])('%s <%s>', (name, email, person) => expect(personNamed(books, { name, email })).toBe(person));
