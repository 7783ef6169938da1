/** `ring`: a true sample of a message that rings, on the way that real ones take. */
import { command } from '../src/chat/command.ts';
import { ringOf } from '../src/chat/ringing.ts';
import { ringKinds } from '../src/chat/store.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { refuse } from '../src/kernel/result.ts';
import { clip, visible } from '../src/kernel/text.ts';
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
  options: takes(usage, { most: 1 }).transform(({ words: [word = 'done'] }) => ({
    word,
    kind: ringKinds.find((kind) => kind === word.toLowerCase()),
  })),
  run({ word, kind }, view) {
    if (!kind)
      return refuse(
        'usage',
        `Nothing rang: "${clip(visible(word), 30)}" is nothing that rings. Like this:`,
        `ring ${nearest(word, ringKinds) ?? 'done'}`,
      );
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
