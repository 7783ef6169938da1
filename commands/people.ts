/** `people`: who may do what. Admins change it from chat, without a restart. */
import { type Answer, command, type View } from '../src/chat/command.ts';
import { nearest } from '../src/kernel/nearest.ts';
import { refuse } from '../src/kernel/result.ts';
import { firstLines, lineOf, linesOfList, titleOf } from './job-words.ts';
import { add, agree, credential, isAdmin, remove, short } from './people-deeds.ts';
import { takes } from './words.ts';

const usage = 'people [add NAME ROLE [slack=ID]|remove NAME|agree AGENT OWNER|credential NAME]';
const deeds = { add, remove, agree, credential } as const;

export const people = command({
  name: 'people',
  aliases: ['users', 'members'],
  about: 'who may do what; admins add and remove',
  usage,
  role: 'viewer',
  readOnly: false,
  options: takes(usage, { most: 12 }).transform(({ words }) => ({ words })),
  run({ words }, view): Answer {
    const [deed, ...rest] = words;
    if (deed === undefined || deed === 'list') return list(view);
    const name = deed.toLowerCase();
    if (!Object.hasOwn(deeds, name))
      return refuse(
        'unknown deed',
        `People knows add, remove, agree and credential, not "${short(deed)}". Nobody was changed.`,
        ['people', nearest(name, Object.keys(deeds)), ...rest.map(short)].filter(Boolean).join(' '),
      );
    if (view.role !== 'admin')
      return refuse(
        'not allowed',
        `Only an admin may change people, you are ${view.role ?? 'unknown'} here. Nobody was changed.`,
        'people',
      );
    return deeds[name as keyof typeof deeds](rest, view);
  },
});

function list({ people }: View): Answer {
  const rows = [...people]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((p) => lineOf(`${p.id}: ${p.roles.join(', ') || 'no role'}${p.owner === undefined ? '' : ` · agent of ${p.owner}`}`));
  const admins = people.filter(isAdmin).length;
  return {
    ok: true,
    reply: {
      title: titleOf(`PEOPLE ${people.length}, ${admins} admin${admins === 1 ? '' : 's'}`),
      lines: rows.length === 0 ? ['Nobody yet. The first admin pairs:', 'pair CODE'] : firstLines(rows, linesOfList),
    },
    data: people.map(({ id, roles, owner, handles }) => ({ id, roles, owner: owner ?? null, handles })),
  };
}
