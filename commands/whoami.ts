/** `whoami`: who the bot takes the asker for, and what that allows here. */
import { command } from '../src/chat/command.ts';
import { visible } from '../src/kernel/text.ts';
import { lineOf, titleOf } from './job-words.ts';
import { takes } from './words.ts';

export const whoami = command({
  name: 'whoami',
  aliases: ['me', 'id'],
  about: 'who you are to the bot',
  usage: 'whoami',
  role: 'anyone',
  readOnly: true,
  options: takes('whoami'),
  run(_, view) {
    const { asker, role, sender, place, people } = view;
    const agents = people.filter(({ owner }) => owner === asker.id).map(({ id }) => id);
    const admins = people.filter(({ roles }) => roles.includes('admin')).map(({ id }) => id);
    return {
      ok: true,
      private: true,
      reply: {
        title: titleOf(role === undefined ? `UNKNOWN here: ${sender}` : `YOU are ${asker.id}: ${role} here`),
        lines: [
          `Your id on ${place.adapter}: ${visible(sender)}`,
          ...(asker.roles.length > 0 ? [lineOf(`Roles: ${asker.roles.join(', ')}`)] : []),
          ...(asker.owner === undefined ? [] : [lineOf(`An agent of ${asker.owner}`)]),
          ...(agents.length > 0 ? [lineOf(`Your agents: ${agents.join(', ')}`)] : []),
          `Your time zone: ${visible(view.zone)}`,
          ...(role === undefined
            ? [admins.length > 0 ? lineOf(`Ask ${admins.slice(0, 3).join(' or ')} to add you`) : 'The first admin pairs: pair CODE']
            : []),
        ],
      },
      data: { person: asker.id, role: role ?? null, sender },
    };
  },
});
