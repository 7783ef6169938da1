/** Time that counts only while a person is not in their quiet hours. */
import type { Millis } from '../../kernel/clock.ts';
import { day, minute } from '../../kernel/durations.ts';
import type { PersonId } from '../../kernel/people.ts';

/** When the quiet hours end that `at` is in; undefined: it is in none. */
export type QuietUntil = (person: PersonId, at: Millis) => Millis | undefined;

/** Nobody is quiet for ever. */
const longest = 7 * day;

/** How much of that time is waking time. */
export function awakeBetween(person: PersonId, from: Millis, to: Millis, quietUntil: QuietUntil): Millis {
  let awake = 0;
  for (let at = from; at < to; ) {
    const end = quietUntil(person, at);
    if (end !== undefined && end > at) {
      at = end;
      continue;
    }
    const step = Math.min(to - at, minute - (at % minute));
    at += step;
    awake += step;
  }
  return awake;
}

/** When `span` of waking time is over. Quiet hours begin and end with a minute. */
export function awakeAfter(person: PersonId, from: Millis, span: Millis, quietUntil: QuietUntil): Millis {
  let at = from;
  for (let left = span; left > 0; ) {
    if (at >= from + longest) return from + longest;
    const end = quietUntil(person, at);
    if (end !== undefined && end > at) {
      at = end;
      continue;
    }
    const step = Math.min(left, minute - (at % minute));
    at += step;
    left -= step;
  }
  return Math.min(at, from + longest);
}
