/** Who somebody is to the lock desk, by the name that git has for them. */
import type { PersonId } from '../../kernel/people.ts';
import type { Books } from './port.ts';

/** All that can be known from here: whoever was added in a room and holds nothing is not among them. */
export const peopleOf = ({ claims, people = [], owners = {} }: Books): PersonId[] => [
  ...new Set([
    ...claims.flatMap(({ holder, owner }) => [holder, ...(owner === undefined ? [] : [owner])]),
    ...Object.entries(owners).flat(),
    ...people,
  ]),
];

/** Only a whole name, or all that stands before the `@`: Zoe Ada is not ada. */
export function personNamed(
  books: Books,
  { name, email }: { name?: string | undefined; email?: string | undefined },
): PersonId | undefined {
  const people = peopleOf(books);
  for (const each of [name, email && localPart(email)]) {
    const person = people.find((id) => id.toLowerCase() === each?.trim().toLowerCase());
    if (person !== undefined) return person;
  }
  return undefined;
}

/** GitHub puts a number before the name. */
const localPart = (email: string): string | undefined =>
  (/^(?:\d+\+)?([^@]*)@users\.noreply\.github\.com$/i.exec(email) ?? /^([^@]*)@[^@]*$/.exec(email))?.[1];
