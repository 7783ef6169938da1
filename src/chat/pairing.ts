/** The first admin: while nobody in a chat is one, a one-use code is shown on the host, and whoever says it there becomes it. */
import { randomInt } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { minute } from '../kernel/durations.ts';
import { hasAdmin } from './people.ts';
import type { Person, Store } from './store.ts';

const valid = 60 * minute;
/** Without what is easily taken for something else. */
const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Makes a code where one is needed, and gives it to `show`. */
export function openPairing(deps: {
  store: Pick<Store, 'setPairing'>;
  clock: Clock;
  people: readonly Person[];
  remote: boolean;
  show: (sentence: string) => void;
}): void {
  if (!deps.remote || hasAdmin(deps.people)) return;
  const code = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  deps.store.setPairing(code, deps.clock.now() + valid);
  deps.show(`No admin yet. To become it, say this in the chat within an hour: /molt pair ${code}`);
}
