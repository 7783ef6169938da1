/** `pair CODE`: whoever holds the code that the bot printed becomes an admin. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/kernel/result.ts';
import { lineOf, titleOf } from './job-words.ts';
import { isName } from './people-words.ts';
import { takes } from './words.ts';

const usage = 'pair CODE [NAME]';

export const pair = command({
  name: 'pair',
  about: 'makes you an admin, by the code that the bot printed',
  usage,
  role: 'anyone',
  readOnly: false,
  options: takes(usage, { most: 2 }).transform(({ words }) => ({ code: words[0], name: words[1] })),
  run({ code, name }, view) {
    const { pairing, asker, sender, place, people } = view;
    if (code === undefined)
      return refuse('no code', 'Pair needs the code that the bot printed at its start. You were not paired.', 'help pair');
    if (!pairing || pairing.expires <= view.now || !same(code, pairing.code))
      return refuse(
        'wrong code',
        'You were not paired. That code is wrong, used or too old; the bot prints a new one when it starts without an admin.',
        'help pair',
      );
    const known = people.find(({ id }) => id === asker.id);
    const id = name?.toLowerCase().replace(/^@/, '') ?? known?.id ?? nameFrom(sender);
    if (!isName(id)) return refuse('no name', 'I need a name for you: letters, digits and dashes. You were not paired.', 'pair CODE ada');
    const person = known && known.id === id ? known : people.find((p) => p.id === id);
    if (person?.owner !== undefined)
      return refuse('agent', `${id} is an agent, and agents are never admins. You were not paired.`, 'help pair');
    return {
      ok: true,
      reply: {
        title: titleOf(`PAIRED: you are ${id}, admin`),
        lines: [lineOf(`Your id on ${place.adapter}: ${sender}`), 'Add others: people add NAME operator'],
      },
      changes: [
        {
          change: 'person',
          person: {
            ...(person ?? { id, handles: {} }),
            roles: [...new Set([...(person?.roles ?? []), 'admin' as const])],
            handles: { ...person?.handles, [place.adapter]: sender },
          },
        },
        { change: 'paired', code: pairing.code },
      ],
    };
  },
});

/** In a time that does not tell how much of it was right. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text.trim().toLowerCase()).digest();

/** `@ada:example.org` is ada, `T01/U01` is u01. */
const nameFrom = (sender: string): string =>
  (/^@?([^:/]+)/.exec(sender.split('/').at(-1) ?? '')?.[1] ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
