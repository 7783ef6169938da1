/** `ring`: a true sample of a message that rings, on the way that real ones take. */
import { command } from '../src/chat/command.ts';
import { ringOf } from '../src/chat/ringing.ts';
import { ringKinds } from '../src/chat/store.ts';
import { refuse } from '../src/kernel/result.ts';
import { clockTime, zoneName } from '../src/kernel/zone.ts';
import { lineOf, titleOf } from './job-words.ts';
import { takes } from './words.ts';

const usage = 'ring [done|failed|stalled|claims]';

export const ring = command({
  name: 'ring',
  about: 'a sample, to prove that your phone rings',
  usage,
  role: 'viewer',
  readOnly: false,
  options: takes(usage, { most: 1 }).transform(({ words }) => ({
    kind: ringKinds.find((kind) => kind === words[0]?.toLowerCase()) ?? 'done',
  })),
  run({ kind }, view) {
    const { asker, settings, now, zone, place } = view;
    const { way, holdUntil } = ringOf(kind, settings, { now, wake: false });
    if (way === 'off') return refuse('off', `Nothing rang: you have turned ${kind} off. To have it back:`, `notify ${kind} room`);
    const direct = way === 'dm' && !place.direct ? view.direct(asker) : undefined;
    const hours =
      holdUntil === undefined ? [] : [lineOf(`Real ones wait until ${clockTime(holdUntil, zone)} ${zoneName(holdUntil, zone)}`)];
    const { thread: _, ...room } = place;
    return {
      ok: true,
      says: [
        {
          place: direct ?? room,
          rings: true,
          card: {
            title: titleOf(`RING: this is how "${kind}" rings for ${asker.id}`),
            lines: ['A sample; nothing has happened.', ...hours],
            buttons: [{ label: 'Settings', sends: 'notify' }],
            mention: [asker.id],
          },
        },
      ],
    };
  },
});
